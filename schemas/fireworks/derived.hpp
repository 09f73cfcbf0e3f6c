// Attributes that no reply of the API has and that follow from others: what a client writes as `model`, and
// the id behind a full name. Filled the same way on live objects and on planned ones.
#pragma once

namespace fireform {

class Attributes;
struct ResourceType;

/// Sets `id` from `name`, and `inference_model` (brief 2.2.5): of a deployment "<model>#<name>", with
/// live_merge "<name>"; of a LoRA addon "<model>#<deployment>", merged into its deployment "<deployment>".
/// With deployment_type = "serverless" the model itself. All in full form, which works everywhere. What
/// depends on a part that is null or unknown is left as it is. An addon cannot see whether its deployment
/// merges it: its own replace_merged_addon says so, or an `inference_model` of whoever has seen the
/// deployment, which is kept.
void derive(const ResourceType& type, Attributes& attributes);
/// The same for what the API has told, which keeps silent about what is sent at create only; that stands in
/// `written`.
void derive(const ResourceType& type, Attributes& attributes, const Attributes& written);

/// Whether a resource with these configured attributes is an entry in state and nothing in the account: a
/// deployment with deployment_type = "serverless" (brief 4.2).
[[nodiscard]] bool has_no_object(const ResourceType& type, const Attributes& attributes);

}  // namespace fireform
