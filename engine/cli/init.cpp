#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fireform::cli {
namespace {

constexpr const char* file_name = "fireform.toml";

constexpr std::string_view starter = R"(# What the Fireworks AI account should look like.
#   fireform plan    shows what would change
#   fireform apply   changes it
#   fireform drift   tells when the account has wandered off
# Everything that can be written in a block: fireform schema deployment

[provider.fireworks]
# The emulator inside fireform: no account, no key, no cost. Its objects live in .fireform/emulator.json.
# For a real account delete this line and set FIREWORKS_API_KEY in the environment, and FIREWORKS_ACCOUNT_ID
# if the key belongs to several accounts.
base_url = "emulator"

# A value that differs from run to run: fireform apply --var environment=prod
[variables.environment]
type    = "string"
default = "dev"

# A model on GPUs of its own. Its address is deployment.chat.
[deployment.chat]
display_name      = "chat-${var.environment}"
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "NVIDIA_H100_80GB"
accelerator_count = 1
enable_addons     = true  # LoRA addons can be loaded onto it
min_replica_count = 0     # costs nothing while nobody asks
max_replica_count = 1

# A LoRA on that deployment. The reference makes it wait until the deployment is ready.
[lora_addon.sample]
model   = "accounts/acme/models/sample-lora"  # the emulator has it
base_id = "${deployment.chat.id}"

# A dataset and a training job that uses it. Write some rows into support.jsonl, then take the # away.
# [dataset.support]
# file = "support.jsonl"
#
# [supervised_fine_tuning_job.support]
# display_name = "support-v1"
# model        = "llama-v3p1-8b-instruct"
# dataset      = "${dataset.support.id}"
# output_model = "support-v1"

# What other programs need to know: fireform output chat_id --raw
[outputs.chat_id]
value = "${deployment.chat.id}"
)";

/// 0, or the errno of what went wrong. Never touches a file that is there.
int write_new_file(const char* path, std::string_view text) {
    const int file = ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) return errno;
    const ssize_t written = ::write(file, text.data(), text.size());
    const int failure = written < 0 ? errno : written < static_cast<ssize_t>(text.size()) ? ENOSPC : 0;
    ::close(file);
    if (failure != 0) ::unlink(path);
    return failure;
}

}  // namespace

int carry_out(Context& context, const InitCommand&) {
    Diagnostics problems;
    const int failure = write_new_file(file_name, starter);
    if (failure == EEXIST) {
        problems.add(problem("Configuration exists",
                             fmt::format("{} is there already and was not touched.", file_name),
                             "fireform validate, or --chdir with an empty folder"));
    } else if (failure != 0) {
        problems.add(problem("File cannot be written",
                             fmt::format("{}: {}.", file_name, std::strerror(failure)),
                             "--chdir with a folder you may write to"));
    }
    Reporter(context, false).tell(problems);
    if (problems.has_errors()) return exit_code::error;
    context.console.out(fmt::format("Wrote {}. Next: fireform plan\n", file_name));
    return exit_code::done;
}

}  // namespace fireform::cli
