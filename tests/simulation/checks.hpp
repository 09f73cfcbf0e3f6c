// What must be true when everything has come to rest: configuration, account and state say the same.
#pragma once

#include "state/snapshot.hpp"
#include "tests/simulation/fleet.hpp"

#include <set>
#include <string>
#include <string_view>

namespace fireform::simulation {

struct AtRest {
    const Fleet& fleet;
    const Snapshot& state;
    std::string_view objects;           ///< what the door /emulator/objects says
    const std::set<std::string>& made;  ///< full names of all objects that were ever made for us
};

/// The first thing that is not as it must be; "" all is well.
[[nodiscard]] std::string find_fault(const AtRest& at_rest);

}  // namespace fireform::simulation
