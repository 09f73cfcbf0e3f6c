// An amount of money, as the API gives it.
#pragma once

#include <cstdint>
#include <string>

namespace fireform {

struct Money {
    std::string currency;    ///< ISO 4217: "USD"
    std::int64_t units = 0;  ///< whole
    int nanos = 0;           ///< billionths, of the same sign
    bool operator==(const Money&) const = default;
};

/// To the cent: "$12.34", "12.34 EUR"; what is more than nothing and less than a cent is "<$0.01".
[[nodiscard]] std::string to_text(const Money& money);

}  // namespace fireform
