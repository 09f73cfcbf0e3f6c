// What the rows of a dataset must look like for the run that reads them (domain brief 6.4).
#pragma once

#include "schemas/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// Judges the rows of one file for one use, in their order.
class RowFormat {
 public:
    explicit RowFormat(RowUse use) : use_(use) {}

    /// What is wrong with `row`, a JSON object as text: "\"messages\" is missing"; "" nothing. Some things
    /// hold for a file as a whole and are those of its first row: the form, and whether rows are weighted.
    [[nodiscard]] std::string problem(std::string_view row);
    [[nodiscard]] RowUse use() const { return use_; }

 private:
    RowUse use_;
    std::optional<bool> completions_;  ///< rows are prompts with completions
    std::optional<bool> weighted_;
};

/// A row as it should be, to copy from.
[[nodiscard]] std::string_view sample_row(RowUse use);

}  // namespace fireform
