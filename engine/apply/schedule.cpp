#include "engine/apply/schedule.hpp"

#include "schemas/bug.hpp"

#include <algorithm>

namespace fireform {

Schedule::Schedule(const std::vector<Step>& steps)
    : status_(steps.size(), Status::waiting),
      needs_slot_(steps.size()),
      missing_(steps.size()),
      followers_from_(steps.size() + 1),
      open_(steps.size()) {
    for (Index step = 0; step < steps.size(); ++step) {
        const Verb verb = steps[step].verb;
        needs_slot_[step] =
            verb != Verb::forget && verb != Verb::clear && verb != Verb::wait && verb != Verb::probe;
        missing_[step] = static_cast<Index>(steps[step].after.size());
        for (const Index earlier : steps[step].after) {
            require(earlier < step, "steps stand behind what they wait for");
            ++followers_from_[earlier + 1];
        }
    }
    for (std::size_t i = 1; i < followers_from_.size(); ++i)
        followers_from_[i] += followers_from_[i - 1];
    followers_.resize(followers_from_.back());
    std::vector<Index> next(followers_from_.begin(), followers_from_.end());
    for (Index step = 0; step < steps.size(); ++step)
        for (const Index earlier : steps[step].after)
            followers_[next[earlier]++] = step;
    for (Index step = 0; step < steps.size(); ++step)
        if (missing_[step] == 0) make_ready(step);
}

std::vector<Schedule::Index>::const_iterator Schedule::followers_begin(Index step) const {
    return followers_.begin() + followers_from_[step];
}

std::vector<Schedule::Index>::const_iterator Schedule::followers_end(Index step) const {
    return followers_.begin() + followers_from_[step + 1];
}

void Schedule::make_ready(Index step) {
    status_[step] = Status::ready;
    (needs_slot_[step] ? ready_with_slot_ : ready_free_).insert(step);
}

std::vector<Schedule::Index> Schedule::take_ready(std::size_t slots) {
    std::vector<Index> taken(ready_free_.begin(), ready_free_.end());
    ready_free_.clear();
    while (slots > 0 && !ready_with_slot_.empty()) {
        taken.push_back(*ready_with_slot_.begin());
        ready_with_slot_.erase(ready_with_slot_.begin());
        --slots;
    }
    std::sort(taken.begin(), taken.end());
    for (const Index step : taken)
        status_[step] = Status::running;
    return taken;
}

void Schedule::put_back(Index step) {
    require(status_[step] == Status::running, "a step that is put back was taken");
    make_ready(step);
}

void Schedule::close(Index step, Status status) {
    require(status_[step] == Status::running, "a step that ends was running");
    status_[step] = status;
    --open_;
}

void Schedule::succeed(Index step) {
    close(step, Status::succeeded);
    for (auto follower = followers_begin(step); follower != followers_end(step); ++follower)
        if (--missing_[*follower] == 0 && status_[*follower] == Status::waiting) make_ready(*follower);
}

std::vector<Schedule::Index> Schedule::fail(Index step) {
    close(step, Status::failed);
    return skip_followers(step);
}

std::vector<Schedule::Index> Schedule::succeed_alone(Index step) {
    close(step, Status::succeeded);
    return skip_followers(step);
}

std::vector<Schedule::Index> Schedule::skip_followers(Index step) {
    std::vector<Index> skipped;
    std::vector<Index> open{step};
    while (!open.empty()) {
        const Index failed = open.back();
        open.pop_back();
        for (auto follower = followers_begin(failed); follower != followers_end(failed); ++follower) {
            // Skipped through another failure already: it has been told.
            if (status_[*follower] != Status::waiting) continue;
            status_[*follower] = Status::skipped;
            --open_;
            skipped.push_back(*follower);
            open.push_back(*follower);
        }
    }
    std::sort(skipped.begin(), skipped.end());
    return skipped;
}

}  // namespace fireform
