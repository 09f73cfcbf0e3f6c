// The rows of a dataset: JSON Lines in one of the formats of brief 6.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct RowReport {
    std::int64_t rows = 0;    ///< lines that are not blank
    std::string format;       ///< "CHAT", "COMPLETION", "RL" by the first row; "" none of them (DPO)
    bool preference = false;  ///< preference pairs, every row (DPO); the API has no format for them
    double turns = 0;         ///< messages of all rows together
    bool thinking = false;    ///< some message has reasoning_content
    std::string problem;      ///< the first thing that is wrong, with its line; "" nothing
};

/// `declared`: the format that the dataset names; "" or FORMAT_UNSPECIFIED: detected.
[[nodiscard]] RowReport scan_rows(std::string_view content, std::string_view declared);

}  // namespace fireform::emulator
