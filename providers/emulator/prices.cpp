#include "providers/emulator/prices.hpp"

#include "providers/emulator/body.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace fireform::emulator {

std::int64_t nano_dollars(const TuningCost& cost) {
    const double billions = static_cast<double>(cost.parameters) / 1e9;
    double per_million = billions <= 16 ? 0.5 : billions <= 80 ? 3 : billions <= 300 ? 6 : 10;
    if (cost.full) per_million *= 2;
    if (cost.preference) per_million *= 2;
    return std::llround(cost.tokens * per_million * 1e3);
}

json::object money(std::int64_t nano_dollars) {
    json::object out;
    set_text(out, "currencyCode", "USD");
    set_int64(out, "units", nano_dollars / 1'000'000'000);
    set_number(out, "nanos", nano_dollars % 1'000'000'000);
    return out;
}

}  // namespace fireform::emulator
