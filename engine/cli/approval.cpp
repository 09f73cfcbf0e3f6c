#include "engine/cli/approval.hpp"

#include "engine/cli/problem.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

constexpr std::string_view question =
    "\nDo you want to perform these actions?\n  Only \"yes\" is taken for an answer: ";

bool destroys(const Change& change) {
    if (change.partial_skip || change.address.type == "dataset") return false;
    return change.action == Action::destroy || change.action == Action::replace ||
           change.action == Action::repair;
}

/// The limit that holds; none: no limit.
std::optional<int> limit(const Plan& plan, const ApplyCommand& command) {
    if (!command.plan_file.empty() || plan.mode != PlanMode::normal) return std::nullopt;
    if (command.destroys_max) return command.destroys_max;
    return command.auto_approve ? std::optional(destroys_max_unasked) : std::nullopt;
}

/// What does the same without a question.
std::string unasked(const Selection& selection) {
    if (selection.destroy)
        return "fireform destroy --auto-approve, or fireform plan --destroy --out FILE and fireform apply "
               "FILE";
    const std::string_view flag = selection.refresh_only ? " --refresh-only" : "";
    return fmt::format(
        "fireform apply{} --auto-approve, or fireform plan{} --out FILE and fireform apply FILE", flag, flag);
}

Task<Approval> ask(Context& context, Reporter& reporter, const Selection& selection) {
    const bool no_prompt = !variable(context.environment, "CI").empty();
    if (!context.console.facts().in_terminal || no_prompt) {
        Diagnostics problems;
        problems.add(problem("Approval needed",
                             no_prompt ? "CI is set in the environment, so nobody is asked."
                                       : "There is no terminal to ask on.",
                             unasked(selection)));
        reporter.tell(problems);
        co_return Approval::refused;
    }
    context.console.err(question);
    const std::string answer = co_await context.console.read_line();
    if (answer == "yes") co_return Approval::given;
    context.console.err("\nNothing was changed.\n");
    co_return Approval::refused;
}

}  // namespace

Diagnostics check_destroys(const Plan& plan, int destroys_max) {
    Diagnostics problems;
    int count = 0;
    std::string list;
    for (const Change& change : plan.changes) {
        if (!destroys(change)) continue;
        ++count;
        list += fmt::format("\n{} {}", symbol(change), to_text(change.address));
    }
    if (count > destroys_max)
        problems.add(
            problem("Too many destroys",
                    fmt::format("The plan destroys or replaces {}; {} allowed:{}", count,
                                destroys_max == 1 ? "1 is" : fmt::format("{} are", destroys_max), list),
                    fmt::format("look at the plan, then give --max-destroys {}", count)));
    return problems;
}

Task<Approval> approve(Context& context, Reporter& reporter, const Plan& plan, const ApplyCommand& command) {
    if (!plan.has_changes()) co_return Approval::given;
    if (const std::optional<int> destroys_max = limit(plan, command)) {
        const Diagnostics problems = check_destroys(plan, *destroys_max);
        reporter.tell(problems);
        if (problems.has_errors()) co_return Approval::refused;
    }
    if (command.auto_approve || !command.plan_file.empty()) co_return Approval::given;
    co_return co_await ask(context, reporter, command.selection);
}

}  // namespace fireform::cli
