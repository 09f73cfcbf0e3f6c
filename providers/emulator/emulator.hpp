// The Fireworks API as a value machine: one request in, one reply out, on a clock that is told. It keeps the
// rules of the real service where the real service does (domain brief, Appendix B) and shares no table with
// schemas/. server.hpp puts it on a socket, embedded_client.hpp into the process.
#pragma once

#include "providers/emulator/faults.hpp"
#include "providers/http/http_client.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

struct EmulatorOptions {
    std::string account = "acme";
    std::string api_key;  ///< "" any key is accepted
    std::uint64_t seed = 1;
    std::chrono::milliseconds ready_after{2000};
    std::int64_t quota = 100000;  ///< per accelerator type
    int loras = 1;
    bool api_extended = false;
    bool strict = false;         ///< a PATCH without updateMask is a 400
    bool emit_defaults = false;  ///< replies spell out zero values
    std::chrono::milliseconds list_lag{0};
    std::string public_url;  ///< origin of signed URLs: "http://127.0.0.1:4711"; "" the one of the request
    std::vector<emulator::FaultRule> faults;
    double fault_rate = 0;        ///< share of requests that are spoiled, 0 to 1
    bool doors_need_key = false;  ///< /emulator/... asks for the key like everything else
    bool quota_first = false;     ///< the quota is checked before the rest of a deployment (brief 2.1.9)
};

/// A reply, and what becomes of it on the wire.
struct EmulatorReply {
    enum class Wire {
        whole,
        closed,   ///< nothing is sent, the connection is closed
        half,     ///< about half of it is sent, then the connection is closed
        stalled,  ///< nothing is sent for `delay`, then the connection is closed
    };
    HttpResponse response;
    Wire wire = Wire::whole;
    std::chrono::milliseconds delay{0};  ///< before it is sent
    bool handled = true;                 ///< false: the service never saw the request
};

class Emulator {
 public:
    explicit Emulator(EmulatorOptions options);
    ~Emulator();
    Emulator(const Emulator&) = delete;
    Emulator& operator=(const Emulator&) = delete;

    /// `now`: time on the emulator's clock since its epoch, 1970-01-01T00:00:00Z; one that goes backwards
    /// stands still. Target of the request is the path and query of its url. Transitions that are due by
    /// `now` happen first. Faults that concern the wire happen in answer() only.
    [[nodiscard]] HttpResponse handle(const HttpRequest& request, std::chrono::nanoseconds now);
    /// The same with all faults.
    [[nodiscard]] EmulatorReply answer(const HttpRequest& request, std::chrono::nanoseconds now);
    /// The 429 of a rate limit, logged like every reply; null for a door, which knows no limit.
    [[nodiscard]] std::optional<HttpResponse> refuse_busy(const HttpRequest& request);
    [[nodiscard]] static bool is_door(const HttpRequest& request);

    /// Everything it knows as JSON text, and back. False: not a store of this version and account.
    [[nodiscard]] std::string save() const;
    [[nodiscard]] bool load(std::string_view text);
    /// Grows whenever save() would say something that the clock alone does not bring about.
    [[nodiscard]] std::uint64_t changes() const;

    /// What `now` was when it was last told, also by the store: a clock goes on from here.
    [[nodiscard]] std::chrono::nanoseconds now() const;

    void set_public_url(std::string origin);

 private:
    struct Service;
    std::unique_ptr<Service> service_;
};

}  // namespace fireform
