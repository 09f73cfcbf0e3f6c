#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

struct Asked {
    std::string requests;
    std::string result;
};

Asked account(const std::string& configured, int status, const std::string& body) {
    FireworksSettings settings = Scene::usual_settings();
    settings.account_id = configured;
    Scene scene(settings, false);
    scene.http.reply(status, body);
    const auto found = scene.run(scene.provider->account());
    Asked out;
    out.requests = scene.requests();
    out.result = found.value ? found.value->id + " " + found.value->suspend_state : "";
    out.result += text(found.diagnostics);
    return out;
}

}  // namespace

TEST_CASE("account: a configured one is looked up") {
    const Asked asked = account("acme", 200, R"({"name": "accounts/acme", "suspendState": "UNSUSPENDED"})");
    CHECK(asked.requests == "GET /v1/accounts/acme\n");
    CHECK(asked.result == "acme UNSUSPENDED");
}

TEST_CASE("account: without one, the key's only account is it") {
    const Asked asked = account("", 200, R"({"accounts": [{"name": "accounts/acme"}], "totalSize": 1})");
    CHECK(asked.requests == "GET /v1/accounts?pageSize=2\n");
    CHECK(asked.result == "acme ");
}

TEST_CASE("account: it is asked for once") {
    Scene scene;
    CHECK(scene.run(scene.provider->account()).value->id == "acme");
    CHECK(scene.http.requests.empty());
}

TEST_CASE("account: what is wrong with it") {
    CHECK(account("", 200, "{}").result ==
          "error: No account: The API key belongs to no account. [use a key of the account, or name the "
          "account with "
          "account_id in [provider.fireworks]]\n");
    CHECK(
        account("", 200, R"({"accounts": [{"name": "accounts/acme"}, {"name": "accounts/other"}]})").result ==
        "error: Several accounts: The API key belongs to several accounts, \"acme\" and \"other\" among "
        "them. "
        "[write account_id = \"acme\" in [provider.fireworks]]\n");
    CHECK(
        account("acme", 404, R"({"code": 5, "message": "not found"})").result ==
        "error: No such account: There is no account \"acme\", or this key does not belong to it. [correct "
        "account_id in [provider.fireworks] or FIREWORKS_ACCOUNT_ID, or leave both out to use the key's own "
        "account]\n");
    CHECK(
        account("acme", 200, R"({"name": "accounts/acme", "suspendState": "FAILED_PAYMENTS"})").result ==
        "error: Account suspended: The account \"acme\" is suspended (FAILED_PAYMENTS): the service refuses "
        "changes and stops what runs. [settle it in the Fireworks console under Billing, then run again]\n");
    const std::string key = Scene::usual_settings().api_key;
    const std::string echoed =
        account("acme", 200, R"({"name": "accounts/acme", "suspendState": "BAD )" + key + "\"}").result;
    CHECK(echoed.find("(BAD (sensitive))") != std::string::npos);
    CHECK(echoed.find(key) == std::string::npos);
    const std::string over_limit =
        account("acme", 200, R"({"name": "accounts/acme", "suspendState": "MONTHLY_SPEND_LIMIT_EXCEEDED"})")
            .result;
    CHECK(over_limit ==
          "error: Account suspended: The account \"acme\" is suspended (MONTHLY_SPEND_LIMIT_EXCEEDED): the "
          "service refuses changes and stops what runs. [raise the monthly spend limit in the Fireworks "
          "console, "
          "or wait for the next month]\n");
    const std::string no_credit =
        account("acme", 200, R"({"name": "accounts/acme", "suspendState": "CREDIT_DEPLETED"})").result;
    CHECK(no_credit.ends_with("[add credits in the Fireworks console under Billing, then run again]\n"));
    const std::string blocked =
        account("acme", 200, R"({"name": "accounts/acme", "suspendState": "BLOCKED_BY_ABUSE_RULE"})").result;
    CHECK(blocked.ends_with("[ask the Fireworks support to lift the block]\n"));
    CHECK(
        account("acme", 401, R"({"code": 16, "message": "invalid api key key-0123456789"})").result ==
        "error: API key refused: Looking up the account \"acme\": the service answered 401: invalid api key "
        "(sensitive). [check FIREWORKS_API_KEY; a key for inference only cannot manage resources]\n");
}

TEST_CASE("account: a proxy that answers in the service's place is told apart") {
    const std::string page = "<html><title>Sign in</title></html>";
    CHECK(account("acme", 200, page).result ==
          "error: Not the service's own reply: Looking up the account \"acme\": https://api.test answered "
          "200 with a "
          "web page titled \"Sign in\", which is not what the API sends. [check base_url, and the proxy "
          "between here "
          "and there]\n");
    CHECK(account("acme", 404, page).result ==
          "error: Not the service's own reply: Looking up the account \"acme\": the service answered 404: a "
          "web page "
          "titled \"Sign in\". [check base_url, and the proxy between here and there]\n");
    CHECK(
        account("acme", 200, "[]").result ==
        "error: Not the service's own reply: Looking up the account \"acme\": https://api.test answered 200 "
        "with "
        "\"[]\", which is not what the API sends. [check base_url, and the proxy between here and there]\n");
    CHECK(account("", 200, R"({"accounts": 3})").result.find("JSON without what was asked for") !=
          std::string::npos);
    CHECK(account("acme", 200, "{}").result.find("JSON without what was asked for") != std::string::npos);
    CHECK(account("acme", 200, "").result.find("answered 200 with nothing") != std::string::npos);
}

TEST_CASE("account: an account id from outside cannot change the path") {
    CHECK(account("../x?y", 404, R"({"code": 5})").requests == "GET /v1/accounts/..%2Fx%3Fy\n");
}

TEST_CASE("account: a failed look-up is not remembered, and stops every other call") {
    Scene scene(Scene::usual_settings(), false);
    scene.http.reply(401).reply(401).reply(200, R"({"name": "accounts/acme"})");
    CHECK_FALSE(scene.run(scene.provider->account()).ok());
    CHECK_FALSE(scene.run(scene.provider->list(type_named("dataset"))).ok());
    CHECK(scene.run(scene.provider->account()).ok());
}
