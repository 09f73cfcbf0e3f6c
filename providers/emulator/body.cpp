#include "providers/emulator/body.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace fireform::emulator {

bool has(const json::object& body, std::string_view field) {
    return body.contains(field);
}

std::string_view text_of(const json::object& body, std::string_view field) {
    const json::value* value = body.if_contains(field);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::int64_t number_of(const json::object& body, std::string_view field) {
    const json::value* value = body.if_contains(field);
    if (value == nullptr) return 0;
    if (value->is_int64()) return value->get_int64();
    if (value->is_string()) {
        const auto& text = value->get_string();
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    return 0;
}

double real_of(const json::object& body, std::string_view field) {
    const json::value* value = body.if_contains(field);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

bool flag_of(const json::object& body, std::string_view field) {
    const json::value* value = body.if_contains(field);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object& message_of(const json::object& body, std::string_view field) {
    static const json::object none;
    const json::value* value = body.if_contains(field);
    return value != nullptr && value->is_object() ? value->get_object() : none;
}

json::object& message_in(json::object& body, std::string_view field) {
    json::value& value = body[field];
    return value.is_object() ? value.get_object() : value.emplace_object();
}

void set_text(json::object& body, std::string_view field, std::string_view value) {
    body[field] = json::string(value);
}

void set_number(json::object& body, std::string_view field, std::int64_t value) {
    body[field] = value;
}

void set_int64(json::object& body, std::string_view field, std::int64_t value) {
    body[field] = json::string(std::to_string(value));
}

void set_real(json::object& body, std::string_view field, double value) {
    body[field] = value;
}

void set_flag(json::object& body, std::string_view field, bool value) {
    body[field] = value;
}

void clear(json::object& body, std::string_view field) {
    body.erase(field);
}

void set_status(json::object& body, std::string_view code, std::string_view message) {
    json::object& status = message_in(body, "status");
    status.clear();
    set_text(status, "code", code);
    if (!message.empty()) set_text(status, "message", message);
}

std::string_view id_of(std::string_view name) {
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string_view parent_of(std::string_view name) {
    const auto id = name.rfind('/');
    if (id == std::string_view::npos || id == 0) return {};
    const auto segment = name.rfind('/', id - 1);
    return segment == std::string_view::npos ? std::string_view{} : name.substr(0, segment);
}

bool is_name(std::string_view name, std::string_view segment) {
    const std::string_view parent = parent_of(name);
    if (!parent.starts_with("accounts/") || parent.size() == 9 ||
        parent.find('/', 9) != std::string_view::npos)
        return false;
    const std::string_view rest = name.substr(parent.size() + 1);
    return rest.size() > segment.size() + 1 && rest.starts_with(segment) && rest[segment.size()] == '/';
}

}  // namespace fireform::emulator
