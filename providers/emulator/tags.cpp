#include "providers/emulator/tags.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/json_rules.hpp"

#include <boost/json.hpp>

#include <algorithm>
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

std::optional<Refusal> check_value(std::string_view key, std::string_view value) {
    const auto where = "the value of tag \"" + std::string(key) + "\" ";
    const auto length = code_points(value);
    if (length < 1 || length > value_max) return invalid(where + "must have 1 to 128 characters");
    if (value.front() == ' ' || value.back() == ' ')
        return invalid(where + "must not begin or end with white space");
    if (std::any_of(value.begin(), value.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
        return invalid(where + "must not have control characters");
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
