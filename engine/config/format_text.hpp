// The function `format` of `${...}`: values put into a text.
#pragma once

#include "schemas/value.hpp"

#include <span>
#include <string>
#include <string_view>

namespace fireform {

struct Formatted {
    std::string text;
    std::string problem;  ///< a sentence; "" none
};

/// Each `%` takes the next value: `%s` any (`%v` too), `%q` the same in quotes, `%d` a whole number, `%f` a
/// number; `%%` is a percent sign. `%-8s`, `%05d`, `%+d`, `%.2f`: widths up to 200 and 20 digits, as in C.
[[nodiscard]] Formatted format_text(std::string_view format, std::span<const Value> values);

}  // namespace fireform
