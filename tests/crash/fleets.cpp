#include "tests/crash/fleets.hpp"

namespace fireform::tests {
namespace {

std::string join(std::initializer_list<std::string_view> blocks) {
    std::string out;
    for (const std::string_view block : blocks)
        out += block;
    return out;
}

constexpr std::string_view chat = R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
enable_addons     = true
max_replica_count = 2
)";

constexpr std::string_view chat_changed = R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
enable_addons     = true
max_replica_count = 3
description       = "in place"
)";

constexpr std::string_view spare = R"(
[deployment.spare]
model            = "qwen3-8b"
accelerator_type = "NVIDIA_H100_80GB"
)";

constexpr std::string_view spare_replaced = R"(
[deployment.spare]
model            = "qwen3-8b"
accelerator_type = "NVIDIA_A100_80GB"
)";

constexpr std::string_view addons = R"(
[lora_addon.a]
model   = "sample-lora-001"
base_id = "${deployment.chat.id}"

[lora_addon.b]
model   = "sample-lora-002"
base_id = "${deployment.chat.id}"
)";

constexpr std::string_view addon_moved = R"(
[lora_addon.a]
model   = "sample-lora-003"
base_id = "${deployment.chat.id}"
)";

constexpr std::string_view training = R"(
[dataset.support]
file = "support.jsonl"

[supervised_fine_tuning_job.support]
display_name        = "support"
model               = "llama-v3p1-8b-instruct"
dataset             = "${dataset.support.id}"
output_model        = "support-v1"
epochs              = 1
delete_output_model = true
)";

constexpr std::string_view password = R"(
[secret.w]
key_name = "WANDB"
value    = "${env.CRASH_SECRET}"
)";

}  // namespace

const std::vector<Moment>& moments() {
    static const std::vector<Moment> all{
        {"create",
         join({chat, spare, addons, training, password}),
         {{"deployments", 2},
          {"deployedModels", 2},
          {"datasets", 1},
          {"supervisedFineTuningJobs", 1},
          {"secrets", 1}},
         {{"deployments", 2}, {"deployedModels", 2}, {"supervisedFineTuningJobs", 1}, {"secrets", 1}}},
        {"change",
         join({chat_changed, spare_replaced, addon_moved, training}),
         {{"deployments", 2},
          {"deployedModels", 1},
          {"datasets", 1},
          {"supervisedFineTuningJobs", 1},
          {"secrets", 0}},
         {{"deployments", 3}, {"deployedModels", 3}, {"supervisedFineTuningJobs", 1}, {"secrets", 1}}},
        {"destroy",
         join({chat_changed, spare_replaced, addon_moved, training}),
         {{"deployments", 0},
          {"deployedModels", 0},
          {"datasets", 0},
          {"supervisedFineTuningJobs", 0},
          {"secrets", 0}},
         {{"deployments", 3}, {"deployedModels", 3}, {"supervisedFineTuningJobs", 1}, {"secrets", 1}}}};
    return all;
}

}  // namespace fireform::tests
