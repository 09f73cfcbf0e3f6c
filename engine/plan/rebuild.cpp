#include "engine/plan/rebuild.hpp"

#include "engine/plan/diff.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/make_plan.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace fireform {
namespace {

Diagnostic about(Severity severity, std::string summary, std::string detail, std::string hint) {
    Diagnostic out;
    out.severity = severity;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

bool is_there(const LiveObject& object) {
    return !object.bookkeeping && object.phase != Phase::soft_deleted && object.phase != Phase::gone &&
           object.phase != Phase::deleting;
}

/// How many objects carry each lineage.
std::map<std::string, std::size_t> lineages_in(const Live& live) {
    std::map<std::string, std::size_t> out;
    for (const LiveObject& object : live.objects)
        if (!object.lineage.empty() && is_there(object)) ++out[object.lineage];
    return out;
}

std::string list_text(const std::map<std::string, std::size_t>& lineages) {
    std::string out;
    for (const auto& [lineage, count] : lineages)
        out +=
            fmt::format("{}{} ({} object{})", out.empty() ? "" : ", ", lineage, count, count == 1 ? "" : "s");
    return out;
}

Checked<std::string> choose_lineage(const Live& live, const RebuildOptions& options) {
    const auto lineages = lineages_in(live);
    if (!options.lineage.empty()) {
        if (lineages.contains(options.lineage)) return options.lineage;
        return about(
            Severity::error, "No such lineage",
            fmt::format("No object of account {} carries lineage {}{}.", live.naming.account, options.lineage,
                        lineages.empty() ? "" : "; there are " + list_text(lineages)),
            lineages.empty() ? "leave out --lineage"
                             : "fireform state rebuild --lineage " + lineages.begin()->first);
    }
    if (lineages.empty()) return options.new_lineage;
    if (lineages.size() == 1) return lineages.begin()->first;
    std::string commands;
    for (const auto& [lineage, count] : lineages)
        commands +=
            fmt::format("{}`fireform state rebuild --lineage {}`", commands.empty() ? "" : " or ", lineage);
    return about(Severity::error, "Objects of several states",
                 fmt::format("Objects of account {} carry the tags of {} lineages: {}.", live.naming.account,
                             lineages.size(), list_text(lineages)),
                 "say which state was lost here: " + commands);
}

/// The plan of a state that knows nothing but its lineage: it says whose object is whose. Blocks that it has
/// errors about are left out.
Checked<Plan> plan_from_nothing(Config config, const Live& live, const std::string& lineage) {
    Snapshot nothing;
    nothing.lineage = lineage;
    Diagnostics left_out;
    while (true) {
        Checked<Plan> plan = make_plan(config, nothing, live, PlanOptions{});
        if (plan.ok()) {
            plan.diagnostics = std::move(left_out);
            return plan;
        }
        std::set<Address> broken;
        for (Diagnostic problem : plan.diagnostics) {
            if (problem.severity != Severity::error || !problem.address) continue;
            broken.insert(*problem.address);
            problem.severity = Severity::warning;
            left_out.add(std::move(problem));
        }
        const std::size_t erased = std::erase_if(
            config.resources, [&broken](const auto& each) { return broken.contains(each.first); });
        if (erased == 0) return std::move(plan.diagnostics);
    }
}

class Rebuilding {
 public:
    Rebuilding(const Config& config, const Live& live, std::string lineage)
        : config_(config), live_(live), index_(live), lineage_(std::move(lineage)) {
        out_.snapshot.lineage = lineage_;
    }

    void take(const Plan& plan) {
        // An addon is ours on a deployment that is: those have to be known before.
        for (const bool addons : {false, true})
            for (const Change& change : plan.changes)
                if ((change.type->name == "lora_addon") == addons) take(change);
    }

    /// Objects with our tags that no block claims.
    void take_unclaimed() {
        for (const LiveObject& object : live_.objects) {
            if (object.lineage != lineage_ || !is_there(object) || taken_.contains(object.name)) continue;
            const std::optional<Address> address = parse_address(object.address);
            const bool whole = address && address->type == object.type->name;
            if (!whole || out_.snapshot.resources.contains(*address)) {
                warnings_.add(about(
                    Severity::warning, "Object has no place in state",
                    fmt::format("{} carries our tags, with the address {}.", object.name, object.address),
                    "write its block, then `fireform import ADDR " + object.id + "`"));
                continue;
            }
            keep(*address, object, "its tags; it has no block");
        }
    }

    Checked<Rebuilt> finish(Diagnostics left_out) {
        for (const auto& [address, resource] : config_.resources)
            if (!out_.snapshot.resources.contains(address) &&
                !has_no_object(*resource.type, resource.attributes))
                out_.missing.push_back(address);
        std::ranges::sort(out_.found, {}, &Rebuilt::Found::address);
        tell_what_is_unknown();
        Checked<Rebuilt> result(std::move(out_));
        result.diagnostics = std::move(left_out);
        result.diagnostics.add(std::move(warnings_));
        return result;
    }

 private:
    /// "" what nothing shows to have been ours.
    std::string known_by(const Change& change, const LiveObject& object) const {
        if (!object.lineage.empty() && object.lineage == lineage_) return "its tags";
        if (object.id == derived_id(lineage_, change.address, change.generation)) return "its id";
        if (change.type->tags) return "";  // every object of ours would carry them
        if (change.id_written) return "the id that is written";
        if (change.type->index_of("content_hash") != ResourceType::npos) return "its content";
        return change.type->name == "lora_addon" ? "its model and deployment" : "its name and values";
    }

    void take(const Change& change) {
        const LiveObject* object =
            change.object_id.empty() ? nullptr : index_.by_id(*change.type, change.object_id);
        if (!object || !is_there(*object) || change.action == Action::undelete) return;
        const std::string how = known_by(change, *object);
        if (how.empty()) return;
        ResourceState& entry = keep(change.address, *object, how);
        entry.generation = change.generation;
        entry.protect = change.protect;
        entry.on_destroy = change.on_destroy;
        entry.id_written = change.id_written;
        entry.dependencies = change.dependencies;
        entry.deposed = change.deposed;
        for (const Deposed& left_over : change.deposed)
            taken_.insert(left_over.name);
        // What nobody else can have made is ours to destroy; of the rest that is not known, and it stays.
        const bool on_ours = change.type->name == "lora_addon" &&
                             ours_.contains(object->attributes.get(*change.type, "base_id").text());
        const bool made = how == "its tags" || how == "its id" || on_ours;
        if (made) ours_.insert(object->name);
        entry.adopted = !made;
        entry.untagged = !made && !change.type->tags;
        if (entry.untagged) unsure_.push_back(to_text(change.address));
        for (const auto& [position, value] : change.desired) {
            const std::uint16_t index = position;
            const Attribute& attribute = change.type->attributes[index];
            const bool differs = std::ranges::any_of(
                change.attributes, [index](const AttributeChange& each) { return each.index == index; });
            secret_ = secret_ || attribute.sensitive;
            if (!differs && !attribute.sensitive && !value.is_null() && !value.has_unknown())
                entry.applied.set(index, value);
        }
    }

    ResourceState& keep(const Address& address, const LiveObject& object, std::string how) {
        ResourceState& entry = out_.snapshot.resources[address];
        entry.address = address;
        entry.id = object.id;
        entry.name = object.name;
        entry.status = object.phase == Phase::failed    ? ResourceStatus::tainted
                       : object.phase == Phase::pending ? ResourceStatus::pending
                                                        : ResourceStatus::ready;
        for (const auto& [index, value] : object.attributes)
            if (!object.type->attributes[index].sensitive) entry.seen.set(index, value);
        entry.update_time = object.update_time;
        taken_.insert(object.name);
        out_.found.push_back({address, object.id, std::move(how)});
        return entry;
    }

    void tell_what_is_unknown() {
        if (out_.found.empty()) return;
        warnings_.add(about(Severity::warning, "Configured values are not known",
                            "What was configured before is not known: what the configuration says and the "
                            "account has is taken for it. What was removed from a block is not cleared.",
                            "look: fireform plan"));
        if (secret_)
            warnings_.add(
                about(Severity::warning, "Secrets are not known",
                      "The service never shows secrets, so whether they are as configured is not known.",
                      "the next apply sends them again"));
        if (unsure_.empty()) return;
        std::string names;
        for (const std::string& name : unsure_)
            names += (names.empty() ? "" : ", ") + name;
        warnings_.add(
            about(Severity::warning, "Made or adopted is not known",
                  fmt::format("Nothing shows whether fireform made these or found them: {}. A destroy "
                              "forgets them and leaves the objects.",
                              names),
                  "write on_destroy = \"destroy\" in the lifecycle table of those that may go"));
    }

    const Config& config_;
    const Live& live_;
    const LiveIndex index_;
    const std::string lineage_;
    Rebuilt out_;
    Diagnostics warnings_;
    std::set<std::string> taken_;  // full names of objects that have an entry
    std::set<std::string> ours_;   // full names of objects that fireform made
    std::vector<std::string> unsure_;
    bool secret_ = false;
};

}  // namespace

Checked<Rebuilt> rebuild_state(const Config& config, const Live& live, const RebuildOptions& options) {
    const Checked<std::string> lineage = choose_lineage(live, options);
    if (!lineage.ok()) return lineage.diagnostics;
    Checked<Plan> plan = plan_from_nothing(config, live, *lineage.value);
    if (!plan.ok()) return std::move(plan.diagnostics);
    Rebuilding rebuilding(config, live, *lineage.value);
    rebuilding.take(*plan.value);
    rebuilding.take_unclaimed();
    return rebuilding.finish(std::move(plan.diagnostics));
}

}  // namespace fireform
