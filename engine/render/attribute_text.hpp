// One attribute as lines under its resource: `max_replica_count: 2 -> 4`, `model = "qwen3-8b"`. As values for
// whatever lays them out otherwise, and as text for plan_text.cpp and drift_text.cpp.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"
#include "engine/render/text.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// A line under a resource. Every text is printable, and none is a secret.
struct FieldLine {
    enum class Shape : std::uint8_t {
        value,   ///< name = after
        change,  ///< name: before -> after
        note,    ///< only the comment
    };
    Shape shape = Shape::value;
    Tone tone = Tone::plain;
    std::string name;
    std::string before;
    std::string after;
    std::string comment;  ///< without its #; "" none
    bool operator==(const FieldLine&) const = default;
};
/// "max_replica_count: 2 -> 4  # forces replacement"
[[nodiscard]] std::string to_text(const FieldLine& line);
[[nodiscard]] FieldLine note_line(std::string comment);
[[nodiscard]] FieldLine value_line(std::string name, std::string value, Tone tone);

/// A value for people: unknown ones with where they will come from, "(known after apply: lora_addon.a.id)".
[[nodiscard]] std::string value_text(const Value& value);

/// The lines of one changed attribute. Of maps only the keys that differ, a line each. `creating`: there is
/// no object before, so "name = value".
[[nodiscard]] std::vector<FieldLine> attribute_fields(const AttributeChange& change, bool creating);

/// These as text, each indented and ended.
[[nodiscard]] std::string attribute_lines(const AttributeChange& change, bool creating, const Style& style);

/// One line of that text, and a line of the same shape for what is no attribute.
[[nodiscard]] std::string field_line(const FieldLine& line, const Style& style);
[[nodiscard]] std::string field_line(std::string_view text, Tone tone, const Style& style);

/// One object that moved: its header and its differences (drift_text.cpp).
[[nodiscard]] std::string drift_block(const Drift& drift, const Style& style);

}  // namespace fireform
