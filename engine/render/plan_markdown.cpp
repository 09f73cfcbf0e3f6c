#include "engine/render/plan_markdown.hpp"

#include "engine/plan/forecast.hpp"
#include "engine/render/change_lines.hpp"
#include "engine/render/markdown.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace fireform {
namespace {

/// What is kept when there is no room for everything, the first of these first.
enum class Weight : std::uint8_t { loss_row, loss_detail, row, section, detail };

/// A part of the comment. `make` gives it with at most that many bytes, "" when it cannot.
struct Piece {
    Weight weight = Weight::row;
    std::function<std::string(std::size_t)> make;
    std::string text;  ///< "" left out
};

/// The colour that a "diff" block gives a line.
std::string_view sign_of(Tone tone) {
    switch (tone) {
        case Tone::create:
            return "+ ";
        case Tone::remove:
            return "- ";
        case Tone::change:
            return "! ";
        default:
            return "  ";
    }
}

std::string shown(const FieldLine& line) {
    return fmt::format("{}{}\n", sign_of(line.tone), to_text(line));
}

/// Lines folded under a title. Those that do not fit are counted; "" when none does.
std::string folded_lines(const std::string& title, const std::vector<std::string>& lines,
                         std::size_t bytes_max) {
    // One fence for all of them: what is left out can only have made it longer.
    std::string body;
    std::string whole;
    for (const std::string& line : lines)
        whole += line;
    const auto folded = [&title](const std::string& text) {
        return markdown_folded(title, markdown_block("diff", text));
    };
    if (std::string all = folded(whole); all.size() <= bytes_max) return all;
    const std::size_t frame = folded(whole).size() - whole.size();
    std::size_t kept = 0;
    const auto remark = [&] { return fmt::format("  # {} more lines\n", lines.size() - kept); };
    while (kept < lines.size() && frame + body.size() + lines[kept].size() + remark().size() <= bytes_max)
        body += lines[kept++];
    return kept == 0 ? std::string() : folded(body + remark());
}

std::string row(const Plan& plan, const Change& change) {
    const std::string_view symbol = shown_symbol(change);
    const std::string_view what =
        change.action == Action::none ? "destroy what is left over" : meaning_of(symbol);
    return fmt::format("| {} | {} | {} | {} | {} |\n", markdown_code(symbol),
                       markdown_code(to_text(change.address)), what, markdown_words(change.reason),
                       markdown_words(cost_text(plan.forecast, change)));
}

std::string title_of(std::string_view symbol, const Address& address) {
    return fmt::format("{} {}", markdown_code(symbol), markdown_code(to_text(address)));
}

/// A piece that is all there or not at all.
Piece whole(Weight weight, std::string text) {
    return {weight,
            [text = std::move(text)](std::size_t bytes_max) {
                return text.size() <= bytes_max ? text : std::string();
            },
            {}};
}

Piece folded(Weight weight, std::string title, std::vector<std::string> lines) {
    return {weight,
            [title = std::move(title), lines = std::move(lines)](std::size_t bytes_max) {
                return folded_lines(title, lines, bytes_max);
            },
            {}};
}

std::vector<std::string> drift_lines(const Plan& plan) {
    std::vector<std::string> out;
    for (const Drift& drift : plan.drift) {
        // The block as text, without its symbol's column: the symbol is the colour's sign.
        const std::string block = drift_block(drift, Style{});
        for (std::string_view rest = block; !rest.empty();) {
            const std::size_t end = rest.find('\n') + 1;
            const std::string_view line = rest.substr(0, end);
            out.push_back(line.starts_with("  - ")   ? std::string(line.substr(2))
                          : line.starts_with("  ~ ") ? fmt::format("! {}", line.substr(4))
                                                     : std::string(line));
            rest.remove_prefix(end);
        }
    }
    return out;
}

std::vector<std::string> move_lines(const Plan& plan) {
    std::vector<std::string> out;
    for (const Move& move : plan.moves)
        out.push_back(
            fmt::format("  {} -> {}\n", printable(to_text(move.from)), printable(to_text(move.to))));
    return out;
}

std::vector<std::string> output_lines(const Plan& plan) {
    std::vector<std::string> out;
    for (const OutputChange& output : plan.outputs)
        if (changes(output)) out.push_back(shown(output_line(output)));
    return out;
}

std::string head(const Plan& plan) {
    std::string out = fmt::format("### {}\n\n", plan_summary(plan));
    if (plan.mode == PlanMode::refresh_only && !plan.drift.empty())
        out += "This plan only refreshes: apply records in state what is live and changes nothing else.\n\n";
    if (plan.partial) out += "Only a part of the configuration was planned.\n\n";
    if (costs_change(plan.forecast))
        out += fmt::format("Cost: {} -> **{}**\n\n", markdown_words(total_text(total_before(plan.forecast))),
                           markdown_words(total_text(total_after(plan.forecast))));
    return out;
}

constexpr std::string_view table_head = "| | resource | action | reason | cost |\n|---|---|---|---|---|\n";

/// The parts in the order in which they are read.
struct Comment {
    std::vector<Piece> rows;
    std::vector<Piece> sections;  ///< folded

    [[nodiscard]] std::vector<Piece*> of(Weight weight) {
        std::vector<Piece*> out;
        for (std::vector<Piece>* part : {&rows, &sections})
            for (Piece& piece : *part)
                if (piece.weight == weight) out.push_back(&piece);
        return out;
    }
};

void add_changes(const Plan& plan, Detail detail, bool losses, Comment& out) {
    for (const Change& change : plan.changes) {
        if (change.partial_skip || !does_something(change) || takes_away(change) != losses) continue;
        out.rows.push_back(whole(losses ? Weight::loss_row : Weight::row, row(plan, change)));
        std::vector<std::string> lines;
        for (const FieldLine& line : change_lines(change, plan.forecast, detail))
            lines.push_back(shown(line));
        if (!lines.empty())
            out.sections.push_back(folded(losses ? Weight::loss_detail : Weight::detail,
                                          title_of(shown_symbol(change), change.address), std::move(lines)));
    }
}

Comment parts(const Plan& plan, Detail detail) {
    Comment out;
    if (plan.mode != PlanMode::refresh_only)
        for (const bool losses : {true, false})
            add_changes(plan, detail, losses, out);
    const auto section = [&out](std::string title, std::vector<std::string> lines) {
        if (!lines.empty())
            out.sections.push_back(folded(Weight::section, std::move(title), std::move(lines)));
    };
    section("Changes to outputs:", output_lines(plan));
    section("Changed outside of fireform since the last apply:", drift_lines(plan));
    section("Resources get another address, their objects stay:", move_lines(plan));
    return out;
}

std::string cut_remark(std::size_t rows, std::size_t sections, std::size_t bytes_max) {
    return fmt::format(
        "\n> Cut to {} bytes: {} and {} left out. All of it: `fireform show PLAN`, or the log of this run.\n",
        bytes_max, counted(rows, "row", "rows"), counted(sections, "folded part", "folded parts"));
}

/// Fills the parts by weight until the room is used up. Of those of a weight each gets an equal share at
/// most, and what one does not need is there for the next.
void fill(Comment& comment, std::size_t room) {
    for (const Weight weight :
         {Weight::loss_row, Weight::loss_detail, Weight::row, Weight::section, Weight::detail}) {
        const std::vector<Piece*> pieces = comment.of(weight);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            constexpr std::size_t share_least = 2000;  // bytes: less would say nothing of any of them
            const std::size_t share = std::max(room / (pieces.size() - i), share_least);
            pieces[i]->text = pieces[i]->make(std::min(room, share));
            room -= pieces[i]->text.size();
        }
    }
}

}  // namespace

std::string plan_markdown(const Plan& plan, Detail detail, std::size_t bytes_max) {
    Comment comment = parts(plan, detail);
    const std::string above = head(plan);
    constexpr std::size_t numbers_max = 60;  // bytes: digits of the remark, and line ends between the parts
    const std::size_t frame =
        above.size() + table_head.size() + cut_remark(0, 0, bytes_max).size() + numbers_max;
    fill(comment, bytes_max == 0      ? std::numeric_limits<std::size_t>::max()
                  : bytes_max > frame ? bytes_max - frame
                                      : 0);

    std::string out = above;
    const auto put = [&out](const std::vector<Piece>& pieces) {
        for (const Piece& piece : pieces)
            out += piece.text;
        return static_cast<std::size_t>(
            std::ranges::count_if(pieces, [](const Piece& piece) { return piece.text.empty(); }));
    };
    const bool any_row =
        std::ranges::any_of(comment.rows, [](const Piece& piece) { return !piece.text.empty(); });
    if (any_row) out += table_head;
    const std::size_t rows_left = put(comment.rows);
    if (any_row && !comment.sections.empty()) out += '\n';
    const std::size_t sections_left = put(comment.sections);
    if (rows_left + sections_left > 0) out += cut_remark(rows_left, sections_left, bytes_max);
    while (out.ends_with("\n\n"))
        out.pop_back();
    return out;
}

}  // namespace fireform
