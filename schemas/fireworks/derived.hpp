// Attributes that no reply of the API has and that follow from others: what a client writes as `model`, and
// the id behind a full name. Filled the same way on live objects and on planned ones.
#pragma once

namespace fireform {

class Attributes;
struct ResourceType;

/// Sets `id` from `name`, and `inference_model` (brief 2.2.5): of a deployment "<model>#<name>", with
/// live_merge "<name>"; of a LoRA addon "<model>#<deployment>". All in full form, which works everywhere.
/// What depends on a part that is null or unknown is left as it is. An addon cannot see that its deployment
/// merges it (live_merge); such a deployment is addressed by its own inference_model.
void derive(const ResourceType& type, Attributes& attributes);

}  // namespace fireform
