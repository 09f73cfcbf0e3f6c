#include "samples.hpp"

#include <fmt/format.h>

#include <array>

namespace fireform::samples {
namespace {

constexpr std::array<Attribute, 7> fleet_attributes = {{
    {.name = "text", .api = "text"},
    {.name = "count", .api = "count", .type = ValueType::integer},
    {.name = "window", .api = "window", .type = ValueType::duration},
    {.name = "ratio", .api = "ratio", .type = ValueType::number},
    {.name = "token", .api = "token", .sensitive = true},
    {.name = "tags", .api = "tags", .type = ValueType::map},
    {.name = "names", .api = "names", .type = ValueType::list},
}};
constexpr std::array<Attribute, 1> part_attributes = {{{.name = "text", .api = "text"}}};

constexpr ResourceType fleet_type = {.name = "fleet", .collection = "fleets", .attributes = fleet_attributes};
constexpr ResourceType part_type = {.name = "part", .collection = "parts", .attributes = part_attributes};
constexpr std::array<const ResourceType*, 2> types = {&fleet_type, &part_type};

}  // namespace

const Catalog& catalog() {
    static constexpr Catalog all{types};
    return all;
}

ResourceState fleet(const std::string& name, const std::string& text) {
    ResourceState resource;
    resource.address = {.type = "fleet", .name = name, .key = {}};
    resource.id = name + "-1";
    resource.name = "accounts/acme/fleets/" + resource.id;
    resource.applied.put(fleet_type, "text", text);
    resource.seen.put(fleet_type, "text", text);
    return resource;
}

Snapshot snapshot(const std::vector<std::string>& names) {
    Snapshot snapshot;
    snapshot.lineage = "line-1";
    for (const std::string& name : names) {
        const ResourceState resource = fleet(name);
        snapshot.resources.emplace(resource.address, resource);
    }
    return snapshot;
}

LockHolder holder(const std::string& command) {
    return {
        .user = "anna", .host = "laptop", .pid = 4711, .since = "2026-05-01T12:00:00Z", .command = command};
}

std::string to_text(const Snapshot& snapshot) {
    std::string text = fmt::format("serial {}:", snapshot.serial);
    for (const auto& [address, resource] : snapshot.resources)
        text += " " + fireform::to_text(address);
    if (!snapshot.open_intents.empty()) text += "; open:";
    for (const OpenIntent& intent : snapshot.open_intents)
        text += fmt::format(" {} {} ({})", intent.verb, fireform::to_text(intent.address), intent.id);
    return text;
}

}  // namespace fireform::samples
