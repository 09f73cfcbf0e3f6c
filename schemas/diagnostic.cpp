#include "schemas/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace fireform {
namespace {

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "";
}

bool before(const Diagnostic& a, const Diagnostic& b) {
    const auto key = [](const Diagnostic& d) {
        static const SourceRange nowhere;
        const SourceRange& range = d.range ? *d.range : nowhere;
        return std::tie(range.file, range.line, range.column, range.column_end);
    };
    if (a.range.has_value() != b.range.has_value()) return a.range.has_value();
    if (key(a) != key(b)) return key(a) < key(b);
    if (a.address.has_value() != b.address.has_value()) return a.address.has_value();
    if (a.address != b.address) return a.address < b.address;
    return std::tie(a.severity, a.summary, a.detail, a.hint) <
           std::tie(b.severity, b.summary, b.detail, b.hint);
}

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

}  // namespace

void Diagnostics::add(Diagnostics others) {
    all_.insert(all_.end(), std::make_move_iterator(others.all_.begin()),
                std::make_move_iterator(others.all_.end()));
}

bool Diagnostics::has_errors() const {
    return std::ranges::any_of(all_, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void Diagnostics::sort() {
    std::ranges::sort(all_, before);
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
}

std::string to_text(const Diagnostic& diagnostic) {
    std::string text = fmt::format("{}: {}", word(diagnostic.severity), diagnostic.summary);
    if (!diagnostic.detail.empty()) text += ": " + one_line(diagnostic.detail);
    std::string place;
    if (diagnostic.address) place = to_text(*diagnostic.address);
    if (const auto& range = diagnostic.range) {
        if (!place.empty()) place += ", ";
        place += range->file;
        if (range->line) place += fmt::format(":{}", range->line);
        if (range->line && range->column) place += fmt::format(":{}", range->column);
    }
    if (!place.empty()) text += fmt::format(" ({})", place);
    return text;
}

std::string to_text(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics)
        text += to_text(diagnostic) + "\n";
    return text;
}

}  // namespace fireform
