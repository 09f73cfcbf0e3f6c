// `orphans`: live objects that no state owns. Changes nothing, and takes no lock.
#include "engine/render/orphans_text.hpp"

#include "engine/apply/refresh.hpp"
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/exporting.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/plan/description.hpp"
#include "engine/plan/export_choice.hpp"
#include "engine/plan/forecast.hpp"
#include "engine/plan/identity.hpp"
#include "engine/plan/timestamp.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace fireform::cli {
namespace {

const Value& value_of(const LiveObject& object, std::string_view attribute) {
    static const Value nothing;
    const std::size_t index = object.type->index_of(attribute);
    return index == ResourceType::npos ? nothing : object.attributes.at(index);
}

class Search {
 public:
    Search(const Session& session, const Snapshot& state, const Live& live, const OrphansCommand& command)
        : session_(session), live_(live), command_(command) {
        for (const auto& [address, entry] : state.resources) {
            owned_.insert(entry.name);
            for (const Deposed& each : entry.deposed)
                owned_.insert(each.name);
        }
        lineage_ = state.lineage;
    }

    std::vector<Orphan> orphans() {
        std::vector<const LiveObject*> owned;
        for (const LiveObject& object : live_.objects)
            if (is_owned(object)) owned.push_back(&object);
        std::vector<Orphan> out;
        const ObjectFilter filter = object_filter(command_.filter);
        for (const LiveObject& object : live_.objects) {
            const auto& types = command_.types;
            const bool wanted = types.empty() || std::ranges::find(types, object.type->name) != types.end();
            if (!wanted || !is_present(object) || is_owned(object) || !matches(filter, object)) continue;
            // What an owned run made is its output.
            if (object.type->name == "model" && is_made_by(object, owned)) continue;
            out.push_back(orphan_of(object));
        }
        std::ranges::sort(out, [](const Orphan& a, const Orphan& b) {
            const double first = hourly_now(a).value_or(0), second = hourly_now(b).value_or(0);
            return first == second ? a.name < b.name : first > second;
        });
        return out;
    }

 private:
    [[nodiscard]] bool is_owned(const LiveObject& object) const {
        const bool others = !object.lineage.empty() && object.lineage != lineage_;
        return others || owned_.contains(object.name);
    }

    [[nodiscard]] Orphan orphan_of(const LiveObject& object) const {
        Orphan out;
        out.type = object.type->name;
        out.name = object.name;
        out.id = object.id;
        out.display_name = value_of(object, "display_name").text();
        out.state = object.state;
        out.lineage = object.lineage;
        out.create_time = value_of(object, "create_time").text();
        const auto now =
            std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
        if (const auto made = time_of(out.create_time))
            out.age =
                std::max(std::chrono::seconds(0), std::chrono::floor<std::chrono::seconds>(now - *made));
        if (out.type == "deployment") {
            const auto* replicas = value_of(object, "current_replica_count").integer();
            out.replicas = replicas ? *replicas : 0;
            out.cost =
                hourly_cost(object, session_.config, live_, std::chrono::floor<std::chrono::days>(now));
        }
        return out;
    }

    const Session& session_;
    const Live& live_;
    const OrphansCommand& command_;
    std::set<std::string> owned_;
    std::string lineage_;
};

Task<int> find_orphans(Context& context, Session& session, Reporter& reporter,
                       const OrphansCommand& command) {
    const Checked<Snapshot> state = session.store->read();
    reporter.tell(state.diagnostics);
    if (!state.ok()) co_return exit_code::error;
    RefreshOptions everything;
    everything.everything = true;
    const Checked<Live> live =
        co_await refresh(session.config, *state.value, fireworks_catalog(), *session.provider, everything);
    reporter.tell(live.diagnostics);
    if (!live.ok()) co_return exit_code::error;
    Search search(session, *state.value, *live.value, command);
    const std::vector<Orphan> orphans = search.orphans();
    context.console.out(command.json ? orphans_json(orphans) : orphans_text(orphans, context.out));
    co_return exit_code::done;
}

}  // namespace

int carry_out(Context& context, const OrphansCommand& command) {
    Reporter reporter(context, false);
    const Diagnostics wrong = check_choice(command.types, command.filter);
    reporter.tell(wrong);
    if (wrong.has_errors()) return exit_code::error;
    Checked<Config> config = read_config(context, command.variables);
    if (config.value && !config.value->files.empty()) {
        reporter.know(config.value->sources);
        reporter.tell(config.diagnostics);
        if (!config.ok()) return exit_code::error;
    } else {
        config.value = Config{};
        config.value->folder = ".";
    }
    const auto session = session_of(context, std::move(*config.value));
    if (!connect(context, reporter, *session)) return exit_code::error;
    return context.loop.run(find_orphans(context, *session, reporter, command));
}

}  // namespace fireform::cli
