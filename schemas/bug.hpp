// A broken invariant: a bug in fireform, never the user's fault. Caught in main and around each running
// action, so that the others are still recorded.
#pragma once

#include <source_location>
#include <stdexcept>

namespace fireform {

/// what() names the place and the broken condition and ends "This is a bug in fireform."
class Bug : public std::logic_error {
 public:
    using std::logic_error::logic_error;
};

/// Throws Bug unless `holds`. `condition` says what should be true: "plan is sorted".
void require(bool holds, const char* condition, std::source_location where = std::source_location::current());

}  // namespace fireform
