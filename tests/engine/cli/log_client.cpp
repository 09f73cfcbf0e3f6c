#include "engine/cli/log_client.hpp"

#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

/// What is written of a GET that is answered, a POST that is answered, a 503 and a lost reply.
std::string logged(LogLevel level) {
    ManualClock clock;
    auto fake = std::make_unique<FakeHttp>();
    fake->reply(200, "{\"key\": \"hush\"}").reply(200).reply(503).lost();
    std::string log;
    const auto client =
        make_logging_client(std::move(fake), clock, level, [&log](const std::string& line) { log += line; });
    for (const char* method : {"GET", "POST", "GET", "PATCH"}) {
        HttpRequest request;
        request.method = method;
        request.url = "https://api.test/v1/accounts/acme/datasets?X-Signature=hush";
        request.headers = {{"Authorization", "Bearer hush"}};
        request.body = "hush";
        const HttpResult result = run(client->send(std::move(request)));
        CHECK((result.response.has_value() || result.failure.has_value()));
    }
    CHECK(log.find("hush") == std::string::npos);
    return log;
}

}  // namespace

TEST_CASE("log: each level tells what the one before tells, and more") {
    const std::string lost =
        "2026-05-01T12:00:00Z error PATCH /v1/accounts/acme/datasets no reply: api.test closed the "
        "connection without a "
        "reply (0 ms)\n";
    const std::string refused = "2026-05-01T12:00:00Z warn  GET /v1/accounts/acme/datasets 503 0 ms\n";
    const std::string write = "2026-05-01T12:00:00Z info  POST /v1/accounts/acme/datasets 200 0 ms\n";
    const std::string read = "2026-05-01T12:00:00Z debug GET /v1/accounts/acme/datasets 200 0 ms\n";
    CHECK(logged(LogLevel::error) == lost);
    CHECK(logged(LogLevel::warn) == refused + lost);
    CHECK(logged(LogLevel::info) == write + refused + lost);
    CHECK(logged(LogLevel::debug) == read + write + refused + lost);
    CHECK(logged(LogLevel::trace).find("trace GET /v1/accounts/acme/datasets answered, 15 bytes\n") !=
          std::string::npos);
}

TEST_CASE("log: words of the levels") {
    CHECK(log_level_of("trace") == LogLevel::trace);
    CHECK(log_level_of("warn") == LogLevel::warn);
    CHECK(log_level_of("") == LogLevel::error);
}
