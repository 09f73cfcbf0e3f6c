#include "engine/plan/name_checks.hpp"

#include "engine/plan/block_problem.hpp"
#include "engine/plan/hardware.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace fireform {
namespace {

std::string_view type_named_by(Names names) {
    if (names == Names::dataset) return "dataset";
    return names == Names::deployment ? "deployment" : "";
}

/// Full names of what there is after the plan.
std::set<std::string> names_after(const Plan& plan) {
    std::set<std::string> names;
    for (const Change& change : plan.changes) {
        if (!has_object_after(change)) continue;
        const std::string& id = makes_object(change) ? change.new_id : change.object_id;
        names.insert(full_name(plan.account, change.type->collection, id));
    }
    return names;
}

bool is_new(const Change& change, std::uint16_t index) {
    return makes_object(change) ||
           std::ranges::any_of(change.attributes,
                               [index](const AttributeChange& each) { return each.index == index; });
}

}  // namespace

Diagnostic object_not_found(const ResourceConfig& resource, std::string_view attribute,
                            const ResourceType& type, const std::string& name, const Live& live) {
    std::vector<std::string_view> known;
    for (const LiveObject& object : live.objects)
        if (object.type == &type) known.push_back(object.id);
    const std::string meant = nearest(last_segment(name), known);
    return block_problem(
        resource, attribute, type.name == "dataset" ? "Dataset not found" : "Deployment not found",
        fmt::format("There is no {} {}.", type.name, name),
        meant.empty() ? fmt::format("write the id of a {0} that is there, or \"${{{0}.NAME.id}}\" of a "
                                    "block of this configuration",
                                    type.name)
                      : fmt::format("did you mean {}?", in_quotes(meant)));
}

Diagnostics check_names(const Plan& plan, const Config& config, const Live& live, const LiveIndex& index) {
    Diagnostics problems;
    std::optional<std::set<std::string>> coming;  // of no use to a plan that names nothing new
    for (const Change& change : plan.changes) {
        const auto resource = config.resources.find(change.address);
        if (resource == config.resources.end() || change.partial_skip || change.type->name == "lora_addon")
            continue;
        for (const auto& [position, value] : change.desired) {
            const Attribute& attribute = change.type->attributes[position];
            if (attribute.names == Names::none || !is_new(change, position)) continue;
            const ResourceType* named = fireworks_catalog().find(type_named_by(attribute.names));
            if (!named || !live.listed.contains(named->name)) continue;
            if (!coming) coming = names_after(plan);
            const auto check = [&](const Value& each) {
                const std::string& name = each.text();
                const LiveObject* object = index.by_id(*named, last_segment(name));
                const bool there = (object && object->name == name) || coming->contains(name);
                if (!there && name.starts_with(full_name(plan.account, named->collection, "")))
                    problems.add(object_not_found(resource->second, attribute.name, *named, name, live));
            };
            check(value);
            if (const auto* names = value.list()) std::ranges::for_each(*names, check);
        }
    }
    return problems;
}

}  // namespace fireform
