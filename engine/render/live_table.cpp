#include "engine/render/live_table.hpp"

#include "engine/render/event_words.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t address_width_max = 40;
constexpr std::size_t elapsed_width = 8;

/// Columns of a row. The last one stays free: erasing behind a character in it would erase the character.
std::size_t row_width(const Style& style) {
    return static_cast<std::size_t>(std::max(style.width, 20)) - 1;
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t used = columns(text);
    if (used < width) text.append(width - used, ' ');
    return text;
}

}  // namespace

LiveTable::LiveTable(Style style, std::size_t steps, std::size_t rows_max)
    : style_(style), steps_(steps), rows_max_(std::max<std::size_t>(rows_max, 2)) {}

void LiveTable::on(const Event& event, std::chrono::nanoseconds now) {
    const std::pair key{to_text(event.address), event.verb};
    switch (event.kind) {
        case Event::Kind::started:
        case Event::Kind::progress: {
            auto [row, fresh] = rows_.try_emplace(key);
            if (fresh) {
                row->second.doing = words_of(event).still;
                row->second.order = started_++;
            }
            row->second.since = now - event.elapsed;
            if (!event.phase.empty()) row->second.phase = phase_text(event.phase);
            break;
        }
        case Event::Kind::accepted:
        case Event::Kind::completed:
            rows_.erase(key);
            ++done_;
            break;
        case Event::Kind::failed:
        case Event::Kind::skipped:
            rows_.erase(key);
            ++failed_;
            break;
    }
}

std::string LiveTable::row_text(const std::string& address, const Row& row, std::size_t address_width,
                                std::chrono::nanoseconds now) const {
    const auto elapsed = elapsed_text(std::chrono::duration_cast<std::chrono::milliseconds>(now - row.since));
    const std::size_t width = row_width(style_);
    const std::size_t room =
        width > address_width + elapsed_width + 4 ? width - address_width - elapsed_width - 4 : 1;
    const std::string phase = fit(row.phase.empty() ? row.doing : row.phase, room);
    return paint(padded(fit(printable(address), address_width), address_width), Tone::strong, style_) + "  " +
           padded(phase, room) + "  " + fmt::format("{:>{}}", elapsed, elapsed_width);
}

std::vector<std::string> LiveTable::frame(std::chrono::nanoseconds now) const {
    if (rows_.empty()) return {};
    std::vector<std::pair<const std::string*, const Row*>> rows;
    std::size_t address_width = 0;
    for (const auto& [key, row] : rows_) {
        rows.emplace_back(&key.first, &row);
        address_width = std::max(address_width, columns(printable(key.first)));
    }
    std::ranges::sort(rows, {}, [](const auto& row) { return row.second->order; });
    const std::size_t width = row_width(style_);
    address_width = std::min({address_width, address_width_max, width / 2});

    std::vector<std::string> lines;
    const std::size_t shown = std::min(rows.size(), rows_max_ - 1);
    for (std::size_t at = 0; at < shown; ++at)
        lines.push_back(row_text(*rows[at].first, *rows[at].second, address_width, now));
    std::string last = fmt::format("{} running", rows.size());
    if (rows.size() > shown) last += fmt::format(" ({} not shown)", rows.size() - shown);
    last += fmt::format(", {} of {} done", done_, steps_);
    if (failed_ != 0) last += fmt::format(", {} failed", failed_);
    lines.push_back(paint(fit(last, width), Tone::faint, style_));
    return lines;
}

std::string repaint(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    if (before == after) return {};
    std::string out;
    if (!before.empty()) out += fmt::format("\r\x1b[{}A", before.size());
    for (std::size_t at = 0; at < after.size(); ++at) {
        if (at < before.size() && before[at] == after[at]) {
            out += "\x1b[1B";
        } else {
            out += after[at] + "\x1b[K\n";
        }
    }
    if (after.size() < before.size()) out += "\x1b[J";
    return out;
}

}  // namespace fireform
