// The tables of the emulator: what a message of the API holds. Written by hand from the domain brief and the
// API's own description, shared with nothing in schemas/: a path that the client misspells is unknown here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fireform::emulator {

enum class Kind : std::uint8_t {
    text,
    boolean,
    int32,
    int64,    ///< a decimal string in replies
    float32,  ///< rounded to 32 bits
    float64,
    timestamp,
    duration,
    enumeration,
    message,
    object,  ///< JSON of any shape, in replies only
};

enum class Shape : std::uint8_t { one, list, map };

/// Rules of a field, as bits of Field::rules.
namespace rule {
inline constexpr unsigned output_only = 1;  ///< ignored in requests (brief 8.10)
inline constexpr unsigned required = 2;     ///< in a create, and in a nested message always
inline constexpr unsigned immutable = 4;    ///< an update that would change it is refused
inline constexpr unsigned input_only = 8;   ///< checked, never kept, never returned
inline constexpr unsigned extended = 16;    ///< known with `--api extended` only
/// With `--api extended` requests set it; else it is as output_only.
inline constexpr unsigned output_in_public = 32;
}  // namespace rule

struct Message;

struct Field {
    std::string_view name;  ///< camelCase, as replies spell it
    Kind kind = Kind::text;
    Shape shape = Shape::one;
    unsigned rules = 0;
    std::span<const std::string_view> values = {};  ///< names of an enumeration, the unspecified one first
    const Message* message = nullptr;
    unsigned length_max = 0;  ///< code points of a text; 0: any

    [[nodiscard]] bool has(unsigned bits) const { return (rules & bits) != 0; }
    /// Ignored in requests.
    [[nodiscard]] bool is_output(bool api_extended) const {
        return has(rule::output_only) || (has(rule::output_in_public) && !api_extended);
    }
};

struct Message {
    std::string_view name;  ///< for error texts: "Deployment"
    std::span<const Field> fields;
};

/// By either spelling, camelCase or snake_case; null: no such field.
[[nodiscard]] const Field* find_field(const Message& message, std::string_view name);

/// "maxReplicaCount" -> "max_replica_count"
[[nodiscard]] std::string snake_case(std::string_view camel);

}  // namespace fireform::emulator
