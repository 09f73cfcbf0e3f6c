#include "engine/cli/progress.hpp"

#include "engine/render/live_table.hpp"

#include <map>
#include <utility>

namespace fireform::cli {
namespace {

constexpr std::chrono::seconds progress_interval{10};  ///< between two lines of one step that say the same
constexpr std::chrono::milliseconds redraw_interval{500};
constexpr std::size_t rows_spared = 4;  ///< of the terminal, for what stands above the table

class JsonDisplay final : public RunDisplay {
 public:
    explicit JsonDisplay(Context& context) : context_(context) {}
    void on(const Event& event) override { context_.console.out(event_json(event, timestamp())); }
    void note(const std::string& line) override { context_.console.err(line); }
    void finish() override {}

 private:
    Context& context_;
};

/// Progress is told when it changes and every ten seconds, not with every poll.
class LineDisplay final : public RunDisplay {
 public:
    explicit LineDisplay(Context& context) : context_(context) {}

    void on(const Event& event) override {
        if (event.kind == Event::Kind::progress && !worth_a_line(event)) return;
        context_.console.out(render(event, context_.out));
    }
    void note(const std::string& line) override { context_.console.err(line); }
    void finish() override {}

 private:
    struct Told {
        std::string phase;
        std::chrono::milliseconds elapsed{0};
    };

    bool worth_a_line(const Event& event) {
        Told& told = told_[{to_text(event.address), event.verb}];
        const bool news = event.phase != told.phase;
        if (!news && event.elapsed - told.elapsed < progress_interval) return false;
        told = {event.phase, event.elapsed};
        return true;
    }

    Context& context_;
    std::map<std::pair<std::string, Verb>, Told> told_;
};

/// What is done scrolls up as lines; below it stands the table of what runs.
class TableDisplay final : public RunDisplay {
 public:
    TableDisplay(Context& context, Clock& clock, std::size_t steps, std::size_t rows_max)
        : context_(context), clock_(clock), table_(context.out, steps, rows_max) {
        context_.loop.tick(redraw_interval, [this] { draw(table_.frame(clock_.now())); });
    }
    ~TableDisplay() override { context_.loop.stop_ticking(); }
    TableDisplay(const TableDisplay&) = delete;
    TableDisplay& operator=(const TableDisplay&) = delete;

    void on(const Event& event) override {
        table_.on(event, clock_.now());
        const bool lasting = event.kind != Event::Kind::started && event.kind != Event::Kind::progress;
        if (lasting) {
            draw({});
            context_.console.out(render(event, context_.out));
        }
        draw(table_.frame(clock_.now()));
    }

    void note(const std::string& line) override {
        draw({});
        context_.console.err(line);
        draw(table_.frame(clock_.now()));
    }

    void finish() override {
        context_.loop.stop_ticking();
        draw({});
    }

 private:
    void draw(std::vector<std::string> frame) {
        // A terminal that was stopped (Ctrl-S) gets the newest table when it goes on, not all of them.
        if (context_.console.stalled() && !frame.empty()) return;
        const std::string change = repaint(shown_, frame);
        if (!change.empty()) context_.console.out(change);
        shown_ = std::move(frame);
    }

    Context& context_;
    Clock& clock_;
    LiveTable table_;
    std::vector<std::string> shown_;
};

}  // namespace

std::unique_ptr<RunDisplay> make_display(Context& context, Clock& clock, bool json, std::size_t steps) {
    if (json) return std::make_unique<JsonDisplay>(context);
    const ConsoleFacts facts = context.console.facts();
    const bool dumb =
        variable(context.environment, "TERM") == "dumb" || !variable(context.environment, "CI").empty();
    const auto height = static_cast<std::size_t>(facts.height);
    if (!facts.out_terminal || dumb || height < 2 * rows_spared)
        return std::make_unique<LineDisplay>(context);
    return std::make_unique<TableDisplay>(context, clock, steps, height - rows_spared);
}

}  // namespace fireform::cli
