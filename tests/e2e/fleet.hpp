// Configurations of the end-to-end tests.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace fireform::tests {

inline constexpr std::string_view one_deployment = R"([deployment.chat]
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
max_replica_count = 2
)";

inline constexpr std::string_view with_addons = R"([deployment.chat]
display_name     = "chat"
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[lora_addon.a]
model   = "sample-lora-001"
base_id = "${deployment.chat.id}"

[lora_addon.b]
model   = "sample-lora-002"
base_id = "${deployment.chat.id}"
)";

inline constexpr std::string_view fleet = R"([deployment.chat]
display_name         = "chat-dev"
model                = "llama-v3p1-8b-instruct"
accelerator_type     = "NVIDIA_H100_80GB"
enable_addons        = true
min_replica_count    = 0
max_replica_count    = 2
scale_to_zero_window = "5m"

[dataset.support]
file = "data/support.jsonl"

[supervised_fine_tuning_job.support]
display_name        = "support-v1"
model               = "llama-v3p1-8b-instruct"
dataset             = "${dataset.support.id}"
output_model        = "support-v1"
epochs              = 3
learning_rate       = 1e-5
delete_output_model = true

[lora_addon.support]
model   = "${supervised_fine_tuning_job.support.output_model}"
base_id = "${deployment.chat.id}"

[outputs.chat_model]
value = "${lora_addon.support.inference_model}"
)";

inline constexpr std::string_view support_rows =
    R"({"messages": [{"role": "user", "content": "Where is my order?"}, {"role": "assistant", "content": "On its way."}]}
{"messages": [{"role": "user", "content": "Can I return it?"}, {"role": "assistant", "content": "Within 30 days."}]}
{"messages": [{"role": "user", "content": "Thanks"}, {"role": "assistant", "content": "You are welcome."}]}
)";

inline std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
    std::string out(text);
    const std::size_t at = out.find(what);
    if (at == std::string::npos) throw std::invalid_argument("not there: " + std::string(what));
    out.replace(at, what.size(), by);
    return out;
}

}  // namespace fireform::tests
