#include "schemas/money.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("money: to the cent, with its currency") {
    CHECK(to_text(Money{"USD", 12, 340000000}) == "$12.34");
    CHECK(to_text(Money{"USD", 0, 0}) == "$0.00");
    CHECK(to_text(Money{"", 7, 5000000}) == "$7.01");
    CHECK(to_text(Money{"EUR", 7, 4999999}) == "7.00 EUR");
    CHECK(to_text(Money{"USD", 1, 999999999}) == "$2.00");
    CHECK(to_text(Money{"USD", 0, 1}) == "<$0.01");
    CHECK(to_text(Money{"USD", -3, -500000000}) == "-$3.50");
    CHECK(to_text(Money{"USD", 0, INT32_MAX}) == "$2.15");
    CHECK(to_text(Money{"USD", 0, INT32_MIN}) == "-$2.15");
    CHECK(to_text(Money{"USD", INT64_MIN, 0}) == "-$9223372036854775808.00");
}
