#include "state/history_json.hpp"

#include "state/json_reader.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform {
namespace json = boost::json;
namespace {

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

using Text = std::pair<std::string_view, std::string RunRecord::*>;
constexpr std::array<Text, 5> texts{{{"command", &RunRecord::command},
                                     {"user", &RunRecord::user},
                                     {"host", &RunRecord::host},
                                     {"since", &RunRecord::since},
                                     {"result", &RunRecord::result}}};

/// Left out when nothing was.
using Figure = std::pair<std::string_view, int RunRecord::*>;
constexpr std::array<Figure, 5> figures{{{"adopted", &RunRecord::adopted},
                                         {"added", &RunRecord::added},
                                         {"changed", &RunRecord::changed},
                                         {"removed", &RunRecord::removed},
                                         {"forgotten", &RunRecord::forgotten}}};

int small(std::uint64_t number) {
    return static_cast<int>(std::min<std::uint64_t>(number, 1'000'000'000));
}

RunRecord record_of(const json::object& object, JsonReader& reader) {
    RunRecord out;
    out.number = small(reader.count(object, "number", 0));
    for (const auto& [key, member] : texts)
        out.*member = reader.text(object, key);
    out.seconds = small(reader.count(object, "seconds", 0));
    for (const auto& [key, member] : figures)
        out.*member = small(reader.count(object, key, 0));
    if (const auto* list = reader.array(object, "destroyed"))
        for (const json::value& item : *list) {
            const json::object* one = item.if_object();
            const auto address = one ? parse_address(reader.text(*one, "address")) : std::nullopt;
            if (address)
                out.destroyed.push_back({*address, reader.text(*one, "id")});
            else
                reader.fail("the history names something that is no address.");
        }
    return out;
}

}  // namespace

json::array history_to_json(const std::vector<RunRecord>& history) {
    json::array out;
    for (const RunRecord& run : history) {
        json::object object{{"number", run.number}};
        for (const auto& [key, member] : texts)
            object[view(key)] = view(run.*member);
        object["seconds"] = run.seconds;
        for (const auto& [key, member] : figures)
            if (run.*member > 0) object[view(key)] = run.*member;
        if (!run.destroyed.empty()) {
            json::array& list = object["destroyed"].emplace_array();
            for (const RunRecord::Destroyed& one : run.destroyed)
                list.push_back({{"address", view(to_text(one.address))}, {"id", view(one.id)}});
        }
        out.push_back(std::move(object));
    }
    return out;
}

std::vector<RunRecord> history_from_json(const json::array& list, JsonReader& reader) {
    std::vector<RunRecord> out;
    for (const json::value& item : list) {
        if (const json::object* object = item.if_object())
            out.push_back(record_of(*object, reader));
        else
            reader.fail("a run in the history should be an object.");
    }
    if (out.size() > history_max)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(history_max));
    return out;
}

}  // namespace fireform
