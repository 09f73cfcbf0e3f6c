// What every command is given: the console, the environment, how to print.
#pragma once

#include "engine/cli/console.hpp"
#include "engine/cli/event_loop.hpp"
#include "engine/cli/leftovers.hpp"
#include "engine/cli/options.hpp"
#include "engine/render/render.hpp"
#include "schemas/diagnostic.hpp"

#include <functional>
#include <iosfwd>

namespace fireform::cli {

struct Context {
    Console& console;
    EventLoop& loop;
    const Environment& environment;
    GlobalOptions global;
    Style out;  ///< of stdout
    Style err;  ///< of stderr
    Leftovers& leftovers;
};

/// How diagnostics leave: as text on stderr, or as events on stdout.
class Reporter {
 public:
    Reporter(Context& context, bool json) : context_(context), json_(json) {}

    /// The files that later diagnostics may point into.
    void know(Sources sources) { sources_ = std::move(sources); }
    [[nodiscard]] const Sources& sources() const { return sources_; }

    void tell(const Diagnostics& diagnostics);
    /// Lines of the event stream; `make` gives them, and is called when anybody reads them.
    void events(const std::function<std::string()>& make);
    [[nodiscard]] bool json() const { return json_; }

    /// The event stream goes there too, whatever the terminal gets. Must outlive this.
    void copy_events_to(std::ostream& stream) { copy_ = &stream; }

 private:
    Context& context_;
    bool json_;
    std::ostream* copy_ = nullptr;
    bool told_ = false;  ///< something that does not end in an empty line
    Sources sources_;
};

/// Now, as events carry it.
[[nodiscard]] std::string timestamp();

}  // namespace fireform::cli
