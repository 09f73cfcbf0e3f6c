// What is known of a model before anything is applied: from the live account, or from the job or the upload
// of the same configuration that is going to make it.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"

#include <map>
#include <optional>
#include <string>

namespace fireform {

struct ModelFacts {
    bool found = false;  ///< it exists, or the configuration makes it
    std::string name;    ///< full; "" the name itself is known after apply only
    bool lora = false;
    bool serverless = false;  ///< the service runs it for everybody (brief 4.2)
    Value base;               ///< of a LoRA: its base model, full or as a template; null unknown
};

class ModelKnowledge {
 public:
    /// All arguments must outlive it.
    ModelKnowledge(const Config& config, const Live& live, const LiveIndex& index);

    /// `model`: a name as a deployment's `model` has it, or a template. A live model comes before what makes
    /// it: a job makes a full model with lora_rank = 0 and a LoRA of its start model's base otherwise; of an
    /// upload adapter_config.json has said what it is.
    [[nodiscard]] ModelFacts of(const Value& model) const;

    /// `value` with what other blocks say filled in, names full.
    [[nodiscard]] Value filled_in(const Value& value) const;

 private:
    [[nodiscard]] ModelFacts of(const Value& model, int depth) const;
    [[nodiscard]] ModelFacts made_by(const ResourceConfig& run, int depth) const;
    [[nodiscard]] ModelFacts uploaded_by(const ResourceConfig& upload) const;
    [[nodiscard]] std::string name_of_upload(const ResourceConfig& resource) const;
    [[nodiscard]] Value filled_in(const Value& value, int depth) const;
    [[nodiscard]] std::optional<Value> looked_up_name(const struct Reference& reference) const;
    [[nodiscard]] const ResourceConfig* maker_of(const Value& model) const;

    const Config& config_;
    const Live& live_;
    const LiveIndex& index_;
    std::map<std::string, const ResourceConfig*, std::less<>> outputs_;  // full name -> run or upload
};

}  // namespace fireform
