// Messages in: the body of a request against its table. Unknown fields, wrong JSON types and unknown enum
// names are refused; names in either spelling become camelCase, numbers and durations their canonical form.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/fields.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

struct ReadRules {
    bool extended = false;  ///< fields with rule::extended are known
    bool create = false;    ///< required fields of the message itself must be there
};

/// Fills `out` with what the request may set: output-only fields are dropped, nulls are absent, zero values
/// stay (whoever reads may have to tell them from absent ones).
[[nodiscard]] std::optional<Refusal> read_message(const json::object& in, const Message& message,
                                                  ReadRules rules, json::object& out);

/// The body of a request: a JSON object, which may not be left out (brief 2.0).
[[nodiscard]] std::optional<Refusal> parse_body(std::string_view text, json::object& out);

/// Code points of UTF-8 text.
[[nodiscard]] std::size_t code_points(std::string_view text);

}  // namespace fireform::emulator
