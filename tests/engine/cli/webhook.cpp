#include "engine/cli/webhook.hpp"

#include "engine/cli/drift_watch.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

struct Hook {
    FakeHttp http;
    ManualClock clock;
    asio::io_context io{1};

    std::string post() {
        return to_text(
            run(io, post_webhook(http, clock, "https://hook.test/services/s3cret", R"({"text":"x"})")));
    }
};

}  // namespace

TEST_CASE("webhook: one POST of JSON, without a key") {
    Hook hook;
    hook.http.reply(200, "ok");
    CHECK(hook.post().empty());
    REQUIRE(hook.http.sent.size() == 1);
    CHECK(hook.http.requests[0] == R"(POST https://hook.test/services/s3cret {"text":"x"})");
    CHECK((hook.http.sent[0].headers == HttpHeaders{{"Content-Type", "application/json"}}));
}

TEST_CASE("webhook: tries again what may pass, and as long as it is asked to wait") {
    Hook hook;
    hook.http.refused().reply(503).reply(429, "{}", {{"Retry-After", "7"}}).reply(204);
    CHECK(hook.post().empty());
    using std::chrono::milliseconds;
    CHECK((hook.clock.sleeps ==
           std::vector<std::chrono::nanoseconds>{milliseconds(500), milliseconds(1000), milliseconds(7000)}));
}

TEST_CASE("webhook: a failure is a warning that names the host only") {
    Hook refused;
    refused.http.reply(404, "no_service s3cret");
    CHECK(refused.post() ==
          "warning: Notification was not delivered: hook.test answered 404, after 1 try. What was found "
          "stands.\n");
    Hook dead;
    dead.http.refused().refused().refused().refused().refused();
    CHECK(dead.post() ==
          "warning: Notification was not delivered: connection refused by api.test, after 5 tries. What was "
          "found stands.\n");
    CHECK(dead.http.all_used());
}

TEST_CASE("watch: a tenth more or less, so that many do not stay together") {
    using std::chrono::seconds;
    CHECK(watch_pause(seconds(300), 0) == seconds(270));
    CHECK(watch_pause(seconds(300), 0.5) == seconds(300));
    CHECK(watch_pause(seconds(300), 1) == seconds(330));
}

TEST_CASE("watch: what a health check reads") {
    WatchHealth health;
    health.status = "drift";
    health.time = "2026-05-01T12:00:00Z";
    health.next = "2026-05-01T12:05:07Z";
    health.looks = 3;
    health.changed = 1;
    CHECK(
        health_json(health) ==
        R"({"status":"drift","time":"2026-05-01T12:00:00Z","next":"2026-05-01T12:05:07Z","looks":3,"failures":0,"changed":1,"gone":0})"
        "\n");
}
