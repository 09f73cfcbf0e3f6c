#include "engine/plan/make_plan.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/addon_checks.hpp"
#include "engine/plan/deployment_type.hpp"
#include "engine/plan/import_patterns.hpp"
#include "engine/plan/model_checks.hpp"
#include "engine/plan/moved.hpp"
#include "engine/plan/name_checks.hpp"
#include "engine/plan/name_edges.hpp"
#include "engine/plan/open_intents.hpp"
#include "engine/plan/resource_planner.hpp"
#include "engine/plan/steps.hpp"
#include "engine/plan/withdrawn.hpp"
#include "schemas/bug.hpp"
#include "schemas/lookups.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <tuple>
#include <unordered_set>

namespace fireform {
namespace {

using Edges = std::map<Address, std::vector<Address>>;

/// Configured resources, each after what it depends on; among equals by address. Those in a cycle are
/// missing.
std::vector<const ResourceConfig*> in_order(const Config& config, const Edges& more) {
    std::vector<const ResourceConfig*> all;  // by address
    all.reserve(config.resources.size());
    for (const auto& [address, resource] : config.resources)
        all.push_back(&resource);
    std::vector<std::vector<std::size_t>> followers(all.size());
    std::vector<std::size_t> missing(all.size());
    const auto follow = [&](std::size_t follower, const std::vector<Address>& dependencies) {
        for (const Address& dependency : dependencies) {
            const auto found = std::ranges::lower_bound(all, dependency, {}, &ResourceConfig::address);
            if (found == all.end() || (*found)->address != dependency) continue;
            followers[static_cast<std::size_t>(found - all.begin())].push_back(follower);
            ++missing[follower];
        }
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t each = 0; each < all.size(); ++each) {
        follow(each, all[each]->dependencies);
        if (const auto named = more.find(all[each]->address); named != more.end())
            follow(each, named->second);
        if (missing[each] == 0) ready.push(each);
    }
    std::vector<const ResourceConfig*> ordered;
    ordered.reserve(all.size());
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        ordered.push_back(all[next]);
        for (const std::size_t follower : followers[next])
            if (--missing[follower] == 0) ready.push(follower);
    }
    return ordered;
}

/// By references and by names, so that whoever says a name finds the resource that has it planned. Where
/// names lead in a circle the steps will say so.
std::vector<const ResourceConfig*> in_order(const Config& config, const Snapshot& prior, const Naming& naming,
                                            const std::string& lineage) {
    auto ordered = in_order(config, name_edges(config, prior, naming, lineage));
    if (ordered.size() != config.resources.size()) ordered = in_order(config, Edges{});
    require(ordered.size() == config.resources.size(), "configuration has no dependency cycle");
    return ordered;
}

/// What --target selects: the named resources and what they depend on, or, when destroying, what depends on
/// them. What --exclude leaves out: the named ones and what depends on them, or, when destroying, what they
/// depend on.
class Selection {
 public:
    Selection(const Config& config, const Snapshot& prior, const PlanOptions& options)
        : all_(options.targets.empty()) {
        if (all_ && options.excludes.empty()) return;
        Links next;  // to what has to come along
        Links back;
        const bool destroys = options.mode == PlanMode::destroy;
        const auto link = [&](const Address& address, const std::vector<Address>& dependencies) {
            for (const Address& dependency : dependencies) {
                const auto& [from, to] =
                    destroys ? std::tie(dependency, address) : std::tie(address, dependency);
                next[from].insert(to);
                back[to].insert(from);
            }
        };
        for (const auto& [address, entry] : prior.resources)
            if (destroys || !config.resources.contains(address)) link(address, entry.dependencies);
        if (!destroys)
            for (const auto& [address, resource] : config.resources)
                link(address, resource.dependencies);
        // An object that the configuration no longer has stays while one that is left out needs it.
        if (!destroys)
            for (const auto& [address, entry] : prior.resources)
                for (const Address& dependency : entry.dependencies)
                    if (!config.resources.contains(dependency)) back[address].insert(dependency);
        chosen_ = reached(options.targets, next);
        excluded_ = reached(options.excludes, back);
    }

    [[nodiscard]] bool contains(const Address& address) const {
        return (all_ || chosen_.contains(address)) && !excluded_.contains(address);
    }
    [[nodiscard]] bool everything() const { return all_ && excluded_.empty(); }
    [[nodiscard]] const std::set<Address>& excluded() const { return excluded_; }

 private:
    using Links = std::map<Address, std::set<Address>>;

    static std::set<Address> reached(std::vector<Address> open, Links& links) {
        std::set<Address> out;
        while (!open.empty()) {
            const Address address = std::move(open.back());
            open.pop_back();
            if (!out.insert(address).second) continue;
            for (const Address& each : links[address])
                open.push_back(each);
        }
        return out;
    }

    bool all_;
    std::set<Address> chosen_;
    std::set<Address> excluded_;
};

Diagnostic partial_plan(std::string detail) {
    Diagnostic partial;
    partial.severity = Severity::warning;
    partial.summary = "Plan is partial";
    partial.detail = std::move(detail);
    return partial;
}

/// "a, b, c and 4 more"
std::string listed(const std::vector<std::string>& texts) {
    constexpr std::size_t listed_max = 10;
    std::string out;
    for (std::size_t at = 0; at < std::min(texts.size(), listed_max); ++at)
        out += (at == 0 ? "" : ", ") + texts[at];
    if (texts.size() > listed_max) out += fmt::format(" and {} more", texts.size() - listed_max);
    return out;
}

Diagnostics warn_of_selection(const Selection& selection, const PlanOptions& options) {
    Diagnostics warnings;
    if (!options.targets.empty())
        warnings.add(partial_plan(
            "--target leaves out every other resource; run without it to bring the rest up to date."));
    if (options.excludes.empty()) return warnings;
    std::vector<std::string> named;
    std::vector<std::string> taken_along;
    for (const Address& address : selection.excluded())
        (std::ranges::find(options.excludes, address) != options.excludes.end() ? named : taken_along)
            .push_back(to_text(address));
    std::string detail = fmt::format("--exclude leaves out {}", listed(named));
    if (!taken_along.empty())
        detail +=
            fmt::format(", and what {}: {}", options.mode == PlanMode::destroy ? "that needs" : "needs that",
                        listed(taken_along));
    warnings.add(partial_plan(detail + "; run without it to bring the rest up to date."));
    return warnings;
}

Diagnostics check_targets(const Config& config, const Snapshot& prior, const PlanOptions& options) {
    Diagnostics problems;
    for (const auto* addresses : {&options.targets, &options.excludes, &options.replaces})
        problems.add(unknown_targets(*addresses, config, prior));
    return problems;
}

/// Whether the configuration says of every entry that it goes.
bool all_removed(const Config& config, const Snapshot& prior) {
    return std::ranges::all_of(prior.resources,
                               [&config](const auto& entry) { return removed_by(config, entry.first); });
}

Diagnostic empty_configuration(const Snapshot& prior) {
    Diagnostic refusal;
    refusal.summary = "Empty configuration would destroy everything";
    refusal.detail =
        fmt::format("The configuration has no resources and the state has {}.", prior.resources.size());
    refusal.hint = "check --chdir; to destroy the fleet, run `fireform destroy`.";
    return refusal;
}

/// Adds the instances of a block with `for_each` that are keys of `all`.
template <class Map>
void add_instances(const Address& block, const Map& all, std::vector<Address>& out) {
    if (block.key) return;
    for (auto at = all.upper_bound(block);
         at != all.end() && at->first.type == block.type && at->first.name == block.name; ++at)
        out.push_back(at->first);
}

/// Of a target without a key, in configuration and state.
std::vector<Address> instances_of(const Address& target, const Config& config, const Snapshot& prior) {
    std::vector<Address> out;
    add_instances(target, config.resources, out);
    add_instances(target, prior.resources, out);
    return out;
}

/// Targets that name blocks with several resources name those, and targets that name blocks which have become
/// other resources name those as well.
PlanOptions with_outcomes(PlanOptions options, const Config& config, const DecidedTypes& decided,
                          const Snapshot& prior) {
    for (std::vector<Address>* addresses : {&options.targets, &options.excludes, &options.replaces}) {
        std::vector<Address> targets;
        std::vector<Address> asked;
        for (const Address& target : *addresses) {
            std::vector<Address> instances = instances_of(target, config, prior);
            if (instances.empty() || config.resources.contains(target) || prior.resources.contains(target))
                asked.push_back(target);
            asked.insert(asked.end(), instances.begin(), instances.end());
        }
        for (const Address& target : asked) {
            const auto became = decided.became.find(target);
            if (became == decided.became.end() || prior.resources.contains(target)) targets.push_back(target);
            if (became != decided.became.end())
                targets.insert(targets.end(), became->second.begin(), became->second.end());
        }
        *addresses = std::move(targets);
    }
    return options;
}

/// What was found about blocks that --target leaves out is in nobody's way.
Diagnostics of_selected(const Diagnostics& all, const Selection& selection) {
    Diagnostics kept;
    for (const Diagnostic& each : all)
        if (!each.address || selection.contains(*each.address)) kept.add(each);
    return kept;
}

/// Why there is the resource, before what is said of the action already.
void explain(Change& change, const DecidedTypes& decided) {
    const auto why = decided.reasons.find(change.address);
    if (why == decided.reasons.end() || change.action == Action::none) return;
    change.reason = change.reason.empty() ? why->second : fmt::format("{}; {}", why->second, change.reason);
}

std::set<Address> resources_in(const Value& value) {
    std::set<Address> addresses;
    for (const Reference& reference : references(value))
        if (reference.resource) addresses.insert(*reference.resource);
    return addresses;
}

/// With --target: whether the output shows nothing that it touches (a destroy), or something that it leaves
/// out.
bool stays(const OutputConfig& output, const PlanOptions& options, const Selection& selection) {
    if (selection.everything()) return false;
    const std::set<Address> used = resources_in(output.value);
    const auto chosen = std::ranges::count_if(
        used, [&selection](const Address& address) { return selection.contains(address); });
    return options.mode == PlanMode::destroy ? chosen == 0 : chosen < std::ssize(used);
}

std::vector<OutputChange> plan_outputs(const Config& config, const Snapshot& prior,
                                       const PlanOptions& options, const Selection& selection,
                                       const ResourcePlanner& planner) {
    std::map<std::string, OutputChange> outputs;
    const auto shown = [](bool sensitive, Value value) {
        return sensitive ? Value(std::string(sensitive_output)) : std::move(value);
    };
    for (const auto& [name, output] : prior.outputs) {
        OutputChange& change = outputs[name];
        change = OutputChange{name, shown(output.sensitive, output.value), Value(), output.sensitive};
        const auto configured = config.outputs.find(name);
        // Without a block nobody knows what it showed.
        const bool kept = configured == config.outputs.end() ? !selection.everything()
                                                             : stays(configured->second, options, selection);
        if (options.mode == PlanMode::refresh_only || kept) change.after = change.before;
    }
    if (options.mode == PlanMode::normal) {
        for (const auto& [name, output] : config.outputs) {
            if (stays(output, options, selection)) continue;
            OutputChange& change = outputs[name];
            change.name = name;
            change.sensitive = output.sensitive;
            const auto scope = [&](const Reference& reference) { return planner.value_of(reference); };
            change.after = output.sensitive ? shown(true, {}) : resolve(output.value, scope);
        }
    }
    std::vector<OutputChange> sorted;
    sorted.reserve(outputs.size());
    for (auto& [name, change] : outputs)
        sorted.push_back(std::move(change));
    return sorted;
}

bool changes_each_object_once(const std::vector<Change>& changes) {
    std::unordered_set<std::string_view> names;
    names.reserve(changes.size());
    const auto is_first = [&names](const std::string& name) {
        return name.empty() || names.insert(name).second;
    };
    return std::ranges::all_of(changes, [&](const Change& change) {
        return (change.partial_skip || is_first(change.object_name)) &&
               std::ranges::all_of(change.deposed,
                                   [&](const Deposed& deposed) { return is_first(deposed.name); });
    });
}

}  // namespace

Diagnostics unknown_targets(const std::vector<Address>& targets, const Config& config,
                            const Snapshot& prior) {
    if (targets.empty()) return {};
    std::vector<std::string> texts;
    for (const auto& [address, resource] : config.resources)
        texts.push_back(to_text(address));
    for (const auto& [address, entry] : prior.resources)
        texts.push_back(to_text(address));
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    Diagnostics problems;
    for (const Address& target : targets) {
        if (config.resources.contains(target) || prior.resources.contains(target) ||
            !instances_of(target, config, prior).empty())
            continue;
        Diagnostic unknown;
        unknown.summary = "Unknown target";
        unknown.detail = fmt::format("{} is neither in the configuration nor in state.", to_text(target));
        const std::string meant = nearest(to_text(target), names);
        unknown.hint =
            meant.empty() ? "fireform state list" : fmt::format("did you mean --target {}?", meant);
        problems.add(std::move(unknown));
    }
    return problems;
}

Checked<Plan> make_plan(const Config& written, const Snapshot& stored, const Live& live,
                        const PlanOptions& asked) {
    if (asked.mode == PlanMode::normal && asked.refreshed && !written.import_patterns.empty()) {
        Checked<std::map<Address, ImportConfig>> imports = find_imports(written, live, true);
        if (!imports.value) return imports.diagnostics;
        Config with_imports = written;
        with_imports.imports = std::move(*imports.value);
        with_imports.import_patterns.clear();
        return make_plan(with_imports, stored, live, asked);
    }
    const LiveIndex index(live);
    const Checked<MovedState> moved = move_entries(written, stored);
    if (moved.diagnostics.has_errors()) return moved.diagnostics;
    const Snapshot& recorded = moved.value ? moved.value->state : stored;
    const std::optional<Snapshot> completed = with_unrecorded(written, recorded, live, index, asked.mode);
    const Snapshot& prior = completed ? *completed : recorded;
    DecidedTypes decided;
    if (asked.mode == PlanMode::normal) decided = decide_deployment_types(written, prior, live, index);
    const Config& config = decided.config ? *decided.config : written;
    const PlanOptions options = with_outcomes(asked, written, decided, prior);

    Diagnostics diagnostics = check_targets(config, prior, options);
    diagnostics.add(check_owners(prior));
    if (diagnostics.has_errors()) return diagnostics;
    if (options.mode == PlanMode::normal && config.resources.empty() && !all_removed(config, prior))
        return empty_configuration(prior);

    Plan plan;
    plan.mode = options.mode;
    plan.lineage = prior.lineage.empty() ? options.new_lineage : prior.lineage;
    plan.serial = prior.serial;
    plan.account = live.naming.account;
    plan.naming = live.naming;
    plan.partial = !options.targets.empty() || !options.excludes.empty();
    if (moved.value) plan.moves = moved.value->moves;

    const Selection selection(config, prior, options);
    diagnostics.add(warn_of_selection(selection, options));
    diagnostics.add(of_selected(decided.diagnostics, selection));
    if (diagnostics.has_errors()) return diagnostics;
    ResourcePlanner planner(config, prior, live, index, options, plan.lineage);
    plan.changes.reserve(config.resources.size());
    if (options.refreshed) plan.drift = find_drift(config, prior, live, index);
    if (options.mode == PlanMode::normal) {
        for (const ResourceConfig* resource : in_order(config, prior, live.naming, plan.lineage))
            plan.changes.push_back(planner.plan(*resource, selection.contains(resource->address)));
        for (Change& change : plan.changes)
            explain(change, decided);
    }
    if (options.mode != PlanMode::refresh_only) {
        for (const auto& [address, entry] : prior.resources)
            if (options.mode == PlanMode::destroy || !config.resources.contains(address))
                plan.changes.push_back(planner.plan_removal(entry, selection.contains(address)));
        for (Change& change : plan.changes)
            if (completed && completed->resources.contains(change.address) &&
                !recorded.resources.contains(change.address))
                change.reason = "an interrupted run made it";
    }
    // Where nothing refers to anything they were planned by address.
    if (!std::ranges::is_sorted(plan.changes, {}, &Change::address))
        std::ranges::sort(plan.changes, {}, &Change::address);
    plan.outputs = plan_outputs(config, prior, options, selection, planner);
    if (options.mode == PlanMode::normal) diagnostics.add(planner.lookups().problems());
    diagnostics.add(std::move(planner.diagnostics));
    if (options.mode == PlanMode::normal) {
        diagnostics.add(warn_of_withdrawn(config, plan.changes));
        diagnostics.add(check_models(plan, config, live, index, options));
        diagnostics.add(check_addons(plan, config, live, index));
        diagnostics.add(check_names(plan, config, live, index));
    }

    Handovers handovers = arrange_handovers(plan.changes, config, index);
    diagnostics.add(std::move(handovers.diagnostics));
    Checked<std::vector<Step>> steps = make_steps(plan.changes, prior, handovers.list);
    diagnostics.add(std::move(steps.diagnostics));
    Checked<Plan> result(std::move(diagnostics));
    if (result.diagnostics.has_errors()) return result;
    require(changes_each_object_once(plan.changes), "one plan has one change for an object");
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
        object.state = entry.seen.at(type->index_of("state")).text();
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
    for (const auto& [address, lookup] : config.lookups)
        for (const auto& [index, value] : lookup.arguments)
            if (lookup.type->arguments[index].names == Names::public_model) names.insert(value.text());
    return names;
}

}  // namespace fireform
