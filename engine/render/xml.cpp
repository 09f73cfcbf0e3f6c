#include "engine/render/xml.hpp"

#include "engine/render/text.hpp"

namespace fireform {

std::string xml(std::string_view text) {
    std::string out;
    const auto add = [&out](std::string_view line) {
        for (const char letter : printable(line)) {
            if (letter == '&')
                out += "&amp;";
            else if (letter == '<')
                out += "&lt;";
            else if (letter == '>')
                out += "&gt;";
            else if (letter == '"')
                out += "&quot;";
            else
                out += letter;
        }
    };
    while (true) {
        const std::size_t end = text.find('\n');
        add(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        out += "&#10;";
        text.remove_prefix(end + 1);
    }
}

}  // namespace fireform
