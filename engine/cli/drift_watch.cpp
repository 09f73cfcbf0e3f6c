#include "engine/cli/drift_watch.hpp"

#include "engine/cli/drift_look.hpp"
#include "engine/cli/drift_telling.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/render/drift.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <random>
#include <utility>

namespace fireform::cli {
namespace {

class Watch {
 public:
    Watch(Context& context, Reporter& reporter, const DriftCommand& command)
        : context_(context), reporter_(reporter), command_(command), random_(std::random_device{}()) {}

    Task<int> run() {
        context_.loop.on_end(
            [&console = context_.console] { console.err("\nNo longer watching. Nothing was changed.\n"); });
        if (command_.format == DriftCommand::Format::text)
            context_.console.err(
                fmt::format("Looking every {}; only what is new is told. Ctrl-C ends it.\n\n",
                            duration_text(std::chrono::duration_cast<Duration>(command_.watch))));
        while (true) {
            std::optional<PreparedLook> prepared = prepare_look(context_, reporter_, command_.variables);
            if (!prepared && health_.looks == 0) co_return exit_code::error;
            if (prepared)
                co_await look(std::move(*prepared));
            else
                failed();
            const auto pause = watch_pause(command_.watch, std::uniform_real_distribution<>(0, 1)(random_));
            write_health(pause);
            co_await clock_.sleep(pause);
        }
    }

 private:
    Task<void> look(PreparedLook prepared) {
        Checked<Look> found = co_await look_for_drift(*prepared.session, prepared.baseline, false);
        // Once, however often it happens again.
        const std::string told = to_text(found.diagnostics);
        if (std::exchange(told_, told) != told) reporter_.tell(found.diagnostics);
        if (!found.ok()) {
            failed();
            co_return;
        }
        const DriftReport& report = found.value->report;
        ++health_.looks;
        health_.failures = 0;
        health_.status = report.drifted() ? "drift" : "ok";
        health_.changed = report.changed_count();
        health_.gone = report.gone_count();
        const std::string content = drift_json(report, "");
        if (std::exchange(shown_, content) != content) {
            if (command_.format == DriftCommand::Format::text) context_.console.out(timestamp() + "\n\n");
            context_.console.out(drift_in_form(report, command_.format, context_));
            if (command_.format != DriftCommand::Format::json) context_.console.out("\n");
        }
        if (!command_.notify.empty()) co_await tell_others(report);
    }

    /// What was not delivered is tried again with the next look.
    Task<void> tell_others(const DriftReport& report) {
        const std::string state = report.drifted() ? drift_message(report, false, "") : "";
        if (state == notified_) co_return;
        const Diagnostics problems =
            co_await notify_of_drift(command_.notify, report, !report.drifted(), clock_);
        reporter_.tell(problems);
        if (problems.empty()) notified_ = state;
    }

    void failed() {
        ++health_.looks;
        ++health_.failures;
        health_.status = "error";
        shown_.clear();  // that it can look again is new, whatever it sees
    }

    void write_health(std::chrono::nanoseconds pause) {
        if (command_.health_file.empty()) return;
        health_.time = rfc3339(clock_.wall());
        health_.next =
            rfc3339(clock_.wall() + std::chrono::duration_cast<std::chrono::system_clock::duration>(pause));
        const std::string cause = write_whole(command_.health_file, health_json(health_));
        if (std::exchange(health_problem_, cause) == cause || cause.empty()) return;
        Diagnostics problems;
        problems.add(warning("Health file cannot be written",
                             fmt::format("{}: {}.", command_.health_file, cause),
                             "--health-file with a file in a folder that exists"));
        reporter_.tell(problems);
    }

    Context& context_;
    Reporter& reporter_;
    const DriftCommand& command_;
    SystemClock clock_;
    std::mt19937 random_;
    WatchHealth health_;
    std::string told_;
    std::string shown_;
    std::string notified_;
    std::string health_problem_;
};

}  // namespace

std::chrono::nanoseconds watch_pause(std::chrono::nanoseconds period, double chance) {
    constexpr double spread = 0.1;
    const auto shift = static_cast<double>(period.count()) * spread * (2 * chance - 1);
    return period + std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(shift));
}

std::string health_json(const WatchHealth& health) {
    boost::json::object out;
    out["status"] = health.status;
    out["time"] = health.time;
    out["next"] = health.next;
    out["looks"] = health.looks;
    out["failures"] = health.failures;
    out["changed"] = health.changed;
    out["gone"] = health.gone;
    return json_line(out);
}

Task<int> watch_drift(Context& context, Reporter& reporter, const DriftCommand& command) {
    Watch watch(context, reporter, command);
    co_return co_await watch.run();
}

}  // namespace fireform::cli
