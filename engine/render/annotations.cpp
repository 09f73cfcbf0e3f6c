#include "engine/render/annotations.hpp"

#include "engine/render/text.hpp"
#include "engine/render/xml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace fireform {
namespace {

constexpr Style plain{.color = false, .width = 120};
constexpr std::string_view nowhere = "configuration";  ///< class of what has no file

std::string test_case(const Diagnostic& error, const Sources& sources) {
    const SourceRange place = error.range.value_or(SourceRange{});
    std::string name = error.summary;
    if (place.line != 0) name += fmt::format(" at {}:{}", place.line, place.column);
    if (error.address) name += fmt::format(" in {}", to_text(*error.address));
    const std::string_view file = place.file.empty() ? nowhere : place.file;
    std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(file), xml(name));
    if (!place.file.empty()) out += fmt::format(" file=\"{}\"", xml(place.file));
    if (place.line != 0) out += fmt::format(" line=\"{}\"", place.line);
    return out + fmt::format(">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
                             xml(error.summary), xml(error.detail), xml(render(error, sources, plain)));
}

/// Of the value of a property, or of the message behind the second "::".
std::string command_text(std::string_view text, bool property) {
    const std::size_t end = text.find('\n');
    std::string out;
    for (const char letter : printable(text.substr(0, end))) {
        if (letter == '%' || (property && (letter == ':' || letter == ',')))
            out += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
        else
            out += letter;
    }
    return end == std::string_view::npos ? out : out + "%0A" + command_text(text.substr(end + 1), property);
}

std::string_view command(Severity severity) {
    if (severity == Severity::error) return "error";
    return severity == Severity::warning ? "warning" : "notice";
}

std::string annotation(const Diagnostic& one) {
    std::string properties;
    const auto add = [&properties](std::string_view name, std::string_view value) {
        properties += fmt::format("{}{}={}", properties.empty() ? "" : ",", name, command_text(value, true));
    };
    if (one.range) {
        add("file", one.range->file);
        if (one.range->line != 0) add("line", std::to_string(one.range->line));
        if (one.range->column != 0) add("col", std::to_string(one.range->column));
        if (one.range->column_end > one.range->column)
            add("endColumn", std::to_string(one.range->column_end - 1));
    }
    add("title", one.summary);
    std::string message =
        one.address ? fmt::format("in {}: {}", to_text(*one.address), one.detail) : one.detail;
    if (!one.hint.empty()) message += "\nhint: " + one.hint;
    return fmt::format("::{} {}::{}\n", command(one.severity), properties, command_text(message, false));
}

}  // namespace

std::string junit_xml(const Diagnostics& diagnostics, const Sources& sources,
                      const std::vector<std::string>& files) {
    std::set<std::string> faulty;
    std::string cases;
    std::string told;
    std::size_t errors = 0;
    for (const Diagnostic& one : diagnostics) {
        if (one.severity != Severity::error) {
            told += render(one, sources, plain);
            continue;
        }
        ++errors;
        if (one.range) faulty.insert(one.range->file);
        cases += test_case(one, sources);
    }
    std::size_t count = errors;
    for (const std::string& file : files) {
        if (faulty.contains(file)) continue;
        ++count;
        cases += fmt::format("    <testcase classname=\"{0}\" name=\"valid\" file=\"{0}\"/>\n", xml(file));
    }
    if (!told.empty()) cases += fmt::format("    <system-out>{}</system-out>\n", xml(told));
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "  <testsuite name=\"fireform validate\" tests=\"{}\" failures=\"{}\">\n{}  "
        "</testsuite>\n</testsuites>\n",
        count, errors, cases);
}

std::string github_annotations(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& one : diagnostics)
        out += annotation(one);
    return out;
}

std::string seen_from(std::string_view base, std::string_view folder, std::string_view file) {
    const std::filesystem::path path = (std::filesystem::path(folder) / file).lexically_normal();
    return path.is_absolute() && !base.empty() ? path.lexically_relative(base).string() : path.string();
}

Diagnostics seen_from(std::string_view base, std::string_view folder, Diagnostics diagnostics) {
    Diagnostics out;
    for (Diagnostic one : diagnostics) {
        if (one.range) one.range->file = seen_from(base, folder, one.range->file);
        out.add(std::move(one));
    }
    return out;
}

}  // namespace fireform
