// JSON as people and Git read it: two spaces, one member a line, empty lists and objects on one line, no
// final newline. Numbers in their shortest form that reads back the same.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace fireform {

/// Appends to `out`. `depth`: indentation of the line that `value` begins on, in steps of two spaces.
void print_json(std::string& out, const boost::json::value& value, int depth);
void print_json(std::string& out, const boost::json::object& object, int depth);

/// The whole on one line, without blanks, with a final newline: what tools read.
[[nodiscard]] std::string json_line(const boost::json::value& value);

/// A string with its quotes.
void print_json_string(std::string& out, std::string_view text);

/// A new line that is indented by `depth` steps; nothing within json_line().
void print_line_break(std::string& out, int depth);

}  // namespace fireform
