#include "engine/plan/export_choice.hpp"

#include "engine/plan/description.hpp"
#include "schemas/wildcard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

bool is_true(const LiveObject& object, std::string_view attribute) {
    const std::size_t index = object.type->index_of(attribute);
    const bool* flag = index == ResourceType::npos ? nullptr : object.attributes.at(index).boolean();
    return flag && *flag;
}

/// Why nothing is written of it; "" it is.
std::string reason_against(const LiveObject& object, const ChoiceOptions& options) {
    if (object.phase == Phase::failed)
        return object.status.empty() ? "it failed" : fmt::format("it failed: {}", object.status);
    if (object.phase == Phase::cancelled) return "it was cancelled or has expired";
    if (object.type->run && object.phase == Phase::paused) return "it is paused";
    // Nobody here has the bytes that it waits for, and an apply would wait with it.
    if (object.phase == Phase::pending && object.type->index_of("content_hash") != ResourceType::npos)
        return "its upload has not come to an end";
    if (is_true(object, "keep_alive") || is_true(object, "service_mode"))
        return "a trainer that is driven by hand is not managed";
    if (!object.lineage.empty() && !options.owned)
        return fmt::format("the state with lineage {} owns it{}", object.lineage,
                           object.address.empty() ? "" : fmt::format(", as {}", object.address));
    return "";
}

/// The attribute, and behind a dot the key of a map.
std::pair<std::size_t, std::string> place_of(const ResourceType& type, const std::string& attribute) {
    const std::size_t whole = type.index_of(type.canonical(attribute));
    if (whole != ResourceType::npos) return {whole, ""};
    const std::size_t dot = attribute.find('.');
    if (dot == std::string::npos) return {ResourceType::npos, ""};
    return {type.index_of(type.canonical(attribute.substr(0, dot))), attribute.substr(dot + 1)};
}

std::string plain(const Value& value) {
    return value.string() ? value.text() : to_text(value);
}

}  // namespace

ObjectFilter object_filter(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {"", std::string(text)};
    return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

bool is_known(const ObjectFilter& filter, const Catalog& catalog) {
    return filter.attribute.empty() || std::ranges::any_of(catalog, [&](const ResourceType* type) {
               return place_of(*type, filter.attribute).first != ResourceType::npos;
           });
}

bool matches(const ObjectFilter& filter, const LiveObject& object) {
    if (filter.pattern.empty() && filter.attribute.empty()) return true;
    const ResourceType& type = *object.type;
    if (filter.attribute.empty()) {
        const std::size_t name = type.index_of("display_name");
        return matches(filter.pattern, object.id) ||
               (name != ResourceType::npos && matches(filter.pattern, object.attributes.at(name).text()));
    }
    if (filter.attribute == "id") return matches(filter.pattern, object.id);
    const auto [index, key] = place_of(type, filter.attribute);
    if (index == ResourceType::npos) return false;
    const Value& value = object.attributes.at(index);
    if (key.empty()) return matches(filter.pattern, value.is_null() ? "" : plain(value));
    const Value::Map* map = value.map();
    if (!map) return false;
    auto found = map->find(key);
    if (found == map->end()) found = map->find(std::string(type.attributes[index].key_prefix) + key);
    return found != map->end() && matches(filter.pattern, plain(found->second));
}

bool is_present(const LiveObject& object) {
    return !object.bookkeeping && object.phase != Phase::soft_deleted && object.phase != Phase::deleting &&
           object.phase != Phase::gone;
}

ExportChoice choose(const Live& live, const ChoiceOptions& options) {
    ExportChoice out;
    for (const LiveObject& object : live.objects) {
        if (!is_present(object) || !matches(options.filter, object)) continue;
        const auto& types = options.types;
        if (!types.empty() && std::ranges::find(types, object.type->name) == types.end()) continue;
        std::string reason = reason_against(object, options);
        if (reason.empty())
            out.objects.push_back(&object);
        else
            out.left_out.push_back({object.name, std::move(reason)});
    }
    const std::vector<const LiveObject*> chosen = out.objects;
    std::erase_if(out.objects, [&chosen](const LiveObject* object) {
        return object->type->name == "model" && is_made_by(*object, chosen);
    });
    return out;
}

}  // namespace fireform
