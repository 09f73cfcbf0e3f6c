// What a tuning job costs (brief 9.2): the list of 2026-10-08.
#pragma once

#include <boost/json/fwd.hpp>

#include <cstdint>

namespace fireform::emulator {

namespace json = boost::json;

struct TuningCost {
    std::int64_t parameters = 0;  ///< of the base model
    double tokens = 0;            ///< of all epochs
    bool full = false;            ///< full-parameter, not LoRA
    bool preference = false;      ///< DPO costs twice as much
};

/// Billionths of a dollar.
[[nodiscard]] std::int64_t nano_dollars(const TuningCost& cost);
/// {"currencyCode": "USD", "units": "12", "nanos": 340000000}
[[nodiscard]] json::object money(std::int64_t nano_dollars);

}  // namespace fireform::emulator
