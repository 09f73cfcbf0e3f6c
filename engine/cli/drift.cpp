#include "engine/render/drift.hpp"
#include "engine/cli/commands.hpp"
#include "engine/cli/drift_look.hpp"
#include "engine/cli/drift_telling.hpp"
#include "engine/cli/drift_watch.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/lock.hpp"
#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <utility>

namespace fireform::cli {
namespace {

using Format = DriftCommand::Format;

/// Nothing can be said of the account, which a monitor has to hear, too.
int failed(Context& context, const DriftCommand& command) {
    if (command.format == Format::prometheus) context.console.out(drift_failure_metrics(seconds_now()));
    return exit_code::error;
}

Task<int> look_once(Context& context, Reporter& reporter, const DriftCommand& command,
                    PreparedLook prepared) {
    Session& session = *prepared.session;
    const Checked<Look> look = co_await look_for_drift(session, prepared.baseline, false);
    reporter.tell(look.diagnostics);
    if (!look.ok()) co_return failed(context, command);
    const DriftReport& report = look.value->report;
    context.console.out(drift_in_form(report, command.format, context));
    if (report.drifted() && !command.notify.empty())
        reporter.tell(co_await notify_of_drift(command.notify, report, false, session.clock));
    co_return report.drifted() ? exit_code::pending : exit_code::done;
}

Task<int> accept_drift(Context& context, Reporter& reporter, const DriftCommand& command,
                       PreparedLook prepared) {
    Session& session = *prepared.session;
    const Checked<Look> look = co_await look_for_drift(session, prepared.baseline, true);
    reporter.tell(look.diagnostics);
    if (!look.ok()) co_return exit_code::error;
    const LockHolder who = this_process("drift", session.clock);
    AcceptedDrift by;
    by.accepted_at = who.since;
    by.accepted_by = fmt::format("{}@{}", who.user, who.host);
    const Acceptance accepted = accept(look.value->all, prepared.baseline, look.value->lineage, by);
    const std::filesystem::path file = baseline_path(session.config);
    if (accepted.baseline != prepared.baseline) {
        const std::string cause = write_whole(file, to_text(accepted.baseline));
        if (!cause.empty()) {
            Diagnostics problems;
            problems.add(problem("Accepted drift cannot be written",
                                 fmt::format("{}: {}.", file.filename().string(), cause),
                                 "make the folder of the state writable; nothing was accepted"));
            reporter.tell(problems);
            co_return exit_code::error;
        }
    }
    context.console.out(
        command.format == Format::json
            ? accepted_json(look.value->report, accepted, file.filename().string(), timestamp())
            : render_accepted(look.value->report, accepted, file.filename().string(), context.out));
    co_return exit_code::done;
}

}  // namespace

int carry_out(Context& context, const DriftCommand& command) {
    Reporter reporter(context, command.format == Format::json);
    reporter.events([] { return version_json(timestamp()); });
    if (command.watch.count() > 0) return context.loop.run(watch_drift(context, reporter, command));
    auto prepared = prepare_look(context, reporter, command.variables);
    if (!prepared) return failed(context, command);
    return context.loop.run(command.accept ? accept_drift(context, reporter, command, std::move(*prepared))
                                           : look_once(context, reporter, command, std::move(*prepared)));
}

}  // namespace fireform::cli
