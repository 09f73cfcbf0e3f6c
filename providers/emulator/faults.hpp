// Faults on purpose (contract section 6): rules that name an operation, and a rate that spoils a share of all
// requests in turn by each kind.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::emulator {

enum class FaultKind {
    status,        ///< answered with `status`, not handled
    drop_before,   ///< closed before it is handled
    drop_after,    ///< handled, the reply is lost
    truncate,      ///< handled, half of the reply is sent
    stall,         ///< nothing is sent for `delay`, then closed; not handled
    lag,           ///< a list shows objects as they were `delay` ago
    fail_state,    ///< what the request makes fails: FAILED, STATE_UNSPECIFIED, JOB_STATE_FAILED, a dataset
                   ///< that stays UPLOADING; so does the update of a deployment
    upload_stuck,  ///< the dataset stays UPLOADING whatever is uploaded
    route_404,     ///< it becomes ready, and requests to it are answered 404
};

/// A `[[fault]]` table.
struct FaultRule {
    std::string operation = {};  ///< "POST deployments", as the counts of /emulator/requests spell it; "" any
    std::string match = {};      ///< prefix of the id or the full name; "" any
    int after = 0;               ///< so many matching requests pass first
    int times = 0;               ///< then so many are spoiled; 0: all that follow
    FaultKind kind = FaultKind::status;
    int status = 500;
    std::string message = {};
    std::chrono::milliseconds delay{0};  ///< before the reply; of `stall` and `lag` their length
};

[[nodiscard]] std::optional<FaultKind> fault_kind(std::string_view name);
/// What `fail_state` writes into the status.
[[nodiscard]] std::string failure_of(const FaultRule& rule);

/// Decides about each request, in the order of their coming; the same seed decides the same.
class Faults {
 public:
    Faults() = default;
    Faults(std::vector<FaultRule> rules, double rate, std::uint64_t seed);

    /// Null: nothing happens to it. `name`: the full resource name, "" unknown.
    [[nodiscard]] const FaultRule* decide(std::string_view operation, std::string_view name);
    /// The longest lag of any rule.
    [[nodiscard]] std::chrono::milliseconds lag_max() const;
    void reset();

 private:
    std::vector<FaultRule> rules_;
    std::vector<int> seen_;  ///< matching requests so far, by rule
    double rate_ = 0;
    std::uint64_t seed_ = 0;
    std::uint64_t random_ = 0;
    std::size_t turn_ = 0;
};

}  // namespace fireform::emulator
