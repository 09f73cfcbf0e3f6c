#include "engine/cli/lock.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

class HeldStore final : public Store {
 public:
    int tries_until_free = 0;
    int tries = 0;

    Checked<LockAttempt> try_lock(const LockHolder& holder) override {
        LockAttempt attempt;
        attempt.holder = LockHolder{"anna", "laptop", 4711, "2026-05-01T12:00:00Z", "fireform apply"};
        if (++tries > tries_until_free) attempt.lock = std::make_unique<StateLock>();
        CHECK(holder.command == "fireform destroy");
        return attempt;
    }
    Checked<Snapshot> read() override { return Snapshot{}; }
    Checked<LockHolder> lock_holder() override { return {}; }
    Diagnostics record(const std::string&, const std::vector<Outcome>&, const std::vector<Intent>&) override {
        return {};
    }
    Diagnostics write(Snapshot&) override { return {}; }
    [[nodiscard]] std::string title() const override { return "fireform.state.json"; }
};

Checked<std::unique_ptr<StateLock>> take(HeldStore& store, std::chrono::seconds timeout) {
    ManualClock clock;
    return run(take_lock(store, clock, this_process("destroy", clock), timeout));
}

}  // namespace

TEST_CASE("lock: who holds it is named, and nothing waits without --lock-timeout") {
    HeldStore store;
    store.tries_until_free = 1000;
    const auto lock = take(store, std::chrono::seconds(0));
    CHECK_FALSE(lock.value);
    CHECK(store.tries == 1);
    CHECK(to_text(lock.diagnostics) ==
          "error: State is locked: fireform.state.json is in use by anna@laptop, pid 4711, since "
          "2026-05-01T12:00:00Z, running `fireform apply`.\n");
}

TEST_CASE("lock: with --lock-timeout it is tried until it is free or the time is over") {
    HeldStore store;
    store.tries_until_free = 3;
    CHECK(take(store, std::chrono::seconds(10)).ok());
    CHECK(store.tries == 4);
    HeldStore stubborn;
    stubborn.tries_until_free = 1000;
    CHECK_FALSE(take(stubborn, std::chrono::seconds(10)).ok());
    CHECK(stubborn.tries == 41);
}

TEST_CASE("lock: this process says who it is") {
    ManualClock clock;
    const LockHolder holder = this_process("apply", clock);
    CHECK(holder.pid == static_cast<int>(::getpid()));
    CHECK_FALSE(holder.user.empty());
    CHECK_FALSE(holder.host.empty());
    CHECK(holder.since == "2026-05-01T12:00:00Z");
    CHECK(holder.command == "fireform apply");
}
