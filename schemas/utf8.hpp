// A character as the bytes of UTF-8.
#pragma once

#include <cstdint>
#include <string>

namespace fireform {

/// False, and nothing is appended: not a Unicode scalar value.
bool append_utf8(std::string& text, std::uint32_t code);

}  // namespace fireform
