// What runs now, as rows on a terminal: address, phase, elapsed. Fed events and told the time; who draws is
// engine/cli/.
#pragma once

#include "engine/apply/events.hpp"
#include "engine/render/render.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

class LiveTable {
 public:
    /// `steps`: how many the plan has, for the last row; `rows_max`: how many rows the terminal has to spare.
    LiveTable(Style style, std::size_t steps, std::size_t rows_max);

    void on(const Event& event, std::chrono::nanoseconds now);

    /// The rows as they stand at `now`, oldest first, all narrower than Style::width; the last one counts.
    /// Empty when nothing runs.
    [[nodiscard]] std::vector<std::string> frame(std::chrono::nanoseconds now) const;

 private:
    struct Row {
        std::string doing;
        std::string phase;
        std::chrono::nanoseconds since{0};
        std::size_t order = 0;
    };
    [[nodiscard]] std::string row_text(const std::string& address, const Row& row, std::size_t address_width,
                                       std::chrono::nanoseconds now) const;

    Style style_;
    std::size_t steps_;
    std::size_t rows_max_;
    std::size_t started_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    std::map<std::pair<std::string, Verb>, Row> rows_;  ///< by address and what is done to it
};

/// What a terminal must be sent to turn the frame drawn last into `after`: the cursor stands in the row below
/// the frame, before and after; before in any column, since the terminal echoes what is typed ("^C"). Only
/// rows that differ are written.
[[nodiscard]] std::string repaint(const std::vector<std::string>& before,
                                  const std::vector<std::string>& after);

}  // namespace fireform
