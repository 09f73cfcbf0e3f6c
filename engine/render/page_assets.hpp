// page.css and page.js as text: CMake writes the .cpp from them.
#pragma once

#include <string_view>

namespace fireform {

extern const std::string_view page_css;
extern const std::string_view page_js;

}  // namespace fireform
