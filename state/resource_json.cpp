#include "state/resource_json.hpp"

#include "schemas/bug.hpp"
#include "schemas/value_json.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <limits>

namespace fireform {
namespace json = boost::json;
namespace {

const std::vector<std::string_view> known_members = {
    "address",    "id",         "name",    "generation", "status",      "adopted",      "untagged", "protect",
    "on_destroy", "id_written", "applied", "seen",       "update_time", "dependencies", "deposed"};

constexpr std::string_view fingerprint_prefix = "hmac-sha256:";

json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}
/// Into the object's own memory.
void put_text(json::object& object, std::string_view key, std::string_view text) {
    object.emplace(boost_view(key), boost_view(text));
}

void put_value(json::object& object, std::string_view key, const Value& value) {
    if (const std::string* text = value.string())
        put_text(object, key, *text);
    else
        object.emplace(boost_view(key), to_json(value));
}

std::string_view status_text(ResourceStatus status) {
    switch (status) {
        case ResourceStatus::ready:
            return "ready";
        case ResourceStatus::pending:
            return "pending";
        case ResourceStatus::tainted:
            return "tainted";
    }
    return "";
}

std::optional<ResourceStatus> parse_status(std::string_view text) {
    for (const auto status : {ResourceStatus::ready, ResourceStatus::pending, ResourceStatus::tainted})
        if (status_text(status) == text) return status;
    return std::nullopt;
}

/// A sensitive value that is not a fingerprint is never written: better to ask for it again than to leak it.
void put_applied(json::object& object, const ResourceType& type, const Attributes& applied) {
    object.reserve(applied.size());
    for (const auto& [index, value] : applied) {
        const Attribute& attribute = type.attributes[index];
        if (!attribute.sensitive || value.text().starts_with(fingerprint_prefix))
            put_value(object, attribute.name, value);
    }
}

void put_seen(json::object& object, const ResourceType& type, const Attributes& seen) {
    object.reserve(seen.size());
    for (const auto& [index, value] : seen)
        if (const Attribute& attribute = type.attributes[index]; !attribute.sensitive)
            put_value(object, attribute.name, value);
}

Attributes attributes_of(const ResourceType& type, const json::object& input, std::string_view member,
                         json::object& unknown, TextPool& texts) {
    std::vector<std::string> names;
    Attributes attributes = attributes_from_json(type, input, &names, &texts);
    for (const std::string& name : names) {
        json::value& kept = unknown[boost_view(member)];
        if (!kept.is_object()) kept.emplace_object();
        kept.get_object()[boost_view(name)] = input.at(boost_view(name));
    }
    return attributes;
}

/// Attributes that this program does not know: {"applied": {...}, "seen": {...}} inside `extra`.
void add_unknown_attributes(json::object& object, const json::object& extra, std::string_view member) {
    const json::value* kept = extra.if_contains(boost_view(member));
    if (!kept || !kept->is_object()) return;
    json::value& into = object[boost_view(member)];
    if (!into.is_object()) into.emplace_object();
    for (const auto& attribute : kept->get_object())
        if (!into.get_object().contains(attribute.key()))
            into.get_object()[attribute.key()] = attribute.value();
}

std::vector<Address> dependencies_of(const json::array& list, JsonReader& reader) {
    std::vector<Address> dependencies;
    for (const json::value& item : list) {
        const auto address = item.is_string()
                                 ? parse_address({item.get_string().data(), item.get_string().size()})
                                 : std::nullopt;
        if (address)
            dependencies.push_back(*address);
        else
            reader.fail("\"dependencies\" should be a list of addresses such as \"deployment.chat\".");
    }
    std::ranges::sort(dependencies);
    return dependencies;
}

std::vector<Deposed> deposed_of(const json::array& list, JsonReader& reader) {
    std::vector<Deposed> deposed;
    for (const json::value& item : list) {
        if (!item.is_object()) {
            reader.fail("\"deposed\" should be a list of objects.");
            continue;
        }
        deposed.push_back(
            {.id = reader.text(item.get_object(), "id"), .name = reader.text(item.get_object(), "name")});
    }
    return deposed;
}

}  // namespace

json::object resource_to_json(const ResourceState& resource, const Catalog& catalog) {
    return resource_to_json(resource, catalog, json::storage_ptr());
}

json::object resource_to_json(const ResourceState& resource, const Catalog& catalog,
                              json::storage_ptr memory) {
    const ResourceType* type = catalog.find(resource.address.type);
    require(type != nullptr, "the type of a resource in state is in the catalog");
    json::object object(known_members.size(), std::move(memory));
    put_text(object, "address", to_text(resource.address));
    put_text(object, "id", resource.id);
    put_text(object, "name", resource.name);
    object["generation"] = resource.generation;
    put_text(object, "status", status_text(resource.status));
    if (resource.adopted) object["adopted"] = true;
    if (resource.untagged) object["untagged"] = true;
    if (resource.protect) object["protect"] = true;
    if (!resource.on_destroy.empty()) put_text(object, "on_destroy", resource.on_destroy);
    if (resource.id_written) object["id_written"] = true;
    put_applied(object["applied"].emplace_object(), *type, resource.applied);
    put_seen(object["seen"].emplace_object(), *type, resource.seen);
    if (!resource.update_time.empty()) put_text(object, "update_time", resource.update_time);
    if (!resource.dependencies.empty()) {
        json::array& list = object["dependencies"].emplace_array();
        for (const Address& address : resource.dependencies)
            list.emplace_back(boost_view(to_text(address)));
    }
    if (!resource.deposed.empty()) {
        json::array& list = object["deposed"].emplace_array();
        for (const Deposed& deposed : resource.deposed)
            list.push_back({{"id", boost_view(deposed.id)}, {"name", boost_view(deposed.name)}});
    }
    if (!resource.extra.empty()) {
        json::object extra;
        add_members(extra, resource.extra);
        add_unknown_attributes(object, extra, "applied");
        add_unknown_attributes(object, extra, "seen");
        add_members(object, resource.extra);
    }
    return object;
}

std::optional<ResourceState> resource_from_json(const json::value& input, const Catalog& catalog,
                                                JsonReader& reader) {
    const std::size_t failures = reader.diagnostics.size();
    if (!input.is_object()) {
        reader.fail("a resource should be an object.");
        return std::nullopt;
    }
    const json::object& object = input.get_object();
    const std::string address_text = reader.text(object, "address");
    const auto address = parse_address(address_text);
    if (!address) {
        reader.fail(fmt::format("{} is not the address of a resource.", fireform::in_quotes(address_text)));
        return std::nullopt;
    }
    const ResourceType* type = catalog.find(address->type);
    if (!type) {
        Diagnostic unknown;
        unknown.summary = "Unknown resource type in state";
        unknown.detail = fmt::format("{} holds {}, and this is fireform {}, which has no type \"{}\".",
                                     reader.file, address_text, FIREFORM_VERSION, address->type);
        unknown.hint = "use the fireform that wrote it, or a newer one";
        reader.diagnostics.add(std::move(unknown));
        return std::nullopt;
    }
    const std::string outer = std::exchange(reader.place, address_text);

    ResourceState resource;
    resource.address = *address;
    resource.id = reader.text(object, "id");
    resource.name = reader.text(object, "name");
    const std::uint64_t generation = reader.count(object, "generation", 1);
    if (generation > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
        reader.fail("the member \"generation\" is too large.");
    else
        resource.generation = static_cast<int>(generation);
    const std::string word = reader.text(object, "status", status_text(ResourceStatus::ready));
    if (const auto status = parse_status(word))
        resource.status = *status;
    else
        reader.fail(
            fmt::format("the status {} is none of ready, pending, tainted.", fireform::in_quotes(word)));
    resource.adopted = reader.boolean(object, "adopted");
    resource.untagged = reader.boolean(object, "untagged");
    resource.protect = reader.boolean(object, "protect");
    resource.on_destroy = reader.text(object, "on_destroy");
    resource.id_written = reader.boolean(object, "id_written");
    resource.update_time = reader.text(object, "update_time");

    json::object extra;
    add_members(extra, unknown_members(object, known_members));
    if (const auto* applied = reader.object(object, "applied"))
        resource.applied = attributes_of(*type, *applied, "applied", extra, reader.texts);
    if (const auto* seen = reader.object(object, "seen"))
        resource.seen = attributes_of(*type, *seen, "seen", extra, reader.texts);
    if (const auto* list = reader.array(object, "dependencies"))
        resource.dependencies = dependencies_of(*list, reader);
    if (const auto* list = reader.array(object, "deposed")) resource.deposed = deposed_of(*list, reader);
    if (!extra.empty()) resource.extra = json::serialize(extra);

    reader.place = outer;
    if (reader.diagnostics.size() != failures) return std::nullopt;
    return resource;
}

}  // namespace fireform
