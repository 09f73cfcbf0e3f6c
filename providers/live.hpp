// The live account as values: what a refresh found. Plain data, so that the plan can be made without a
// network.
#pragma once

#include "schemas/names.hpp"
#include "schemas/schema.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// How far an object is, from the API's own counters.
struct Progress {
    std::string text;  ///< "downloading model 1/2", "running 40 %, epoch 1"; "" the API says nothing
    std::optional<int> percent;
    bool operator==(const Progress&) const = default;
};

struct LiveObject {
    const ResourceType* type = nullptr;
    std::string name;  ///< "accounts/acme/deployments/chat"
    std::string id;    ///< "chat"
    /// Every attribute the schema knows and the reply had, computed ones included; tags of ours are left out
    /// of `annotations`. Values in the attribute's own kind, names full.
    Attributes attributes;
    std::string state;  ///< the API's word, "READY"
    Phase phase = Phase::pending;
    std::string status;       ///< the API's message about the last operation; "" none
    std::string update_time;  ///< "" the type has none
    std::string purge_time;   ///< of a soft-deleted one
    std::string lineage;      ///< from our tags; "" none
    std::string address;      ///< from our tags, as address_tag() writes it; "" none
    Progress progress;
    /// Made by the service for its own books (contract section 4): never managed, counted or in the way.
    bool bookkeeping = false;

    bool operator==(const LiveObject&) const = default;
};

/// Where a model is loaded: a `deployedModelRef`, which only a GET of the model fills (brief 2.4).
struct ModelPlace {
    std::string name;        ///< of the addon, full
    std::string deployment;  ///< full name
    std::string state;       ///< "DEPLOYED"
    bool operator==(const ModelPlace&) const = default;
};

/// A model, ours or public, as far as plans need it (brief 2.4).
struct LiveModel {
    std::string name;
    std::string kind;             ///< "HF_PEFT_ADDON"
    std::string state;            ///< "READY"
    std::string fine_tuning_job;  ///< full name of the job that made it; "" none

    std::string base_model;  ///< of a LoRA: full name of its base; "" unknown
    int lora_rank = 0;       ///< of a LoRA; 0 unknown
    bool supports_lora = false;
    bool supports_serverless = false;
    bool supervised_lora_tunable = false;
    bool supervised_full_tunable = false;
    bool reinforcement_lora_tunable = false;
    bool reinforcement_full_tunable = false;
    bool tunable = false;  ///< deprecated and unreliable; says something when the four above are false
    std::int64_t parameter_count = 0;  ///< 0 unknown
    int context_length = 0;            ///< tokens; 0 unknown
    int training_context_length = 0;   ///< tokens; 0 unknown
    std::string default_precision;     ///< "BF16"; "" unknown
    std::string default_draft_model;   ///< full name; "" none
    std::string deprecation_date;      ///< "2026-01-31"; "" none
    std::vector<ModelPlace> places;

    [[nodiscard]] bool is_lora() const { return kind == "HF_PEFT_ADDON"; }
    bool operator==(const LiveModel&) const = default;
};

/// What a deployment shape brings along: its newest validated version, or the version that was asked for
/// (brief 2.9).
struct LiveShape {
    std::string name;  ///< full, as it was asked for
    std::string base_model;
    std::string accelerator_type;
    std::int64_t accelerator_count = 0;  ///< GPUs of one replica; 0 unknown
    std::string precision;
    std::string draft_model;  ///< full name; "" none
    bool enable_addons = false;
    bool operator==(const LiveShape&) const = default;
};

/// How much of something the account may hold, and holds (brief 2.12).
struct LiveQuota {
    std::string id;  ///< "global--h200-count"
    double value = 0;
    double usage = 0;
    bool operator==(const LiveQuota&) const = default;
};

struct Live {
    std::vector<LiveObject> objects;    ///< sorted by name; soft-deleted ones included
    std::set<std::string_view> listed;  ///< types of which an object that is not there is absent
    /// Sorted by name: the models that the configuration names, as far as they exist.
    std::vector<LiveModel> models;
    bool own_models = false;  ///< all models of our account are among them: one that is not there is absent
    /// What look-ups choose from, sorted by name: models that they name, and the shapes of models that they
    /// or short forms of `deployment_shape` ask for.
    std::vector<LiveObject> looked_up;
    std::vector<std::string> asked_models;  ///< full names that were looked for one by one, sorted
    std::vector<std::string>
        public_models;              ///< full names, to guess what a misspelt one means; empty: not needed
    std::vector<LiveShape> shapes;  ///< sorted by name: those that were asked for and exist
    std::vector<std::string> asked_shapes;  ///< full names, sorted
    std::vector<LiveQuota> quotas;          ///< sorted by id; empty: not read, or not ours to read
    Naming naming;
};

}  // namespace fireform
