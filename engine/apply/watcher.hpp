// Looks at objects that are on their way, for all who wait at once: one LIST per type and look, or a read
// each while few wait. Holds no slot. What a look means is waits.hpp; it is driven by executor.cpp.
#pragma once

#include "engine/apply/task_group.hpp"
#include "engine/apply/waits.hpp"
#include "providers/clock.hpp"
#include "providers/provider.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

class Watcher {
 public:
    /// `wake` is notified when a look has ended: take() then has the news. The rest must outlive the watcher.
    Watcher(asio::any_io_executor executor, std::shared_ptr<Signal> wake, Provider& provider, Clock& clock);

    void watch(Wait wait);
    [[nodiscard]] bool idle() const { return waiting_ == 0; }

    /// Starts the looks that are due. `crowded`: requests are in flight, which long lists would hold up.
    void start_polls(bool crowded);
    /// Until the next look is due: zero when it is, `longest` when none is within it.
    [[nodiscard]] std::chrono::nanoseconds until_next(std::chrono::nanoseconds longest, bool crowded) const;

    /// The next news, by type and name of the object; none: nothing new. Ready, gone and failed end the wait.
    [[nodiscard]] std::optional<Sighting> take();

    /// Forgets all who wait and stops looking; collect() afterwards.
    void drop();
    [[nodiscard]] Task<void> collect() { return polls_.collect(); }

 private:
    struct Group {
        const ResourceType* type = nullptr;
        std::map<std::string, Wait> waits;  // by object id
        std::chrono::nanoseconds next{0};   // the earliest of theirs
        std::chrono::nanoseconds began{0};  // of the look in flight, or of the last one
        std::chrono::nanoseconds ended{0};  // when the last look did, and
        std::chrono::nanoseconds took{0};   // how long it took
        bool looking = false;
        int failures = 0;  // looks in a row that ended in an error
    };
    struct Asked {
        std::string id;
        bool confirm = false;
    };
    struct Poll {
        std::string type;
        std::vector<Asked> asked;
        std::vector<std::optional<LiveObject>> found;  // in the order of `asked`
        Diagnostics diagnostics;
    };
    static Task<Poll> look(const ResourceType& type, std::vector<Asked> asked, Provider& provider);
    void seen(Poll poll);
    void report(const Wait& wait, Diagnostics unreachable);
    [[nodiscard]] static std::chrono::nanoseconds due(const Group& group, bool crowded);

    Provider& provider_;
    Clock& clock_;
    TaskGroup<Poll> polls_;
    std::map<std::string, Group> groups_;  // by type name
    std::deque<Sighting> news_;
    std::size_t waiting_ = 0;
};

/// While at most so many of a type wait, each is read; more share a LIST.
inline constexpr std::size_t reads_max = 3;
/// A LIST rests for so many times as long as it took, so that polling takes a fifth of the time at most; half
/// of it when nothing else is in flight, and then a short one need not rest.
inline constexpr int list_rest = 4;
inline constexpr int list_rest_alone = 1;
inline constexpr std::chrono::milliseconds list_short{500};
/// So many looks in a row may fail (each after the provider's own retries) before the wait is given up.
inline constexpr int failed_polls_max = 3;

}  // namespace fireform
