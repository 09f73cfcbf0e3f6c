// Who waits for an object to be ready or gone, and what a look at it means: pure, time is told. Looked at by
// watcher.hpp.
#pragma once

#include "engine/plan/plan.hpp"
#include "providers/live.hpp"
#include "schemas/diagnostic.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace fireform {

struct Wait {
    enum class Until : std::uint8_t {
        ready,
        serving,  ///< ready, with a replica that is
        gone,     ///< absent, or soft-deleted
        absent,   ///< the id is free again
    };
    std::uint32_t step = 0;
    Verb verb = Verb::create;
    const ResourceType* type = nullptr;
    std::string id;
    std::string name;
    Until until = Until::ready;
    std::string accepted;  ///< update_time in the answer to the request; what is older is stale
    std::chrono::seconds limit{3600};
    std::string limit_name;         ///< "timeouts.create"
    std::string command = "apply";  ///< for hints
    std::string on_failure;         ///< of a run: "fail", "retry", "resume"; "" unset

    std::chrono::nanoseconds since{0};  ///< set by the watcher; so are the ones below
    std::chrono::nanoseconds next{0};   ///< when to look again
    std::chrono::nanoseconds spoke{0};  ///< when progress was last reported
    std::string said;                   ///< what it was
    std::string state;                  ///< the last state seen
    bool seen = false;                  ///< found alive since the request: being gone is news
};

struct Sighting {
    enum class Kind { progress, ready, gone, failed };
    std::uint32_t step = 0;
    Kind kind = Kind::progress;
    std::optional<LiveObject> object;  ///< as it is; none when absent
    std::string phase;                 ///< "CREATING, downloading model 1/2"
    bool broken = false;               ///< of a failure: the object is there and does not work
    bool shared = false;               ///< of a failure: it is no resource's own, but the whole look's
    Diagnostics diagnostics;
};

/// Lists may lag behind what was accepted (brief 8.9): until then a missing object is not a lost one.
inline constexpr std::chrono::seconds lag_max{30};
/// An unchanged progress is repeated after this long, so that a log shows that it lives.
inline constexpr std::chrono::seconds progress_interval{30};

/// How long after `waited` to look again: an eighth of it, so that readiness is noticed an eighth late at
/// most, within 200 ms and the type's poll_max. Grows to the type's poll_max in some 40 looks.
[[nodiscard]] std::chrono::nanoseconds poll_delay(const ResourceType& type, std::chrono::nanoseconds waited);

/// What finding `object` (none: absent) at `now` means for the one who waits; nothing: go on waiting in
/// silence.
[[nodiscard]] std::optional<Sighting> judge(Wait& wait, const std::optional<LiveObject>& object,
                                            std::chrono::nanoseconds now);

/// Whether absence in a list has to be confirmed by reading the object itself.
[[nodiscard]] bool confirms_absence(const Wait& wait, std::chrono::nanoseconds now);

/// "CREATING, downloading model 1/2"
[[nodiscard]] std::string phase_text(const LiveObject& object);

/// Whether `a` is before `b`; RFC 3339 in UTC with any number of fraction digits. False when one is "".
[[nodiscard]] bool is_earlier(const std::string& a, const std::string& b);

}  // namespace fireform
