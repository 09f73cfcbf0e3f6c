#include "tests/simulation/person.hpp"

#include <array>
#include <string_view>

namespace fireform::simulation {
namespace {

enum class Way {
    retry,       ///< writes on_failure = "retry"
    new_output,  ///< writes another output_model
    run_again,   ///< has the run that made what the block needs make it again
    make_room,   ///< deletes the object that is in the way
    wait,        ///< an hour
};

struct Row {
    std::string_view summary;
    bool Circumstances::* after;
    Way way;
};

constexpr std::array<Row, 11> rows{{
    // on_failure = "fail" says that a person decides.
    {"Run has failed", &Circumstances::inner_faults, Way::retry},
    {"Run has failed", &Circumstances::strangers, Way::retry},
    // The record of the run was deleted before state had it: nothing tells any more whose the model is.
    {"Output model exists already", &Circumstances::strangers, Way::new_output},
    {"Output model exists already", &Circumstances::destroyed, Way::new_output},
    // A run and the model that it made are gone, and another run has begun with that model.
    {"New run needs a new output model", &Circumstances::strangers, Way::new_output},
    // Its record says that it has finished, and the model that it made is gone.
    {"Not found", &Circumstances::strangers, Way::run_again},
    // A deployment with the name and model of ours, and other hardware: whose is it to be?
    {"Matching object cannot be adopted", &Circumstances::strangers, Way::make_room},
    {"Several objects match the resource", &Circumstances::strangers, Way::make_room},
    {"Id is taken by a deleted object", &Circumstances::strangers, Way::make_room},
    // It is ready and its route leads nowhere: only another one helps.
    {"Probe was not answered", &Circumstances::inner_faults, Way::make_room},
    // It served requests within the last hour.
    {"Deployment in use", &Circumstances::strangers, Way::wait},
}};

/// The first full name of an object in the text; "" none.
std::string object_in(std::string_view text) {
    const std::size_t start = text.find("accounts/acme/");
    if (start == std::string_view::npos) return {};
    const std::size_t end = std::min(text.find_first_of(" ,;", start), text.size());
    std::string name(text.substr(start, end - start));
    while (name.ends_with('.'))
        name.pop_back();
    return name;
}

}  // namespace

bool Person::act(const Diagnostic& error, const Circumstances& circumstances, Fleet& fleet) {
    for (const Row& row : rows) {
        if (row.summary != error.summary || !(circumstances.*row.after)) continue;
        Block* block = error.address ? fleet.find(to_text(*error.address)) : nullptr;
        trace_.say("a person reads: {}", error.summary);
        if (row.way == Way::wait) return true;
        if (row.way == Way::make_room) {
            const std::string name = object_in(error.detail);
            if (name.empty()) return false;
            const HttpResponse reply = network_.ask("DELETE", "/v1/" + name + "?hard=true&ignoreChecks=true");
            trace_.say("a person deletes {}: {}", name, reply.status);
            return reply.status == 200;
        }
        if (!block) return false;
        if (row.way == Way::run_again) {
            bool found = false;
            for (const std::string& address : block->needs) {
                Block* maker = fleet.find(address);
                if (!maker || maker->value("output_model").empty()) continue;
                author_.rename_output(fleet, *maker);
                found = true;
            }
            return found;
        }
        if (row.way == Way::retry)
            author_.set(*block, "on_failure", "\"retry\"");
        else
            author_.rename_output(fleet, *block);
        return true;
    }
    return false;
}

}  // namespace fireform::simulation
