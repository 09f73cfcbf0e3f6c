#include "engine/plan/make_plan.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/addon_checks.hpp"
#include "engine/plan/model_checks.hpp"
#include "engine/plan/resource_planner.hpp"
#include "engine/plan/steps.hpp"
#include "schemas/bug.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace fireform {
namespace {

/// Configured resources, each after what it depends on; among equals by address.
std::vector<const ResourceConfig*> in_order(const Config& config) {
    std::map<Address, int> missing;
    std::map<Address, std::vector<const ResourceConfig*>> followers;
    std::set<Address> ready;
    for (const auto& [address, resource] : config.resources) {
        int needed = 0;
        for (const Address& dependency : resource.dependencies) {
            if (!config.resources.contains(dependency)) continue;
            followers[dependency].push_back(&resource);
            ++needed;
        }
        missing[address] = needed;
        if (needed == 0) ready.insert(address);
    }
    std::vector<const ResourceConfig*> ordered;
    ordered.reserve(config.resources.size());
    while (!ready.empty()) {
        const Address next = *ready.begin();
        ready.erase(ready.begin());
        ordered.push_back(&config.resources.at(next));
        for (const ResourceConfig* follower : followers[next])
            if (--missing[follower->address] == 0) ready.insert(follower->address);
    }
    require(ordered.size() == config.resources.size(), "configuration has no dependency cycle");
    return ordered;
}

/// What --target selects: the named resources and what they depend on, or, when destroying, what depends on
/// them.
class Selection {
 public:
    Selection(const Config& config, const Snapshot& prior, const PlanOptions& options)
        : all_(options.targets.empty()) {
        std::map<Address, std::set<Address>> next;
        const bool destroys = options.mode == PlanMode::destroy;
        const auto link = [&](const Address& address, const std::vector<Address>& dependencies) {
            for (const Address& dependency : dependencies)
                if (destroys)
                    next[dependency].insert(address);
                else
                    next[address].insert(dependency);
        };
        for (const auto& [address, entry] : prior.resources)
            if (destroys || !config.resources.contains(address)) link(address, entry.dependencies);
        if (!destroys)
            for (const auto& [address, resource] : config.resources)
                link(address, resource.dependencies);
        std::vector<Address> open = options.targets;
        while (!open.empty()) {
            const Address address = std::move(open.back());
            open.pop_back();
            if (!chosen_.insert(address).second) continue;
            for (const Address& each : next[address])
                open.push_back(each);
        }
    }

    [[nodiscard]] bool contains(const Address& address) const { return all_ || chosen_.contains(address); }

 private:
    bool all_;
    std::set<Address> chosen_;
};

Diagnostics check_targets(const Config& config, const Snapshot& prior, const PlanOptions& options) {
    Diagnostics problems;
    std::vector<std::string> texts;
    for (const auto& [address, resource] : config.resources)
        texts.push_back(to_text(address));
    for (const auto& [address, entry] : prior.resources)
        texts.push_back(to_text(address));
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    for (const Address& target : options.targets) {
        if (config.resources.contains(target) || prior.resources.contains(target)) continue;
        Diagnostic unknown;
        unknown.summary = "Unknown target";
        unknown.detail = fmt::format("{} is neither in the configuration nor in state.", to_text(target));
        if (const std::string meant = nearest(to_text(target), names); !meant.empty())
            unknown.hint = fmt::format("did you mean --target {}?", meant);
        problems.add(std::move(unknown));
    }
    if (!options.targets.empty() && problems.empty()) {
        Diagnostic partial;
        partial.severity = Severity::warning;
        partial.summary = "Plan is partial";
        partial.detail =
            "--target leaves out every other resource; run without it to bring the rest up to date.";
        problems.add(std::move(partial));
    }
    return problems;
}

Diagnostic empty_configuration(const Snapshot& prior) {
    Diagnostic refusal;
    refusal.summary = "Empty configuration would destroy everything";
    refusal.detail =
        fmt::format("The configuration has no resources and the state has {}.", prior.resources.size());
    refusal.hint = "check --chdir; to destroy the fleet, run `fireform destroy`.";
    return refusal;
}

/// Whether the value waits for a resource that --target leaves out.
bool is_left_out(const Value& value, const Selection& selection) {
    const auto all = references(value);
    return std::any_of(all.begin(), all.end(), [&](const Reference& reference) {
        return reference.resource && !selection.contains(*reference.resource);
    });
}

std::vector<OutputChange> plan_outputs(const Config& config, const Snapshot& prior,
                                       const PlanOptions& options, const Selection& selection,
                                       const ResourcePlanner& planner) {
    std::map<std::string, OutputChange> outputs;
    const bool partial_destroy = options.mode == PlanMode::destroy && !options.targets.empty();
    for (const auto& [name, output] : prior.outputs) {
        outputs[name] = OutputChange{name, output.value, Value(), output.sensitive};
        // Taken over when resources are left out or everything is looked at only.
        if (options.mode == PlanMode::refresh_only || partial_destroy) outputs[name].after = output.value;
    }
    if (options.mode == PlanMode::normal) {
        for (const auto& [name, output] : config.outputs) {
            OutputChange& change = outputs[name];
            change.name = name;
            change.sensitive = output.sensitive;
            const auto scope = [&](const Reference& reference) { return planner.value_of(reference); };
            if (output.sensitive)
                change.before = change.after = Value();
            else
                change.after = resolve(output.value, scope);
            if (is_left_out(change.after, selection)) change.after = change.before;
        }
    }
    std::vector<OutputChange> sorted;
    sorted.reserve(outputs.size());
    for (auto& [name, change] : outputs)
        sorted.push_back(std::move(change));
    return sorted;
}

}  // namespace

Checked<Plan> make_plan(const Config& config, const Snapshot& prior, const Live& live,
                        const PlanOptions& options) {
    Diagnostics diagnostics = check_targets(config, prior, options);
    if (diagnostics.has_errors()) return diagnostics;
    if (options.mode == PlanMode::normal && config.resources.empty() && !prior.resources.empty())
        return empty_configuration(prior);

    Plan plan;
    plan.mode = options.mode;
    plan.lineage = prior.lineage.empty() ? options.new_lineage : prior.lineage;
    plan.serial = prior.serial;
    plan.account = live.naming.account;
    plan.naming = live.naming;
    plan.partial = !options.targets.empty();

    const LiveIndex index(live);
    const Selection selection(config, prior, options);
    ResourcePlanner planner(config, prior, live, index, options, plan.lineage);
    if (options.refreshed) plan.drift = find_drift(prior, live);
    if (options.mode == PlanMode::normal) {
        for (const ResourceConfig* resource : in_order(config))
            plan.changes.push_back(planner.plan(*resource, selection.contains(resource->address)));
    }
    if (options.mode != PlanMode::refresh_only) {
        for (const auto& [address, entry] : prior.resources)
            if (options.mode == PlanMode::destroy || !config.resources.contains(address))
                plan.changes.push_back(planner.plan_removal(entry, selection.contains(address)));
    }
    std::sort(plan.changes.begin(), plan.changes.end(),
              [](const Change& a, const Change& b) { return a.address < b.address; });
    plan.outputs = plan_outputs(config, prior, options, selection, planner);
    diagnostics.add(std::move(planner.diagnostics));
    if (options.mode == PlanMode::normal) {
        diagnostics.add(check_models(plan, config, live, index, options));
        diagnostics.add(check_addons(plan, config, live, index));
    }

    Checked<std::vector<Step>> steps = make_steps(plan.changes, prior);
    diagnostics.add(std::move(steps.diagnostics));
    Checked<Plan> result(std::move(diagnostics));
    if (result.diagnostics.has_errors()) return result;
    plan.steps = std::move(*steps.value);
    result.value = std::move(plan);
    return result;
}

Live live_from_state(const Snapshot& prior, const Naming& naming, const Catalog& catalog) {
    Live live;
    live.naming = naming;
    for (const auto& [address, entry] : prior.resources) {
        const ResourceType* type = catalog.find(address.type);
        if (!type || entry.id.empty()) continue;
        LiveObject object;
        object.type = type;
        object.name = entry.name;
        object.id = entry.id;
        object.attributes = entry.seen;
        object.phase = entry.status == ResourceStatus::pending ? Phase::pending : Phase::ready;
        if (entry.status == ResourceStatus::tainted) object.phase = Phase::failed;
        object.state = entry.seen.get(*type, "state").text();
        object.update_time = entry.update_time;
        if (type->tags) {
            object.lineage = prior.lineage;
            object.address = address_tag(address);
        }
        live.objects.push_back(std::move(object));
    }
    std::sort(live.objects.begin(), live.objects.end(),
              [](const LiveObject& a, const LiveObject& b) { return a.name < b.name; });
    return live;
}

std::set<std::string> model_names(const Config& config, std::string_view account) {
    const std::string ours = full_name(account, "models", "");
    std::set<std::string> names;
    for (const auto& [address, resource] : config.resources) {
        for (const auto& [index, value] : resource.attributes) {
            if (resource.type->attributes[index].names != Names::public_model) continue;
            const std::string& text = value.text();
            const bool full = text.starts_with("accounts/") && text.find("/models/") != std::string::npos;
            if (full ? !text.starts_with(ours) : !text.empty() && text.find('/') == std::string::npos)
                names.insert(text);
        }
    }
    return names;
}

}  // namespace fireform
