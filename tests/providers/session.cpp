// Retries, keys and headers, seen through the simplest call.
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const char* chat = R"({"name": "accounts/acme/deployments/chat", "state": "READY"})";
const std::string found = "accounts/acme/deployments/chat READY ready\n";

std::string read(Scene& scene) {
    return text(scene.run(scene.provider->read(type_named("deployment"), "chat")));
}

}  // namespace

TEST_CASE("session: every request carries key, custom headers and nothing else of ours") {
    FireworksSettings settings = Scene::usual_settings();
    settings.custom_headers = {{"X-Team", "platform"}};
    Scene scene(settings);
    scene.http.reply(200, chat);
    CHECK(read(scene) == found);
    CHECK(scene.requests() == "GET /v1/accounts/acme/deployments/chat\n");
    const HttpHeaders expected{
        {"Authorization", "Bearer key-0123456789"}, {"Accept", "application/json"}, {"X-Team", "platform"}};
    CHECK(scene.http.sent.at(0).headers == expected);
}

TEST_CASE("session: what may pass is tried again, later and later") {
    Scene scene;
    scene.http.reply(429).reply(500).reply(502).reply(503).reply(504).reply(408).refused().lost().reply(200,
                                                                                                        chat);
    CHECK(read(scene) == found);
    CHECK(scene.clock.sleeps.size() == 8);
    for (std::size_t i = 0; i < scene.clock.sleeps.size(); ++i) {
        const double full = std::min(0.5 * static_cast<double>(1u << i), 30.0);
        const double seconds = std::chrono::duration<double>(scene.clock.sleeps[i]).count();
        CHECK(seconds <= full);
        CHECK(seconds >= full * 0.75);
    }
}

TEST_CASE("session: equal seeds wait equally long, different ones do not") {
    const auto sleeps = [](std::uint64_t seed) {
        FireworksSettings settings = Scene::usual_settings();
        settings.jitter_seed = seed;
        Scene scene(settings);
        for (int i = 0; i < 4; ++i)
            scene.http.reply(503);
        scene.http.reply(200, chat);
        CHECK(read(scene) == found);
        return scene.sleeps();
    };
    CHECK(sleeps(1) == sleeps(1));
    CHECK(sleeps(1) != sleeps(2));
}

TEST_CASE("session: Retry-After is obeyed") {
    Scene scene;
    scene.http.reply(429, "{}", {{"Retry-After", "7"}})
        .reply(503, "{}", {{"retry-after", "Fri, 01 May 2026 12:00:20 GMT"}})
        .reply(200, chat);
    CHECK(read(scene) == found);
    CHECK(scene.sleeps() == "7 13");
}

TEST_CASE("session: after ten retries, or five minutes, it gives up") {
    Scene scene;
    for (int i = 0; i < 20; ++i)
        scene.http.reply(503, R"({"code": 14, "message": "try later"})");
    CHECK(read(scene) ==
          "error: Service error: Reading the deployment \"chat\": the service answered 503: try later. "
          "[run again later; what was done is recorded]\n");
    CHECK(scene.http.requests.size() == 11);

    Scene slow;
    for (int i = 0; i < 20; ++i)
        slow.http.reply(503, "{}", {{"retry-after", "60"}});
    (void)read(slow);
    CHECK(slow.sleeps() == "60 60 60 60 60");
}

TEST_CASE("session: where nothing ever answered, the address is suspected soon") {
    Scene scene(Scene::usual_settings(), false);
    for (int i = 0; i < 20; ++i)
        scene.http.refused();
    const auto account = scene.run(scene.provider->account());
    CHECK(text(account.diagnostics) ==
          "error: Service unreachable: Looking up the account \"acme\": connection refused by api.test. "
          "[check the network, and base_url or FIREWORKS_BASE_URL]\n");
    CHECK(scene.http.requests.size() == 3);
}

TEST_CASE("session: what will not pass is not tried again") {
    using Kind = HttpFailure::Kind;
    struct Row {
        const char* name;
        std::function<void(FakeHttp&)> script;
    };
    const std::vector<Row> rows{
        {"refused key", [](FakeHttp& http) { http.reply(401); }},
        {"quota",
         [](FakeHttp& http) { http.reply(429, R"({"code": 8, "message": "quota exceeded for x"})"); }},
        {"capacity",
         [](FakeHttp& http) { http.reply(429, R"({"code": 8, "message": "no capacity in region"})"); }},
        {"told not to", [](FakeHttp& http) { http.reply(503, "{}", {{"x-should-retry", "false"}}); }},
        {"certificate",
         [](FakeHttp& http) { http.fail(Kind::tls, "the certificate of api.test has expired", false); }},
        {"too large", [](FakeHttp& http) { http.fail(Kind::too_large, "too large", true); }},
        {"not HTTP", [](FakeHttp& http) { http.fail(Kind::malformed, "not HTTP", true); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Scene scene;
        row.script(scene.http);
        CHECK(read(scene).starts_with("error: "));
        CHECK(scene.http.requests.size() == 1);
    }
}

TEST_CASE("session: a rate limit is no quota") {
    Scene scene;
    scene.http.reply(429, R"({"code": 8, "message": "quota of 6000 requests per minute"})").reply(200, chat);
    CHECK(read(scene) == found);
}

TEST_CASE("session: without a key nothing is sent") {
    FireworksSettings settings = Scene::usual_settings();
    settings.api_key.clear();
    Scene scene(settings, false);
    const auto account = scene.run(scene.provider->account());
    CHECK(text(account.diagnostics) ==
          "error: API key missing: The Fireworks API wants a key with every request, and none is configured. "
          "[set FIREWORKS_API_KEY, or write api_key = \"${env.MY_KEY}\" in [provider.fireworks]]\n");
    CHECK(scene.http.requests.empty());
}

TEST_CASE("session: the embedded emulator needs no key") {
    FireworksSettings settings = Scene::usual_settings();
    settings.api_key.clear();
    settings.base_url = "http://emulator";
    Scene scene(settings, false);
    scene.http.reply(200, R"({"name": "accounts/acme"})");
    CHECK(scene.run(scene.provider->account()).ok());
    CHECK(scene.requests() == "GET http://emulator/v1/accounts/acme\n");
}

TEST_CASE("session: no secret of a request appears in a message") {
    FireworksSettings settings = Scene::usual_settings();
    settings.custom_headers = {{"X-Proxy-Token", "proxy-token-1"}};
    Scene scene(settings);
    scene.http.reply(
        400, R"({"code": 3, "message": "bad header: Bearer key-0123456789, proxy-token-1\u001b[31m"})");
    CHECK(read(scene) ==
          "error: Request refused: Reading the deployment \"chat\": the service answered 400: bad header: "
          "Bearer "
          "(sensitive), (sensitive) [31m. [correct the attribute that the message names]\n");
}
