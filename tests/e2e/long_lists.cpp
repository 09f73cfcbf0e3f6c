// The provider and the emulator between them: lists that are read from both ends.
#include "providers/emulator/emulator.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "schemas/schema.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace fireform;

namespace {

/// The emulator as a transport, a minute later with each request.
class InProcess final : public HttpClient {
 public:
    explicit InProcess(EmulatorOptions options) : emulator(std::move(options)) {}

    Task<HttpResult> send(HttpRequest request) override {
        HttpResult result;
        result.response = handle(request);
        if (request.url.find("orderBy=name") != std::string::npos) ++lists;
        co_return result;
    }
    HttpResponse handle(const HttpRequest& request) {
        now += std::chrono::minutes(1);
        return emulator.handle(request, now);
    }
    int ask(const std::string& method, const std::string& path, const std::string& body = "") {
        HttpRequest request;
        request.method = method;
        request.url = "http://emulator/v1/accounts/acme/" + path;
        request.headers = {{"Authorization", "Bearer any"}};
        request.body = body;
        return handle(request).status;
    }

    Emulator emulator;
    std::chrono::nanoseconds now{std::chrono::seconds{1777636800}};
    int lists = 0;
};

std::vector<std::string> ids(InProcess& http, std::string_view type) {
    FireworksSettings settings;
    settings.base_url = "http://emulator";
    settings.account_id = "acme";
    ManualClock clock;
    const auto provider = make_fireworks_provider(settings, http, clock);
    const auto found = run(provider->list(*fireworks_catalog().find(type)));
    std::vector<std::string> out;
    if (found.value)
        for (const LiveObject& object : *found.value)
            out.push_back(object.id);
    return out;
}

}  // namespace

TEST_CASE("long lists: 1,300 deployments in 7 pages, soft-deleted ones among them, in 8 requests at most") {
    for (const auto lag : {std::chrono::milliseconds(0), std::chrono::milliseconds(1)}) {
        CAPTURE(lag.count());
        EmulatorOptions options;
        options.ready_after = std::chrono::milliseconds(0);
        options.list_lag = lag;
        InProcess http(options);
        std::vector<std::string> made;
        for (int i = 0; i < 1300; ++i) {
            made.push_back(
                fmt::format("chat-{}", i * 7919 % 1300));  // the order of creation is not that of names
            REQUIRE(http.ask("POST", "deployments?deploymentId=" + made.back(),
                             R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",
                                 "acceleratorType": "NVIDIA_H100_80GB", "minReplicaCount": 0})") == 200);
        }
        for (int i = 0; i < 1300; i += 100)
            REQUIRE(http.ask("DELETE", "deployments/" + made[static_cast<std::size_t>(i)]) == 200);
        std::ranges::sort(made);
        CHECK(ids(http, "deployment") == made);
        CHECK(http.lists >= 7);
        CHECK(http.lists <= 8);
    }
}

TEST_CASE("long lists: secrets, whose lists ignore orderBy, come in one chain") {
    InProcess http({});
    std::vector<std::string> made;
    for (int i = 0; i < 1001; ++i) {
        made.push_back(fmt::format("s{}", i * 7919 % 1001));
        REQUIRE(
            http.ask("POST", "secrets",
                     fmt::format(R"({{"name": "accounts/acme/secrets/{}", "keyName": "K{}", "value": "v"}})",
                                 made.back(), i)) == 200);
    }
    std::ranges::sort(made);
    CHECK(ids(http, "secret") == made);
    CHECK(http.lists <= 7);
}
