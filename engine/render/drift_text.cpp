// Drift for people: a block per object that moved, and a last line that says how much there is.
#include "engine/render/attribute_text.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {

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

std::string drift_summary(const std::vector<Drift>& drift, std::size_t applied) {
    if (applied == 0) return "No drift. Nothing has been applied yet.";
    if (drift.empty()) return "No drift. The account matches what was last applied.";
    const auto gone = std::ranges::count_if(drift, [](const Drift& one) { return one.gone; });
    const auto changed = static_cast<std::ptrdiff_t>(drift.size()) - gone;
    return fmt::format("Drift: {} changed, {} gone.", changed, gone);
}

std::string render_drift(const std::vector<Drift>& drift, std::size_t applied, const Style& style) {
    std::string out;
    for (const Drift& one : drift)
        out += drift_block(one, style) + '\n';
    return out + paint(drift_summary(drift, applied), Tone::strong, style) + '\n';
}

}  // namespace fireform
