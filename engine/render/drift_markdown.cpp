// Drift for an issue, a merge request or a chat: Markdown as GitHub and GitLab read it.
#include "engine/render/drift.hpp"
#include "engine/render/drift_words.hpp"
#include "engine/render/markdown.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

std::string row(const DriftedObject& object, std::string_view what, std::string_view difference,
                std::string_view who) {
    return fmt::format("| {} | {} | {} | {} |\n", markdown_code(to_text(object.address)), what, difference,
                       who);
}

std::string who(const std::optional<Author>& author) {
    return author ? markdown_code(author_text(*author)) : std::string();
}

std::string rows(const DriftedObject& object, AuditState audit) {
    if (object.gone) {
        const std::string back = way_back(object);
        const std::string cause = object.author ? "deleted" : removal_text(object, audit);
        return row(object, "gone", markdown_words(back.empty() ? cause : fmt::format("{}; {}", cause, back)),
                   who(object.author));
    }
    std::string out;
    for (const DriftedAttribute& each : object.attributes)
        out += row(
            object, moved_text(each).starts_with("changed") ? "changed" : "note",
            fmt::format("{} ({})", markdown_code(difference_text(each)), markdown_words(moved_text(each))),
            who(each.author));
    return out;
}

}  // namespace

std::string drift_markdown(const DriftReport& report) {
    std::string out = report.drifted() ? fmt::format("### Drift: {}\n", drift_counts(report))
                                       : fmt::format("### {}\n", drift_summary(report));
    std::string table;
    for (const DriftedObject& object : report.objects)
        table += rows(object, report.audit);
    if (!table.empty()) out += "\n| resource | what | applied -> now | by |\n|---|---|---|---|\n" + table;
    const std::vector<std::string> notes = drift_notes(report);
    if (!notes.empty()) out += '\n';
    for (const std::string& note : notes)
        out += fmt::format("- {}\n", markdown_words(note));
    return out;
}

}  // namespace fireform
