#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/session.hpp"
#include "engine/render/annotations.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

using Format = ValidateCommand::Format;

/// Names of files as they are seen from the root of the repository, where the services look for them.
class Root {
 public:
    explicit Root(const Context& context)
        : base_(variable(context.environment, "GITHUB_WORKSPACE")), folder_(context.global.folder) {}

    [[nodiscard]] Diagnostics of(const Diagnostics& diagnostics) const {
        return seen_from(base_, folder_, diagnostics);
    }
    [[nodiscard]] Sources of(const Sources& sources) const {
        Sources out;
        for (const auto& [file, text] : sources)
            out.emplace(seen_from(base_, folder_, file), text);
        return out;
    }
    [[nodiscard]] std::vector<std::string> of(const std::vector<std::string>& files) const {
        std::vector<std::string> out;
        for (const std::string& file : files)
            out.push_back(seen_from(base_, folder_, file));
        return out;
    }

 private:
    std::string base_;
    std::string folder_;
};

const Sources& sources_of(const Checked<Config>& config) {
    static const Sources none;
    return config.value ? config.value->sources : none;
}

void tell(Context& context, Checked<Config>& config) {
    Reporter reporter(context, false);
    if (config.value) reporter.know(std::move(config.value->sources));
    reporter.tell(config.diagnostics);
}

std::string valid(const Config& config) {
    return fmt::format("The configuration is valid: {} in {}.\n",
                       counted(config.resources.size(), "resource", "resources"),
                       counted(config.files.size(), "file", "files"));
}

}  // namespace

int carry_out(Context& context, const ValidateCommand& command) {
    Checked<Config> config = read_config(context, command.variables);
    const Root root(context);
    if (command.format == Format::json) {
        context.console.out(validation_json(config.diagnostics, sources_of(config)));
    } else if (command.format == Format::junit) {
        const auto files = config.value ? config.value->files : std::vector<std::string>{};
        context.console.out(
            junit_xml(root.of(config.diagnostics), root.of(sources_of(config)), root.of(files)));
    } else {
        if (command.format == Format::github)
            context.console.out(github_annotations(root.of(config.diagnostics)));
        else
            tell(context, config);
        if (config.ok()) context.console.out(valid(*config.value));
    }
    const int code = config.ok() ? exit_code::done : exit_code::error;
    context.leftovers.take(std::move(config));
    return code;
}

}  // namespace fireform::cli
