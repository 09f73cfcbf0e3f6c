#include "engine/plan/model_checks.hpp"

#include "engine/plan/block_problem.hpp"
#include "engine/plan/hardware.hpp"
#include "engine/plan/runs.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

namespace fireform {
namespace {

constexpr std::chrono::days notice{30};  // of a deprecation

/// "2026-01-31"
std::optional<std::chrono::sys_days> day_of(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto number = [&text](std::size_t at, std::size_t size, auto& into) {
        return text.size() == 10 &&
               std::from_chars(text.data() + at, text.data() + at + size, into).ec == std::errc{};
    };
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

class Checker {
 public:
    Checker(const Plan& plan, const Live& live, const LiveIndex& index, const PlanOptions& options)
        : live_(live), index_(index), today_(options.today), coming_(makers_of(plan)) {}

    void check(const Change& change, const ResourceConfig& resource) {
        for (const auto& [position, value] : change.desired) {
            const Attribute& attribute = change.type->attributes[position];
            if (attribute.names == Names::deployment_shape) check_shape(change, resource, value.text());
            if (attribute.names != Names::public_model || value.text().empty()) continue;
            const std::string& name = value.text();
            if (const LiveModel* model = index_.model(name))
                note_deprecation(*model, resource, attribute);
            else if (is_new(change, position) && !coming_.contains(name) && looked_for(name))
                problems.add(not_found(name, resource, written_as(resource, attribute)));
        }
    }

    Diagnostics problems;

 private:
    void check_shape(const Change& change, const ResourceConfig& resource, const std::string& name) {
        const bool* unvalidated = change.desired.get(*change.type, "skip_shape_validation").boolean();
        const bool chosen = is_new(change, change.type->index_of("deployment_shape")) ||
                            is_new(change, change.type->index_of("model"));
        if (!chosen || (unvalidated && *unvalidated)) return;
        const LiveShape* shape = shape_of(change.desired, live_);
        if (shape) check_base_of(*shape, change, resource);
        if (shape || !std::ranges::binary_search(live_.asked_shapes, name)) return;
        problems.add(block_problem(
            resource, "deployment_shape", "Deployment shape not found",
            fmt::format("There is no validated deployment shape {}, or account {} may not use it.", name,
                        live_.naming.account),
            "write the name of a shape of the model, or accelerator_type instead of deployment_shape"));
    }

    void check_base_of(const LiveShape& shape, const Change& change, const ResourceConfig& resource) {
        const std::string& model = change.desired.get(*change.type, "model").text();
        std::string base = model;
        if (const LiveModel* served = index_.model(model); served && !served->base_model.empty())
            base = served->base_model;
        // Of a model of one's own that is no LoRA nobody tells the base.
        if (!base.starts_with(full_name("fireworks", "models", ""))) return;
        if (shape.base_model.empty() || shape.base_model == base) return;
        problems.add(block_problem(
            resource, "deployment_shape", "Deployment shape of another model",
            fmt::format("{} is for {}; {} serves {}.", shape.name, shape.base_model, to_text(change.address),
                        model),
            "write a shape of the model: deployment_shape = \"minimal\", \"fast\" or \"throughput\""));
    }

    /// Whether the service has not accepted the value yet.
    static bool is_new(const Change& change, std::size_t position) {
        return makes_object(change) ||
               std::ranges::any_of(change.attributes, [position](const AttributeChange& each) {
                   return each.index == position;
               });
    }

    [[nodiscard]] bool looked_for(const std::string& name) const {
        const bool own = name.starts_with(full_name(live_.naming.account, "models", ""));
        return (own && live_.own_models) || std::ranges::binary_search(live_.asked_models, name);
    }

    /// The attribute that the user wrote: a run's `model` has become base_model or warm_start_from.
    static std::string_view written_as(const ResourceConfig& resource, const Attribute& attribute) {
        const std::size_t index = resource.type->index_of(attribute.name);
        const bool written = resource.attributes.contains(index);
        return !written && resource.type->index_of("model") != ResourceType::npos ? "model" : attribute.name;
    }

    [[nodiscard]] Diagnostic not_found(const std::string& name, const ResourceConfig& resource,
                                       std::string_view attribute) const {
        const std::string short_name(last_segment(name));
        const std::string& written = resource.attributes.get(*resource.type, attribute).text();
        std::string detail = written.find('/') == std::string::npos && !written.empty()
                                 ? fmt::format("There is no model {}: neither {} nor {}.", in_quotes(written),
                                               full_name("fireworks", "models", written), name)
                                 : fmt::format("There is no model {}, or account {} may not use it.", name,
                                               live_.naming.account);
        std::vector<std::string_view> known;
        for (const LiveModel& model : live_.models)
            known.push_back(last_segment(model.name));
        for (const std::string& model : live_.public_models)
            known.push_back(last_segment(model));
        const std::string meant = nearest(short_name, known);
        return block_problem(resource, attribute, "Model not found", std::move(detail),
                             meant.empty()
                                 ? "write the name of a model that is there, or of one that a run of "
                                   "this configuration makes"
                                 : fmt::format("did you mean {}?", in_quotes(meant)));
    }

    void note_deprecation(const LiveModel& model, const ResourceConfig& resource,
                          const Attribute& attribute) {
        const auto day = day_of(model.deprecation_date);
        if (!day || !today_ || *day - *today_ > notice || !noted_.insert(model.name).second) return;
        const auto left = (*day - *today_).count();
        Diagnostic note = block_problem(
            resource, written_as(resource, attribute),
            left <= 0 ? "Model is deprecated" : "Model will be deprecated",
            left <= 0 ? fmt::format("{} is deprecated since {}.", model.name, model.deprecation_date)
                      : fmt::format("{} will be deprecated on {}, in {} day{}.", model.name,
                                    model.deprecation_date, left, left == 1 ? "" : "s"),
            "move to another model before it is no longer served");
        note.severity = Severity::note;
        problems.add(std::move(note));
    }

    const Live& live_;
    const LiveIndex& index_;
    std::optional<std::chrono::sys_days> today_;
    std::map<std::string, const Change*> coming_;
    std::set<std::string> noted_;
};

}  // namespace

std::map<std::string, const Change*> makers_of(const Plan& plan) {
    std::map<std::string, const Change*> makers;
    for (const Change& change : plan.changes) {
        if (!has_object_after(change) && !(change.type->run && change.action == Action::none)) continue;
        const std::string& id = makes_object(change) ? change.new_id : change.object_id;
        if (change.type->run)
            makers.emplace(output_model_of(*change.type, change.desired, plan.account, id), &change);
        else if (change.type->collection == "models")
            makers.emplace(full_name(plan.account, "models", id), &change);
    }
    return makers;
}

Diagnostics check_models(const Plan& plan, const Config& config, const Live& live, const LiveIndex& index,
                         const PlanOptions& options) {
    Checker checker(plan, live, index, options);
    for (const Change& change : plan.changes) {
        const auto resource = config.resources.find(change.address);
        if (resource != config.resources.end() && !change.partial_skip)
            checker.check(change, resource->second);
    }
    return std::move(checker.problems);
}

}  // namespace fireform
