#include "engine/cli/state_edit.hpp"

#include "engine/cli/exit_code.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"
#include "engine/plan/moved.hpp"
#include "engine/render/text.hpp"
#include "state/atomic_file.hpp"
#include "state/snapshot_json.hpp"
#include "state/stored.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform::cli {
namespace {

/// What was done, for the user; nothing when it was not.
using Done = Checked<std::string>;

Done remove(Snapshot& state, const std::vector<std::string>& texts) {
    Done out;
    std::vector<Address> addresses;
    for (const std::string& text : texts) {
        Checked<Address> address = address_in(state, text);
        out.diagnostics.add(std::move(address.diagnostics));
        if (address.value) addresses.push_back(std::move(*address.value));
    }
    if (out.diagnostics.has_errors()) return out;
    std::string names;
    for (const Address& address : addresses) {
        remove_resource(state, address);
        names += (names.empty() ? "" : ", ") + to_text(address);
    }
    out.value = fmt::format("Forgot {}. What it stood for in the account is untouched.\n", names);
    return out;
}

Done move(Snapshot& state, const std::vector<std::string>& texts) {
    const Checked<Address> from = address_in(state, texts[0]);
    if (!from.ok()) return from.diagnostics;
    const std::optional<Address> to = parse_address(texts[1]);
    if (!to)
        return problem("Not an address", fmt::format("{} is not an address.", fireform::in_quotes(texts[1])),
                       "an address is TYPE.NAME, as in deployment.chat");
    const Diagnostics problems = move_resource(state, *from.value, *to);
    if (problems.has_errors()) return problems;
    return fmt::format("{} is now {}. Rename the block too, then look: fireform plan\n", to_text(*from.value),
                       to_text(*to));
}

Done push(Snapshot& state, const std::string& file, bool force) {
    Checked<std::string> text = read_stream(system_files(), file);
    if (text.diagnostics.has_errors())
        return titled(text.diagnostics, "File cannot be read", fmt::format("look at it: ls -l {}", file));
    if (!text.value)
        return problem("No such file", fmt::format("{} does not exist.", file), "fireform state pull > FILE");
    Checked<Snapshot> pushed = parse_snapshot(*text.value, file, fireworks_catalog());
    if (!pushed.ok())
        return titled(pushed.diagnostics, "File cannot be pushed",
                      "push what `fireform state pull` of this version printed");
    const Diagnostics problems = check_push(state, *pushed.value);
    if (problems.has_errors() && (!force || pushed.value->lineage.empty())) return problems;
    state = std::move(*pushed.value);
    return fmt::format("State is that of {}: {}.\n", file,
                       counted(state.resources.size(), "resource", "resources"));
}

Done edit(Snapshot& state, const StateCommand& command) {
    if (command.what == StateCommand::What::remove) return remove(state, command.arguments);
    if (command.what == StateCommand::What::move) return move(state, command.arguments);
    return push(state, command.arguments.front(), command.force);
}

/// The first of FILE.damaged, FILE.damaged.2 and so on that is free.
std::filesystem::path free_name(const std::filesystem::path& file) {
    std::string name = file.string() + ".damaged";
    std::error_code ignored;
    for (int number = 2; std::filesystem::exists(name, ignored); ++number)
        name = fmt::format("{}.damaged.{}", file.string(), number);
    return name;
}

const char* name_of(StateCommand::What what) {
    if (what == StateCommand::What::remove) return "state rm";
    return what == StateCommand::What::move ? "state mv" : "state push";
}

}  // namespace

Checked<std::string> set_aside(const StatePaths& paths) {
    std::string names;
    for (const auto& file : {paths.snapshot, paths.journal}) {
        std::error_code error;
        if (!std::filesystem::exists(file, error)) continue;
        const std::filesystem::path aside = free_name(file);
        std::filesystem::rename(file, aside, error);
        if (error)
            return problem("State cannot be put aside",
                           fmt::format("{}: {}.", file.string(), error.message()),
                           fmt::format("mv {} {}", file.string(), aside.string()));
        names += (names.empty() ? "" : " and ") + aside.string();
    }
    return names;
}

Checked<Address> address_in(const Snapshot& state, const std::string& text) {
    const std::optional<Address> address = parse_address(text);
    if (!address)
        return problem("Not an address", fmt::format("{} is not an address.", fireform::in_quotes(text)),
                       "an address is TYPE.NAME, as in deployment.chat");
    if (state.resources.contains(*address)) return *address;
    return problem("Not in state", fmt::format("State has no {}.", text),
                   meant(text, address_texts(state.resources), "fireform state list"));
}

void remove_resource(Snapshot& state, const Address& address) {
    state.resources.erase(address);
    for (auto& [other, resource] : state.resources)
        std::erase(resource.dependencies, address);
}

Diagnostics move_resource(Snapshot& state, const Address& from, const Address& to) {
    Diagnostics problems;
    if (from.type != to.type)
        problems.add(
            problem("Type would change", fmt::format("{} cannot become {}.", to_text(from), to_text(to)),
                    fmt::format("fireform state mv '{}' '{}.{}'", to_text(from), from.type, to.name)));
    if (state.resources.contains(to))
        problems.add(problem("Address is taken", fmt::format("State has {} already.", to_text(to)),
                             fmt::format("fireform state rm '{}' forgets that one", to_text(to))));
    if (problems.has_errors()) return problems;

    rename_entries(state, {{from, to}});
    return problems;
}

Diagnostics check_push(const Snapshot& state, const Snapshot& pushed) {
    Diagnostics problems;
    if (pushed.lineage.empty()) {
        problems.add(
            problem("Not a state", "The file has no lineage.", "push what `fireform state pull` printed"));
    } else if (!state.lineage.empty() && pushed.lineage != state.lineage) {
        problems.add(problem(
            "Another state",
            fmt::format("The file has lineage {}; the state here has {}.", pushed.lineage, state.lineage),
            "push it where it comes from"));
    } else if (pushed.serial < state.serial) {
        problems.add(problem("Older state",
                             fmt::format("The file has serial {}; the state here has come to {}.",
                                         pushed.serial, state.serial),
                             "fireform state pull, and change that"));
    }
    return problems;
}

Task<int> edit_state(Context& context, Session& session, Reporter& reporter, const StateCommand& command) {
    LockHolder holder = this_process(name_of(command.what), session.clock);
    LockWait on_wait = tell_waiting(context, reporter);
    const auto lock = co_await take_lock(*session.store, session.clock, std::move(holder),
                                         command.lock_timeout, std::move(on_wait));
    reporter.tell(lock.diagnostics);
    if (!lock.ok()) co_return exit_code::error;
    Checked<Snapshot> state = session.store->read();
    // A state that cannot be read may be replaced by one that can; one that only lacks its passphrase may
    // not.
    const bool is_unreadable =
        command.what == StateCommand::What::push && !state.ok() && !session.encryption->locked_out();
    if (!is_unreadable) reporter.tell(state.diagnostics);
    if (!state.ok() && !is_unreadable) co_return exit_code::error;
    Snapshot snapshot = state.ok() ? std::move(*state.value) : Snapshot{};
    const std::string lineage = snapshot.lineage;
    Done done = edit(snapshot, command);
    // What is of another lineage has another journal.
    const bool replaces = !session.config.state_server &&
                          (is_unreadable || (!lineage.empty() && done.value && snapshot.lineage != lineage));
    Diagnostics problems = done.diagnostics;
    if (!problems.has_errors()) context.loop.finish_when_interrupted(nullptr);
    if (!problems.has_errors() && replaces) {
        const Done aside = set_aside(state_paths(state_path(session.config)));
        problems.add(aside.diagnostics);
        if (aside.value) *done.value += fmt::format("What was there is kept as {}.\n", *aside.value);
    }
    if (!problems.has_errors()) problems.add(session.store->write(snapshot));
    reporter.tell(problems);
    if (problems.has_errors()) co_return exit_code::error;
    context.console.out(*done.value);
    co_return exit_code::done;
}

}  // namespace fireform::cli
