// The vocabulary of executor tests: a world, a plan as text, a run on virtual time, and what happened as
// text.
//
//   Story story;
//   story.plan(R"(
//       create deployment.chat chat-1 {"model": "accounts/fireworks/models/m"}
//       create lora_addon.a {"model": "x", "base_id": "${deployment.chat.name}"} after 0
//   )");
//   story.apply();
//   CHECK(story.events() == text(R"(...)"));
#pragma once

#include "engine/apply/executor.hpp"
#include "tests/support/fake_cloud.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/virtual_clock.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::tests {

inline constexpr std::string_view lineage = "11111111-2222-3333-4444-555555555555";

class Story final : public EventSink {
 public:
    Story();

    /// An object that is there: "deployment chat-1", its attributes as JSON, its state ("" ready).
    LiveObject& live(std::string_view type_and_id, std::string_view json = "{}", std::string state = "");
    /// An entry of state for the object of this id, with what was applied.
    ResourceState& entry(std::string_view address, std::string_view id, std::string_view applied = "{}");

    /// Steps, one a line: VERB ADDRESS [ID] [hard] [deposed] [JSON of desired] [after N...], positions from
    /// zero; "keep ADDRESS ID [JSON]" is an unchanged resource. The action of a change follows from its
    /// steps, its live attributes from the world.
    void plan(std::string_view lines);
    [[nodiscard]] Change& change(std::string_view address);
    void output(std::string name, Value after, bool sensitive = false);

    ApplyResult apply();
    /// Sets the stop signal at this time.
    void stop_at(std::chrono::milliseconds time) { stop_at_ = time; }

    /// "started create deployment.chat", one a line; `timed` puts seconds before each.
    [[nodiscard]] std::string events(bool timed = false) const;
    /// Calls of store and cloud in their order.
    [[nodiscard]] std::string calls() const;
    /// "deployment.chat chat-1 ready", with "applied: ..." and "deposed: ..." where there is any.
    [[nodiscard]] std::string state() const { return state_text(snapshot); }
    [[nodiscard]] static std::string state_text(const Snapshot& snapshot);

    void on(const Event& event) override;

    std::vector<std::string> log;
    VirtualClock clock;
    FakeCloud cloud;
    MemoryStore store;
    Snapshot snapshot;
    Plan planned;
    ApplyOptions options;
    StopSignal stop;
    std::function<void(const Event&)> on_event;

 private:
    struct Told {
        std::chrono::nanoseconds at;
        std::string text;
    };
    std::vector<Told> told_;
    std::chrono::nanoseconds stop_at_{-1};
};

[[nodiscard]] std::string to_text(const ApplyResult& result);

/// Drops the first line break and the common indentation.
[[nodiscard]] std::string text(std::string_view raw);

}  // namespace fireform::tests
