#include "engine/render/text.hpp"

#include "engine/render/utf8.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

std::string_view code_of(Tone tone) {
    switch (tone) {
        case Tone::plain:
            return "";
        case Tone::create:
            return "32";
        case Tone::remove:
            return "31";
        case Tone::change:
            return "33";
        case Tone::adopt:
            return "36";
        case Tone::error:
            return "1;31";
        case Tone::warning:
            return "1;33";
        case Tone::faint:
            return "2";
        case Tone::strong:
            return "1";
    }
    return "";
}

void spell_out(const CodePoint& point, std::string& out) {
    if (!point.valid) {
        out += fmt::format("\\x{:02X}", static_cast<unsigned>(point.value));
    } else if (point.value == '\n') {
        out += "\\n";
    } else if (point.value == '\r') {
        out += "\\r";
    } else if (point.value == '\t') {
        out += "\\t";
    } else {
        out += fmt::format("\\u{:04X}", static_cast<unsigned>(point.value));
    }
}

}  // namespace

std::string paint(std::string_view text, Tone tone, const Style& style) {
    const std::string_view code = code_of(tone);
    if (!style.color || code.empty() || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        if (!point.valid || is_unsafe(point.value)) {
            spell_out(point, out);
        } else {
            out += text.substr(at, point.bytes);
        }
        at += point.bytes;
    }
    return out;
}

std::size_t columns(std::string_view text) {
    std::size_t total = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        total += width_of(point.value);
        at += point.bytes;
    }
    return total;
}

std::string fit(std::string_view text, std::size_t width) {
    if (columns(text) <= width) return std::string(text);
    if (width == 0) return {};
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint point = decode_utf8(text, at);
        if (used + width_of(point.value) > width - 1) break;
        used += width_of(point.value);
        at += point.bytes;
    }
    return std::string(text.substr(0, at)) + "…";
}

std::string elapsed_text(std::chrono::milliseconds elapsed) {
    const auto seconds = elapsed.count() / 1000;
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m{}s", seconds / 60, seconds % 60);
    return fmt::format("{}h{}m{}s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string counted(std::size_t number, std::string_view singular, std::string_view plural) {
    return fmt::format("{} {}", number, number == 1 ? singular : plural);
}

}  // namespace fireform
