// Messages out: an object of the store as the text of a reply.
#pragma once

#include "providers/emulator/fields.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

struct JsonStyle {
    /// Zero values are spelt out, and 32-bit floats come widened (9.999999747378752e-05): the two habits of
    /// servers that a client must bear (brief 8.10). Messages and times that are not set stay away.
    bool emit_defaults = false;
};

/// Appends `value` in the order of the table; what the table does not know stays inside.
void append_message(std::string& out, const json::object& value, const Message& message, JsonStyle style);

/// Appends a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);

}  // namespace fireform::emulator
