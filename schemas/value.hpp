// The value of an attribute: what configuration, state and API agree on. Printed by to_text(),
// JSON in value_json.hpp, compared by schema rules in compare.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fireform {

class Value;

/// Not known before apply. `text` is a template whose `${TYPE.NAME.ATTRIBUTE}` references are what is
/// missing ("s-${lora_addon.a.id}"); engine/config/expression.hpp resolves it.
struct Unknown {
    std::string text;
    bool operator==(const Unknown&) const = default;
};

using Duration = std::chrono::nanoseconds;

class Value {
 public:
    using List = std::vector<Value>;
    using Map = std::map<std::string, Value, std::less<>>;
    enum class Kind { null, boolean, integer, number, string, duration, list, map, unknown };

    Value() = default;  ///< null: absent, cleared, or an object that does not exist
    Value(bool value) : data_(value) {}
    Value(int value) : data_(std::int64_t{value}) {}
    Value(std::int64_t value) : data_(value) {}
    Value(double value) : data_(value) {}
    Value(std::string value) : data_(std::move(value)) {}
    Value(std::string_view value) : data_(std::string(value)) {}
    Value(const char* value) : data_(std::string(value)) {}
    Value(Duration value) : data_(value) {}
    Value(List value);
    Value(Map value);
    Value(Unknown value) : data_(std::move(value)) {}

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(data_.index()); }
    [[nodiscard]] bool is_null() const { return kind() == Kind::null; }

    // Null pointer when the value is of another kind.
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&data_); }
    [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
    [[nodiscard]] const double* number() const { return std::get_if<double>(&data_); }
    [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data_); }
    [[nodiscard]] const Duration* duration() const { return std::get_if<Duration>(&data_); }
    [[nodiscard]] const List* list() const { return std::get_if<List>(&data_); }
    [[nodiscard]] const Map* map() const { return std::get_if<Map>(&data_); }
    [[nodiscard]] const Unknown* unknown() const { return std::get_if<Unknown>(&data_); }
    [[nodiscard]] List* list() { return std::get_if<List>(&data_); }
    [[nodiscard]] Map* map() { return std::get_if<Map>(&data_); }

    /// An integer or a number as a double; 0 for anything else.
    [[nodiscard]] double as_number() const;
    /// The string, or "" for any other kind.
    [[nodiscard]] const std::string& text() const;

    /// True when the value, or one inside it, is unknown.
    [[nodiscard]] bool has_unknown() const;

    /// Exact: kinds must agree, no schema rule applies (for those see compare.hpp).
    bool operator==(const Value&) const;

 private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Duration, List, Map, Unknown> data_;
};

/// As a user reads and could write it: "text" in quotes, 5m as "5m", lists and maps on one line, null as
/// "null", unknown as "(known after apply)".
[[nodiscard]] std::string to_text(const Value& value);

/// "90s", "5m", "1h30m", "1.5s", "250ms" or whole seconds ("90"); also the API's "300s" and "1.500s".
/// No value: not a duration.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// The shortest form that parse_duration() reads back: "5m", "1h30m", "1.5s", "0s".
[[nodiscard]] std::string duration_text(Duration duration);

/// A quoted string with TOML's escapes for quotes, backslashes and control characters.
[[nodiscard]] std::string in_quotes(std::string_view text);
/// The text behind a quoted string, quotes included in `text`. No value: not exactly one such string.
[[nodiscard]] std::optional<std::string> unquoted(std::string_view text);

}  // namespace fireform
