// The way between a process and the service: the real emulator's value machine behind an HttpClient that
// loses, delays and spoils what it carries. A request that has left may arrive even when its sender has died.
#pragma once

#include "providers/emulator/emulator.hpp"
#include "providers/http/http_client.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/scheduler.hpp"
#include "tests/simulation/trace.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fireform::simulation {

/// What is seen of the traffic by whoever judges it.
class Witness {
 public:
    virtual ~Witness() = default;
    /// A process is about to let it go.
    virtual void sending(const Process& process, const HttpRequest& request) = 0;
    /// Nobody will ever hear the answer to it, or hears one that does not tell whether it was handled.
    virtual void unanswered(const HttpRequest& request) = 0;
    /// The service has answered, whether or not that is heard.
    virtual void handled(const HttpRequest& request, const HttpResponse& reply) = 0;
};

/// How bad it is: chances in percent of every request.
struct Weather {
    int fault = 0;        ///< any of them, in equal parts
    int slow = 0;         ///< takes seconds
    int unreachable = 0;  ///< nobody is there
};

class Network {
 public:
    Network(EmulatorOptions options, Scheduler& scheduler, Random random, Trace& trace, Witness& witness);

    /// A connection of its own for each process.
    [[nodiscard]] std::unique_ptr<HttpClient> connect(Process& process);
    /// As the service sees it at once: for those who look at the world or meddle with it.
    [[nodiscard]] HttpResponse ask(std::string_view method, std::string path, std::string body = {});

    Weather weather;
    int page_size = 0;  ///< the service hands out no longer pages; 0: as asked for
    [[nodiscard]] std::uint64_t requests() const { return requests_; }

 private:
    class Connection;
    struct Exchange;
    void arrive(Exchange& exchange);

    [[nodiscard]] std::chrono::nanoseconds service_time() const;

    Emulator emulator_;
    Scheduler& scheduler_;
    Random random_;
    Trace& trace_;
    Witness& witness_;
    std::uint64_t requests_ = 0;
};

}  // namespace fireform::simulation
