#include "engine/config/version_constraint.hpp"

#include <charconv>
#include <cstddef>

namespace fireform {
namespace {

constexpr int part_max = 1'000'000;

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// How many parts of the version were written.
std::optional<Version> read_version(std::string_view text, std::size_t& parts) {
    Version version{};
    for (parts = 0; parts < version.size();) {
        const auto* end = text.data() + text.size();
        const auto [next, error] = std::from_chars(text.data(), end, version[parts]);
        if (error != std::errc{} || version[parts] < 0 || version[parts] > part_max || *text.data() == '-')
            return std::nullopt;
        ++parts;
        if (next == end) return version;
        if (*next != '.') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(next - text.data()) + 1);
    }
    return std::nullopt;
}

std::optional<bool> satisfies_one(std::string_view condition, const Version& version) {
    const auto sign_length = condition.find_first_not_of("<>=~");
    if (sign_length == std::string_view::npos) return std::nullopt;
    const auto sign = condition.substr(0, sign_length);
    std::size_t parts = 0;
    const auto bound = read_version(trimmed(condition.substr(sign_length)), parts);
    if (!bound) return std::nullopt;
    if (sign.empty() || sign == "=") return version == *bound;
    if (sign == ">") return version > *bound;
    if (sign == ">=") return version >= *bound;
    if (sign == "<") return version < *bound;
    if (sign == "<=") return version <= *bound;
    if (sign != "~>") return std::nullopt;
    Version next{};  // the first that is too new
    const std::size_t fixed = parts > 1 ? parts - 1 : 1;
    for (std::size_t i = 0; i < fixed; ++i)
        next[i] = (*bound)[i];
    ++next[fixed - 1];
    return version >= *bound && version < next;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
    std::size_t parts = 0;
    return read_version(text, parts);
}

std::optional<bool> version_satisfies(std::string_view constraint, const Version& version) {
    bool all = true;
    while (true) {
        const auto comma = constraint.find(',');
        const auto one = satisfies_one(trimmed(constraint.substr(0, comma)), version);
        if (!one) return std::nullopt;
        all = all && *one;
        if (comma == std::string_view::npos) return all;
        constraint.remove_prefix(comma + 1);
    }
}

}  // namespace fireform
