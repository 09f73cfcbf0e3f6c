#include "providers/emulator/masks.hpp"

#include <boost/json.hpp>

namespace fireform::emulator {

std::optional<FieldPath> find_path(const Message& message, std::string_view text, bool extended) {
    FieldPath path;
    const Message* here = &message;
    while (true) {
        const auto dot = text.find('.');
        const Field* field = here == nullptr ? nullptr : find_field(*here, text.substr(0, dot));
        if (field == nullptr || (field->has(rule::extended) && !extended)) return std::nullopt;
        path.push_back(field);
        if (dot == std::string_view::npos) return path;
        here =
            field->shape == Shape::one ? field->message : nullptr;  // a path does not go into lists and maps
        text.remove_prefix(dot + 1);
    }
}

std::optional<Refusal> read_mask(const Message& message, std::string_view text, bool extended,
                                 std::vector<FieldPath>& out) {
    if (text == "*") return std::nullopt;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        auto path = find_path(message, part, extended);
        if (!path)
            return invalid("invalid field mask path \"" + std::string(part) + "\" for " +
                           std::string(message.name));
        out.push_back(std::move(*path));
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
    }
    return std::nullopt;
}

json::object project(const json::object& body, const std::vector<FieldPath>& paths) {
    json::object out;
    for (const FieldPath& path : paths) {
        const json::value* value = follow(body, path);
        if (value == nullptr) continue;
        json::object* place = &out;
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
            json::value& inner = (*place)[path[i]->name];
            place = inner.is_object() ? &inner.get_object() : &inner.emplace_object();
        }
        (*place)[path.back()->name] = *value;
    }
    return out;
}

const json::value* follow(const json::object& body, const FieldPath& path) {
    const json::object* here = &body;
    const json::value* value = nullptr;
    for (const Field* field : path) {
        if (here == nullptr) return nullptr;
        value = here->if_contains(field->name);
        if (value == nullptr) return nullptr;
        here = value->if_object();
    }
    return value;
}

}  // namespace fireform::emulator
