#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/manual_page.hpp"

namespace fireform::cli {

int carry_out(Context& context, const ManualCommand&) {
    context.console.out(manual_page(command_tree()));
    return exit_code::done;
}

}  // namespace fireform::cli
