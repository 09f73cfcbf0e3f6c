// One step: its request, sent, and what came of it. Ends when the API has answered, not when the object is
// ready.
#pragma once

#include "engine/apply/requests.hpp"
#include "providers/provider.hpp"

#include <cstdint>
#include <optional>

namespace fireform {

struct Answer {
    std::uint32_t step = 0;
    std::optional<LiveObject> object;  ///< as the API handed it back; beside errors: it exists all the same
    bool was_there = false;            ///< of a removal: false, there was nothing to remove
    bool unknown = false;              ///< it failed without telling what became of the object
    Diagnostics diagnostics;
};

/// Never throws: what goes wrong inside becomes an error diagnostic. `provider` must outlive it.
[[nodiscard]] Task<Answer> carry_out(StepRequest request, Provider& provider);

/// What is said of the exception that is being handled, which nobody expected: its kind and not its words,
/// which may quote a secret. Ends "This is a bug in fireform."
[[nodiscard]] Diagnostic bug_diagnostic();

}  // namespace fireform
