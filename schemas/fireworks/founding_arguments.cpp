#include "schemas/fireworks/founding_arguments.hpp"

namespace fireform {
namespace {

using Place = FoundingArgument::Place;

constexpr FoundingArgument arguments[] = {
    {"LLM", "model", Place::attribute, "deployment.model", "lora_addon.model"},
    {"LLM", "deployment_type", Place::attribute, "deployment.deployment_type"},
    {"LLM", "id", Place::attribute, "deployment.id"},
    {"LLM", "deployment_display_name", Place::attribute, "deployment.deployment_display_name",
     "lora_addon.deployment_display_name"},
    {"LLM", "base_id", Place::attribute, "lora_addon.base_id", "deployment.base_id"},
    {"LLM", "api_key", Place::setting, "provider.fireworks.api_key", "",
     "the Authorization header of every request"},
    {"LLM", "base_url", Place::attribute, "deployment.base_url", "lora_addon.base_url"},
    {"LLM", "max_retries", Place::attribute, "deployment.max_retries", "lora_addon.max_retries"},
    {"LLM", "scale_up_window", Place::attribute, "deployment.scale_up_window"},
    {"LLM", "scale_down_window", Place::attribute, "deployment.scale_down_window"},
    {"LLM", "scale_to_zero_window", Place::attribute, "deployment.scale_to_zero_window"},
    {"LLM", "accelerator_type", Place::attribute, "deployment.accelerator_type"},
    {"LLM", "region", Place::attribute, "deployment.region"},
    {"LLM", "multi_region", Place::attribute, "deployment.multi_region"},
    {"LLM", "min_replica_count", Place::attribute, "deployment.min_replica_count"},
    {"LLM", "max_replica_count", Place::attribute, "deployment.max_replica_count"},
    {"LLM", "replica_count", Place::attribute, "deployment.replica_count"},
    {"LLM", "accelerator_count", Place::attribute, "deployment.accelerator_count"},
    {"LLM", "precision", Place::attribute, "deployment.precision"},
    {"LLM", "world_size", Place::attribute, "deployment.world_size"},
    {"LLM", "generator_count", Place::attribute, "deployment.generator_count"},
    {"LLM", "disaggregated_prefill_count", Place::attribute, "deployment.disaggregated_prefill_count"},
    {"LLM", "disaggregated_prefill_world_size", Place::attribute,
     "deployment.disaggregated_prefill_world_size"},
    {"LLM", "max_batch_size", Place::attribute, "deployment.max_batch_size"},
    {"LLM", "max_peft_batch_size", Place::attribute, "deployment.max_peft_batch_size"},
    {"LLM", "kv_cache_memory_pct", Place::attribute, "deployment.kv_cache_memory_pct"},
    {"LLM", "enable_addons", Place::attribute, "deployment.enable_addons"},
    {"LLM", "live_merge", Place::attribute, "deployment.live_merge"},
    {"LLM", "draft_token_count", Place::attribute, "deployment.draft_token_count"},
    {"LLM", "draft_model", Place::attribute, "deployment.draft_model"},
    {"LLM", "ngram_speculation_length", Place::attribute, "deployment.ngram_speculation_length"},
    {"LLM", "long_prompt_optimized", Place::attribute, "deployment.long_prompt_optimized"},
    {"LLM", "temperature", Place::attribute, "deployment.temperature", "lora_addon.temperature"},
    {"LLM", "num_peft_device_cached", Place::attribute, "deployment.num_peft_device_cached"},
    {"LLM", "enable_metrics", Place::attribute, "deployment.enable_metrics", "lora_addon.enable_metrics"},
    {"LLM", "perf_metrics_in_response", Place::attribute, "deployment.perf_metrics_in_response",
     "lora_addon.perf_metrics_in_response"},
    {"LLM", "description", Place::attribute, "deployment.description", "lora_addon.description"},
    {"LLM", "annotations", Place::attribute, "deployment.annotations"},
    {"LLM", "cluster", Place::attribute, "deployment.cluster"},
    {"LLM", "enable_session_affinity", Place::attribute, "deployment.enable_session_affinity"},
    {"LLM", "direct_route_api_keys", Place::attribute, "deployment.direct_route_api_keys"},
    {"LLM", "direct_route_type", Place::attribute, "deployment.direct_route_type"},
    {"LLM", "direct_route_handle", Place::attribute, "deployment.direct_route_handle"},
    {"apply", "wait", Place::flag, "apply --wait", "", "nothing: fireform polls until the object is ready"},
    {"create_supervised_fine_tuning_job", "display_name", Place::attribute,
     "supervised_fine_tuning_job.display_name"},
    {"create_supervised_fine_tuning_job", "dataset_or_id", Place::attribute,
     "supervised_fine_tuning_job.dataset_or_id"},
    {"create_supervised_fine_tuning_job", "epochs", Place::attribute, "supervised_fine_tuning_job.epochs"},
    {"create_supervised_fine_tuning_job", "learning_rate", Place::attribute,
     "supervised_fine_tuning_job.learning_rate"},
    {"reinforcement_step", "dataset", Place::attribute, "reinforcement_step.dataset"},
    {"reinforcement_step", "output_model", Place::attribute, "reinforcement_step.output_model"},
    {"reinforcement_step", "lora_rank", Place::attribute, "reinforcement_step.lora_rank"},
    {"reinforcement_step", "learning_rate", Place::attribute, "reinforcement_step.learning_rate"},
    {"reinforcement_step", "max_context_length", Place::attribute, "reinforcement_step.max_context_length"},
    {"reinforcement_step", "epochs", Place::attribute, "reinforcement_step.epochs"},
    {"reinforcement_step", "batch_size", Place::attribute, "reinforcement_step.batch_size"},
    {"reinforcement_step", "accelerator_count", Place::attribute, "reinforcement_step.accelerator_count"},
    {"reinforcement_step", "accelerator_type", Place::attribute, "reinforcement_step.accelerator_type"},
};

}  // namespace

std::span<const FoundingArgument> founding_arguments() {
    return arguments;
}

}  // namespace fireform
