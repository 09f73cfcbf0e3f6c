#include "providers/fireworks/unknown_field.hpp"

#include <fmt/core.h>

namespace fireform::fireworks {
namespace {

/// What stands in quotes behind "unknown field"; "" the message is about something else.
std::string unknown_field(std::string_view message) {
    constexpr std::string_view words = "unknown field";
    const auto at = message.find(words);
    if (at == std::string_view::npos) return {};
    const auto open = message.find('"', at + words.size());
    if (open == std::string_view::npos) return {};
    const auto close = message.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    return std::string(message.substr(open + 1, close - open - 1));
}

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('.') + 1);
}

/// A body names the member, a mask the attribute in snake case.
bool is_about(const Attribute& attribute, std::string_view field) {
    return !attribute.api.empty() &&
           (field == attribute.api || field == last_part(attribute.api) || field == attribute.name);
}

std::string way_out(const Attribute& attribute) {
    if (attribute.withdrawn)
        return fmt::format(
            "{}; api = \"public\" in [provider.fireworks] finds what the public API does not "
            "take before anything is sent",
            attribute.hint);
    return fmt::format("remove \"{}\"", attribute.name);
}

}  // namespace

Diagnostic with_attribute_named(Diagnostic refused, const Reply& reply, const ResourceType& type) {
    if (reply.status() != 400) return refused;
    const std::string field = unknown_field(parse_error(*reply.response).message);
    if (field.empty()) return refused;
    for (const Attribute& attribute : type.attributes) {
        if (!is_about(attribute, field)) continue;
        refused.summary = "Attribute not known to the service";
        refused.detail += fmt::format(" It comes from \"{}\".", attribute.name);
        refused.hint = way_out(attribute);
        return refused;
    }
    return refused;
}

}  // namespace fireform::fireworks
