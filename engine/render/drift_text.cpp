// Drift for people: a block per object that moved, and a last line that says how much there is.
#include "engine/render/attribute_text.hpp"
#include "engine/render/drift.hpp"
#include "engine/render/drift_words.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

/// A line below an attribute.
std::string line_below(std::string_view text, const Style& style) {
    return fmt::format("        {}\n", paint(text, Tone::faint, style));
}

std::string attribute_block(const DriftedAttribute& attribute, const Style& style) {
    if (attribute.moved == Moved::configuration)
        return field_line(fmt::format("{}  # {}", difference_text(attribute), moved_text(attribute)),
                          Tone::plain, style);
    AttributeChange shown = attribute.change;
    shown.forces_replacement = false;
    shown.note = moved_text(attribute);
    return attribute_lines(shown, false, style);
}

std::string object_block(const DriftedObject& object, AuditState audit, const Style& style) {
    const std::string address = paint(printable(to_text(object.address)), Tone::strong, style);
    if (object.gone) {
        std::string out = fmt::format("{} {}{}\n", paint("  -", Tone::remove, style), address,
                                      paint("  # " + removal_text(object, audit), Tone::faint, style));
        if (const std::string back = way_back(object); !back.empty())
            out += field_line(back, Tone::faint, style);
        return out;
    }
    std::string out =
        fmt::format("{} {}\n", object.drifted() ? paint("  ~", Tone::change, style) : "   ", address);
    for (std::size_t i = 0; i < object.attributes.size(); ++i) {
        const DriftedAttribute& attribute = object.attributes[i];
        out += attribute_block(attribute, style);
        // Once for all that the same request did.
        const bool last =
            i + 1 == object.attributes.size() || object.attributes[i + 1].author != attribute.author;
        if (attribute.author && last) out += line_below("by " + author_text(*attribute.author), style);
    }
    return out;
}

}  // namespace

std::string drift_block(const Drift& drift, const Style& style) {
    const std::string address = paint(printable(to_text(drift.address)), Tone::strong, style);
    const std::string reason = printable(drift.reason);
    if (drift.gone) {
        const std::string_view how = drift.soft_deleted ? "deleted, can be restored" : "gone";
        const std::string why = reason.empty() ? std::string() : fmt::format(": {}", reason);
        return fmt::format("{} {}{}\n", paint("  -", Tone::remove, style), address,
                           paint(fmt::format("  # {}{}", how, why), Tone::faint, style));
    }
    std::string out = fmt::format("{} {}", paint("  ~", Tone::change, style), address);
    if (!reason.empty()) out += paint("  # " + reason, Tone::faint, style);
    out += '\n';
    for (const AttributeChange& attribute : drift.attributes)
        out += attribute_lines(attribute, false, style);
    return out;
}

std::string drift_summary(const DriftReport& report) {
    if (report.drifted()) return fmt::format("Drift: {}.", drift_counts(report));
    if (report.applied == 0) return "No drift. Nothing has been applied yet.";
    if (report.accepted == 0) return "No drift. The account matches what was last applied.";
    return fmt::format("No drift. The account matches what was last applied, but for {} accepted.",
                       counted(report.accepted, "difference that was", "differences that were"));
}

std::string render_accepted(const DriftReport& report, const Acceptance& accepted, std::string_view file,
                            const Style& style) {
    std::string out;
    for (const DriftedObject& object : report.objects)
        if (object.drifted()) out += object_block(object, report.audit, style) + '\n';
    for (const std::string& note : drift_notes(report))
        out += note + '\n';
    if (accepted.added > 0)
        out += "An apply would still set it back: change the configuration, or name it in ignore_changes.\n";
    if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
    return out + paint(accepted_text(accepted, file), Tone::strong, style) + '\n';
}

std::string render_drift(const DriftReport& report, const Style& style) {
    std::string out;
    if (report.drifted()) out += "The account differs from what was last applied (applied -> now):\n\n";
    for (const DriftedObject& object : report.objects)
        if (object.drifted()) out += object_block(object, report.audit, style) + '\n';
    std::string others;
    for (const DriftedObject& object : report.objects)
        if (!object.drifted()) others += object_block(object, report.audit, style) + '\n';
    if (!others.empty()) out += "No drift, but worth knowing:\n\n" + others;
    for (const std::string& note : drift_notes(report))
        out += note + '\n';
    if (report.drifted())
        out +=
            "`fireform plan` shows what apply would do about it; `fireform drift --accept` keeps silent\n"
            "about it until it changes again.\n";
    if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
    return out + paint(drift_summary(report), Tone::strong, style) + '\n';
}

}  // namespace fireform
