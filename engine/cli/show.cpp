#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/plan_form.hpp"
#include "engine/cli/saved_plan.hpp"
#include "engine/cli/session.hpp"
#include "engine/plan/plan_json.hpp"

namespace fireform::cli {
namespace {

int show_plan(Context& context, Reporter& reporter, const ShowCommand& command) {
    // A plain plan can be looked at anywhere; for the passphrase of another the configuration is asked.
    StateEncryption none;
    std::unique_ptr<Session> session;
    if (is_encrypted(command.plan_file)) {
        session = open_state(context, reporter);
        if (!session) return exit_code::error;
    }
    const Checked<Plan> plan = read_saved_plan(command.plan_file, session ? *session->encryption : none);
    reporter.tell(plan.diagnostics);
    if (!plan.ok()) return exit_code::error;
    context.console.out(plan_text(*plan.value, command.form, context.out));
    return exit_code::done;
}

int show_state(Context& context, Reporter& reporter, const ShowCommand& command) {
    const auto session = open_state(context, reporter);
    const std::optional<Snapshot> state = read_state(reporter, session.get());
    if (!state) return exit_code::error;
    const Catalog& catalog = fireworks_catalog();
    if (command.form.format == PlanForm::Format::json) {
        context.console.out(state_to_terraform_json(*state, catalog));
        return exit_code::done;
    }
    for (const auto& [address, resource] : state->resources)
        context.console.out(render(resource, catalog, context.out) + '\n');
    context.console.out(render_outputs(state->outputs, context.out));
    if (state->resources.empty()) context.console.err("State has no resources.\n");
    return exit_code::done;
}

}  // namespace

int carry_out(Context& context, const ShowCommand& command) {
    Reporter reporter(context, false);
    return command.plan_file.empty() ? show_state(context, reporter, command)
                                     : show_plan(context, reporter, command);
}

}  // namespace fireform::cli
