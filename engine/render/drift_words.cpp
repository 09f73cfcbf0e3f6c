#include "engine/render/drift_words.hpp"

#include "engine/render/attribute_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

/// "2026-05-01T12:00:00.25Z" for people; what is no such time as it is.
std::string moment_text(const std::string& time) {
    constexpr std::size_t seconds_end = 19;
    if (time.size() <= seconds_end || time[10] != 'T' || !time.ends_with('Z')) return printable(time);
    return printable(fmt::format("{} {} UTC", time.substr(0, 10), time.substr(11, seconds_end - 11)));
}

/// What the configuration says, for people.
std::string configured_text(const DriftedAttribute& attribute) {
    if (attribute.change.sensitive) return "another value";
    return attribute.configured.is_null() ? "nothing" : value_text(attribute.configured);
}

/// Of an apply that makes a thousand, ten and how many more.
std::string listed(const std::vector<Unsettled>& unsettled, bool running) {
    constexpr std::size_t shown_max = 10;
    std::vector<std::string> addresses;
    for (const Unsettled& each : unsettled)
        if (each.running == running) addresses.push_back(printable(to_text(each.address)));
    const std::size_t more = addresses.size() - std::min(addresses.size(), shown_max);
    addresses.resize(addresses.size() - more);
    std::string out = fmt::format("{}", fmt::join(addresses, ", "));
    return more == 0 ? out : fmt::format("{} and {} more", out, more);
}

}  // namespace

std::string author_text(const Author& author) {
    std::string out = !author.principal.empty()    ? printable(author.principal)
                      : !author.api_key_id.empty() ? "the key " + printable(author.api_key_id)
                                                   : "somebody";
    if (!author.client.empty()) out += " with " + printable(author.client);
    return fmt::format("{}, {}", out, moment_text(author.time));
}

std::string moved_text(const DriftedAttribute& attribute) {
    switch (attribute.moved) {
        case Moved::outside:
            return "changed outside";
        case Moved::both:
            if (!attribute.change.sensitive && attribute.configured == attribute.change.after)
                return "changed outside, and in the configuration to the same";
            return fmt::format("changed outside, and in the configuration to {}", configured_text(attribute));
        case Moved::configuration:
            return fmt::format("not applied yet: the configuration says {}", configured_text(attribute));
        case Moved::service:
            return "never configured, so no drift";
    }
    return "";
}

std::string removal_text(const DriftedObject& object, AuditState audit) {
    if (object.author) return "deleted by " + author_text(*object.author);
    if (!object.maybe_idle) return object.soft_deleted ? "deleted" : "gone";
    if (audit == AuditState::read)
        return "most likely deleted by the service after 7 idle days: the audit log names nobody";
    return "possibly deleted by the service after 7 idle days";
}

std::string way_back(const DriftedObject& object) {
    if (!object.gone || !object.soft_deleted) return {};
    const std::string until = object.purge_time.empty() ? "" : " until " + moment_text(object.purge_time);
    return (object.comes_back ? "`fireform apply` restores it" : "can be restored") + until;
}

std::string difference_text(const DriftedAttribute& attribute) {
    const AttributeChange& change = attribute.change;
    if (change.sensitive) return fmt::format("{} (sensitive)", change.path);
    if (attribute.moved == Moved::configuration)
        return fmt::format("{} = {}", change.path, value_text(change.after));
    return fmt::format("{}: {} -> {}", change.path, value_text(change.before), value_text(change.after));
}

std::vector<std::string> drift_notes(const DriftReport& report) {
    std::vector<std::string> out;
    if (const std::string busy = listed(report.unsettled, true); !busy.empty())
        out.push_back(fmt::format("Not judged, because a run of fireform is changing it: {}.", busy));
    if (const std::string left = listed(report.unsettled, false); !left.empty())
        out.push_back(fmt::format(
            "Left open by a run that was interrupted; the next `fireform apply` settles it: {}.", left));
    if (report.audit == AuditState::forbidden)
        out.emplace_back("Who did it is not known: the key may not read the account's audit log.");
    if (!report.configuration_compared)
        out.emplace_back(
            "The configuration was not compared: no plan can be made of it, and `fireform plan` "
            "says why.");
    return out;
}

std::string accepted_text(const Acceptance& accepted, std::string_view file) {
    std::string out = accepted.added == 0
                          ? "Nothing new to accept."
                          : fmt::format("Accepted {}.", counted(accepted.added, "difference", "differences"));
    if (accepted.dropped > 0)
        out += fmt::format(
            " Took out {} accepted before.",
            counted(accepted.dropped, "that is none any more and was", "that are none any more and were"));
    if (accepted.added + accepted.dropped > 0)
        out += fmt::format(" {} holds {}: keep it in Git.", printable(file), accepted.baseline.size());
    return out;
}

std::string drift_counts(const DriftReport& report) {
    return fmt::format("{} changed, {} gone", report.changed_count(), report.gone_count());
}

}  // namespace fireform
