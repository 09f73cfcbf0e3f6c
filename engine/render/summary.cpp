// The last lines, which scripts read (contract section 3): their wording and order are fixed.
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace fireform {
namespace {

struct Words {
    std::string_view import, adopt, forget, add, change, destroy;
};
constexpr Words planned{"to import", "to adopt", "to forget", "to add", "to change", "to destroy"};
constexpr Words finished{"imported", "adopted", "forgotten", "added", "changed", "destroyed"};

/// "2 to adopt, " and so on: what is said only when there is any.
std::string front(const Counts& counts, const Words& words) {
    std::string out;
    const auto put = [&out](int count, std::string_view what) {
        if (count != 0) out += fmt::format("{} {}, ", count, what);
    };
    put(counts.import, words.import);
    put(counts.adopt, words.adopt);
    put(counts.forget, words.forget);
    return out;
}

std::string all(const Counts& counts, const Words& words) {
    return fmt::format("{}{} {}, {} {}, {} {}.", front(counts, words), counts.add, words.add, counts.change,
                       words.change, counts.destroy, words.destroy);
}

}  // namespace

std::string plan_summary(const Plan& plan) {
    if (!plan.has_changes() && plan.mode == PlanMode::destroy)
        return "No changes. There is nothing to destroy.";
    if (!plan.has_changes()) return "No changes. Your fleet matches the configuration.";
    return "Plan: " + all(plan.counts(), planned);
}

std::string apply_summary(const Plan& plan, const ApplyResult& result) {
    const bool destroy = plan.mode == PlanMode::destroy;
    const std::string_view what = destroy ? "Destroy" : "Apply";
    if (result.stopped)
        return fmt::format("{} interrupted. Resources: {} done, {} still running, {} untouched.", what,
                           result.done, result.running, result.untouched);
    const std::string unready =
        result.unready == 0 ? "" : fmt::format(" {} accepted and not waited for.", result.unready);
    if (result.diagnostics.has_errors())
        return fmt::format("{} not complete. Resources: {}{}", what, all(result.counts, finished), unready);
    if (result.unready > 0 && result.untouched > 0)
        return fmt::format(
            "{} not complete. Resources: {} {} accepted and not waited for, {} not started: the next "
            "`fireform {}` goes on.",
            what, all(result.counts, finished), result.unready, result.untouched,
            destroy ? "destroy" : "apply");
    if (destroy)
        return fmt::format("Destroy complete! Resources: {}{} destroyed.{}", front(result.counts, finished),
                           result.counts.destroy, unready);
    return "Apply complete! Resources: " + all(result.counts, finished) + unready;
}

}  // namespace fireform
