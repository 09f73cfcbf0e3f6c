#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/generate_config.hpp"
#include "engine/cli/plan_form.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/plan/plan_json.hpp"
#include "state/atomic_file.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace fireform::cli {
namespace {

Diagnostics save(const Plan& plan, const std::string& file, StateEncryption& encryption) {
    const auto text = encryption.seal(StateEncryption::Kind::plan, save_plan(plan, fireworks_catalog()));
    if (!text.value) return text.diagnostics;
    return titled(
        replace_file(system_files(), std::filesystem::absolute(file), *text.value, "The plan was not saved.")
            .diagnostics,
        "Plan cannot be saved", "--out with a file in a folder that exists and may be written to");
}

Diagnostics cannot_write(const PlanCommand& command) {
    Diagnostics problems;
    problems.add(problem("Events cannot be written", fmt::format("{} cannot be written.", command.json_into),
                         "--json-into with a file in a folder that exists and has room"));
    return problems;
}

LoadOptions options_of(const Context& context, const PlanCommand& command) {
    LoadOptions options = load_options(context, command.selection.variables);
    options.imports_need_blocks = command.generate_config.empty();
    return options;
}

Task<int> plan(Context& context, Session& session, Reporter& reporter, const PlanCommand& command) {
    if (!command.generate_config.empty()) {
        const Checked<std::size_t> written = co_await generate_config(
            context, session, reporter, options_of(context, command), command.generate_config);
        reporter.tell(written.diagnostics);
        if (!written.ok()) co_return exit_code::error;
    }
    const PlanUse use{.applied = !command.out.empty(), .validate = command.validate};
    Checked<Planned> planned = co_await make_planned(session, command.selection, use);
    if (!planned.value) {
        reporter.tell(planned.diagnostics);
        co_return exit_code::error;
    }
    const Plan& made = planned.value->plan;
    reporter.tell(planned.diagnostics);
    reporter.events([&] { return plan_events_json(made, timestamp()); });
    if (!reporter.json()) context.console.out(plan_text(made, command.form, context.out));
    if (!command.out.empty()) {
        const Diagnostics problems = save(made, command.out, *session.encryption);
        reporter.tell(problems);
        if (problems.has_errors()) co_return exit_code::error;
        if (!reporter.json())
            context.console.err(fmt::format("\nSaved. To carry it out: fireform apply {}\n", command.out));
    }
    // A wait changes nothing, and yet apply has it to do.
    const bool has_work = made.has_changes() || !made.steps.empty();
    context.leftovers.take(std::move(*planned.value));
    co_return command.detailed_exitcode&& has_work ? exit_code::pending : exit_code::done;
}

}  // namespace

int carry_out(Context& context, const PlanCommand& command) {
    Reporter reporter(context, command.form.format == PlanForm::Format::json);
    std::ofstream events;
    if (!command.json_into.empty()) {
        events = open_private(command.json_into);
        if (!events) {
            reporter.tell(cannot_write(command));
            return exit_code::error;
        }
        reporter.copy_events_to(events);
    }
    reporter.events([] { return version_json(timestamp()); });
    const auto session = open_session(context, reporter, options_of(context, command));
    if (!session || !connect(context, reporter, *session)) return exit_code::error;
    const int code = context.loop.run(plan(context, *session, reporter, command));
    context.leftovers.take(std::move(session->config));
    if (events) return code;
    reporter.tell(cannot_write(command));
    return exit_code::error;
}

}  // namespace fireform::cli
