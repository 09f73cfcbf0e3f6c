// `history`: the runs that state remembers.
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/render/history_text.hpp"

namespace fireform::cli {

int carry_out(Context& context, const HistoryCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_state(context, reporter);
    if (!session) return exit_code::error;
    const Checked<Snapshot> state = session->store->read();
    reporter.tell(state.diagnostics);
    if (!state.ok()) return exit_code::error;
    context.console.out(command.json ? history_json(state.value->history)
                                     : history_text(state.value->history));
    return exit_code::done;
}

}  // namespace fireform::cli
