#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/config/config.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

namespace fireform::cli {

int carry_out(Context& context, const ValidateCommand& command) {
    LoadOptions options;
    options.variables = command.variables.variables;
    options.variable_files = command.variables.files;
    options.environment = context.environment;
    Checked<Config> config = load_config(options, fireworks_catalog());
    Sources sources = config.value ? std::move(config.value->sources) : Sources{};
    const int code = config.ok() ? exit_code::done : exit_code::error;
    if (command.json) {
        context.console.out(validation_json(config.diagnostics, sources));
        return code;
    }
    Reporter reporter(context, false);
    reporter.know(std::move(sources));
    reporter.tell(config.diagnostics);
    if (config.ok())
        context.console.out(fmt::format("The configuration is valid: {} in {}.\n",
                                        counted(config.value->resources.size(), "resource", "resources"),
                                        counted(config.value->files.size(), "file", "files")));
    context.leftovers.take(std::move(config));
    return code;
}

}  // namespace fireform::cli
