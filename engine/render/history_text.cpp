#include "engine/render/history_text.hpp"

#include "state/history_json.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>

namespace fireform {
namespace {

/// "2 added, 1 destroyed"
std::string figures(const RunRecord& run) {
    std::string out;
    const auto add = [&out](int count, std::string_view what) {
        if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, what);
    };
    add(run.adopted, "adopted");
    add(run.added, "added");
    add(run.changed, "changed");
    add(run.removed, "destroyed");
    add(run.forgotten, "forgotten");
    return out.empty() ? "nothing done" : out;
}

std::string duration(std::int64_t seconds) {
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m{}s", seconds / 60, seconds % 60);
    return fmt::format("{}h{}m", seconds / 3600, seconds % 3600 / 60);
}

std::vector<RunRecord> newest_first(std::vector<RunRecord> history) {
    std::ranges::reverse(history);
    return history;
}

}  // namespace

std::string history_text(const std::vector<RunRecord>& history) {
    if (history.empty()) return "No run has changed anything yet.\n";
    std::size_t who_width = 0;
    for (const RunRecord& run : history)
        who_width = std::max(who_width, run.user.size() + run.host.size() + 1);
    std::string out;
    for (const RunRecord& run : newest_first(history)) {
        out += fmt::format("{:>4}  {}  {:<{}}  {:<7}  {:>6}  {}{}\n", run.number, run.since,
                           run.user + '@' + run.host, who_width, run.command, duration(run.seconds),
                           figures(run), run.result == "complete" ? "" : fmt::format(" ({})", run.result));
        for (const RunRecord::Destroyed& one : run.destroyed)
            out += fmt::format("      - {} ({})\n", to_text(one.address), one.id);
    }
    return out;
}

std::string history_json(const std::vector<RunRecord>& history) {
    return json_line(history_to_json(newest_first(history)));
}

}  // namespace fireform
