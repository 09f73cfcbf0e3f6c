// The vocabulary of plan tests: text in, text out. A configuration, what state says, what is live; then a
// plan.
//
//   given(R"([deployment.chat] ...)").prior("deployment.chat", R"({"id": "chat-1", "applied": {...}})")
//       .live("deployment chat-1", R"({"state": "READY", ...})").plan()
#pragma once

#include "engine/plan/make_plan.hpp"

#include <string>
#include <string_view>

namespace fireform::tests {

/// Lineage of every test's state, and our account.
inline constexpr std::string_view lineage = "11111111-2222-3333-4444-555555555555";
inline constexpr std::string_view account = "acme";

class Given {
 public:
    explicit Given(std::string_view toml);

    /// An entry of state: {"id", "generation", "adopted", "untagged", "status", "applied": {}, "seen": {},
    /// "dependencies": [], "deposed": [], ...}. "seen" left out: what was applied.
    Given& prior(std::string_view address, std::string_view json);
    /// A live object "TYPE ID": its attributes by canonical name, and "$lineage", "$address", "$status",
    /// "$update_time", "$bookkeeping".
    Given& live(std::string_view type_and_id, std::string_view json);
    /// A live object with our tags for `address`.
    Given& ours(std::string_view type_and_id, std::string_view address, std::string_view json);
    /// A model of our account, or by its full name: {"kind", "state", "fine_tuning_job", "base_model",
    /// "lora_rank", "supports_lora", ...}, the members of LiveModel.
    Given& model(std::string_view id, std::string_view json);
    /// What a look-up may find, "model NAME" or "deployment_shape NAME" with a full name: its attributes.
    Given& looked_up(std::string_view type_and_name, std::string_view json);
    Given& target(std::string_view address);
    Given& destroying();
    Given& intent(std::string_view address, std::string_view verb, std::string_view id);
    /// A file of the project folder, for datasets and adapters.
    Given& file(std::string_view name, std::string_view content);

    [[nodiscard]] Checked<Plan> checked() const;
    /// The changes that are more than `none`, one block each, then the steps; diagnostics before them.
    [[nodiscard]] std::string plan() const;
    /// The diagnostics alone, each with its hint behind a bar.
    [[nodiscard]] std::string told() const;
    /// Only the steps: "0 create deployment.chat (chat-1)" with "after 0 1".
    [[nodiscard]] std::string steps() const;

    Snapshot state;
    Live world;
    PlanOptions options;

 private:
    std::string toml_;
    std::string folder_;
};

[[nodiscard]] inline Given given(std::string_view toml) {
    return Given(toml);
}

/// Drops the first line break and the common indentation, so that expected text can be indented with the
/// test.
[[nodiscard]] std::string text(std::string_view raw);

}  // namespace fireform::tests
