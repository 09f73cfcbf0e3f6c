// What `orphans` found, as text and as JSON. Pure.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

/// A live object that no state owns.
struct Orphan {
    std::string type;
    std::string name;  ///< full
    std::string id;
    std::string display_name;  ///< "" none
    std::string state;         ///< the API's word
    std::string create_time;   ///< as the API says it; "" unknown
    std::optional<std::chrono::seconds> age;
    std::optional<std::int64_t> replicas;  ///< of a deployment: that run now
    std::optional<HourlyCost> cost;        ///< of a deployment
    std::string lineage;                   ///< of a state that lost it; "" none
};

/// Dollars an hour, of the replicas that run now. None: not a deployment, or no price is known.
[[nodiscard]] std::optional<double> hourly_now(const Orphan& orphan);

/// A line each, and the sum.
[[nodiscard]] std::string orphans_text(const std::vector<Orphan>& orphans, const Style& style);
/// {"format_version", "orphans": [{...}], "hourly_usd", "hourly_usd_max"}
[[nodiscard]] std::string orphans_json(const std::vector<Orphan>& orphans);

}  // namespace fireform
