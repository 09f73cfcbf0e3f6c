// Who is called when the program cannot go on by itself. What may ask for a person is listed here, with what
// has to have happened before; anything else that stops a run for good is a fault.
#pragma once

#include "schemas/diagnostic.hpp"
#include "tests/simulation/fleet.hpp"
#include "tests/simulation/network.hpp"

namespace fireform::simulation {

/// What happened in the story that no program can make good.
struct Circumstances {
    bool strangers = false;     ///< changed and deleted objects of the account, or made some
    bool destroyed = false;     ///< on purpose: models of runs stay, unless the configuration says otherwise
    bool inner_faults = false;  ///< runs failed in the service
};

class Person {
 public:
    Person(Author& author, Network& network, Trace& trace)
        : author_(author), network_(network), trace_(trace) {}

    /// Does what the error asks for, in the configuration or the account. False: it is not a person's
    /// business.
    [[nodiscard]] bool act(const Diagnostic& error, const Circumstances& circumstances, Fleet& fleet);

 private:
    Author& author_;
    Network& network_;
    Trace& trace_;
};

}  // namespace fireform::simulation
