#include "tests/simulation/checks.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <charconv>
#include <map>

namespace fireform::simulation {
namespace json = boost::json;
namespace {

json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(boost_view(key));
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// By full name; what is deleted and only kept so that it can be restored is not there.
std::map<std::string, json::object> present(const json::object& collections) {
    std::map<std::string, json::object> out;
    for (const auto& collection : collections) {
        for (const json::value& each : collection.value().as_array()) {
            const json::object& object = each.get_object();
            const std::string state = text_of(object, "state");
            const bool gone = state == "DELETED" || state == "DELETING" || state == "JOB_STATE_DELETING" ||
                              state == "JOB_STATE_DELETED" || state == "UNDEPLOYING";
            if (!gone) out.emplace(text_of(object, "name"), object);
        }
    }
    return out;
}

const json::value* follow(const json::object& object, std::string_view path) {
    const json::object* place = &object;
    for (;;) {
        const std::size_t dot = path.find('.');
        const json::value* value = place->if_contains(boost_view(path.substr(0, dot)));
        if (!value || dot == std::string_view::npos) return value;
        if (!value->is_object()) return nullptr;
        place = &value->get_object();
        path.remove_prefix(dot + 1);
    }
}

/// As TOML writes it; what the service leaves out is zero.
std::string shown(const json::value* value, std::string_view wanted) {
    if (!value)
        return wanted.starts_with('"') ? "\"\"" : wanted == "false" || wanted == "true" ? "false" : "0";
    return json::serialize(*value);
}

/// The record of a run may be cleaned up; what it made counts.
bool left_its_model(const ResourceState& entry, const std::map<std::string, json::object>& live) {
    const ResourceType& type = *fireworks_catalog().find(entry.address.type);
    return type.run && live.contains(entry.seen.get(type, "output_model").text());
}

}  // namespace

std::string find_fault(const AtRest& at_rest) {
    const json::value parsed = json::parse(boost_view(at_rest.objects));
    const auto live = present(parsed.as_object());

    std::set<std::string> known;
    for (const auto& [address, entry] : at_rest.state.resources) {
        const std::string where = to_text(address);
        if (!at_rest.fleet.find(where)) return fmt::format("state still has {}", where);
        if (!entry.deposed.empty()) return fmt::format("{} still has a replaced object in state", where);
        if (entry.status != ResourceStatus::ready) return fmt::format("{} is not ready in state", where);
        if (!live.contains(entry.name) && !left_its_model(entry, live))
            return fmt::format("{} is {} in state, which is not there", where, entry.name);
        if (!known.insert(entry.name).second) return fmt::format("{} stands in state twice", entry.name);
    }
    if (!at_rest.state.open_intents.empty())
        return fmt::format("the intent to {} {} is still open", at_rest.state.open_intents.front().verb,
                           to_text(at_rest.state.open_intents.front().address));
    for (const std::string& name : at_rest.made)
        if (live.contains(name) && !known.contains(name))
            return fmt::format("{} was made for us, is there, and state does not know it", name);

    for (const Block& block : at_rest.fleet.blocks) {
        const auto entry = at_rest.state.resources.find(*parse_address(block.address()));
        if (entry == at_rest.state.resources.end())
            return fmt::format("state does not have {}", block.address());
        const auto found = live.find(entry->second.name);
        if (found == live.end()) continue;
        const json::object& object = found->second;
        for (const Setting& each : block.settings) {
            if (each.api.empty()) continue;
            const std::string is = shown(follow(object, each.api), each.value);
            if (is != each.value)
                return fmt::format("{} has {} = {} and shall have {}", block.address(), each.api, is,
                                   each.value);
        }
    }
    return {};
}

}  // namespace fireform::simulation
