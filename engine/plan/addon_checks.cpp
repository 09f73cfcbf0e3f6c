#include "engine/plan/addon_checks.hpp"

#include "engine/config/expression.hpp"
#include "engine/plan/block_problem.hpp"
#include "engine/plan/hardware.hpp"
#include "engine/plan/model_checks.hpp"
#include "engine/plan/name_checks.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

namespace fireform {
namespace {

constexpr std::size_t addons_max = 100;  // of one deployment

/// FP8, FP4 and NF4 in any form.
bool is_quantized(std::string_view precision) {
    return precision.starts_with("FP8") || precision.starts_with("FP4") || precision.starts_with("NF4");
}

struct Addon {
    const Change* change = nullptr;
    const ResourceConfig* resource = nullptr;
};

/// A deployment that carries addons after the plan.
struct Base {
    const Change* change = nullptr;            // null: not of this configuration
    const ResourceConfig* resource = nullptr;  // null: likewise
    const LiveObject* object = nullptr;        // null: it will be new
    std::vector<Addon> addons;
    [[nodiscard]] bool is_new() const { return change && makes_object(*change); }
};

bool loads(const Change& addon) {
    return makes_object(addon);
}

class Checker {
 public:
    Checker(const Plan& plan, const Config& config, const Live& live, const LiveIndex& index)
        : plan_(plan),
          config_(config),
          live_(live),
          index_(index),
          type_(*fireworks_catalog().find("deployment")),
          coming_(makers_of(plan)) {}

    Diagnostics check() {
        gather();
        for (const auto& [name, base] : bases_) {
            const bool changes = base.change && base.change->action != Action::none;
            bool any = changes;
            for (const Addon& addon : base.addons) {
                any = any || loads(*addon.change);
                if (loads(*addon.change)) check_model(addon, base);
            }
            if (any) check_base(name, base);
        }
        return std::move(problems_);
    }

 private:
    /// The full name that the deployment will have; its address while the id is not known.
    [[nodiscard]] std::string key_of(const Change& deployment) const {
        const std::string& id = makes_object(deployment) ? deployment.new_id : deployment.object_id;
        return id.empty() ? to_text(deployment.address) : full_name(plan_.account, type_.collection, id);
    }

    /// As key_of(); "" nobody knows it yet.
    [[nodiscard]] std::string base_of_addon(const Change& addon) const {
        const Value& base = addon.desired.get(*addon.type, "base_id");
        if (!base.unknown()) return base.text();
        for (const Reference& reference : references(base)) {
            const Change* below = reference.resource ? plan_.find(*reference.resource) : nullptr;
            if (below && below->type == &type_) return key_of(*below);
        }
        return {};
    }

    void gather() {
        std::map<std::string, const Change*> deployments;
        for (const Change& change : plan_.changes)
            if (change.type == &type_ && has_object_after(change))
                deployments.emplace(key_of(change), &change);
        for (const Change& change : plan_.changes) {
            const auto resource = config_.resources.find(change.address);
            if (change.type->name != "lora_addon" || change.partial_skip ||
                resource == config_.resources.end() || !has_object_after(change))
                continue;
            const std::string name = base_of_addon(change);
            if (name.empty()) continue;  // not known yet
            Base& base = bases_[name];
            if (base.addons.empty() && !place(base, name, deployments) && loads(change) &&
                live_.listed.contains(type_.name))
                problems_.add(object_not_found(resource->second, "base_id", type_, name, live_));
            base.addons.push_back({&change, &resource->second});
        }
    }

    /// False: there is no such deployment.
    bool place(Base& base, const std::string& name, const std::map<std::string, const Change*>& deployments) {
        base.object = index_.by_id(type_, last_segment(name));
        if (base.object && base.object->name != name) base.object = nullptr;
        if (const auto found = deployments.find(name); found != deployments.end()) {
            base.change = found->second;
            const auto resource = config_.resources.find(base.change->address);
            if (resource != config_.resources.end()) base.resource = &resource->second;
        }
        const bool ours = name.starts_with(full_name(plan_.account, type_.collection, ""));
        return base.change || base.object || !ours;
    }

    /// What the deployment will be; nothing where nobody knows it.
    [[nodiscard]] Attributes attributes_of(const Base& base) const {
        if (base.change && !base.change->partial_skip) return attributes_after(*base.change);
        return base.object ? base.object->attributes : Attributes();
    }

    void check_model(const Addon& addon, const Base& base) {
        const ResourceConfig& resource = *addon.resource;
        const std::string& name = addon.change->desired.get(*resource.type, "model").text();
        if (const auto maker = coming_.find(name); maker != coming_.end()) {
            check_same_base(addon, base, name, base_of(*maker->second, coming_.size()));
            return;
        }
        const LiveModel* model = index_.model(name);
        if (!model) return;
        if (!model->kind.empty() && !model->is_lora()) {
            add(resource, "model", "Model is not a LoRA",
                fmt::format("{} is of kind {}; an addon is a model of kind HF_PEFT_ADDON.", name,
                            model->kind),
                "write the name of a LoRA, or serve this model with a [deployment.NAME] of its own");
            return;
        }
        if (!model->state.empty() && model->state != "READY") {
            add(resource, "model", "Model is not ready",
                fmt::format("{} is {}; only a READY model can be loaded.", name, model->state),
                "wait until its upload or training has finished, and plan again");
            return;
        }
        check_same_base(addon, base, name, model->base_model);
    }

    /// `trained_on`: "" not known.
    void check_same_base(const Addon& addon, const Base& base, const std::string& name,
                         const std::string& trained_on) {
        const Value served = attributes_of(base).get(type_, "model");
        if (served.text().empty() || trained_on.empty() || served.text() == trained_on) return;
        add(*addon.resource, "base_id", "LoRA of another base model",
            fmt::format("{} is trained on {}; {} serves {}.", name, trained_on, base_text(base, addon),
                        served.text()),
            fmt::format("load it on a deployment of {}", last_segment(trained_on)));
    }

    /// What a run trains on, over the runs that it goes on from, `most` of them; "" not known.
    [[nodiscard]] std::string base_of(const Change& maker, std::size_t most) const {
        const std::size_t base = maker.type->index_of("base_model");
        if (base == ResourceType::npos) return {};
        if (const std::string& written = maker.desired.at(base).text(); !written.empty() || most == 0)
            return written;
        const std::size_t warm = maker.type->index_of("warm_start_from");
        if (warm == ResourceType::npos) return {};
        const Value& from = maker.desired.at(warm);
        const std::string& name = from.text();
        for (const Reference& reference : references(from))
            if (const Change* before = reference.resource ? plan_.find(*reference.resource) : nullptr)
                return before->type->run ? base_of(*before, most - 1) : std::string();
        if (const auto before = coming_.find(name); before != coming_.end())
            return base_of(*before->second, most - 1);
        const LiveModel* model = index_.model(name);
        return model ? model->base_model : std::string();
    }

    void check_base(const std::string& name, const Base& base) {
        const Attributes attributes = attributes_of(base);
        if (attributes.empty()) return;
        const bool merges = is_set(attributes, "live_merge");
        if (!merges && !is_set(attributes, "enable_addons")) {
            add_to(base, "enable_addons", "Deployment takes no addons",
                   fmt::format("{} on it, and neither enable_addons nor live_merge is set.",
                               addons_text(base.addons.size())),
                   "write enable_addons = true in the deployment");
            return;
        }
        const std::size_t count = base.addons.size() + strangers(name, base);
        if (merges && count > 1)
            add_to(base, "live_merge", "Deployment merges one addon only",
                   fmt::format("{} on it, and live_merge puts one into the weights.", addons_text(count)),
                   "write enable_addons = true instead of live_merge, or keep one addon");
        if (!merges && count > addons_max)
            add_to(base, "", "Too many addons",
                   fmt::format("{} on it; the service allows {}.", addons_text(count), addons_max),
                   "spread them over a second deployment of the same model");
        if (merges) {
            if (count == 1) check_merging(base.addons.front(), base);
            return;
        }
        check_precision(base, attributes);
        check_draft(base, attributes);
    }

    void check_merging(const Addon& addon, const Base& base) {
        const ResourceType& type = *addon.change->type;
        const Value& replaces = addon.change->desired.get(type, "replace_merged_addon");
        const bool* on = replaces.boolean();
        if (!loads(*addon.change) || replaces.has_unknown() || (on && *on)) return;
        add(*addon.resource, "replace_merged_addon", "Merged addon must be replaced",
            fmt::format("{} merges the addon that is loaded on it, and the service takes none without "
                        "replace_merged_addon.",
                        base_text(base, addon)),
            "write replace_merged_addon = true");
    }

    void check_precision(const Base& base, const Attributes& attributes) {
        std::string precision = hardware_of(attributes, live_).precision;
        std::string whose = "it";
        if (precision.empty())
            if (const LiveModel* model = index_.model(attributes.get(type_, "model").text())) {
                precision = model->default_precision;
                whose = "its model by default";
            }
        if (!is_quantized(precision)) return;
        add_to(base, attributes.get(type_, "deployment_shape").is_null() ? "precision" : "deployment_shape",
               "Addons need 16-bit weights",
               fmt::format("{} on it, and {} is in {}; the service refuses addons on FP8, FP4 and NF4.",
                           addons_text(base.addons.size()), whose, precision),
               "write precision = \"BF16\", or choose a deployment_shape of that precision");
    }

    void check_draft(const Base& base, const Attributes& attributes) {
        std::string draft = attributes.get(type_, "draft_model").text();
        if (base.is_new()) {
            if (is_set(attributes, "disable_speculative_decoding")) return;
            const LiveShape* shape = shape_of(attributes, live_);
            if (draft.empty() && shape) draft = shape->draft_model;
            const LiveModel* model = index_.model(attributes.get(type_, "model").text());
            if (draft.empty() && !shape && model) draft = model->default_draft_model;
        }
        const LiveModel* model = index_.model(draft);
        if (!model || !is_quantized(model->default_precision)) return;
        add_to(base, "draft_model", "Draft model is quantized",
               fmt::format("{} on it, and its draft model {} is in {}; the service refuses addons beside it.",
                           addons_text(base.addons.size()), draft, model->default_precision),
               "write disable_speculative_decoding = true, or a draft_model in 16 bits");
    }

    /// Addons on the deployment that are not of this configuration and stay on it.
    [[nodiscard]] std::size_t strangers(const std::string& name, const Base& base) const {
        if (base.is_new() || !base.object) return 0;
        std::size_t count = 0;
        for (const LiveObject& object : live_.objects) {
            if (object.type->name != "lora_addon" || object.bookkeeping) continue;
            if (object.attributes.get(*object.type, "base_id").text() == name &&
                !planned().contains(object.name) && object.phase != Phase::deleting)
                ++count;
        }
        return count;
    }

    /// Full names of the addons that the plan knows, whatever it does to them.
    [[nodiscard]] const std::set<std::string>& planned() const {
        if (planned_.empty())
            for (const Change& change : plan_.changes)
                if (!change.object_name.empty()) planned_.insert(change.object_name);
        return planned_;
    }

    [[nodiscard]] bool is_set(const Attributes& attributes, std::string_view name) const {
        const bool* value = attributes.get(type_, name).boolean();
        return value && *value;
    }

    static std::string addons_text(std::size_t count) {
        return count == 1 ? "1 addon is to be" : fmt::format("{} addons are to be", count);
    }

    [[nodiscard]] static std::string base_text(const Base& base, const Addon& addon) {
        return base.change ? to_text(base.change->address)
                           : addon.change->desired.get(*addon.change->type, "base_id").text();
    }

    void add(const ResourceConfig& resource, std::string_view attribute, std::string summary,
             std::string detail, std::string hint) {
        problems_.add(
            block_problem(resource, attribute, std::move(summary), std::move(detail), std::move(hint)));
    }

    /// About a deployment: in its own block, or where there is none in that of the first addon.
    void add_to(const Base& base, std::string_view attribute, std::string summary, std::string detail,
                std::string hint) {
        if (base.resource) {
            add(*base.resource, attribute, std::move(summary), std::move(detail), std::move(hint));
        } else {
            const Addon& first = base.addons.front();
            add(*first.resource, "base_id", std::move(summary),
                fmt::format("{}: {}", base_text(base, first), detail), std::move(hint));
        }
    }

    const Plan& plan_;
    const Config& config_;
    const Live& live_;
    const LiveIndex& index_;
    const ResourceType& type_;
    std::map<std::string, const Change*> coming_;
    std::map<std::string, Base> bases_;  // by full name
    mutable std::set<std::string> planned_;
    Diagnostics problems_;
};

}  // namespace

Diagnostics check_addons(const Plan& plan, const Config& config, const Live& live, const LiveIndex& index) {
    return Checker(plan, config, live, index).check();
}

}  // namespace fireform
