// `state list, show, pull, lock show, unlock`: they look. Those that write are in state_edit.cpp and
// state_rebuild.cpp.
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/state_edit.hpp"
#include "engine/cli/state_move.hpp"
#include "engine/cli/state_rebuild.hpp"
#include "state/snapshot_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

int list(Context& context, const Snapshot& state, const std::vector<std::string>& patterns) {
    for (const auto& entry : state.resources) {
        const Address& address = entry.first;
        const std::string text = to_text(address);
        const bool wanted =
            patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
                return pattern == address.type || matches(pattern, text);
            });
        if (wanted) context.console.out(text + '\n');
    }
    return exit_code::done;
}

int show(Context& context, Reporter& reporter, const Snapshot& state, const std::string& text) {
    const Checked<Address> address = address_in(state, text);
    reporter.tell(address.diagnostics);
    if (!address.ok()) return exit_code::error;
    context.console.out(render(state.resources.at(*address.value), fireworks_catalog(), context.out));
    return exit_code::done;
}

int pull(Context& context, Reporter& reporter, const Session& session, const Snapshot& state) {
    if (state.lineage.empty()) {
        Diagnostics problems;
        problems.add(problem("No state", fmt::format("{} was never written.", session.store->title()),
                             "fireform apply"));
        reporter.tell(problems);
        return exit_code::error;
    }
    context.console.out(to_json_text(state, fireworks_catalog()));
    return exit_code::done;
}

int lock_show(Context& context, Reporter& reporter, Session& session) {
    const Checked<LockHolder> holder = session.store->lock_holder();
    reporter.tell(holder.diagnostics);
    if (holder.diagnostics.has_errors()) return exit_code::error;
    context.console.out(
        holder.value ? fmt::format("{} is locked by {}.\n", session.store->title(), to_text(*holder.value))
                     : fmt::format("{} is not locked.\n", session.store->title()));
    return exit_code::done;
}

/// A lock on a server outlives a run that was killed. Its id says which one is meant: another that was taken
/// since stays.
int break_lock(Context& context, Reporter& reporter, Session& session, const std::string& id) {
    Diagnostics problems;
    if (session.store->lock_dies_with_process())
        problems.add(problem("Lock is the kernel's",
                             fmt::format("The lock of {} goes with the process that holds it; there is none "
                                         "to take away.",
                                         session.store->title()),
                             "fireform state unlock, without an id, tells who holds it"));
    else
        problems.add(session.store->break_lock(id));
    reporter.tell(problems);
    if (problems.has_errors()) return exit_code::error;
    context.console.out(fmt::format("{} is unlocked.\n", session.store->title()));
    return exit_code::done;
}

/// Of a kernel's lock there is nothing to break, and what it leaves behind locks nothing.
int unlock(Context& context, Reporter& reporter, Session& session) {
    const Checked<LockHolder> holder = session.store->lock_holder();
    reporter.tell(holder.diagnostics);
    if (holder.diagnostics.has_errors()) return exit_code::error;
    if (!holder.value) {
        if (!session.store->lock_dies_with_process()) {
            context.console.out(fmt::format("{} is not locked.\n", session.store->title()));
            return exit_code::done;
        }
        context.console.out(
            fmt::format("{} is not locked. The lock is the kernel's and went with the process that "
                        "held it; the file beside the state locks nothing.\n",
                        session.store->title()));
        return exit_code::done;
    }
    Diagnostics problems;
    problems.add(problem(
        "State is locked", fmt::format("{} is in use by {}.", session.store->title(), to_text(*holder.value)),
        holder.value->id.empty()
            ? fmt::format("wait for it, or on {} end process {}: its lock goes with it", holder.value->host,
                          holder.value->pid)
            : fmt::format("wait for it; if that run has died: fireform state unlock {}", holder.value->id)));
    reporter.tell(problems);
    return exit_code::error;
}

}  // namespace

int carry_out(Context& context, const StateCommand& command) {
    using What = StateCommand::What;
    Reporter reporter(context, false);
    if (command.what == What::rebuild) {
        const auto session = open_session(context, reporter, command.variables);
        if (!session || !connect(context, reporter, *session)) return exit_code::error;
        return context.loop.run(rebuild_state(context, *session, reporter, command));
    }
    const auto session = open_state(context, reporter);
    if (!session) return exit_code::error;
    switch (command.what) {
        case What::lock_show:
            return lock_show(context, reporter, *session);
        case What::unlock:
            if (!command.arguments.empty())
                return break_lock(context, reporter, *session, command.arguments.front());
            return unlock(context, reporter, *session);
        case What::remove:
        case What::move:
            if (!command.state_out.empty())
                return context.loop.run(move_to_file(context, *session, reporter, command));
            return context.loop.run(edit_state(context, *session, reporter, command));
        case What::push:
            return context.loop.run(edit_state(context, *session, reporter, command));
        case What::list:
        case What::show:
        case What::pull:
        case What::rebuild:
            break;
    }
    const Checked<Snapshot> state = session->store->read();
    reporter.tell(state.diagnostics);
    if (!state.ok()) return exit_code::error;
    if (command.what == What::show) return show(context, reporter, *state.value, command.arguments.front());
    if (command.what == What::pull) return pull(context, reporter, *session, *state.value);
    return list(context, *state.value, command.arguments);
}

}  // namespace fireform::cli
