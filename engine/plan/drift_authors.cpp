// Who moved it: entries of the audit log matched with differences.
#include "engine/plan/drift_report.hpp"
#include "engine/plan/timestamp.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace fireform {
namespace {

/// When state last saw the object. Nothing where the type has no such time.
std::optional<Timestamp> last_seen(const Snapshot& prior, const Address& address) {
    const auto entry = prior.resources.find(address);
    return entry == prior.resources.end() ? std::nullopt : time_of(entry->second.update_time);
}

Author author_of(const AuditEntry& entry) {
    Author out;
    out.principal = entry.principal;
    // Of "firectl/1.2.3 grpc-go/1.73.0" the library is nobody's concern.
    out.client = entry.user_agent.substr(0, entry.user_agent.find(' '));
    out.time = entry.time;
    out.method = entry.method;
    out.client_ip = entry.client_ip;
    out.api_key_id = entry.api_key_id;
    return out;
}

using Entries = std::vector<const AuditEntry*>;

/// By the object they are about, the newest first.
std::map<std::string_view, Entries> by_resource(const AuditLog& log) {
    std::map<std::string_view, Entries> out;
    for (const AuditEntry& entry : log.entries)
        out[entry.resource].push_back(&entry);
    const auto newer = [](const AuditEntry* a, const AuditEntry* b) {
        const auto first = time_of(a->time), second = time_of(b->time);
        return first == second ? a < b : first > second;
    };
    for (auto& [resource, entries] : out)
        std::ranges::sort(entries, newer);
    return out;
}

bool is_deletion(const AuditEntry& entry) {
    return entry.method.starts_with("Delete") && entry.method.find("Tags") == std::string::npos;
}

/// Whether the request was about this attribute. Tags have endpoints of their own, whose payload is nobody's
/// promise (brief 2.1.6).
bool names(const AuditEntry& entry, const Attribute& attribute) {
    if (attribute.update == Update::own_endpoint && entry.method.find("Tags") != std::string::npos)
        return true;
    const std::string_view path = attribute.api;
    const std::size_t point = path.rfind('.');
    return entry.members.contains(
        std::string(point == std::string_view::npos ? path : path.substr(point + 1)));
}

void name_authors(DriftedObject& object, const Entries& entries, std::optional<Timestamp> since) {
    Entries later;
    std::ranges::copy_if(entries, std::back_inserter(later), [since](const AuditEntry* entry) {
        const auto time = time_of(entry->time);
        return time && (!since || *time > *since);
    });
    if (object.gone) {
        const auto found =
            std::ranges::find_if(later, [](const AuditEntry* entry) { return is_deletion(*entry); });
        if (found != later.end()) object.author = author_of(**found);
        return;
    }
    for (DriftedAttribute& each : object.attributes) {
        if (each.moved == Moved::configuration) continue;
        const Attribute& attribute = object.type->attributes[each.change.index];
        auto found =
            std::ranges::find_if(later, [&](const AuditEntry* entry) { return names(*entry, attribute); });
        // A log that does not show what was sent still shows that something was.
        if (found == later.end())
            found = std::ranges::find_if(later, [](const AuditEntry* entry) {
                return entry->members.empty() && entry->method.starts_with("Update");
            });
        if (found != later.end()) each.author = author_of(**found);
    }
}

/// Full name of the deployment that an addon is loaded on; "" of what is none.
std::string deployment_below(const DriftedObject& object, const Snapshot& prior) {
    const auto entry = prior.resources.find(object.address);
    if (object.address.type != "lora_addon" || entry == prior.resources.end()) return {};
    return entry->second.applied.get(*object.type, "base_id").text();
}

}  // namespace

std::string audit_since(const DriftReport& report, const Snapshot& prior) {
    std::string since;
    for (const DriftedObject& object : report.objects) {
        const auto entry = prior.resources.find(object.address);
        if (entry == prior.resources.end() || !time_of(entry->second.update_time)) return {};
        if (since.empty() || time_of(entry->second.update_time) < time_of(since))
            since = entry->second.update_time;
    }
    return since;
}

void name_authors(DriftReport& report, const AuditLog& log, const Snapshot& prior) {
    report.audit = log.readable ? AuditState::read : AuditState::forbidden;
    const auto entries = by_resource(log);
    for (DriftedObject& object : report.objects) {
        const auto since = last_seen(prior, object.address);
        if (const auto own = entries.find(object.name); own != entries.end())
            name_authors(object, own->second, since);
        // A deployment takes its addons along (brief 2.1.7).
        const std::string deployment = deployment_below(object, prior);
        const auto below = deployment.empty() ? entries.end() : entries.find(deployment);
        if (object.gone && !object.author && below != entries.end())
            name_authors(object, below->second, since);
        if (object.author) object.maybe_idle = false;
    }
}

}  // namespace fireform
