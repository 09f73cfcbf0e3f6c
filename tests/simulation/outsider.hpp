// Strangers with a key to the account: they change and delete what is there, use deployments, cancel runs.
#pragma once

#include "tests/simulation/fleet.hpp"
#include "tests/simulation/network.hpp"

namespace fireform::simulation {

class Outsider {
 public:
    Outsider(Network& network, Random random, Trace& trace)
        : network_(network), random_(random), trace_(trace) {}

    /// One thing, to one of the objects that are there; the service may refuse it.
    void meddle();
    /// Makes a deployment that looks like the one of a block, which may not be there yet.
    void anticipate(const Fleet& fleet);

 private:
    void ask(std::string_view method, const std::string& path, const std::string& body = {});

    Network& network_;
    Random random_;
    Trace& trace_;
};

}  // namespace fireform::simulation
