#include "engine/config/patterns.hpp"

#include "schemas/bug.hpp"

#include <regex>

namespace fireform {

struct Patterns::Compiled {
    std::regex regex;
};

Patterns::Patterns() = default;
Patterns::~Patterns() = default;

bool Patterns::matches(std::string_view pattern, std::string_view text) {
    require(text.size() <= length_max, "a text is short enough for its pattern");
    auto& compiled = compiled_[pattern];
    if (!compiled)
        compiled = std::make_unique<Compiled>(
            Compiled{std::regex(pattern.begin(), pattern.end(),
                                std::regex::ECMAScript | std::regex::nosubs | std::regex::optimize)});
    return std::regex_match(text.begin(), text.end(), compiled->regex);
}

}  // namespace fireform
