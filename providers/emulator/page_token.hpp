// Page tokens: opaque to clients, bound to every other parameter of the list (brief 8.6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct PageToken {
    std::uint64_t bound = 0;  ///< fingerprint of path and parameters
    std::int64_t total = 0;   ///< objects of the whole list, counted for the first page
    std::string cursor;       ///< where the next page starts
};

[[nodiscard]] std::string to_text(const PageToken& token);
/// Nothing: not a token of ours.
[[nodiscard]] std::optional<PageToken> parse_page_token(std::string_view text);

/// Of the texts that must be the same on every page.
[[nodiscard]] std::uint64_t fingerprint_of(std::string_view path, std::string_view parameters);

}  // namespace fireform::emulator
