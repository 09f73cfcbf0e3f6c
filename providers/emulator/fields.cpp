#include "providers/emulator/fields.hpp"

namespace fireform::emulator {
namespace {

/// Whether `name` is `camel` in either spelling. "url_1" style names do not occur.
bool same(std::string_view camel, std::string_view name) {
    if (name == camel) return true;
    if (name.find('_') == std::string_view::npos) return false;
    std::size_t at = 0;
    for (const char c : camel) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper) {
            if (at + 1 >= name.size() || name[at] != '_' || name[at + 1] != c - 'A' + 'a') return false;
            at += 2;
        } else {
            if (at >= name.size() || name[at] != c) return false;
            ++at;
        }
    }
    return at == name.size();
}

}  // namespace

const Field* find_field(const Message& message, std::string_view name) {
    for (const Field& field : message.fields)
        if (same(field.name, name)) return &field;
    return nullptr;
}

std::string snake_case(std::string_view camel) {
    std::string out;
    for (const char c : camel) {
        if (c >= 'A' && c <= 'Z') {
            out += '_';
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace fireform::emulator
