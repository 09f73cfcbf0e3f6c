#include "schemas/address.hpp"

#include "schemas/value.hpp"

#include <algorithm>

namespace fireform {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_type_name(std::string_view text) {
    return !text.empty() && is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

}  // namespace

std::string to_text(const Address& address) {
    std::string text = address.type + "." + address.name;
    if (address.key) text += "[" + in_quotes(*address.key) + "]";
    return text;
}

std::optional<Address> parse_address(std::string_view text) {
    Address address;
    if (const auto bracket = text.find('['); bracket != std::string_view::npos) {
        if (text.back() != ']') return std::nullopt;
        address.key = unquoted(text.substr(bracket + 1, text.size() - bracket - 2));
        if (!address.key) return std::nullopt;
        text = text.substr(0, bracket);
    }
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    address.type = text.substr(0, dot);
    address.name = text.substr(dot + 1);
    if (!is_type_name(address.type) || !is_block_name(address.name)) return std::nullopt;
    return address;
}

bool is_block_name(std::string_view name) {
    return !name.empty() && (is_letter(name.front()) || name.front() == '_') &&
           std::ranges::all_of(name,
                               [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

}  // namespace fireform
