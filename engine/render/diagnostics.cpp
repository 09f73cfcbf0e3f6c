// Diagnostics as text, in the shape of compilers: what, where, the line with a caret, which resource, what to
// do.
#include "engine/render/explanations.hpp"
#include "engine/render/text.hpp"
#include "engine/render/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

constexpr std::size_t tab_width = 4;
constexpr std::size_t shown_min = 40;  ///< columns of the source line that are kept on the narrowest terminal

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "error";
}

Tone tone(Severity severity) {
    if (severity == Severity::error) return Tone::error;
    return severity == Severity::warning ? Tone::warning : Tone::strong;
}

std::string place(const SourceRange& range) {
    std::string out = printable(range.file);
    if (range.line != 0) out += fmt::format(":{}", range.line);
    if (range.line != 0 && range.column != 0) out += fmt::format(":{}", range.column);
    return out;
}

/// The line with this number, without its end; "" when the text has fewer.
std::string_view line_of(std::string_view text, std::uint32_t number) {
    for (std::uint32_t line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

/// A piece of the source line as it is printed, never split: a character, or what stands for it.
struct Cell {
    std::string text;
    std::size_t width = 1;
    std::size_t byte = 0;  ///< where it begins in the line
};

std::vector<Cell> cells_of(std::string_view line) {
    std::vector<Cell> cells;
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();) {
        const CodePoint point = decode_utf8(line, at);
        Cell cell{{}, 0, at};
        if (line[at] == '\t') {
            cell.width = tab_width - column % tab_width;
            cell.text.assign(cell.width, ' ');
        } else {
            cell.text = printable(line.substr(at, point.bytes));
            cell.width = columns(cell.text);
        }
        column += cell.width;
        at += point.bytes;
        cells.push_back(std::move(cell));
    }
    return cells;
}

struct Marked {
    std::string line;
    std::string caret;
};

/// The line and the caret under it; of a line that is too long the part around the caret.
Marked mark(std::string_view line, std::uint32_t column, std::uint32_t column_end, std::size_t width) {
    const std::size_t from = column == 0 ? 0 : column - 1;
    const std::size_t to = column_end > column ? column_end - 1 : from + 1;
    const std::vector<Cell> cells = cells_of(line);

    std::size_t start = 0;  // display column of the caret
    std::size_t length = 0;
    std::size_t total = 0;
    for (const Cell& cell : cells) {
        total += cell.width;
        if (cell.byte < from) start += cell.width;
        if (cell.byte >= from && cell.byte < to) length += cell.width;
    }
    length = std::max<std::size_t>(length, 1);

    // A window that shows the beginning of what is marked, with a quarter of it before.
    std::size_t skip = 0;
    if (total > width && start + std::min(length, width / 2) > width) skip = start - width / 4;

    Marked out;
    std::size_t at = 0;
    std::size_t used = 0;
    std::size_t hidden = 0;  // columns before the window
    for (const Cell& cell : cells) {
        at += cell.width;
        if (at <= skip) {
            hidden = at;
            continue;
        }
        if (used + cell.width > width) {
            out.line += "…";
            break;
        }
        out.line += cell.text;
        used += cell.width;
    }
    std::size_t indent = start - std::min(start, hidden);
    if (hidden > 0) {
        out.line.insert(0, "…");
        ++indent;
    }
    const std::size_t room = used + 1 - std::min(used, start - std::min(start, hidden));
    length = std::min(length, std::max<std::size_t>(room, 1));
    out.caret = std::string(indent, ' ') + '^' + std::string(length - 1, '~');
    return out;
}

std::string snippet(const SourceRange& range, const Sources& sources, const Style& style) {
    const auto source = sources.find(range.file);
    if (range.line == 0 || source == sources.end()) return {};
    const std::string_view line = line_of(source->second, range.line);
    if (line.empty()) return {};

    const std::string number = fmt::format("{:>4}", range.line);
    const std::size_t gutter = number.size() + 3;
    const auto width = static_cast<std::size_t>(std::max(style.width, 0));
    const Marked marked = mark(line, range.column, range.column_end,
                               std::max(width > gutter + 2 ? width - gutter - 2 : 0, shown_min));
    std::string out = fmt::format("{} {}\n", paint(number + " |", Tone::faint, style), marked.line);
    if (range.column != 0) {
        out += fmt::format("{} {}\n", paint(std::string(number.size(), ' ') + " |", Tone::faint, style),
                           paint(marked.caret, Tone::error, style));
    }
    return out;
}

/// `text` with its line breaks kept, every further line indented, so that no line of a stranger's text can
/// pass for one of ours.
std::string indented(std::string_view text, std::size_t indent) {
    std::string out;
    while (true) {
        const std::size_t end = text.find('\n');
        out += printable(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
        if (text.empty()) return out;
        out += '\n';
        out.append(indent, ' ');
    }
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const Sources& sources, const Style& style) {
    const std::string code = code_of(diagnostic.summary);
    const std::string begin =
        fmt::format("{}{}:", word(diagnostic.severity), code.empty() ? "" : '[' + code + ']');
    std::string out = fmt::format("{} {}\n", paint(begin, tone(diagnostic.severity), style),
                                  paint(printable(diagnostic.summary), Tone::strong, style));
    if (diagnostic.range) {
        out += fmt::format("  {} {}\n", paint("-->", Tone::faint, style), place(*diagnostic.range));
        out += snippet(*diagnostic.range, sources, style);
    }
    if (diagnostic.address) {
        const std::string address = printable(to_text(*diagnostic.address));
        out += diagnostic.detail.empty()
                   ? fmt::format("  in {}\n", address)
                   : fmt::format("  in {}: {}\n", address, indented(diagnostic.detail, 4));
    } else if (!diagnostic.detail.empty()) {
        out += fmt::format("  {}\n", indented(diagnostic.detail, 4));
    }
    if (!diagnostic.hint.empty()) {
        out += fmt::format("  {} {}\n", paint("hint:", Tone::strong, style), indented(diagnostic.hint, 8));
    }
    return out;
}

std::string render(const Diagnostics& diagnostics, const Sources& sources, const Style& style) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (!out.empty()) out += '\n';
        out += render(diagnostic, sources, style);
    }
    return out;
}

}  // namespace fireform
