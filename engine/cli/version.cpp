#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/snapshot.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

#if defined(__x86_64__)
constexpr std::string_view machine = "amd64";
#elif defined(__aarch64__)
constexpr std::string_view machine = "arm64";
#else
constexpr std::string_view machine = "unknown";
#endif

}  // namespace

int carry_out(Context& context, const VersionCommand& command) {
    if (command.json) {
        context.console.out(
            fmt::format("{{\"fireform_version\":\"{}\",\"platform\":\"linux_{}\",\"state_format\":{},\"plan_"
                        "format\":{}}}\n",
                        FIREFORM_VERSION, machine, snapshot_format, plan_format));
    } else {
        context.console.out(fmt::format("fireform {} linux_{}\n", FIREFORM_VERSION, machine));
    }
    return exit_code::done;
}

}  // namespace fireform::cli
