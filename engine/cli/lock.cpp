#include "engine/cli/lock.hpp"

#include "engine/cli/context.hpp"
#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::cli {
namespace {

constexpr std::chrono::milliseconds retry_interval{250};
constexpr std::chrono::milliseconds server_retry_interval{2000};  // each is a request

std::string user_name() {
    const passwd* entry = ::getpwuid(::geteuid());
    return entry && entry->pw_name ? entry->pw_name : fmt::format("uid {}", ::geteuid());
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    return name.data();
}

std::string in_use(const Store& store, const std::optional<LockHolder>& holder) {
    return fmt::format("{} is in use by {}.", store.title(), holder ? to_text(*holder) : "another run");
}

Diagnostic held_by_other(const Store& store, const std::optional<LockHolder>& holder) {
    const std::string out = store.lock_dies_with_process() || !holder || holder->id.empty()
                                ? "the lock goes when that process ends"
                                : fmt::format("if that run has died: fireform state unlock {}", holder->id);
    return problem("State is locked", in_use(store, holder),
                   fmt::format("wait for it, or give --lock-timeout 10m; {}", out));
}

}  // namespace

LockWait tell_waiting(Context& context, const Reporter& reporter) {
    if (reporter.json()) return {};
    return [&context](const std::string& in_use) { context.console.err(in_use + " Waiting for it.\n"); };
}

LockHolder this_process(const std::string& command, Clock& clock) {
    LockHolder out;
    out.user = user_name();
    out.host = host_name();
    out.pid = static_cast<int>(::getpid());
    out.since = rfc3339(clock.wall());
    out.command = "fireform " + command;
    return out;
}

Task<Checked<std::unique_ptr<StateLock>>> take_lock(Store& store, Clock& clock, LockHolder holder,
                                                    std::chrono::nanoseconds timeout, LockWait on_wait) {
    const auto deadline = clock.now() + timeout;
    bool waits = false;
    while (true) {
        Checked<LockAttempt> attempt = store.try_lock(holder);
        if (!attempt.ok()) co_return std::move(attempt.diagnostics);
        if (attempt.value->lock) {
            Checked<std::unique_ptr<StateLock>> held(std::move(attempt.value->lock));
            held.diagnostics = std::move(attempt.diagnostics);
            co_return held;
        }
        const auto left = deadline - clock.now();
        if (left <= std::chrono::nanoseconds::zero()) co_return held_by_other(store, attempt.value->holder);
        if (!std::exchange(waits, true) && on_wait) on_wait(in_use(store, attempt.value->holder));
        const std::chrono::nanoseconds pause = std::min<std::chrono::nanoseconds>(
            left, store.lock_dies_with_process() ? retry_interval : server_retry_interval);
        co_await clock.sleep(pause);
    }
}

}  // namespace fireform::cli
