// Shows a run while it runs: as events for machines, as a table on a terminal, as lines anywhere else.
#pragma once

#include "engine/apply/events.hpp"
#include "engine/cli/context.hpp"
#include "providers/clock.hpp"

#include <memory>
#include <string>

namespace fireform::cli {

class RunDisplay : public EventSink {
 public:
    /// A line of ours between those of the run.
    virtual void note(const std::string& line) = 0;
    /// Takes the table away. Nothing is shown after it.
    virtual void finish() = 0;
};

/// `steps`: how many the plan has.
[[nodiscard]] std::unique_ptr<RunDisplay> make_display(Context& context, Clock& clock, bool json,
                                                       std::size_t steps);

}  // namespace fireform::cli
