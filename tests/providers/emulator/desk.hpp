// A desk in front of the emulator: a request is a line of text and so is its reply, and time passes when it
// is told to.
#pragma once

#include "providers/emulator/emulator.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace fireform::testing {

class Desk {
 public:
    explicit Desk(EmulatorOptions options = {});

    /// "POST deployments?deploymentId=a {"baseModel": ...}" gives "200 {...}". A path that does not start
    /// with a slash is below /v1/accounts/acme/; blanks in it are percent-encoded on the way.
    std::string ask(std::string_view line);
    /// The status alone, and of an error its message: "404 ... does not exist", "200".
    std::string tell(std::string_view line);
    /// Values of the reply to GET `path`, by their places: see("deployments/a", "state
    /// replicaStats.readyReplicaCount") gives "READY 1". What is absent is "-".
    std::string see(std::string_view path, std::string_view places);
    /// The same of any request.
    std::string see_in(std::string_view line, std::string_view places);
    /// The last segments of the names in a list, in its order: "a b c".
    std::string ids(std::string_view list_path);

    HttpResponse send(HttpRequest request);
    EmulatorReply answer(std::string_view line);
    static HttpRequest request(std::string_view line);

    void wait(std::chrono::nanoseconds duration) { now += duration; }

    Emulator emulator;
    std::chrono::nanoseconds now;
};

/// A deployment's body on the LoRA-capable public model with one H100.
std::string deployment_body(std::string_view more = "");

/// A READY dataset of so many copies of `row`. `more` goes into the body of its create.
void add_dataset(Desk& desk, std::string_view id, std::string_view row, int rows = 3,
                 std::string_view more = "");
inline constexpr std::string_view chat_example =
    R"({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]})";
inline constexpr std::string_view preference_example =
    R"({"input": {"messages": [{"role": "user", "content": "hi"}]}, )"
    R"("preferred_output": [{"role": "assistant", "content": "ho"}], )"
    R"("non_preferred_output": [{"role": "assistant", "content": "no"}]})";
inline constexpr std::string_view samples_example =
    R"({"samples": [{"messages": [{"role": "user", "content": "hi"}], "evals": {"score": 0.5}}]})";

/// Its state without the prefix, each time `step` has passed: "CREATING PENDING ...".
std::string states_of(Desk& desk, std::string_view job, int times, std::chrono::nanoseconds step);

/// Picks places out of JSON text, see Desk::see.
std::string pick(std::string_view json, std::string_view places);

}  // namespace fireform::testing
