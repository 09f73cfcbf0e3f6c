#include "engine/plan/run_start.hpp"

#include "engine/config/expression.hpp"
#include "engine/config/wording.hpp"
#include "engine/plan/run_messages.hpp"
#include "schemas/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

bool tunes_all(const Change& change) {
    const auto* rank = change.desired.get(*change.type, "lora_rank").integer();
    return rank && *rank == 0;
}

Diagnostics check_kind(const ResourceConfig& config, const StartModel& start) {
    const bool warm = start.attribute == "warm_start_from";
    const bool lora = start.model ? start.model->is_lora() : start.maker && start.maker->lora;
    const bool known = (start.model && !start.model->kind.empty()) || start.maker;
    Diagnostics problems;
    if (!known || lora == warm) return problems;
    const std::string name =
        start.name.empty() ? "the model of " + to_text(start.maker->address) : start.name;
    if (lora)
        problems.add(about_run(config, start.attribute, "Base model is a LoRA",
                               fmt::format("{} is a LoRA, which a run can only go on from.", name),
                               "write it as warm_start_from, or as model, which says what fits"));
    else
        problems.add(about_run(config, start.attribute, "Start model is no LoRA",
                               fmt::format("{} is no LoRA, and a run can only go on from one.", name),
                               "write it as base_model, or as model, which says what fits"));
    return problems;
}

struct Marks {
    bool lora = false;
    bool full = false;
    [[nodiscard]] bool any() const { return lora || full; }
};

Marks marks_of(const LiveModel& model, Tuning tuning) {
    return tuning == Tuning::reinforcement
               ? Marks{model.reinforcement_lora_tunable, model.reinforcement_full_tunable}
               : Marks{model.supervised_lora_tunable, model.supervised_full_tunable};
}

std::string way_text(bool all, Tuning tuning) {
    return fmt::format("{} {}", tuning == Tuning::reinforcement ? "reinforcement" : "supervised",
                       all ? "tuning of all parameters" : "tuning of a LoRA");
}

Diagnostics check_marks(const Change& change, const ResourceConfig& config, const StartModel& start,
                        const LiveModel& base) {
    const Tuning tuning = change.type->tuning;
    const bool all = tunes_all(change);
    const Marks marks = marks_of(base, tuning);
    Diagnostics problems;
    if (tuning == Tuning::none || (all ? marks.full : marks.lora)) return problems;
    const bool silent =
        !marks_of(base, Tuning::supervised).any() && !marks_of(base, Tuning::reinforcement).any();
    if (silent && base.tunable) {
        Diagnostic doubt =
            about_run(config, start.attribute, "Model may not be tunable",
                      fmt::format("{} says only that it can be tuned, and not how; the service "
                                  "may refuse {}.",
                                  base.name, way_text(all, tuning)),
                      "nothing is to be done before it does");
        doubt.severity = Severity::warning;
        problems.add(std::move(doubt));
        return problems;
    }
    std::string hint = "choose another model";
    if (all && marks.lora) hint = "write a lora_rank above 0, or choose another model";
    if (!all && marks.full) hint = "write lora_rank = 0, or choose another model";
    problems.add(about_run(config, start.attribute, "Model cannot be tuned",
                           fmt::format("{} does not allow {}.", base.name, way_text(all, tuning)),
                           std::move(hint)));
    return problems;
}

Diagnostics check_context(const Change& change, const ResourceConfig& config, const LiveModel& base) {
    Diagnostics problems;
    const auto* context = change.desired.get(*change.type, "max_context_length").integer();
    if (!context || base.training_context_length <= 0 || *context <= base.training_context_length)
        return problems;
    problems.add(about_run(config, "max_context_length", "Context longer than the model's",
                           fmt::format("\"max_context_length\" is {}; {} trains on up to {} tokens.",
                                       *context, base.name, base.training_context_length),
                           fmt::format("write {}", base.training_context_length / 16 * 16)));
    return problems;
}

Diagnostics check_stack(const Change& change, const ResourceConfig& config) {
    std::vector<std::string_view> names;
    for (const auto& [index, value] : config.attributes) {
        const Attribute& attribute = change.type->attributes[index];
        if (attribute.old_stack && !is_absent(attribute, change.desired.at(index)))
            names.push_back(attribute.name);
    }
    Diagnostics problems;
    if (names.empty()) return problems;
    const bool one = names.size() == 1;
    const bool batch = std::ranges::find(names, "batch_size") != names.end();
    Diagnostic warning =
        about_run(config, names.front(), "Setting of the old training stack",
                  fmt::format("The present stack refuses {}; which one a run gets is not known beforehand.",
                              all_of_text(names)),
                  fmt::format("remove {}{}", one ? "it" : "them",
                              batch ? "; batch_size_samples takes the place of batch_size" : ""));
    warning.severity = Severity::warning;
    problems.add(std::move(warning));
    return problems;
}

/// The base model that is tuned, as far as it is known.
const LiveModel* base_of(const StartModel& start, const LiveIndex& live) {
    if (start.model) return start.model->is_lora() ? live.model(start.model->base_model) : start.model;
    if (!start.maker || !start.maker->values) return nullptr;
    return live.model(start.maker->values->get(*start.maker->type, "base_model").text());
}

}  // namespace

bool makes_lora(const ResourceConfig& run) {
    const auto* rank = run.attributes.get(*run.type, "lora_rank").integer();
    return !rank || *rank != 0;
}

void split_start_model(const ResourceType& type, Attributes& desired, const LiveIndex& live,
                       const Config& config, const OutputModels& outputs) {
    const Value model = desired.get(type, "model");
    if (model.is_null()) return;
    const auto made_as_lora = [&config](const Address& address) {
        const auto run = config.resources.find(address);
        return run != config.resources.end() && run->second.type->run && makes_lora(run->second);
    };
    bool lora = false;
    if (model.has_unknown()) {
        for (const Reference& reference : references(model))
            lora |= reference.resource && reference.attribute == "output_model" &&
                    made_as_lora(*reference.resource);
    } else {
        const LiveModel* found = live.model(model.text());
        const auto made = outputs.find(model.text());
        lora = found ? found->is_lora() : made != outputs.end() && made_as_lora(made->second);
    }
    desired.erase(type.index_of("model"));
    desired.put(type, lora ? "warm_start_from" : "base_model", model);
}

Diagnostics check_start(const Change& change, const ResourceConfig& config, const StartModel& start,
                        const LiveIndex& live) {
    Diagnostics problems = check_kind(config, start);
    if (!problems.has_errors() && start.model && !start.model->state.empty() && start.model->state != "READY")
        problems.add(about_run(config, start.attribute, "Start model is not ready",
                               fmt::format("{} is {}.", start.name, start.model->state),
                               "run again when it is READY"));
    if (const LiveModel* base = base_of(start, live); base && !problems.has_errors()) {
        problems.add(check_marks(change, config, start, *base));
        problems.add(check_context(change, config, *base));
    }
    problems.add(check_stack(change, config));
    return problems;
}

}  // namespace fireform
