// Pieces of text that the other files of this room are made of: colour, width, and making text from
// strangers (files, API messages) safe to print.
#pragma once

#include "engine/render/render.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fireform {

enum class Tone : std::uint8_t { plain, create, remove, change, adopt, error, warning, faint, strong };

/// `text` in the colour of `tone`; as it is without Style::color.
[[nodiscard]] std::string paint(std::string_view text, Tone tone, const Style& style);

/// One line without anything that a terminal obeys: control characters, direction marks and bytes that are
/// not UTF-8 are spelled out ("\n", "\u001B", "\xFF"). A tab becomes "\t".
[[nodiscard]] std::string printable(std::string_view text);

/// Columns of a terminal that printable UTF-8 text takes: wide characters two, combining ones none.
[[nodiscard]] std::size_t columns(std::string_view text);

/// At most `width` columns of printable text; what is cut off is marked with "…" at the end.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);

/// "0s", "12s", "2m10s", "1h0m5s"
[[nodiscard]] std::string elapsed_text(std::chrono::milliseconds elapsed);

/// "1 resource", "2 resources"
[[nodiscard]] std::string counted(std::size_t number, std::string_view singular, std::string_view plural);

}  // namespace fireform
