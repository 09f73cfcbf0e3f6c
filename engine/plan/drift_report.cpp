#include "engine/plan/drift_report.hpp"

#include "engine/plan/diff.hpp"
#include "engine/plan/idle_deletion.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/make_plan.hpp"
#include "schemas/compare.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace fireform {
namespace {

/// What the configuration comes to for a resource that keeps its object.
const Change* configured_change(const Plan* plan, const Address& address) {
    const Change* change = plan ? plan->find(address) : nullptr;
    if (!change || change->action == Action::destroy || change->action == Action::forget) return nullptr;
    return change;
}

AttributeChange change_of(std::uint16_t index, const Attribute& attribute, Value before, Value after) {
    AttributeChange change;
    change.index = index;
    change.path = attribute.name;
    change.before = std::move(before);
    change.after = std::move(after);
    change.sensitive = attribute.sensitive;
    return change;
}

/// Every difference of one object that is there, by position.
class Comparison {
 public:
    Comparison(const ResourceState& entry, const ResourceType& type, const LiveObject& object,
               const std::string& lineage)
        : entry_(entry), type_(type), object_(object), lineage_(lineage) {}

    /// What moved in the account.
    void add_drift(const std::vector<AttributeChange>& drift, const Change* configured) {
        for (const AttributeChange& each : drift) {
            DriftedAttribute& out = found_[each.index];
            out.change = each;
            if (!configured || !differs(*configured, each.index)) continue;
            out.moved = Moved::both;
            out.configured = configured->desired.at(each.index);
        }
    }

    /// What only the configuration moved.
    void add_configured(const Change& configured) {
        std::set<std::uint16_t> positions;
        for (const auto& [index, value] : configured.desired)
            positions.insert(index);
        for (const auto& [index, value] : entry_.applied)
            positions.insert(index);
        for (const std::uint16_t index : positions) {
            if (found_.contains(index) || !differs(configured, index)) continue;
            const Attribute& attribute = type_.attributes[index];
            const Value& applied = entry_.applied.at(index);
            DriftedAttribute& out = found_[index];
            out.change = change_of(index, attribute, applied,
                                   attribute.sensitive ? applied : object_.attributes.at(index));
            out.moved = Moved::configuration;
            out.configured = configured.desired.at(index);
        }
    }

    /// What nobody configured and the service has, or shows, otherwise than before.
    void add_filled(const Change* configured) {
        if (entry_.seen.empty()) return;
        for (const auto& [index, live] : object_.attributes) {
            const Attribute& attribute = type_.attributes[index];
            if (!is_compared(attribute) || attribute.sensitive || attribute.compared_with_state()) continue;
            if (entry_.applied.contains(index) || found_.contains(index)) continue;
            if (configured && !configured->desired.at(index).is_null()) continue;
            const Value& seen = entry_.seen.at(index);
            if (same(attribute, seen, live)) continue;
            DriftedAttribute& out = found_[index];
            out.change = change_of(index, attribute, seen, live);
            out.moved = Moved::service;
        }
    }

    [[nodiscard]] std::vector<DriftedAttribute> take() {
        std::vector<DriftedAttribute> out;
        for (auto& [index, each] : found_)
            out.push_back(std::move(each));
        return out;
    }

 private:
    /// Whether the configuration says something else than what was applied.
    [[nodiscard]] bool differs(const Change& configured, std::uint16_t index) const {
        const Attribute& attribute = type_.attributes[index];
        if (!is_compared(attribute) ||
            std::ranges::find(configured.unwritten, index) != configured.unwritten.end())
            return false;
        const Value& wanted = configured.desired.at(index);
        const Value& applied = entry_.applied.at(index);
        if (wanted.is_null()) return attribute.update != Update::replace && !is_absent(attribute, applied);
        return !was_applied(attribute, wanted, applied, lineage_);
    }

    const ResourceState& entry_;
    const ResourceType& type_;
    const LiveObject& object_;
    const std::string& lineage_;
    std::map<std::uint16_t, DriftedAttribute> found_;
};

/// Of an object that an interrupted run was about to change: that it did is no drift.
void forgive(DriftedObject& object, const Snapshot& prior) {
    std::erase_if(object.attributes, [&object](const DriftedAttribute& each) {
        const Attribute& attribute = object.type->attributes[each.change.index];
        return each.moved == Moved::both && !each.change.sensitive &&
               same(attribute, each.configured, each.change.after);
    });
    object.gone = object.gone && std::ranges::none_of(prior.open_intents, [&object](const OpenIntent& open) {
                      return open.address == object.address &&
                             (open.verb == to_text(Verb::destroy) || open.verb == to_text(Verb::purge));
                  });
}

}  // namespace

std::string_view to_text(Moved moved) {
    switch (moved) {
        case Moved::outside:
            return "outside";
        case Moved::both:
            return "both";
        case Moved::configuration:
            return "configuration";
        case Moved::service:
            return "service";
    }
    return "";
}

bool DriftedObject::drifted() const {
    return gone || std::ranges::any_of(attributes, [](const DriftedAttribute& each) {
               return each.moved == Moved::outside || each.moved == Moved::both;
           });
}

std::size_t DriftReport::changed_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        objects, [](const DriftedObject& object) { return object.drifted() && !object.gone; }));
}

std::size_t DriftReport::gone_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(objects, &DriftedObject::gone));
}

std::vector<Unsettled> unsettled_resources(const Snapshot& before, const Snapshot& after, bool locked) {
    std::map<Address, bool> found;
    for (const Snapshot* state : {&before, &after})
        for (const OpenIntent& open : state->open_intents)
            found.emplace(open.address, locked);
    // Recorded between the two: whether the account was read before or after the change, nobody knows.
    for (const auto& [address, entry] : before.resources) {
        const auto later = after.resources.find(address);
        if (later == after.resources.end() || later->second != entry) found[address] = true;
    }
    std::vector<Unsettled> out;
    for (const auto& [address, running] : found)
        out.push_back({address, running});
    return out;
}

DriftReport make_drift_report(const Config& config, const Snapshot& prior, const Live& live, const Plan* plan,
                              std::vector<Unsettled> unsettled) {
    const LiveIndex index(live);
    DriftReport report;
    report.applied = prior.resources.size();
    report.configuration_compared = plan != nullptr;
    report.account = live.naming.account;
    std::map<Address, Drift> drift;
    for (Drift& each : find_drift(config, prior, live, index))
        drift.emplace(each.address, std::move(each));
    std::map<Address, bool> busy;
    for (const Unsettled& each : unsettled)
        busy.emplace(each.address, each.running);
    report.unsettled = std::move(unsettled);

    for (const auto& [address, entry] : prior.resources) {
        const auto in_work = busy.find(address);
        if (entry.id.empty() || (in_work != busy.end() && in_work->second)) continue;
        report.compared.push_back(address);
        DriftedObject out;
        out.address = address;
        out.type = fireworks_catalog().find(address.type);
        out.id = entry.id;
        out.name = entry.name;
        const LiveObject* object = index.by_id(*out.type, entry.id);
        const auto moved = drift.find(address);
        if (moved != drift.end() && moved->second.gone) {
            out.gone = true;
            out.soft_deleted = moved->second.soft_deleted;
            if (out.soft_deleted) out.purge_time = object->purge_time;
            const Change* change = plan ? plan->find(address) : nullptr;
            out.comes_back = change && change->action == Action::undelete;
            out.maybe_idle = may_be_idle_deletion(entry, *out.type, object);
        } else if (object && object->phase != Phase::gone) {
            const Change* configured = configured_change(plan, address);
            const auto block = config.resources.find(address);
            Comparison comparison(entry, *out.type, *object, prior.lineage);
            if (moved != drift.end()) comparison.add_drift(moved->second.attributes, configured);
            if (configured) comparison.add_configured(*configured);
            comparison.add_filled(configured);
            out.attributes = comparison.take();
            if (block != config.resources.end())
                std::erase_if(out.attributes, [&](const DriftedAttribute& each) {
                    return is_ignored(block->second.lifecycle.ignore_changes, each.change.path);
                });
        }
        if (in_work != busy.end()) forgive(out, prior);
        if (out.gone || !out.attributes.empty()) report.objects.push_back(std::move(out));
    }
    return report;
}

}  // namespace fireform
