// The way to a state server. What keeps state waits for an answer before it goes on, as it waits for a disk;
// interrupts are heard meanwhile.
#pragma once

#include "providers/http/http_client.hpp"
#include "state/state_server.hpp"

#include <functional>
#include <memory>

namespace fireform::cli {

class EventLoop;  // engine/cli/event_loop.hpp

class StateConnection final : public StateServer {
 public:
    /// `make_client`: called once, when something is sent first.
    StateConnection(EventLoop& loop, std::function<std::unique_ptr<HttpClient>()> make_client);
    ~StateConnection() override;

    [[nodiscard]] StateReply send(const StateRequest& request) override;
    [[nodiscard]] bool wait(std::chrono::milliseconds duration) override;
    [[nodiscard]] std::chrono::nanoseconds now() const override;

 private:
    struct Machine;
    /// Runs what was begun on the machine's own loop to its end. False: interrupted, by what ends the process
    /// now or would end it next.
    bool finish(const std::function<void()>& cancel, bool heard);

    EventLoop& loop_;
    std::function<std::unique_ptr<HttpClient>()> make_client_;
    std::unique_ptr<Machine> machine_;
};

}  // namespace fireform::cli
