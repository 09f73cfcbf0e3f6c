#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

HttpResponse with_headers(Desk& desk, HttpHeaders headers, std::string_view line = "GET /v1/accounts") {
    HttpRequest request = Desk::request(line);
    request.headers = std::move(headers);
    return desk.send(std::move(request));
}

}  // namespace

TEST_CASE("access: without a key everything is refused with 401 and code 16") {
    Desk desk;
    const HttpResponse response = with_headers(desk, {});
    CHECK(response.status == 401);
    CHECK(pick(response.body, "code details") == "16 []");
    CHECK(with_headers(desk, {{"Authorization", "Basic eDp5"}}).status == 401);
}

TEST_CASE("access: any key opens unless one is given, as bearer token or X-Api-Key") {
    Desk desk;
    CHECK(with_headers(desk, {{"authorization", "Bearer anything"}}).status == 200);
    CHECK(with_headers(desk, {{"X-Api-Key", "anything"}}).status == 200);
    EmulatorOptions options;
    options.api_key = "fw_right";
    Desk strict(options);
    CHECK(with_headers(strict, {{"Authorization", "Bearer fw_wrong"}}).status == 401);
    CHECK(with_headers(strict, {{"Authorization", "Bearer fw_right"}}).status == 200);
    CHECK(with_headers(strict, {{"x-api-key", "fw_right"}}).status == 200);
}

TEST_CASE("access: verifyApiKey names the account in a header") {
    Desk desk;
    const HttpResponse response = desk.send(Desk::request("GET /verifyApiKey"));
    CHECK(response.status == 200);
    CHECK(response.header("X-Fireworks-Account-Id") == "acme");
    CHECK(with_headers(desk, {}, "GET /verifyApiKey").status == 401);
}

TEST_CASE("access: the key's account is listed alone, and others do not exist") {
    Desk desk;
    CHECK(desk.ids("/v1/accounts?pageSize=2") == "acme");
    CHECK(desk.see("/v1/accounts/acme", "state accountType suspendState") == "READY ENTERPRISE -");
    CHECK(desk.tell("GET /v1/accounts/other") ==
          "404 \"accounts/other\" does not exist or you do not have access to it");
    CHECK(desk.tell("GET /v1/accounts/other/deployments").starts_with("404"));
}

TEST_CASE("access: of the public account models and shapes can be read, and nothing can be written") {
    Desk desk;
    CHECK(desk.tell("GET /v1/accounts/fireworks/models/qwen3-8b") == "200");
    CHECK(desk.tell("GET /v1/accounts/fireworks/deployments").starts_with("403"));
    CHECK(desk.tell("DELETE /v1/accounts/fireworks/models/qwen3-8b").starts_with("403"));
    CHECK(desk.tell("POST /v1/accounts/fireworks/models {\"modelId\": \"x\"}").starts_with("403"));
}

TEST_CASE(
    "access: a misspelt path is 404, a method that a path does not know is 501, as the gateway has it") {
    Desk desk;
    CHECK(desk.tell("GET /v1/accounts/acme/deployment") == "404 Not Found");
    CHECK(desk.tell("GET /v2/accounts") == "404 Not Found");
    CHECK(desk.tell("GET /v1/accounts/acme/deployments/") == "404 Not Found");
    CHECK(desk.tell("GET /v1/accounts/acme/deployed-models") == "404 Not Found");
    CHECK(desk.tell("PUT deployments/x {}") == "501 Method Not Allowed");
    CHECK(desk.tell("PATCH supervisedFineTuningJobs/x {}") == "501 Method Not Allowed");
    CHECK(desk.tell("POST deployments/x:undeleted {}") == "404 Not Found");
}

TEST_CASE("access: a misspelt query parameter is refused, either spelling of a known one is taken") {
    Desk desk;
    CHECK(desk.tell("POST deployments?deploymentID=a " + deployment_body()) ==
          "400 unknown query parameter \"deploymentID\"");
    CHECK(desk.see_in("POST deployments?deployment_id=a " + deployment_body(), "name") ==
          "accounts/acme/deployments/a");
    CHECK(desk.tell("GET deployments?showDeleted=yes") ==
          "400 query parameter \"showDeleted\" must be true or false");
}
