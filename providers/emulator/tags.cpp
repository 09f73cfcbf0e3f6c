#include "providers/emulator/tags.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/json_rules.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::string_view prefix = "custom/";
constexpr std::size_t tags_max = 64;
constexpr std::size_t key_max = 128;
constexpr std::size_t value_max = 128;  ///< code points

bool alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// White space of Unicode beyond ASCII, in UTF-8; U+0085 is a control character as well.
constexpr std::array<std::string_view, 18> spaces{
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

bool has_outer_space(std::string_view value) {
    return value.front() == ' ' || value.back() == ' ' ||
           std::any_of(spaces.begin(), spaces.end(), [&](std::string_view space) {
               return value.starts_with(space) || value.ends_with(space);
           });
}

/// C0, DEL and C1; the latter are 0xC2 and a byte below 0xA0.
bool has_controls(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c < 0x20 || c == 0x7F) return true;
        if (c == 0xC2 && i + 1 < value.size() && static_cast<unsigned char>(value[i + 1]) < 0xA0) return true;
    }
    return false;
}

std::optional<Refusal> check_value(std::string_view key, std::string_view value) {
    const auto where = "the value of tag \"" + std::string(key) + "\" ";
    const auto length = code_points(value);
    if (length < 1 || length > value_max) return invalid(where + "must have 1 to 128 characters");
    if (has_outer_space(value)) return invalid(where + "must not begin or end with white space");
    if (has_controls(value)) return invalid(where + "must not have control characters");
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_tag_key(std::string_view key) {
    if (!key.starts_with(prefix))
        return denied("annotation key \"" + std::string(key) +
                      "\" is reserved; keys of customers begin with custom/");
    const bool good = key.size() > prefix.size() && key.size() <= key_max &&
                      alphanumeric(key[prefix.size()]) && alphanumeric(key.back()) &&
                      std::all_of(key.begin(), key.end(), [](char c) {
                          return alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/';
                      });
    if (good) return std::nullopt;
    return invalid(
        "invalid tag key \"" + std::string(key) +
        "\": at most 128 letters, digits, '-', '_', '.' and '/', the first and the last alphanumeric");
}

std::optional<Refusal> check_tags(const json::object& tags) {
    for (const auto& tag : tags)
        if (auto refusal = check_tag_key(tag.key())) return refusal;
    for (const auto& tag : tags)
        if (auto refusal = check_value(tag.key(), text_of(tags, tag.key()))) return refusal;
    return check_tag_count(tags.size());
}

std::optional<Refusal> check_tag_count(std::size_t count) {
    if (count <= tags_max) return std::nullopt;
    return invalid("a deployment has at most 64 tags, this would make " + std::to_string(count));
}

}  // namespace fireform::emulator
