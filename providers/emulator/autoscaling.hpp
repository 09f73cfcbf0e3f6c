// The autoscaling policy of a deployment: its limits and defaults, and what its schedules ask for now.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/time_zones.hpp"
#include "providers/emulator/times.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>

namespace fireform::emulator {

namespace json = boost::json;

/// Checks the policy of a deployment's body by brief 2.1.2.
[[nodiscard]] std::optional<Refusal> check_autoscaling(const json::object& deployment, TimeZones& zones);
/// Fills what is left out: 30 s, 10 min, 1 h, {"default": 0.8}.
void fill_autoscaling(json::object& deployment);

[[nodiscard]] Nanos window(const json::object& deployment, std::string_view field);

/// The minimum that counts now: the plain one or the highest of an active schedule.
struct Minimum {
    std::int64_t replicas = 0;
    std::optional<Nanos> changes;  ///< when it has to be looked at again; nothing: never
};
[[nodiscard]] Minimum minimum_at(const json::object& deployment, Nanos now, TimeZones& zones);

}  // namespace fireform::emulator
