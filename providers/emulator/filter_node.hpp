// A filter as a tree; private to the filter's own files.
#pragma once

#include "providers/emulator/filter.hpp"
#include "providers/emulator/masks.hpp"
#include "providers/emulator/times.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::emulator {

struct Filter::Node {
    enum class Kind { all, any, none, test };  ///< AND, OR, NOT, a comparison
    enum class Sign { equal, unequal, less, less_equal, greater, greater_equal, has };

    Kind kind = Kind::test;
    std::vector<std::unique_ptr<Node>> children;

    FieldPath path;
    Sign sign = Sign::equal;
    std::string text;   ///< literal of a text, an enumeration or a 64-bit number
    double number = 0;  ///< literal of a number or a truth value
    Nanos time{0};      ///< literal of a time or a duration
    bool star_before = false, star_behind = false, present = false;  ///< "*x", "x*", ":*"
};

struct ParsedFilter {
    std::unique_ptr<Filter::Node> root;  ///< null: it failed
    std::string failure;
};
[[nodiscard]] ParsedFilter parse_filter(std::string_view text, const Message& message, bool extended);

}  // namespace fireform::emulator
