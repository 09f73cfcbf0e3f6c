// What a deployment runs on: now, and after a plan.
#pragma once

#include "engine/plan/plan.hpp"

#include <cstdint>
#include <string>

namespace fireform {

struct Hardware {
    std::string accelerator_type;   ///< "NVIDIA_H100_80GB"; "" not known
    std::int64_t accelerators = 0;  ///< of one replica; 0: the service chooses, as few as the model fits on
    std::string precision;          ///< "" not known
    std::int64_t replicas_min = 0;
    std::int64_t replicas_max = 0;
    bool region_restricted = false;  ///< placed elsewhere than "GLOBAL" or wherever the service likes
    bool pricing_plan = false;       ///< billed by a contract
    [[nodiscard]] std::int64_t accelerators_max() const { return replicas_max * accelerators; }
    bool operator==(const Hardware&) const = default;
};

/// REQUIRES `attributes` of a deployment. What a shape brings is taken from `live.shapes` where the
/// attributes do not say it.
[[nodiscard]] Hardware hardware_of(const Attributes& attributes, const Live& live);

/// The attributes that the object of `change` will have: those of the object that stays, under what is
/// configured. `defaults`: what a dry run has found; may be null. Of a new object that keeps its shape what
/// the shape brings stays too.
[[nodiscard]] Attributes attributes_after(const Change& change, const Attributes* defaults = nullptr);

/// Whether the change ends with an object: all but destroy, forget, and a run that never was.
[[nodiscard]] bool has_object_after(const Change& change);

/// The object of `change` as it is. Null: none.
[[nodiscard]] const LiveObject* object_before(const Change& change, const Live& live);

/// The shape that the deployment names, as far as it was looked up. Null: none.
[[nodiscard]] const LiveShape* shape_of(const Attributes& deployment, const Live& live);

}  // namespace fireform
