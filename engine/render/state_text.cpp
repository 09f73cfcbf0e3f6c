// State for people: outputs, and one resource with its object and what was last seen of it.
#include "engine/render/attribute_text.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

std::string_view status_word(ResourceStatus status) {
    switch (status) {
        case ResourceStatus::ready:
            return "ready";
        case ResourceStatus::pending:
            return "pending";
        case ResourceStatus::tainted:
            return "tainted";
    }
    return "ready";
}

}  // namespace

std::string render_outputs(const std::map<std::string, OutputState>& outputs, const Style& style) {
    if (outputs.empty()) return {};
    std::string out = paint("Outputs:", Tone::strong, style) + "\n\n";
    for (const auto& [name, output] : outputs)
        out += fmt::format("{} = {}\n", printable(name),
                           output.sensitive ? "(sensitive)" : value_text(output.value));
    return out;
}

std::string render(const ResourceState& resource, const Catalog& catalog, const Style& style) {
    std::string out = paint(printable(to_text(resource.address)), Tone::strong, style);
    out += paint(fmt::format("  # {}{}{}", status_word(resource.status), resource.adopted ? ", adopted" : "",
                             resource.protect ? ", protected" : ""),
                 Tone::faint, style) +
           '\n';
    const auto put = [&](std::string_view name, const Value& value) {
        out += fmt::format("  {} = {}\n", name, value_text(value));
    };
    const bool named = !resource.name.empty();
    if (named) {
        put("id", resource.id);
        put("name", resource.name);
    }
    if (const ResourceType* type = catalog.find(resource.address.type)) {
        for (std::size_t index = 0; index < type->attributes.size(); ++index) {
            const Attribute& attribute = type->attributes[index];
            const Value& value =
                resource.seen.contains(index) ? resource.seen.at(index) : resource.applied.at(index);
            if (value.is_null() || attribute.name == "id" || (named && attribute.name == "name")) continue;
            if (attribute.sensitive) {
                out += fmt::format("  {} = (sensitive)\n", attribute.name);
            } else {
                put(attribute.name, value);
            }
        }
    }
    if (!resource.dependencies.empty()) {
        Value::List list;
        for (const Address& address : resource.dependencies)
            list.emplace_back(to_text(address));
        put("depends_on", list);
    }
    for (const Deposed& deposed : resource.deposed)
        out += fmt::format("  # replaced, still to be destroyed: {}\n", printable(deposed.id));
    return out;
}

}  // namespace fireform
