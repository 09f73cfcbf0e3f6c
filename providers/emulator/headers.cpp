#include "providers/emulator/headers.hpp"

#include <algorithm>
#include <cctype>

namespace fireform::emulator {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string_view header_of(const HttpRequest& request, std::string_view name) {
    const auto same = [&](std::string_view other) {
        return other.size() == name.size() &&
               std::equal(other.begin(), other.end(), name.begin(),
                          [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    };
    for (const auto& [key, value] : request.headers)
        if (same(key)) return value;
    return {};
}

}  // namespace fireform::emulator
