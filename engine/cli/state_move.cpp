#include "engine/cli/state_move.hpp"

#include "engine/cli/exit_code.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/state_edit.hpp"
#include "schemas/hash.hpp"
#include "state/local_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {

Diagnostics hand_over(Snapshot& from, const Address& address, Snapshot& to, const Address& as) {
    Diagnostics problems;
    ResourceState entry = from.resources.at(address);
    const auto there = to.resources.find(as);
    const bool left_by_crash = there != to.resources.end() && there->second.name == entry.name;
    if (address.type != as.type)
        problems.add(problem("Type would change",
                             fmt::format("{} cannot become {}.", to_text(address), to_text(as)),
                             fmt::format("name it {}.{}", address.type, as.name)));
    else if (there != to.resources.end() && !left_by_crash)
        problems.add(problem("Address is taken", fmt::format("The other state has {} already.", to_text(as)),
                             "give it another address there"));
    if (problems.has_errors()) return problems;
    remove_resource(from, address);
    entry.address = as;
    std::erase_if(entry.dependencies, [&to](const Address& one) { return !to.resources.contains(one); });
    if (!left_by_crash) to.resources.emplace(as, std::move(entry));
    return problems;
}

Task<int> move_to_file(Context& context, Session& session, Reporter& reporter, const StateCommand& command) {
    const auto other = make_local_store(command.state_out, fireworks_catalog(), session.encryption);
    if (!session.config.state_server && std::filesystem::weakly_canonical(command.state_out) ==
                                            std::filesystem::weakly_canonical(state_path(session.config))) {
        Diagnostics same;
        same.add(problem("Same state", fmt::format("{} is the state it would come from.", command.state_out),
                         "leave --state-out out"));
        reporter.tell(same);
        co_return exit_code::error;
    }
    LockHolder holder = this_process("state mv", session.clock);
    LockHolder holder_there = holder;
    LockWait on_wait = tell_waiting(context, reporter);
    LockWait on_wait_there = on_wait;
    const auto lock = co_await take_lock(*session.store, session.clock, std::move(holder),
                                         command.lock_timeout, std::move(on_wait));
    reporter.tell(lock.diagnostics);
    if (!lock.ok()) co_return exit_code::error;
    const auto lock_there = co_await take_lock(*other, session.clock, std::move(holder_there),
                                               command.lock_timeout, std::move(on_wait_there));
    reporter.tell(lock_there.diagnostics);
    if (!lock_there.ok()) co_return exit_code::error;
    Checked<Snapshot> from = session.store->read();
    Checked<Snapshot> to = other->read();
    Diagnostics problems = std::move(from.diagnostics);
    problems.add(std::move(to.diagnostics));
    Checked<Address> address;
    if (from.value && to.value && !problems.has_errors()) {
        address = address_in(*from.value, command.arguments[0]);
        problems.add(address.diagnostics);
    }
    const std::optional<Address> as = parse_address(command.arguments[1]);
    if (!as)
        problems.add(problem("Not an address",
                             fmt::format("{} is not an address.", fireform::in_quotes(command.arguments[1])),
                             "an address is TYPE.NAME, as in deployment.chat"));
    if (!problems.has_errors()) problems.add(hand_over(*from.value, *address.value, *to.value, *as));
    if (!problems.has_errors()) {
        context.loop.finish_when_interrupted(nullptr);
        if (to.value->lineage.empty()) to.value->lineage = random_uuid();
        // There first: a crash in between leaves the entry in both, and the same command again ends it.
        problems.add(other->write(*to.value));
        if (!problems.has_errors()) problems.add(session.store->write(*from.value));
    }
    reporter.tell(problems);
    if (problems.has_errors()) co_return exit_code::error;
    context.console.out(fmt::format("{} is now {} of {}. Move the block too, then look: fireform plan\n",
                                    to_text(*address.value), to_text(*as), command.state_out));
    co_return exit_code::done;
}

}  // namespace fireform::cli
