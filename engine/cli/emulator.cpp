#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "providers/emulator/server.hpp"

namespace fireform::cli {

int carry_out(Context& context, const EmulatorCommand& command) {
    Reporter reporter(context, false);
    const Diagnostics problems = run_emulator_server(
        command.server, [&context](const std::string& line) { context.console.out(line + '\n'); });
    reporter.tell(problems);
    return problems.has_errors() ? exit_code::error : exit_code::done;
}

}  // namespace fireform::cli
