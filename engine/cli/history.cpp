// `history`: the runs that state remembers.
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/render/history_text.hpp"

namespace fireform::cli {

int carry_out(Context& context, const HistoryCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_state(context, reporter);
    const std::optional<Snapshot> state = read_state(reporter, session.get());
    if (!state) return exit_code::error;
    context.console.out(command.json ? history_json(state->history) : history_text(state->history));
    return exit_code::done;
}

}  // namespace fireform::cli
