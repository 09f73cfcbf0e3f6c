// One change of a plan, laid out by nobody yet: its symbol, its tone, and the lines under it. What text,
// Markdown and HTML have in common. Pure.
#pragma once

#include "engine/render/attribute_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

struct CostTotal;

/// As symbol(), and "-" where only objects left over from replacements are destroyed.
[[nodiscard]] std::string_view shown_symbol(const Change& change);
[[nodiscard]] Tone tone_of(const Change& change);
/// "create", "destroy, then create": what a symbol means; "" of none.
[[nodiscard]] std::string_view meaning_of(std::string_view symbol);

struct SymbolMeaning {
    std::string_view symbol;
    std::string_view meaning;
};
/// In the order of the legend.
[[nodiscard]] const std::vector<SymbolMeaning>& symbol_meanings();

/// Whether it belongs into the plan that is shown.
[[nodiscard]] bool does_something(const Change& change);
/// Whether an object that is there goes, for a while or for good.
[[nodiscard]] bool takes_away(const Change& change);

/// What stands under the header: id, attributes, what the service fills in, notes, cost.
[[nodiscard]] std::vector<FieldLine> change_lines(const Change& change, const Forecast& forecast,
                                                  Detail detail);
/// Of a resource that stays as it is: its object, and everything that may be written of it.
[[nodiscard]] std::vector<FieldLine> unchanged_lines(const Change& change);

/// "$8.00/h at 1 replica (was $16.00/h at 2 replicas)"; "" when it costs what it did.
[[nodiscard]] std::string cost_text(const Forecast& forecast, const Change& change);
/// "$8.00 to at least $16.00/h + ?"
[[nodiscard]] std::string total_text(const CostTotal& total);

/// An output that changes.
[[nodiscard]] bool changes(const OutputChange& output);
/// "+", "~" or "-", and a line: nothing after the name of what is removed.
[[nodiscard]] std::string_view symbol_of(const OutputChange& output);
[[nodiscard]] FieldLine output_line(const OutputChange& output);

}  // namespace fireform
