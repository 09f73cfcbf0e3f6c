// The phrases that the messages of this room share.
#pragma once

#include "schemas/schema.hpp"
#include "schemas/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// "did you mean "deployment"?"; "" when nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

/// The candidate that is `word` but for case, else the nearest, else the only one that has `word` in it; ""
/// when nothing is near.
[[nodiscard]] std::string nearest_any_case(std::string_view word,
                                           const std::vector<std::string_view>& candidates);

/// "2 minutes", "1 hour 30 minutes", "0 seconds", "1.5s" when it is not whole seconds.
[[nodiscard]] std::string spoken(Duration duration);

/// A number without superfluous digits: "3", "0.5".
[[nodiscard]] std::string number_text(double number);

/// "an integer", "a duration", "a list of strings", "a table of numbers".
[[nodiscard]] std::string type_phrase(ValueType type, ValueType element);
[[nodiscard]] std::string type_phrase(const Attribute& attribute);

/// What a value is: "an integer", "a string".
[[nodiscard]] std::string_view kind_phrase(const Value& value);

/// "a, b or c", each in quotes when `with_quotes`.
[[nodiscard]] std::string any_of_text(const std::vector<std::string_view>& words, bool with_quotes);

/// `"a", "b" and "c"`.
[[nodiscard]] std::string all_of_text(const std::vector<std::string_view>& words);

/// At most 60 code points of a text, then "...".
[[nodiscard]] std::string abbreviated(std::string_view text);

/// Unicode code points of UTF-8 text.
[[nodiscard]] std::size_t code_points(std::string_view text);

}  // namespace fireform
