#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace fireform::cli {
namespace {

Diagnostics save(const Plan& plan, const std::string& file) {
    const std::string text = save_plan(plan, fireworks_catalog());
    return replace_file(system_files(), std::filesystem::absolute(file), text, "The plan was not saved.")
        .diagnostics;
}

Task<int> plan(Context& context, Session& session, Reporter& reporter, const PlanCommand& command) {
    Planning planning;
    planning.validate = command.validate;
    Checked<Planned> planned = co_await make_planned(session, command.selection, planning);
    if (!planned.value) {
        reporter.tell(planned.diagnostics);
        co_return exit_code::error;
    }
    const Plan& made = planned.value->plan;
    if (command.json) {
        context.console.out(plan_events_json(made, planned.diagnostics, reporter.sources(), timestamp()));
    } else {
        reporter.tell(planned.diagnostics);
        context.console.out(render(made, context.out));
    }
    if (!command.out.empty()) {
        const Diagnostics problems = save(made, command.out);
        reporter.tell(problems);
        if (problems.has_errors()) co_return exit_code::error;
        if (!command.json)
            context.console.err(fmt::format("\nSaved. To carry it out: fireform apply {}\n", command.out));
    }
    co_return command.detailed_exitcode&& made.has_changes() ? exit_code::pending : exit_code::done;
}

}  // namespace

int carry_out(Context& context, const PlanCommand& command) {
    Reporter reporter(context, command.json);
    if (command.json) context.console.out(version_json(timestamp()));
    const auto session = open_session(context, reporter, command.selection.variables);
    if (!session || !connect(context, reporter, *session)) return exit_code::error;
    return context.loop.run(plan(context, *session, reporter, command));
}

}  // namespace fireform::cli
