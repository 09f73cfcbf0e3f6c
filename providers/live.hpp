// The live account as values: what a refresh found. Plain data, so that the plan can be made without a
// network.
#pragma once

#include "schemas/names.hpp"
#include "schemas/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
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

/// A model of our own account, as far as plans need it.
struct LiveModel {
    std::string name;
    std::string kind;             ///< "HF_PEFT_ADDON"
    std::string state;            ///< "READY"
    std::string fine_tuning_job;  ///< full name of the job that made it; "" none
    bool operator==(const LiveModel&) const = default;
};

struct Live {
    std::vector<LiveObject> objects;  ///< sorted by name; soft-deleted ones included
    std::vector<LiveModel> models;    ///< sorted by name; only filled when a run is configured or in state
    Naming naming;
};

}  // namespace fireform
