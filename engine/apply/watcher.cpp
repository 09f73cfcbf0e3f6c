#include "engine/apply/watcher.hpp"

#include "engine/apply/carry_out.hpp"
#include "schemas/bug.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace fireform {

using std::chrono::nanoseconds;

Watcher::Watcher(asio::any_io_executor executor, std::shared_ptr<Signal> wake, Provider& provider,
                 Clock& clock)
    : provider_(provider), clock_(clock), polls_(std::move(executor), std::move(wake)) {}

void Watcher::watch(Wait wait) {
    Group& group = groups_[std::string(wait.type->name)];
    group.type = wait.type;
    wait.since = clock_.now();
    wait.spoke = wait.since;
    wait.next = wait.since + poll_delay(*wait.type, nanoseconds(0));
    group.next = group.waits.empty() ? wait.next : std::min(group.next, wait.next);
    const bool added = group.waits.emplace(wait.id, std::move(wait)).second;
    require(added, "an object is waited for once at a time");
    ++waiting_;
}

nanoseconds Watcher::due(const Group& group, bool crowded) {
    if (group.waits.size() <= reads_max) return group.next;
    const int rest = crowded ? list_rest : group.took <= list_short ? 0 : list_rest_alone;
    return std::max(group.next, group.ended + rest * group.took);
}

void Watcher::start_polls(bool crowded) {
    const nanoseconds now = clock_.now();
    for (auto& [name, group] : groups_) {
        if (group.waits.empty() || group.looking || due(group, crowded) > now) continue;
        std::vector<Asked> asked;
        asked.reserve(group.waits.size());
        for (const auto& [id, wait] : group.waits)
            asked.push_back({id, confirms_absence(wait, now)});
        group.looking = true;
        group.began = now;
        polls_.start(look(*group.type, std::move(asked), provider_));
    }
}

nanoseconds Watcher::until_next(nanoseconds longest, bool crowded) const {
    const nanoseconds now = clock_.now();
    nanoseconds shortest = longest;
    for (const auto& [name, group] : groups_)
        if (!group.waits.empty() && !group.looking) shortest = std::min(shortest, due(group, crowded) - now);
    return std::max(shortest, nanoseconds(0));
}

Task<Watcher::Poll> Watcher::look(const ResourceType& type, std::vector<Asked> asked, Provider& provider) {
    Poll poll;
    poll.type = type.name;
    poll.found.resize(asked.size());
    try {
        const bool listed = asked.size() > reads_max;
        std::vector<bool> read(asked.size(), !listed);
        if (listed) {
            Checked<std::vector<LiveObject>> all = co_await provider.list(type);
            poll.diagnostics.add(std::move(all.diagnostics));
            if (poll.diagnostics.has_errors()) co_return poll;
            std::unordered_map<std::string_view, const LiveObject*> by_id;
            for (const LiveObject& object : *all.value)
                by_id.emplace(object.id, &object);
            for (std::size_t i = 0; i < asked.size(); ++i) {
                const auto found = by_id.find(asked[i].id);
                if (found != by_id.end())
                    poll.found[i] = *found->second;
                else
                    read[i] = asked[i].confirm;
            }
        }
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (!read[i]) continue;
            Checked<LiveObject> one = co_await provider.read(type, asked[i].id);
            poll.diagnostics.add(std::move(one.diagnostics));
            if (poll.diagnostics.has_errors()) break;
            poll.found[i] = std::move(one.value);
        }
    } catch (...) {
        poll.diagnostics.add(bug_diagnostic());
    }
    poll.asked = std::move(asked);
    co_return poll;
}

void Watcher::report(const Wait& wait, Diagnostics unreachable) {
    Sighting failed;
    failed.step = wait.step;
    failed.kind = Sighting::Kind::failed;
    failed.phase = wait.state;
    failed.shared = true;
    failed.diagnostics = std::move(unreachable);
    news_.push_back(std::move(failed));
}

void Watcher::seen(Poll poll) {
    Group& group = groups_[poll.type];
    group.looking = false;
    const nanoseconds now = clock_.now();
    group.ended = now;
    group.took = now - group.began;
    const bool failed = poll.diagnostics.has_errors();
    group.failures = failed ? group.failures + 1 : 0;
    if (failed && group.failures >= failed_polls_max) {
        for (const auto& [id, wait] : group.waits)
            report(wait, poll.diagnostics);
        waiting_ -= group.waits.size();
        group.waits.clear();
        return;
    }
    for (std::size_t i = 0; i < poll.asked.size() && !failed; ++i) {
        const auto place = group.waits.find(poll.asked[i].id);
        if (place == group.waits.end()) continue;
        std::optional<Sighting> news = judge(place->second, poll.found[i], now);
        if (!news) continue;
        const bool over = news->kind != Sighting::Kind::progress;
        news_.push_back(std::move(*news));
        if (!over) continue;
        group.waits.erase(place);
        --waiting_;
    }
    // All are looked at again together: the youngest sets the pace. Who came while the look was under way was
    // not seen by it, and is due when it always was.
    group.next = nanoseconds::max();
    for (auto& [id, wait] : group.waits) {
        const bool was_asked = wait.since <= group.began;
        if (was_asked && (wait.next <= now || wait.since + poll_delay(*wait.type, nanoseconds(0)) <= now))
            wait.next = now + poll_delay(*wait.type, now - wait.since);
        group.next = std::min(group.next, wait.next);
    }
}

std::optional<Sighting> Watcher::take() {
    while (news_.empty()) {
        std::optional<Poll> poll = polls_.take();
        if (!poll) return std::nullopt;
        seen(std::move(*poll));
    }
    Sighting first = std::move(news_.front());
    news_.pop_front();
    return first;
}

void Watcher::drop() {
    for (auto& [name, group] : groups_)
        group.waits.clear();
    waiting_ = 0;
    polls_.cancel();
}

}  // namespace fireform
