#include "engine/plan/quota_checks.hpp"

#include "engine/plan/hardware.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace fireform {
namespace {

struct QuotaName {
    std::string_view accelerator_type;
    std::string_view id;
};
/// Only the H200's has been seen; the others follow its pattern (brief 8.9). One that is not in the account's
/// list says nothing.
constexpr std::array<QuotaName, 8> names{{{"NVIDIA_A100_80GB", "global--a100-count"},
                                          {"NVIDIA_H100_80GB", "global--h100-count"},
                                          {"NVIDIA_H200_141GB", "global--h200-count"},
                                          {"NVIDIA_B200_180GB", "global--b200-count"},
                                          {"NVIDIA_B300_288GB", "global--b300-count"},
                                          {"AMD_MI300X_192GB", "global--mi300x-count"},
                                          {"AMD_MI325X_256GB", "global--mi325x-count"},
                                          {"AMD_MI350X_288GB", "global--mi350x-count"}}};

/// LoRAs that deployments carry, of the whole account; the console calls it "LoRAs (on-demand)" (brief 5).
constexpr std::string_view addon_quota = "on-demand-lora-count";

/// What the plan adds to one quota.
struct Need {
    std::int64_t count = 0;
    bool at_least = false;
    std::string parts;  // "deployment.a 16, deployment.b 8"
    const Change* first = nullptr;
};

bool overlaps(const Change& change) {
    return change.action == Action::replace && change.create_before_destroy;
}

void add(std::map<std::string, Need>& needs, const Plan& plan, const Change& change, const Live& live) {
    const auto found = plan.forecast.defaults.find(change.address);
    const Attributes* defaults = found == plan.forecast.defaults.end() ? nullptr : &found->second;
    Hardware after = hardware_of(attributes_after(change, defaults), live);
    const bool at_least = after.accelerators == 0;
    after.accelerators = std::max<std::int64_t>(1, after.accelerators);
    std::int64_t more = after.accelerators_max();
    const LiveObject* object = object_before(change, live);
    const bool had = object && object->phase != Phase::soft_deleted && !overlaps(change);
    const Hardware before = had ? hardware_of(change.live, live) : Hardware{};
    if (had && before.accelerator_type == after.accelerator_type) more -= before.accelerators_max();
    if (after.accelerator_type.empty() || more <= 0) return;
    Need& need = needs[after.accelerator_type];
    need.count += more;
    need.at_least = need.at_least || at_least;
    need.parts += fmt::format("{}{} {}{}", need.parts.empty() ? "" : ", ", to_text(change.address), more,
                              overlaps(change) ? " beside the one it replaces" : "");
    if (!need.first) need.first = &change;
}

/// The addons that a plan adds: one that follows its predecessor takes its place.
Need addons_of(const Plan& plan) {
    Need need;
    for (const Change& change : plan.changes) {
        const bool adds = change.action == Action::create || overlaps(change);
        if (change.type->name != "lora_addon" || change.partial_skip || !adds) continue;
        ++need.count;
        if (!need.first) need.first = &change;
    }
    return need;
}

const LiveQuota* quota_of(const Live& live, std::string_view id) {
    const auto quota = std::ranges::find(live.quotas, id, &LiveQuota::id);
    return quota == live.quotas.end() ? nullptr : &*quota;
}

/// How many are too few; zero or less: it will do.
double shortfall(const Need& need, const LiveQuota& quota) {
    return static_cast<double>(need.count) - (quota.value - quota.usage);
}

Diagnostic will_not_do(const Need& need, const Config& config, std::string detail, std::string hint) {
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.summary = "Quota will not do";
    warning.detail = std::move(detail);
    warning.hint = std::move(hint);
    warning.address = need.first->address;
    if (const auto found = config.resources.find(need.first->address); found != config.resources.end())
        warning.range = found->second.range;
    return warning;
}

}  // namespace

Diagnostics check_quotas(const Plan& plan, const Config& config, const Live& live) {
    Diagnostics problems;
    if (live.quotas.empty()) return problems;
    std::map<std::string, Need> needs;
    for (const Change& change : plan.changes) {
        const bool idle = change.action == Action::none || change.action == Action::adopt;
        if (change.type->name != "deployment" || change.partial_skip || !has_object_after(change)) continue;
        if (!idle || !change.attributes.empty()) add(needs, plan, change, live);
    }
    for (const auto& [type, need] : needs) {
        const auto name = std::ranges::find(names, type, &QuotaName::accelerator_type);
        if (name == names.end()) continue;
        const LiveQuota* quota = quota_of(live, name->id);
        if (!quota || shortfall(need, *quota) <= 0) continue;
        problems.add(will_not_do(
            need, config,
            fmt::format("At the most replicas the plan needs {}{} more {} ({}); quota {} is {:.15g} with "
                        "{:.15g} in use: {:.15g} too few.",
                        need.at_least ? "at least " : "", need.count, type, need.parts, quota->id,
                        quota->value, quota->usage, shortfall(need, *quota)),
            "lower max_replica_count, choose another accelerator_type, or ask for a higher quota"));
    }
    const Need addons = addons_of(plan);
    const LiveQuota* quota = quota_of(live, addon_quota);
    if (addons.count > 0 && quota && shortfall(addons, *quota) > 0)
        problems.add(will_not_do(
            addons, config,
            fmt::format("The plan loads {} more LoRA{}; quota {} is {:.15g} with {:.15g} in use: {:.15g} too "
                        "few.",
                        addons.count, addons.count == 1 ? "" : "s", quota->id, quota->value, quota->usage,
                        shortfall(addons, *quota)),
            "load fewer, remove addons that nobody uses, or ask for a higher quota"));
    return problems;
}

}  // namespace fireform
