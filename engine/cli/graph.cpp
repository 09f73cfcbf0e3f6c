#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/render/graph_text.hpp"
#include "engine/render/plan_html.hpp"

namespace fireform::cli {

int carry_out(Context& context, const GraphCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_session(context, reporter, command.variables);
    if (!session) return exit_code::error;
    context.console.out(command.format == GraphFormat::html ? graph_html(session->config)
                                                            : graph_text(session->config, command.format));
    return exit_code::done;
}

}  // namespace fireform::cli
