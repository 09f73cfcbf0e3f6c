// A TOML file as the lines that a person sees: for whoever changes how it looks and not what it says. The
// parser (toml_document.hpp) forgets comments and empty lines, so this reads the text again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// A statement with what stands behind it; of a list or text that goes over several lines all of them.
struct TomlLine {
    enum class Kind : std::uint8_t { blank, comment, header, pair };
    Kind kind = Kind::blank;
    std::string text;     ///< header "[a.b]", key "a.b", comment "# ..."; without blanks that mean nothing
    std::string value;    ///< of a pair; spaced and indented alike, texts as written
    std::string comment;  ///< behind a header or pair; "" none

    [[nodiscard]] bool several_lines() const { return value.find('\n') != std::string::npos; }
};

/// REQUIRES text that parse_toml() takes.
[[nodiscard]] std::vector<TomlLine> toml_lines(std::string_view text);

}  // namespace fireform
