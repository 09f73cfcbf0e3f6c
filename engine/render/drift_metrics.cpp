// Drift as Prometheus reads it: a scrape, or a file for the textfile collector of node_exporter.
#include "engine/render/drift.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fireform {
namespace {

/// A label's value: backslashes, quotes and line ends are escaped, and nothing else is.
std::string label(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '\n') {
            out += "\\n";
            continue;
        }
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + '"';
}

std::string head(std::string_view name, std::string_view help) {
    return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
}

std::string single(std::string_view name, std::string_view help, std::int64_t value) {
    return fmt::format("{}{} {}\n", head(name, help), name, value);
}

std::string run_metrics(bool success, std::int64_t now) {
    return single("fireform_drift_success", "Whether the last look could be had.", success ? 1 : 0) +
           single("fireform_drift_last_run_timestamp_seconds", "When that was.", now);
}

}  // namespace

std::string drift_metrics(const DriftReport& report, std::int64_t now) {
    const std::string account = label(report.account);
    std::string out = head("fireform_drift_resources", "Resources that differ from what was last applied.");
    out += fmt::format("fireform_drift_resources{{account={},kind=\"changed\"}} {}\n", account,
                       report.changed_count());
    out += fmt::format("fireform_drift_resources{{account={},kind=\"gone\"}} {}\n", account,
                       report.gone_count());
    std::string differences;
    for (const DriftedObject& object : report.objects) {
        const std::string address = label(to_text(object.address));
        if (object.gone)
            differences += fmt::format(
                "fireform_drift_difference{{account={},resource={},attribute=\"\",moved=\"gone\"}} 1\n",
                account, address);
        for (const DriftedAttribute& each : object.attributes)
            differences += fmt::format(
                "fireform_drift_difference{{account={},resource={},attribute={},moved=\"{}\"}} 1\n", account,
                address, label(each.change.path), to_text(each.moved));
    }
    if (!differences.empty())
        out += head("fireform_drift_difference", "One for each attribute that differs, and who moved it.") +
               differences;
    out += single("fireform_drift_compared_resources", "Resources that were compared.",
                  static_cast<std::int64_t>(report.compared.size()));
    out += single("fireform_drift_unsettled_resources", "Resources that a run of fireform has in work.",
                  static_cast<std::int64_t>(report.unsettled.size()));
    out += single("fireform_drift_accepted", "Differences that the baseline accepts.",
                  static_cast<std::int64_t>(report.accepted));
    return out + run_metrics(true, now);
}

std::string drift_failure_metrics(std::int64_t now) {
    return run_metrics(false, now);
}

}  // namespace fireform
