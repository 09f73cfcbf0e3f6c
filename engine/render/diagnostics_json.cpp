// Diagnostics for machines: as events of the stream, and as the result of `validate --json`.
#include "engine/render/explanations.hpp"
#include "engine/render/render.hpp"
#include "engine/render/stream_event.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace fireform {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string_view level_word(Severity severity) {
    if (severity == Severity::error) return "error";
    return severity == Severity::warning ? "warn" : "info";
}

json::object range_json(const SourceRange& range) {
    const auto position = [](std::uint32_t at_line, std::uint32_t column) {
        return json::object{{"line", at_line}, {"column", column}};
    };
    json::object out;
    out["filename"] = range.file;
    out["start"] = position(range.line, range.column);
    out["end"] = position(range.line, range.column_end == 0 ? range.column : range.column_end);
    return out;
}

std::string_view source_line(const SourceRange& range, const Sources& sources) {
    const auto source = sources.find(range.file);
    if (source == sources.end() || range.line == 0) return {};
    std::string_view text = source->second;
    for (std::uint32_t at = 1; at < range.line; ++at) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

json::object snippet_json(const SourceRange& range, const Sources& sources) {
    const std::string_view code = source_line(range, sources);
    const std::uint32_t start = range.column == 0 ? 0 : range.column - 1;
    json::object out;
    out["context"] = nullptr;
    out["code"] = view(code);
    out["start_line"] = range.line;
    out["highlight_start_offset"] = start;
    out["highlight_end_offset"] = range.column_end > range.column ? range.column_end - 1 : start + 1;
    out["values"] = json::array{};
    return out;
}

std::string_view severity_word(Severity severity) {
    if (severity == Severity::error) return "error";
    return severity == Severity::warning ? "warning" : "note";
}

std::string_view capital(Severity severity) {
    if (severity == Severity::error) return "Error";
    return severity == Severity::warning ? "Warning" : "Note";
}

}  // namespace

json::object diagnostic_json(const Diagnostic& diagnostic, const Sources& sources) {
    json::object out;
    out["severity"] = view(severity_word(diagnostic.severity));
    if (std::string code = code_of(diagnostic.summary); !code.empty()) out["code"] = std::move(code);
    out["summary"] = diagnostic.summary;
    out["detail"] = diagnostic.detail;
    if (diagnostic.address) out["address"] = to_text(*diagnostic.address);
    if (!diagnostic.hint.empty()) out["hint"] = diagnostic.hint;
    if (diagnostic.range) {
        out["range"] = range_json(*diagnostic.range);
        out["snippet"] = snippet_json(*diagnostic.range, sources);
    }
    return out;
}

json::object stream_event(std::string_view level, const std::string& message, const std::string& timestamp,
                          std::string_view type) {
    json::object out;
    out["@level"] = view(level);
    out["@message"] = message;
    out["@module"] = "fireform.ui";
    out["@timestamp"] = timestamp;
    out["type"] = view(type);
    return out;
}

std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources,
                             const std::string& timestamp) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) {
        const std::string message = fmt::format("{}: {}", capital(diagnostic.severity), diagnostic.summary);
        json::object one = stream_event(level_word(diagnostic.severity), message, timestamp, "diagnostic");
        one["diagnostic"] = diagnostic_json(diagnostic, sources);
        out += json::serialize(one) + '\n';
    }
    return out;
}

std::string validation_json(const Diagnostics& diagnostics, const Sources& sources) {
    int errors = 0;
    int warnings = 0;
    json::array all;
    for (const Diagnostic& diagnostic : diagnostics) {
        errors += diagnostic.severity == Severity::error ? 1 : 0;
        warnings += diagnostic.severity == Severity::warning ? 1 : 0;
        all.push_back(diagnostic_json(diagnostic, sources));
    }
    json::object out;
    out["format_version"] = "1.0";
    out["valid"] = errors == 0;
    out["error_count"] = errors;
    out["warning_count"] = warnings;
    out["diagnostics"] = std::move(all);
    return json::serialize(out) + '\n';
}

}  // namespace fireform
