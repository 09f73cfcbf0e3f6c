#include "engine/plan/plan_secrets.hpp"

#include "engine/plan/plan_json.hpp"
#include "schemas/hash.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

constexpr std::string_view marker = "$fingerprint";

Diagnostic changed_secret(const Address& address, const Attribute& attribute, const ResourceConfig* resource,
                          std::size_t index) {
    Diagnostic out;
    out.summary = "Secret differs from the plan";
    out.address = address;
    out.detail = fmt::format("\"{}\" is not the value that the plan was made with.", attribute.name);
    out.hint = "make a new plan, or set the secret to the value it had";
    if (resource) out.range = resource->range_of(index);
    return out;
}

}  // namespace

Value secret_stand_in(std::string fingerprint) {
    return Value::Map{{std::string(marker), Value(std::move(fingerprint))}};
}

std::optional<std::string> fingerprint_in(const Value& value) {
    const Value::Map* map = value.map();
    if (!map || map->size() != 1) return std::nullopt;
    const auto found = map->find(marker);
    return found == map->end() ? std::nullopt : std::optional(found->second.text());
}

Value without_secret(const Value& value, bool sensitive, std::string_view lineage) {
    if (!sensitive || value.is_null() || fingerprint_in(value)) return value;
    return secret_stand_in(fingerprint(lineage, value));
}

Diagnostics fill_secrets(Plan& plan, const Config& config) {
    Diagnostics out;
    for (Change& change : plan.changes) {
        const auto found = config.resources.find(change.address);
        const ResourceConfig* resource = found == config.resources.end() ? nullptr : &found->second;
        const Attributes planned = change.desired;
        for (const auto& [index, stand_in] : planned) {
            const auto expected = fingerprint_in(stand_in);
            if (!expected) continue;
            const Attribute& attribute = change.type->attributes[index];
            const Value* written = resource ? resource->attributes.find(index) : nullptr;
            const Value secret = written ? normalise(attribute, *written, plan.naming) : Value();
            if (secret.is_null() || fingerprint(plan.lineage, secret) != *expected) {
                out.add(changed_secret(change.address, attribute, resource, index));
                continue;
            }
            change.desired.set(index, secret);
            for (AttributeChange& one : change.attributes)
                if (one.index == index && !one.after.is_null()) one.after = secret;
        }
    }
    return out;
}

}  // namespace fireform
