// The part of run.hpp that records what happened and tells it: schedule, events and result.
#include "engine/apply/closing.hpp"
#include "engine/apply/run.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace fireform {
namespace {

Diagnostic skipped_because(const std::string& why) {
    Diagnostic note;
    note.severity = Severity::note;
    note.summary = "Skipped";
    note.detail = why;
    return note;
}

bool contains(const Diagnostics& all, const Diagnostic& wanted) {
    return std::find(all.begin(), all.end(), wanted) != all.end();
}

}  // namespace

void Run::record() {
    record_and_announce({});
}

bool Run::record_and_announce(std::span<const StepRequest> requests) {
    if (news_.empty() && requests.empty()) return true;
    std::vector<News> news = std::exchange(news_, {});
    Diagnostics problems = recorder_.flush(intents_of(requests));
    const bool durable = !problems.has_errors();
    if (!durable) {
        // Done in the account, and not durable: nothing may build on it, and nothing more may be sent.
        for (News& each : news) {
            if (each.kind == News::Kind::failed) continue;
            each.kind = News::Kind::failed;
            steps_[each.step].facts.accepted = false;
            each.diagnostics = problems;
            each.shared = true;
        }
        halt(std::move(problems));
    }
    for (const StepRequest& request : requests)
        steps_[request.step].announced = durable;
    for (News& each : news)
        conclude(each);
    return durable;
}

void Run::conclude(News& news) {
    const Index step = news.step;
    const Change& change = change_of(step);
    const std::string name = to_text(change.address);
    if (!news.shared) blame(step, news.diagnostics);
    for (const Diagnostic& each : news.diagnostics)
        if (!news.shared || !contains(result_.diagnostics, each)) result_.diagnostics.add(each);
    const auto current = current_.find(change.address);
    const bool has_value = current != current_.end() && news.kind != News::Kind::failed;
    if (has_value) values_.set(change, desired_[change.address], current->second);
    switch (news.kind) {
        case News::Kind::accepted:
            if (!news.phase.empty()) tell(Event::Kind::progress, step, std::move(news.phase));
            break;
        case News::Kind::done:
            schedule_.succeed(step);
            tell(Event::Kind::completed, step, std::move(news.phase), std::move(news.diagnostics));
            release(step);
            break;
        case News::Kind::done_unready: {
            const std::vector<Index> followers = schedule_.succeed_alone(step);
            steps_[step].facts.unready = true;
            tell(Event::Kind::accepted, step, std::move(news.phase), std::move(news.diagnostics));
            skip(followers, fmt::format("{} is accepted and not waited for; the next run goes on.", name));
            release(step);
            break;
        }
        case News::Kind::failed: {
            const std::vector<Index> followers = schedule_.fail(step);
            tell(Event::Kind::failed, step, {}, std::move(news.diagnostics));
            skip(followers, fmt::format("{} failed, and this depends on it.", name));
            release(step);
            break;
        }
    }
}

void Run::blame(Index step, Diagnostics& diagnostics) const {
    Diagnostics blamed;
    for (Diagnostic each : diagnostics) {
        if (!each.address) each.address = change_of(step).address;
        blamed.add(std::move(each));
    }
    diagnostics = std::move(blamed);
}

void Run::skip(const std::vector<Index>& steps, const std::string& why) {
    for (const Index step : steps) {
        Diagnostics because;
        because.add(skipped_because(why));
        blame(step, because);
        tell(Event::Kind::skipped, step, {}, std::move(because));
        release(step);
    }
}

void Run::release(Index step) {
    const Change& change = change_of(step);
    if (--open_steps_[static_cast<std::size_t>(&change - plan_.changes.data())] > 0) return;
    desired_.erase(change.address);
    current_.erase(change.address);
}

void Run::tell(Event::Kind kind, Index step, std::string phase, Diagnostics diagnostics) {
    const Change& change = change_of(step);
    Event event;
    event.kind = kind;
    event.address = change.address;
    event.verb = plan_.steps[step].verb;
    event.action = change.action;
    event.id = plan_.steps[step].id;
    // The service chose it, or this step is about another object than the entry's.
    if (const auto current = current_.find(change.address); event.id.empty() && current != current_.end())
        event.id = current->second.id;
    event.phase = std::move(phase);
    const bool has_started = kind != Event::Kind::skipped;
    if (has_started)
        event.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - steps_[step].started);
    event.diagnostics = std::move(diagnostics);
    try {
        events_.on(event);
    } catch (...) {
        // Nobody can see any more what happens: as if the run were interrupted.
        if (!halted_) halt(bug_diagnostic());
    }
}

bool Run::unfinished() const {
    return !halted_ && !all_succeeded(schedule_);
}

void Run::keep_up() {
    if (Diagnostics problems = recorder_.keep_up(); problems.has_errors()) halt(std::move(problems));
}

ApplyResult Run::finish(bool stopped) {
    std::vector<Index> untouched;
    for (Index step = 0; step < steps_.size(); ++step) {
        const Schedule::Status status = schedule_.status(step);
        if (status == Schedule::Status::waiting || status == Schedule::Status::ready)
            untouched.push_back(step);
    }
    skip(untouched, stopped ? "the run was stopped before it started." : "nothing more could be sent.");

    const bool all_done = !stopped && !halted_ && all_succeeded(schedule_);
    try {
        settle_unchanged(plan_, recorder_);
        settle_outputs(plan_, values_, all_done, recorder_);
        if (all_done) forget_settled_intents(plan_, options_.looked, recorder_);
    } catch (...) {
        result_.diagnostics.add(bug_diagnostic());
    }
    result_.stopped = stopped;
    std::vector<StepFacts> facts;
    facts.reserve(steps_.size());
    for (const StepState& each : steps_)
        facts.push_back(each.facts);
    summarise(plan_, schedule_, facts, result_);
    if (options_.record && !steps_.empty())
        recorder_.remember(record_of_run(plan_, schedule_, result_, *options_.record, clock_.now() - began_));
    Diagnostics problems = recorder_.write();
    for (const Diagnostic& each : problems)
        if (!contains(result_.diagnostics, each)) result_.diagnostics.add(each);

    result_.outputs = recorder_.outputs();
    result_.unsaved = recorder_.unsaved();
    return std::move(result_);
}

}  // namespace fireform
