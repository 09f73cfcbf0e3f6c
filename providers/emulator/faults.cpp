#include "providers/emulator/faults.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/random.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::emulator {
namespace {

using std::chrono::milliseconds;

struct KindName {
    std::string_view name;
    FaultKind kind;
};
constexpr std::array<KindName, 9> kind_names{{
    {"status", FaultKind::status},
    {"drop_before", FaultKind::drop_before},
    {"drop_after", FaultKind::drop_after},
    {"truncate", FaultKind::truncate},
    {"stall", FaultKind::stall},
    {"lag", FaultKind::lag},
    {"fail_state", FaultKind::fail_state},
    {"upload_stuck", FaultKind::upload_stuck},
    {"route_404", FaultKind::route_404},
}};

/// What `--fault-rate` does, in this order and again.
const std::array<FaultRule, 7>& rotation() {
    static const std::array<FaultRule, 7> rules = [] {
        std::array<FaultRule, 7> made;
        made[0].status = 429;
        made[0].message = "rate limit exceeded, try again";
        made[1].status = 500;
        made[1].message = "Internal error occurred, please contact support";
        made[2].status = 503;
        made[2].message = "the service is currently unavailable";
        made[3].kind = FaultKind::drop_before;
        made[4].kind = FaultKind::drop_after;
        made[5].kind = FaultKind::truncate;
        made[6].kind = FaultKind::stall;
        made[6].delay = milliseconds(5000);
        return made;
    }();
    return rules;
}

}  // namespace

std::optional<FaultKind> fault_kind(std::string_view name) {
    for (const KindName& row : kind_names)
        if (row.name == name) return row.kind;
    return std::nullopt;
}

std::string failure_of(const FaultRule& rule) {
    return rule.message.empty() ? "injected failure" : rule.message;
}

Faults::Faults(std::vector<FaultRule> rules, double rate, std::uint64_t seed)
    : rules_(std::move(rules)), seen_(rules_.size(), 0), rate_(rate), seed_(seed), random_(seed) {}

const FaultRule* Faults::decide(std::string_view operation, std::string_view name) {
    const FaultRule* chosen = nullptr;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const FaultRule& rule = rules_[i];
        if (!rule.operation.empty() && rule.operation != operation) continue;
        if (!name.starts_with(rule.match) && !id_of(name).starts_with(rule.match)) continue;
        const int number = seen_[i]++;
        if (number < rule.after || (rule.times != 0 && number >= rule.after + rule.times)) continue;
        if (chosen == nullptr) chosen = &rule;  // every rule counts, the first that applies wins
    }
    if (chosen != nullptr || rate_ <= 0) return chosen;
    if (random_unit(random_) >= rate_) return nullptr;
    return &rotation()[turn_++ % rotation().size()];
}

milliseconds Faults::lag_max() const {
    milliseconds longest{0};
    for (const FaultRule& rule : rules_)
        if (rule.kind == FaultKind::lag) longest = std::max(longest, rule.delay);
    return longest;
}

void Faults::reset() {
    std::fill(seen_.begin(), seen_.end(), 0);
    random_ = seed_;
    turn_ = 0;
}

}  // namespace fireform::emulator
