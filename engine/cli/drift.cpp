#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"

namespace fireform::cli {
namespace {

Task<int> drift(Context& context, Session& session, Reporter& reporter) {
    const Checked<Snapshot> prior = session.store->read();
    reporter.tell(prior.diagnostics);
    if (!prior.ok()) co_return exit_code::error;
    Checked<Live> live = co_await read_live(session, *prior.value, Reading::objects);
    reporter.tell(live.diagnostics);
    if (!live.ok()) co_return exit_code::error;
    const std::vector<Drift> found = find_drift(session.config, *prior.value, *live.value);
    reporter.events([&] { return drift_json(found, prior.value->resources.size(), timestamp()); });
    if (!reporter.json())
        context.console.out(render_drift(found, prior.value->resources.size(), context.out));
    co_return found.empty() ? exit_code::done : exit_code::pending;
}

}  // namespace

int carry_out(Context& context, const DriftCommand& command) {
    Reporter reporter(context, command.json);
    reporter.events([] { return version_json(timestamp()); });
    const auto session = open_session(context, reporter, command.variables);
    if (!session || !connect(context, reporter, *session)) return exit_code::error;
    return context.loop.run(drift(context, *session, reporter));
}

}  // namespace fireform::cli
