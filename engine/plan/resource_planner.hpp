// Decides what happens to one address: the table of the architecture's section "Actions" in
// resource_planner.cpp, entries without configuration in removals.cpp, ids of what follows another object in
// replacement_ids.cpp, what the resources planned before tell in planned_values.cpp.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/identity.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/lookups.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/plan/moved.hpp"
#include "engine/plan/plan.hpp"
#include "engine/plan/runs.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace fireform {

class ResourcePlanner {
 public:
    /// All arguments must outlive the planner.
    ResourcePlanner(const Config& config, const Snapshot& prior, const Live& live, const LiveIndex& index,
                    const PlanOptions& options, const std::string& lineage);

    /// A configured resource; those it depends on were planned before. `selected` false: left out by
    /// --target.
    [[nodiscard]] Change plan(const ResourceConfig& resource, bool selected);
    /// An entry of state without configuration, or any entry when everything is destroyed.
    [[nodiscard]] Change plan_removal(const ResourceState& entry, bool selected);

    /// What a reference stands for, as far as the resources planned so far tell.
    [[nodiscard]] std::optional<Value> value_of(const struct Reference& reference) const;

    [[nodiscard]] const Lookups& lookups() const { return lookups_; }

    Diagnostics diagnostics;

 private:
    static void take_object(Change& change, const LiveObject& object);
    void decide(Change& change, const ResourceConfig& resource, const ResourceState* entry,
                const Match& match);
    void decide_present(Change& change, const ResourceConfig& resource, const ResourceState* entry,
                        const Match& match);
    void decide_soft_deleted(Change& change, const ResourceConfig& resource, const ResourceState* entry);
    void decide_without_object(Change& change, const ResourceConfig& resource, const ResourceState* entry);
    void replace(Change& change, const ResourceConfig& resource);
    [[nodiscard]] int first_generation(const ResourceConfig& resource, const ResourceState* entry) const;
    [[nodiscard]] bool is_announced(const Address& address, Verb verb, std::string_view id) const;
    [[nodiscard]] bool was_sent(const Change& change) const;
    [[nodiscard]] std::string who_deletes(const LiveObject& object) const;
    void create_after(Change& change, const LiveObject& leaving) const;
    void take_next_id(Change& change, const ResourceConfig& resource);
    void pass_tombstone(Change& change, const ResourceConfig& resource);
    /// Of what lifecycle.replace_on names, the first that this plan changes: "dataset.x.content_hash"; ""
    /// nothing.
    [[nodiscard]] std::string trigger_of(const ResourceConfig& resource) const;
    void refuse_without_content(const Change& change, const ResourceConfig& resource);
    void refuse_without_files(const Change& change, const ResourceConfig& resource);
    void refuse_other_kinds(const Change& change, const ResourceConfig& resource);
    void refuse_if_protected(const Change& change, const ResourceConfig& resource);
    struct Known {
        const ResourceType* type = nullptr;
        Attributes attributes;
        bool settled = false;  // an attribute that is not there is absent, not unknown
        bool made = false;     // this plan makes it, or makes it anew
    };
    [[nodiscard]] Known known_after(const Change& change, const std::string& name) const;
    void remember(const Change& change, const ResourceConfig& resource);
    [[nodiscard]] StartModel start_of(const Change& change) const;
    [[nodiscard]] const ResourceState* entry_that_made(const std::string& model) const;
    [[nodiscard]] Attributes resolved(const ResourceConfig& resource) const;
    [[nodiscard]] std::vector<Address> dependencies_of(const ResourceConfig& resource,
                                                       const Attributes& desired) const;
    struct Vanishing {
        Address address;
        bool is_model = false;  // what a run made, not the object of the address itself
    };
    [[nodiscard]] const Vanishing* base_that_vanishes(const Change& change) const;

    const Config& config_;
    const Snapshot& prior_;
    const Live& live_;
    const LiveIndex& index_;
    Lookups lookups_;
    const PlanOptions& options_;
    const std::string& lineage_;
    Owners owners_;
    std::unordered_map<std::string_view, const Address*>
        taken_;  // objects of planned resources, by full name
    Origins origins_;
    OutputModels output_models_;
    std::unordered_map<std::string, const Address*> names_;  // full names of planned objects, output models
    std::set<Address> referred_;                             // by attributes and outputs
    std::map<Address, Known> known_;                         // of those, and of runs
    /// What this plan does to the resources that lifecycle.replace_on names.
    struct Trigger {
        bool made = false;
        std::set<std::string, std::less<>> paths;  // attributes that change
    };
    std::map<Address, Trigger> triggers_;
    std::map<std::string, Vanishing, std::less<>>
        vanishing_;  // objects destroyed before their successor exists, by full name
};

}  // namespace fireform
