// `apply` and `destroy`: lock, read, plan, ask, carry out, tell what was done.
#include "engine/apply/executor.hpp"
#include "engine/cli/approval.hpp"
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/progress.hpp"
#include "engine/cli/saved_plan.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/undo.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/journal.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

constexpr const char* stopping =
    "\nInterrupted: what is in flight is finished and recorded. Once more ends at once.\n";
constexpr const char* ended = "\nEnded at once. The next run finds out what became of what was in flight.\n";

const char* name_of(const ApplyCommand& command) {
    if (command.undo) return "undo";
    return command.selection.destroy ? "destroy" : "apply";
}

Diagnostic other_account(const std::string& planned, const std::string& ours) {
    return problem("Plan of another account",
                   fmt::format("It was made for account {}; this is {}.", planned, ours),
                   "set account_id, or make a new plan");
}

/// What a saved plan is carried out against: the state as it is, the secrets read again.
Task<Checked<Planned>> saved(Session& session, std::string file) {
    Checked<Plan> plan = read_saved_plan(file, *session.encryption);
    if (!plan.ok()) co_return std::move(plan.diagnostics);
    Checked<Snapshot> state = session.store->read();
    if (!state.ok()) co_return std::move(state.diagnostics);
    Diagnostics problems = check_saved_plan(*plan.value, *state.value, file);
    problems.add(fill_secrets(*plan.value, session.config));
    if (problems.has_errors()) co_return problems;
    Checked<Account> account = co_await session.provider->account();
    if (!account.ok()) co_return std::move(account.diagnostics);
    if (account.value->id != plan.value->account)
        co_return other_account(plan.value->account, account.value->id);
    Planned out{std::move(*state.value), {}, std::move(*plan.value)};
    co_return out;
}

void show_plan(Context& context, Reporter& reporter, const Plan& plan, const Diagnostics& warnings) {
    reporter.tell(warnings);
    reporter.events([&] { return plan_events_json(plan, timestamp()); });
    if (!reporter.json()) context.console.out(render(plan, context.out));
}

int exit_code_of(const ApplyResult& result) {
    if (result.stopped) return exit_code::interrupted;
    return result.diagnostics.has_errors() ? exit_code::error : exit_code::done;
}

void show_result(Context& context, Reporter& reporter, const Plan& plan, const ApplyResult& result) {
    reporter.tell(result.diagnostics);
    reporter.events([&] { return apply_summary_json(plan, result, timestamp()); });
    if (reporter.json()) return;
    // Of a run that is not complete they would tell of what was there before it.
    const std::string outputs =
        exit_code_of(result) == exit_code::done ? render_outputs(result.outputs, context.out) : "";
    if (!outputs.empty()) context.console.out('\n' + outputs);
    context.console.out('\n' + apply_summary(plan, result) + '\n');
}

/// The last resort of a disk that takes nothing: what happened, for people and for a report. Without secrets,
/// as state would have it.
void show_unsaved(Context& context, const std::vector<Outcome>& unsaved) {
    if (unsaved.empty()) return;
    context.console.err(
        "\nNot in state, since it could not be written; keep these lines. The next run looks for what was\n"
        "announced before and finds it, as long as the journal beside the state is kept. Is it lost, too:\n"
        "fireform state rebuild\n");
    for (const Outcome& outcome : unsaved)
        context.console.err(to_journal_json(outcome, fireworks_catalog()) + '\n');
}

Task<int> carry_out_plan(Context& context, Session& session, Reporter& reporter, Planned& planned,
                         const ApplyCommand& command, const LockHolder& us) {
    ApplyOptions options;
    options.run = run_name(us);
    options.record = RunRecord{};
    options.record->command = name_of(command);
    options.record->user = us.user;
    options.record->host = us.host;
    options.record->since = us.since;
    options.parallelism = command.parallelism;
    options.wait = command.wait;
    options.force = command.force;
    options.saved_plan = !command.plan_file.empty();
    options.looked = !options.saved_plan && command.selection.refresh;
    options.project_folder = session.config.folder.string();
    options.command = name_of(command);
    if (!reporter.json() && !planned.plan.steps.empty()) context.console.out("\n");
    const std::unique_ptr<RunDisplay> display =
        make_display(context, session.clock, reporter.json(), planned.plan.steps.size());
    context.loop.finish_when_interrupted([&] {
        context.console.hurry();
        display->note(stopping);
    });
    context.loop.on_end([&] {
        display->finish();
        context.console.err(ended);
    });
    const ApplyResult result =
        co_await apply_plan(planned.plan, planned.prior, *session.store, *session.provider, session.clock,
                            context.loop.stop(), *display, options);
    context.loop.finish_when_interrupted(nullptr);
    display->finish();
    show_result(context, reporter, planned.plan, result);
    show_unsaved(context, result.unsaved);
    co_return exit_code_of(result);
}

Task<int> apply(Context& context, Session& session, Reporter& reporter, const ApplyCommand& command) {
    LockHolder holder = this_process(name_of(command), session.clock);
    const LockHolder us = holder;
    LockWait on_wait = tell_waiting(context, reporter);
    const auto lock = co_await take_lock(*session.store, session.clock, std::move(holder),
                                         command.lock_timeout, std::move(on_wait));
    reporter.tell(lock.diagnostics);
    if (!lock.ok()) co_return exit_code::error;

    Checked<Planned> planned;
    if (command.undo) {
        planned = co_await planned_undo(session, command.selection, *command.undo);
    } else if (command.plan_file.empty()) {
        planned = co_await make_planned(session, command.selection, {.force = command.force});
    } else {
        planned = co_await saved(session, command.plan_file);
    }
    if (!planned.value) {
        reporter.tell(planned.diagnostics);
        co_return exit_code::error;
    }
    show_plan(context, reporter, planned.value->plan, planned.diagnostics);
    const Approval approval = co_await approve(context, reporter, planned.value->plan, command);
    if (approval == Approval::refused) co_return exit_code::error;
    co_return co_await carry_out_plan(context, session, reporter, *planned.value, command, us);
}

}  // namespace

int carry_out(Context& context, const ApplyCommand& command) {
    Reporter reporter(context, command.json);
    reporter.events([] { return version_json(timestamp()); });
    const auto session = open_session(context, reporter, command.selection.variables);
    if (!session || !connect(context, reporter, *session)) return exit_code::error;
    return context.loop.run(apply(context, *session, reporter, command));
}

}  // namespace fireform::cli
