// One attribute as lines under its resource: `max_replica_count: 2 -> 4`, `model = "qwen3-8b"`. Shared by
// plan_text.cpp and drift_text.cpp.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"
#include "engine/render/text.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// A value for people: unknown ones with where they will come from, "(known after apply: lora_addon.a.id)".
[[nodiscard]] std::string value_text(const Value& value);

/// The lines of one changed attribute, each indented and ended. Of maps only the keys that differ, a line
/// each. `creating`: there is no object before, so "name = value".
[[nodiscard]] std::string attribute_lines(const AttributeChange& change, bool creating, const Style& style);

/// A line of the same shape for what is no attribute: "      id = ...".
[[nodiscard]] std::string field_line(std::string_view text, Tone tone, const Style& style);

/// One object that moved: its header and its differences (drift_text.cpp).
[[nodiscard]] std::string drift_block(const Drift& drift, const Style& style);

}  // namespace fireform
