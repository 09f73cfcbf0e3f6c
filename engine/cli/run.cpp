#include "engine/cli/run.hpp"

#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/parse.hpp"
#include "engine/cli/problem.hpp"
#include "schemas/bug.hpp"

#include <fmt/format.h>
#include <boost/core/demangle.hpp>

#include <filesystem>
#include <typeinfo>

namespace fireform::cli {
namespace {

/// Works in the folder of `--chdir` from here on: every path that a user writes counts from there.
Diagnostics change_folder(const std::string& folder) {
    Diagnostics problems;
    std::error_code error;
    if (!folder.empty()) std::filesystem::current_path(folder, error);
    if (error)
        problems.add(problem("Folder cannot be entered", fmt::format("{}: {}.", folder, error.message()),
                             "--chdir with a folder that exists"));
    return problems;
}

int carry_out_any(Context& context, const Command& command) {
    return std::visit([&context](const auto& one) { return carry_out(context, one); }, command);
}

int guarded(const std::vector<std::string>& arguments, const Environment& environment, Console& console,
            Leftovers& leftovers) {
    const ConsoleFacts facts = console.facts();
    Style plain;
    plain.color = use_color(facts.err_terminal, false, environment);
    const auto tell = [&console](const Diagnostics& problems, const Style& style) {
        console.err(render(problems, {}, style));
        return exit_code::error;
    };

    Checked<Invocation> invocation = parse_command_line(arguments, environment);
    if (!invocation.value) return tell(invocation.diagnostics, plain);
    const GlobalOptions& global = invocation.value->global;

    EventLoop loop;
    loop.on_end([&console] { console.err("\nInterrupted. Nothing was changed.\n"); });
    console.on_reader_gone([&loop] { loop.finish_soon(); });
    loop.in_background([&console] { console.flush(); });
    Context context{console, loop, environment, global, {}, {}, leftovers};
    context.out.color = use_color(facts.out_terminal, global.no_color, environment);
    context.err.color = use_color(facts.err_terminal, global.no_color, environment);
    context.out.width = context.err.width = facts.width;
    const Diagnostics problems = change_folder(global.folder);
    if (problems.has_errors()) return tell(problems, context.err);
    return carry_out_any(context, invocation.value->command);
}

}  // namespace

int carry_out(Context& context, const HelpCommand& command) {
    context.console.out(command.text);
    return exit_code::done;
}

int run(const std::vector<std::string>& arguments, const Environment& environment, Console& console) {
    Leftovers freed;
    return run(arguments, environment, console, freed);
}

int run(const std::vector<std::string>& arguments, const Environment& environment, Console& console,
        Leftovers& leftovers) {
    int code = exit_code::error;
    try {
        code = guarded(arguments, environment, console, leftovers);
    } catch (const Bug& bug) {
        console.err(fmt::format("error: {}\n", bug.what()));
    } catch (const std::exception& failure) {
        // Its kind and not its words, which may quote a secret.
        console.err(
            render(problem("Unexpected failure", fmt::format("{}\nThis is a bug in fireform.",
                                                             boost::core::demangle(typeid(failure).name()))),
                   {}, {}));
    }
    console.on_reader_gone(nullptr);  // the loop is gone
    const std::string lost = console.finish();
    if (lost.empty()) return code;
    console.err(
        render(problem("Output was lost", fmt::format("stdout cannot be written: {}.", lost)), {}, {}));
    return code == exit_code::done ? exit_code::error : code;
}

}  // namespace fireform::cli
