#include "engine/cli/state_rebuild.hpp"

#include "engine/apply/refresh.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/state_edit.hpp"
#include "engine/plan/rebuild.hpp"
#include "engine/render/text.hpp"
#include "schemas/hash.hpp"
#include "state/stored.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

Diagnostic state_is_there(const Session& session, const Snapshot& state) {
    return problem("State is there",
                   fmt::format("{} has {}; rebuilding is for a state that is lost.", session.store->title(),
                               counted(state.resources.size(), "resource", "resources")),
                   "fireform state rebuild --force replaces it and keeps it as a backup");
}

Diagnostic may_be_whole(const Session& session) {
    return problem("State only lacks its passphrase",
                   fmt::format("{} is read with the right one; rebuilding is for a state that is lost.",
                               session.store->title()),
                   "if nobody knows the passphrase any more: fireform state rebuild --force, which keeps the "
                   "file beside the new one");
}

std::string summary(const Session& session, const Rebuilt& rebuilt) {
    std::size_t address_width = 0;
    std::size_t id_width = 0;
    for (const Rebuilt::Found& each : rebuilt.found) {
        address_width = std::max(address_width, to_text(each.address).size());
        id_width = std::max(id_width, each.id.size());
    }
    std::string out;
    for (const Rebuilt::Found& each : rebuilt.found)
        out += fmt::format("  {:<{}}  {:<{}}  # {}\n", to_text(each.address), address_width, each.id,
                           id_width, each.known_by);
    for (const Address& address : rebuilt.missing)
        out += fmt::format("  {:<{}}  not found\n", to_text(address), address_width);
    out += fmt::format("Rebuilt {} of lineage {}: {}. What differs: fireform plan\n", session.store->title(),
                       rebuilt.snapshot.lineage, counted(rebuilt.found.size(), "resource", "resources"));
    return out;
}

}  // namespace

Task<int> rebuild_state(Context& context, Session& session, Reporter& reporter, const StateCommand& command) {
    LockHolder holder = this_process("state rebuild", session.clock);
    LockWait on_wait = tell_waiting(context, reporter);
    const auto lock = co_await take_lock(*session.store, session.clock, std::move(holder),
                                         command.lock_timeout, std::move(on_wait));
    reporter.tell(lock.diagnostics);
    if (!lock.ok()) co_return exit_code::error;
    const Checked<Snapshot> state = session.store->read();
    Diagnostics problems;
    if (state.ok() && !state.value->resources.empty() && !command.force)
        problems.add(state_is_there(session, *state.value));
    if (!state.ok() && session.encryption->locked_out() && !command.force) {
        problems.add(state.diagnostics);
        problems.add(may_be_whole(session));
    }
    reporter.tell(problems);
    if (problems.has_errors()) co_return exit_code::error;

    RefreshOptions wanted;
    wanted.tagged = true;
    const Checked<Live> live =
        co_await refresh(session.config, {}, fireworks_catalog(), *session.provider, wanted);
    reporter.tell(live.diagnostics);
    if (!live.ok()) co_return exit_code::error;
    RebuildOptions options;
    options.lineage = command.lineage;
    options.new_lineage = state.ok() && !state.value->lineage.empty() ? state.value->lineage : random_uuid();
    Checked<Rebuilt> rebuilt = rebuild_state(session.config, *live.value, options);
    reporter.tell(rebuilt.diagnostics);
    if (!rebuilt.ok()) co_return exit_code::error;

    context.loop.finish_when_interrupted(nullptr);
    std::string kept;
    const bool continues = state.ok() && (state.value->lineage.empty() ||
                                          state.value->lineage == rebuilt.value->snapshot.lineage);
    if (!continues && !session.config.state_server) {
        const Checked<std::string> aside = set_aside(state_paths(state_path(session.config)));
        problems.add(aside.diagnostics);
        if (aside.value && !aside.value->empty())
            kept = fmt::format("What was there is kept as {}.\n", *aside.value);
    }
    if (!problems.has_errors()) problems.add(session.store->write(rebuilt.value->snapshot));
    reporter.tell(problems);
    if (problems.has_errors()) co_return exit_code::error;
    context.console.out(summary(session, *rebuilt.value) + kept);
    co_return exit_code::done;
}

}  // namespace fireform::cli
