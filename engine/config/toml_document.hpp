// A TOML file as a plain tree with the place of every key and value. toml++ ends in toml_document.cpp.
#pragma once

#include "schemas/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fireform {

/// From the first character to behind the last; lines and columns from one, columns in bytes.
struct TomlPlace {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t line_end = 0;
    std::uint32_t column_end = 0;
    const std::string* file = nullptr;  ///< of what was merged in from another file; null: that of the block

    bool operator==(const TomlPlace&) const = default;
    /// In order of the text.
    [[nodiscard]] bool before(const TomlPlace& other) const {
        return line != other.line ? line < other.line : column < other.column;
    }
};

/// A date or a time: fireform has no use for them, but must be able to say so.
struct TomlDate {
    bool operator==(const TomlDate&) const = default;
};

struct TomlMember;

struct TomlNode {
    using Array = std::vector<TomlNode>;
    using Table = std::vector<TomlMember>;  ///< sorted by key

    std::variant<bool, std::int64_t, double, std::string, TomlDate, Array, Table> data;
    TomlPlace place;  ///< of a table with a header: the header

    [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data); }
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&data); }
    [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data); }
    [[nodiscard]] const double* number() const { return std::get_if<double>(&data); }
    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&data); }
    [[nodiscard]] const Table* table() const { return std::get_if<Table>(&data); }
    /// Null: no table, or no such key in it.
    [[nodiscard]] const TomlMember* find(std::string_view key) const;
};

struct TomlMember {
    std::string key;
    TomlPlace key_place;
    TomlNode value;
};

/// "a string", "an integer", "a list", ...
[[nodiscard]] std::string_view kind_name(const TomlNode& node);

/// `file` is only for diagnostics. One error at most: the first. Never ends the program, whatever `text` is.
[[nodiscard]] Checked<TomlNode> parse_toml(const std::string& file, std::string_view text);

[[nodiscard]] SourceRange source_range(const std::string& file, const TomlPlace& place);

/// `text` without the byte order mark some editors write in front.
[[nodiscard]] std::string_view without_mark(std::string_view text);

}  // namespace fireform
