#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/render/explanations.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

std::string list() {
    std::string out;
    for (const Explanation& one : explanations())
        out += fmt::format("{}  {}\n", code_text(one), one.summary);
    return out;
}

Diagnostic unknown(const std::string& code) {
    std::vector<std::string> summaries;
    for (const Explanation& one : explanations())
        summaries.emplace_back(one.summary);
    return problem("Unknown code", fmt::format("There is no message {}.", fireform::in_quotes(code)),
                   meant(code, summaries, "fireform explain"));
}

}  // namespace

int carry_out(Context& context, const ExplainCommand& command) {
    if (command.code.empty()) {
        context.console.out(command.json ? explanations_json() : list());
        return exit_code::done;
    }
    if (const Explanation* found = find_explanation(command.code)) {
        context.console.out(command.json ? explanation_json(*found) : explanation_text(*found));
        return exit_code::done;
    }
    Diagnostics problems;
    problems.add(unknown(command.code));
    Reporter(context, false).tell(problems);
    return exit_code::error;
}

}  // namespace fireform::cli
