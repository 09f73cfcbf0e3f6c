#include "state/store.hpp"

#include "schemas/bug.hpp"

#include <fmt/format.h>

namespace fireform {

std::string to_text(const LockHolder& holder) {
    return fmt::format("{}@{}, pid {}, since {}, running `{}`", holder.user, holder.host, holder.pid,
                       holder.since, holder.command);
}

std::string run_name(const LockHolder& holder) {
    return fmt::format("{} {} {}", holder.since, holder.host, holder.pid);
}

Diagnostics Store::break_lock(const std::string& /*id*/) {
    require(false, "only a lock that does not die is broken");
    return {};
}

std::size_t close_intents(std::vector<OpenIntent>& open, const Outcome& outcome, std::size_t first) {
    const bool all = outcome.resource || outcome.removed;
    for (std::size_t i = open.size(); i-- > 0;) {
        if (open[i].address != outcome.address) continue;
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
        if (i < first) --first;
        if (!all) break;
    }
    return first;
}

}  // namespace fireform
