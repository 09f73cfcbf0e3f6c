// Drift as Terraform's event stream. Keys of our own stand beside its: `moved`, `configured`, `author`.
#include "engine/render/drift.hpp"
#include "engine/render/drift_words.hpp"
#include "engine/render/stream_event.hpp"
#include "schemas/value_json.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace fireform {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::object author_json(const Author& author) {
    json::object out;
    out["principal"] = author.principal;
    out["client"] = author.client;
    out["time"] = author.time;
    out["method"] = author.method;
    if (!author.client_ip.empty()) out["client_ip"] = author.client_ip;
    if (!author.api_key_id.empty()) out["api_key_id"] = author.api_key_id;
    return out;
}

json::array attributes_json(const DriftedObject& object) {
    json::array out;
    for (const DriftedAttribute& each : object.attributes) {
        json::object one = attribute_json(each.change);
        one["moved"] = view(to_text(each.moved));
        if ((each.moved == Moved::both || each.moved == Moved::configuration) && !each.change.sensitive)
            one["configured"] =
                each.configured.has_unknown() ? json::value(nullptr) : to_json(each.configured);
        if (each.author) one["author"] = author_json(*each.author);
        out.push_back(std::move(one));
    }
    return out;
}

json::object object_json(const DriftedObject& object, AuditState audit) {
    json::object out;
    out["resource"] = resource_json(object.address);
    out["action"] = object.gone ? "delete" : object.drifted() ? "update" : "noop";
    out["id"] = object.id;
    if (object.gone) {
        out["reason"] = removal_text(object, audit);
        out["idle_deletion"] = object.maybe_idle;
        out["soft_deleted"] = object.soft_deleted;
        if (!object.purge_time.empty()) out["purge_time"] = object.purge_time;
        if (object.author) out["author"] = author_json(*object.author);
    }
    out["attributes"] = attributes_json(object);
    return out;
}

/// One that only tells of notes is no drift, and has another name than Terraform's.
json::object event(const DriftedObject& object, AuditState audit, const std::string& timestamp) {
    const std::string why = object.gone ? fmt::format(" ({})", removal_text(object, audit)) : "";
    const std::string_view what = object.gone ? "delete" : "update";
    json::object out =
        object.drifted()
            ? stream_event("info",
                           fmt::format("{}: Drift detected ({}){}", to_text(object.address), what, why),
                           timestamp, "resource_drift")
            : stream_event("info", fmt::format("{}: No drift, but worth knowing", to_text(object.address)),
                           timestamp, "resource_note");
    out["change"] = object_json(object, audit);
    return out;
}

std::string_view audit_word(AuditState audit) {
    switch (audit) {
        case AuditState::not_asked:
            return "not_asked";
        case AuditState::read:
            return "read";
        case AuditState::forbidden:
            return "forbidden";
        case AuditState::failed:
            return "failed";
    }
    return "";
}

json::array unsettled_json(const DriftReport& report) {
    json::array out;
    for (const Unsettled& each : report.unsettled)
        out.push_back(json::object{{"addr", to_text(each.address)}, {"running", each.running}});
    return out;
}

}  // namespace

std::string drift_json(const DriftReport& report, const std::string& timestamp) {
    std::string out;
    for (const DriftedObject& object : report.objects)
        out += json_line(event(object, report.audit, timestamp));
    json::object summary = stream_event("info", drift_summary(report), timestamp, "change_summary");
    summary["changes"] = json::object{
        {"change", report.changed_count()}, {"remove", report.gone_count()}, {"operation", "drift"}};
    summary["accepted"] = report.accepted;
    summary["unsettled"] = unsettled_json(report);
    summary["audit_log"] = view(audit_word(report.audit));
    summary["configuration_compared"] = report.configuration_compared;
    return out + json_line(summary);
}

std::string accepted_json(const DriftReport& report, const Acceptance& accepted, std::string_view file,
                          const std::string& timestamp) {
    std::string out;
    for (const DriftedObject& object : report.objects)
        if (object.drifted()) out += json_line(event(object, report.audit, timestamp));
    json::object summary = stream_event("info", accepted_text(accepted, file), timestamp, "drift_accepted");
    summary["accepted"] = json::object{{"added", accepted.added},
                                       {"dropped", accepted.dropped},
                                       {"total", accepted.baseline.size()},
                                       {"file", view(file)}};
    return out + json_line(summary);
}

std::string drift_message(const DriftReport& report, bool cleared, const std::string& timestamp) {
    constexpr std::size_t lines_max = 20;             // of a message that somebody reads on a telephone
    const auto escaped = [](std::string_view text) {  // as Slack wants it
        std::string out;
        for (const char letter : text)
            out += letter == '&'   ? "&amp;"
                   : letter == '<' ? "&lt;"
                   : letter == '>' ? "&gt;"
                                   : std::string(1, letter);
        return out;
    };
    std::vector<std::string> lines;
    json::array resources;
    for (const DriftedObject& object : report.objects) {
        if (!object.drifted()) continue;
        resources.push_back(object_json(object, report.audit));
        const std::string address = to_text(object.address);
        if (object.gone) lines.push_back(fmt::format("{}: {}", address, removal_text(object, report.audit)));
        for (const DriftedAttribute& each : object.attributes) {
            if (each.moved != Moved::outside && each.moved != Moved::both) continue;
            const std::string by = each.author ? ", by " + author_text(*each.author) : "";
            lines.push_back(fmt::format("{}: {}{}", address, difference_text(each), by));
        }
    }
    std::string text =
        cleared ? fmt::format("fireform: no drift any more in account {}", report.account)
                : fmt::format("fireform: drift in account {}: {}", report.account, drift_counts(report));
    for (std::size_t i = 0; i < std::min(lines.size(), lines_max); ++i)
        text += "\n• " + lines[i];
    if (lines.size() > lines_max) text += fmt::format("\n… and {} more", lines.size() - lines_max);
    json::object out;
    out["text"] = escaped(text);
    out["source"] = "fireform " FIREFORM_VERSION;
    out["timestamp"] = timestamp;
    out["account"] = report.account;
    out["drift"] = report.drifted();
    out["changed"] = report.changed_count();
    out["gone"] = report.gone_count();
    out["resources"] = std::move(resources);
    return json::serialize(out);
}

}  // namespace fireform
