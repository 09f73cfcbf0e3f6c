// What `deployment_type` and `base_id` of a deployment ask of the block, as far as no network is needed
// (brief 4.1, 4.2). What the block becomes by its model is decided in engine/plan/deployment_type.hpp.
#pragma once

#include "engine/config/resource_reader.hpp"

namespace fireform {

/// Whether the model has a say in what the block becomes: a deployment whose deployment_type is not
/// "on-demand".
[[nodiscard]] bool depends_on_model(const ResourceConfig& resource);

/// Whether attributes that only a deployment has are of no use: no deployment is made, whatever the model is.
[[nodiscard]] bool makes_no_deployment(const ResourceConfig& resource);

/// Whether the block may come to something that needs no hardware. One whose deployment_type is wrong may.
[[nodiscard]] bool may_make_no_deployment(const ReadResource& resource);

/// Errors: a deployment_type that refers to a resource, a base_id that the type has no use for or lacks, an
/// id beside it. Warning: attributes of a deployment where none is made.
void check_deployment_type(const ReadResource& resource, Diagnostics& diagnostics);

}  // namespace fireform
