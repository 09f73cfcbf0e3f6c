#include "engine/apply/waits.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <string_view>

namespace fireform {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds poll_min{200};

Diagnostic about(std::string summary, std::string detail, std::string hint) {
    Diagnostic problem;
    problem.summary = std::move(summary);
    problem.detail = std::move(detail);
    problem.hint = std::move(hint);
    return problem;
}

Sighting failure(const Wait& wait, const std::optional<LiveObject>& object, Diagnostic problem) {
    Sighting failed;
    failed.step = wait.step;
    failed.kind = Sighting::Kind::failed;
    failed.object = object;
    failed.phase = object ? phase_text(*object) : std::string();
    failed.diagnostics.add(std::move(problem));
    return failed;
}

std::string with_status(const LiveObject& object) {
    return object.status.empty() ? object.state : fmt::format("{}: {}", object.state, object.status);
}

/// What comes next of a run that has ended badly.
std::string run_hint(const Wait& wait) {
    if (wait.on_failure == "retry") return fmt::format("the next `fireform {}` runs it again.", wait.command);
    if (wait.on_failure == "resume") return fmt::format("the next `fireform {}` resumes it.", wait.command);
    return "write on_failure = \"retry\" to run it again, or \"resume\" to continue it.";
}

Sighting broken(const Wait& wait, const LiveObject& object) {
    std::string hint = fmt::format("the next `fireform {}` makes it anew", wait.command);
    if (wait.type->run)
        hint = run_hint(wait);
    else if (wait.type->name == "deployment")
        hint += "; the deployment's page in the console shows its events.";
    else
        hint += ".";
    Sighting failed =
        failure(wait, object,
                about(wait.type->run ? "Run failed" : "Object failed",
                      fmt::format("{} ended in {}.", object.name, with_status(object)), std::move(hint)));
    failed.broken = true;
    return failed;
}

Sighting cancelled(const Wait& wait, const LiveObject& object) {
    Sighting failed =
        failure(wait, object,
                about("Run was cancelled", fmt::format("{} ended in {}.", object.name, with_status(object)),
                      run_hint(wait)));
    failed.broken = true;
    return failed;
}

Sighting paused(const Wait& wait, const LiveObject& object) {
    return failure(
        wait, object,
        about(
            "Run is paused",
            fmt::format("{} is {}; it neither goes on nor ends by itself.", object.name, with_status(object)),
            fmt::format("resume it in the console, then run `fireform {}` again.", wait.command)));
}

Sighting vanished(const Wait& wait, const std::optional<LiveObject>& object) {
    const std::string what =
        object ? fmt::format("is {}", object->state) : std::string("is not there any more");
    return failure(wait, object,
                   about("Object vanished",
                         fmt::format("{} was accepted, and then somebody or the service deleted it: it {}.",
                                     wait.name, what),
                         fmt::format("run `fireform {}` again to make it anew.", wait.command)));
}

bool serves(const LiveObject& object) {
    const std::size_t index = object.type->index_of("replica_stats.ready_replica_count");
    const std::int64_t* count = object.attributes.at(index).integer();
    return count && *count > 0;
}

bool is_for_removal(const Wait& wait) {
    return wait.until == Wait::Until::gone || wait.until == Wait::Until::absent;
}

Sighting timed_out(const Wait& wait, const std::optional<LiveObject>& object) {
    const std::string limit = duration_text(wait.limit);
    const std::string state = object               ? phase_text(*object)
                              : wait.state.empty() ? std::string("not listed")
                                                   : wait.state;
    if (is_for_removal(wait))
        return failure(wait, object,
                       about("Not gone in time",
                             fmt::format("{} is still {} after {}, the limit of {}.", wait.name, state, limit,
                                         wait.limit_name),
                             fmt::format("run `fireform {}` again: it goes on from here; or raise {}.",
                                         wait.command, wait.limit_name)));
    // An upload that is stuck stays so: the only way out is to delete it and begin anew (brief 6.2).
    const bool stuck =
        wait.until == Wait::Until::ready && wait.type->index_of("content_hash") != ResourceType::npos;
    Sighting late =
        failure(wait, object,
                about("Not ready in time",
                      fmt::format("{} is still {} after {}, the limit of {}.", wait.name, state, limit,
                                  wait.limit_name),
                      fmt::format("run `fireform {}` again: it {}; or raise {}.", wait.command,
                                  stuck ? "is deleted and uploaded anew" : "waits on", wait.limit_name)));
    late.broken = stuck;
    return late;
}

/// Progress when there is something new to say, or nothing was said for long.
std::optional<Sighting> progress(Wait& wait, const LiveObject& object, nanoseconds now) {
    std::string text = phase_text(object);
    if (text.empty() || (text == wait.said && now - wait.spoke < progress_interval)) return std::nullopt;
    wait.said = text;
    wait.spoke = now;
    Sighting seen;
    seen.step = wait.step;
    seen.object = object;
    seen.phase = std::move(text);
    return seen;
}

Sighting done(const Wait& wait, Sighting::Kind kind, const std::optional<LiveObject>& object) {
    Sighting seen;
    seen.step = wait.step;
    seen.kind = kind;
    seen.object = object;
    if (object) seen.phase = phase_text(*object);
    return seen;
}

std::optional<Sighting> judge_removal(Wait& wait, const std::optional<LiveObject>& object, nanoseconds now) {
    const bool gone = !object || object->phase == Phase::gone ||
                      (wait.until == Wait::Until::gone && object->phase == Phase::soft_deleted);
    if (gone) return done(wait, Sighting::Kind::gone, object);
    return progress(wait, *object, now);
}

std::optional<Sighting> judge_readiness(Wait& wait, const std::optional<LiveObject>& object,
                                        nanoseconds now) {
    // What was seen alive, or is older than any lag of the lists, is believed to be gone.
    const bool believed = wait.seen || now - wait.since >= lag_max;
    if (!object) return believed ? std::optional(vanished(wait, object)) : std::nullopt;
    if (is_earlier(object->update_time, wait.accepted) && now - wait.since < lag_max) return std::nullopt;
    switch (object->phase) {
        case Phase::deleting:
        case Phase::soft_deleted:
        case Phase::gone:
            return believed ? std::optional(vanished(wait, object)) : std::nullopt;
        case Phase::failed:
            return broken(wait, *object);
        case Phase::cancelled:
            return cancelled(wait, *object);
        case Phase::paused:
            return paused(wait, *object);
        case Phase::ready:
            if (wait.until == Wait::Until::serving && !serves(*object)) break;
            return done(wait, Sighting::Kind::ready, object);
        case Phase::pending:
            break;
    }
    wait.seen = true;
    return progress(wait, *object, now);
}

}  // namespace

std::string phase_text(const LiveObject& object) {
    if (object.progress.text.empty()) return object.state;
    if (object.state.empty()) return object.progress.text;
    return fmt::format("{}, {}", object.state, object.progress.text);
}

bool is_earlier(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return false;
    const auto digits = [](std::string_view text) {
        if (text.ends_with('Z')) text.remove_suffix(1);
        return text;
    };
    const std::string_view left = digits(a);
    const std::string_view right = digits(b);
    // "...:00" is before "...:00.5", and "...:00.5" equals "...:00.500": trailing zeros mean nothing.
    const std::size_t length = std::max(left.size(), right.size());
    for (std::size_t i = 0; i < length; ++i) {
        const auto digit = [i](std::string_view text) { return i < text.size() ? text[i] : '0'; };
        char l = digit(left);
        char r = digit(right);
        if (i >= left.size() && r == '.') l = '.';
        if (i >= right.size() && l == '.') r = '.';
        if (l != r) return l < r;
    }
    return false;
}

nanoseconds poll_delay(const ResourceType& type, nanoseconds waited) {
    const nanoseconds shortest = std::min<nanoseconds>(poll_min, type.poll_first);
    return std::clamp<nanoseconds>(waited / 8, shortest, std::max<nanoseconds>(shortest, type.poll_max));
}

bool confirms_absence(const Wait& wait, nanoseconds now) {
    // A free id is used again at once, and an object counts as lost only when reading it says so too.
    if (wait.until == Wait::Until::gone) return false;
    return wait.until == Wait::Until::absent || wait.seen || now - wait.since >= lag_max;
}

std::optional<Sighting> judge(Wait& wait, const std::optional<LiveObject>& object, nanoseconds now) {
    if (object) wait.state = phase_text(*object);
    std::optional<Sighting> seen =
        is_for_removal(wait) ? judge_removal(wait, object, now) : judge_readiness(wait, object, now);
    const bool waits_on = !seen || seen->kind == Sighting::Kind::progress;
    if (waits_on && now - wait.since >= wait.limit) return timed_out(wait, object);
    return seen;
}

}  // namespace fireform
