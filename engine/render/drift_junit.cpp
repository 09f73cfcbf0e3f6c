// Drift as JUnit reads it, so that a pipeline shows it beside its tests.
#include "engine/render/drift.hpp"
#include "engine/render/drift_words.hpp"
#include "engine/render/xml.hpp"

#include <fmt/format.h>

#include <map>

namespace fireform {
namespace {

std::string begin(const Address& address) {
    return fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(address.type),
                       xml(to_text(address)));
}

std::string failure(const DriftedObject& object, AuditState audit) {
    std::string lines;
    if (object.gone) lines = fmt::format("{}\n{}\n", removal_text(object, audit), way_back(object));
    for (const DriftedAttribute& each : object.attributes) {
        const std::string by = each.author ? "\n  by " + author_text(*each.author) : "";
        lines += fmt::format("{}  # {}{}\n", difference_text(each), moved_text(each), by);
    }
    return fmt::format("      <failure type=\"drift\" message=\"{}\">{}</failure>\n",
                       object.gone ? xml(removal_text(object, audit)) : "differs from what was last applied",
                       xml(lines));
}

}  // namespace

std::string drift_junit(const DriftReport& report) {
    std::map<Address, const DriftedObject*> drifted;
    for (const DriftedObject& object : report.objects)
        if (object.drifted()) drifted.emplace(object.address, &object);
    std::string cases;
    for (const Address& address : report.compared) {
        const auto found = drifted.find(address);
        cases += begin(address);
        cases += found == drifted.end() ? "/>\n"
                                        : ">\n" + failure(*found->second, report.audit) + "    </testcase>\n";
    }
    std::size_t skipped = 0;
    for (const Unsettled& each : report.unsettled) {
        if (!each.running) continue;
        ++skipped;
        cases += begin(each.address) +
                 ">\n      <skipped message=\"a run of fireform is changing it\"/>\n"
                 "    </testcase>\n";
    }
    std::string notes;
    for (const std::string& note : drift_notes(report))
        notes += note + '\n';
    if (!notes.empty()) cases += fmt::format("    <system-out>{}</system-out>\n", xml(notes));
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "  <testsuite name=\"fireform drift\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}  "
        "</testsuite>\n</testsuites>\n",
        report.compared.size() + skipped, drifted.size(), skipped, cases);
}

}  // namespace fireform
