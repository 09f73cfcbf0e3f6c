// What `[lookup.TYPE.NAME]` and the short forms of `deployment_shape` stand for, once the live account is
// known (brief 1.4, 2.4, 2.9). Pure.
#pragma once

#include "engine/config/config.hpp"
#include "engine/config/expression.hpp"
#include "engine/plan/model_facts.hpp"
#include "providers/live.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace fireform {

/// Whether any shape has to be read: by a look-up, or for a short form.
[[nodiscard]] bool looks_up_shapes(const Config& config);

class Lookups {
 public:
    /// All must outlive this.
    Lookups(const Config& config, const Live& live, const LiveIndex& index);

    /// The value of a `${lookup...}`. No value: another kind of reference, or a look-up that failed.
    [[nodiscard]] std::optional<Value> value_of(const Reference& reference) const;
    /// One error for each look-up that finds nothing, or several.
    [[nodiscard]] Diagnostics problems() const;

    /// Puts the name of the shape where the resource says "fast" and the like. Errors: its model is not
    /// known, or has no such shape, or several. REQUIRES: `desired` is resolved, with full names.
    [[nodiscard]] Diagnostics choose_shape(const ResourceConfig& resource, Attributes& desired) const;

    /// Base models, by full name, whose shapes must be read before the rest of this can be answered.
    [[nodiscard]] std::set<std::string> models_of_shapes() const;

 private:
    /// What a look-up came to: one object, or why not.
    struct Answer {
        const LiveObject* object = nullptr;
        std::string summary, detail, hint;
    };
    [[nodiscard]] Answer find_model(const LookupConfig& lookup) const;
    [[nodiscard]] Answer find_shape(const Value& model, std::string_view preset,
                                    std::string_view accelerator) const;
    [[nodiscard]] Answer answer(const LookupConfig& lookup) const;
    /// Full name of the model that shapes are for: of a LoRA its base, also of one that the configuration is
    /// going to make. "" there is no such model, or a full one that is yet to be made.
    [[nodiscard]] std::string base_of(const Value& model) const;

    const Config& config_;
    const Live& live_;
    ModelKnowledge models_;
    std::map<Address, Answer> answers_;
};

}  // namespace fireform
