#include "schemas/money.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace fireform {

std::string to_text(const Money& money) {
    constexpr std::uint64_t cent = 10'000'000;
    const bool negative = money.units < 0 || money.nanos < 0;
    // Unsigned, so that no amount is too large to be turned round.
    std::uint64_t units = static_cast<std::uint64_t>(money.units);
    if (money.units < 0) units = 0 - units;
    const std::uint64_t nanos = static_cast<std::uint64_t>(std::abs(std::int64_t{money.nanos}));
    std::uint64_t cents = (nanos + cent / 2) / cent;
    const bool tiny = units == 0 && nanos > 0 && nanos < cent;
    if (tiny) cents = 1;
    units += cents / 100;
    cents %= 100;
    const std::string amount = fmt::format("{}.{:02}", units, cents);
    const bool dollars = money.currency.empty() || money.currency == "USD";
    return fmt::format("{}{}{}{}", tiny ? "<" : "", negative ? "-" : "", dollars ? "$" + amount : amount,
                       dollars ? "" : " " + money.currency);
}

}  // namespace fireform
