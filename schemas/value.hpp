// The value of an attribute: what configuration, state and API agree on. Printed by to_text(),
// JSON in value_json.hpp, compared by schema rules in compare.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// Sixteen bytes. Texts, lists and maps are shared by the copies of a value until one of them changes its
/// own, so that what a plan hands on costs a count and no memory. The counts are plain numbers: values stay
/// on one thread.
class Value {
 public:
    using List = std::vector<Value>;
    using Map = std::map<std::string, Value, std::less<>>;
    enum class Kind : std::uint8_t { null, boolean, integer, number, string, duration, list, map, unknown };

    Value() = default;  ///< null: absent, cleared, or an object that does not exist
    Value(bool value) : kind_(Kind::boolean) { content_.boolean = value; }
    Value(int value) : Value(std::int64_t{value}) {}
    Value(std::int64_t value) : kind_(Kind::integer) { content_.integer = value; }
    Value(double value) : kind_(Kind::number) { content_.number = value; }
    Value(std::string value);
    Value(std::string_view value) : Value(std::string(value)) {}
    Value(const char* value) : Value(std::string(value)) {}
    Value(Duration value) : kind_(Kind::duration) { content_.duration = value; }
    Value(List value);
    Value(Map value);
    Value(Unknown value);

    Value(const Value& other) : content_(other.content_), kind_(other.kind_) {
        if (is_shared()) ++content_.shared->owners;
    }
    Value(Value&& other) noexcept : content_(other.content_), kind_(std::exchange(other.kind_, Kind::null)) {}
    Value& operator=(const Value& other) { return *this = Value(other); }
    Value& operator=(Value&& other) noexcept {
        std::swap(content_, other.content_);
        std::swap(kind_, other.kind_);
        return *this;
    }
    ~Value() {
        if (is_shared() && --content_.shared->owners == 0) free_shared();
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }

    // Null pointer when the value is of another kind.
    [[nodiscard]] const bool* boolean() const { return kind_ == Kind::boolean ? &content_.boolean : nullptr; }
    [[nodiscard]] const std::int64_t* integer() const {
        return kind_ == Kind::integer ? &content_.integer : nullptr;
    }
    [[nodiscard]] const double* number() const { return kind_ == Kind::number ? &content_.number : nullptr; }
    [[nodiscard]] const std::string* string() const { return shared<std::string>(Kind::string); }
    [[nodiscard]] const Duration* duration() const {
        return kind_ == Kind::duration ? &content_.duration : nullptr;
    }
    [[nodiscard]] const List* list() const { return shared<List>(Kind::list); }
    [[nodiscard]] const Map* map() const { return shared<Map>(Kind::map); }
    [[nodiscard]] const Unknown* unknown() const { return shared<Unknown>(Kind::unknown); }

    // To be changed: of this value alone from here on.
    [[nodiscard]] List* list();
    [[nodiscard]] Map* map();

    /// An integer or a number as a double; 0 for anything else.
    [[nodiscard]] double as_number() const;
    /// The string, or "" for any other kind.
    [[nodiscard]] const std::string& text() const;

    /// True when the value, or one inside it, is unknown.
    [[nodiscard]] bool has_unknown() const;

    /// Exact: kinds must agree, no schema rule applies (for those see compare.hpp).
    bool operator==(const Value&) const;

 private:
    struct Shared {
        std::uint32_t owners = 1;
    };
    template <class T>
    struct SharedContent : Shared {
        explicit SharedContent(T value) : content(std::move(value)) {}
        T content;
    };
    union Content {
        bool boolean;
        std::int64_t integer;
        double number;
        Duration duration;
        Shared* shared;
    };

    [[nodiscard]] bool is_shared() const {
        return kind_ == Kind::string || kind_ == Kind::list || kind_ == Kind::map || kind_ == Kind::unknown;
    }
    template <class T>
    [[nodiscard]] const T* shared(Kind kind) const {
        return kind_ == kind ? &static_cast<const SharedContent<T>*>(content_.shared)->content : nullptr;
    }
    template <class T>
    [[nodiscard]] T* own(Kind kind);
    void free_shared();

    Content content_ = {};
    Kind kind_ = Kind::null;
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
