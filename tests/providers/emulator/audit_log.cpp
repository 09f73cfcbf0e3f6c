#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

/// "method resource" of each entry, the newest first, one a line.
std::string log_of(Desk& desk, const std::string& query = "pageSize=200") {
    std::string out;
    for (int i = 0;; ++i) {
        const std::string at = "auditLogs." + std::to_string(i) + ".";
        const std::string line = desk.see("auditLogs?" + query, at + "method " + at + "resource");
        if (line == "- -" || line.starts_with("400")) return out + (line == "- -" ? "" : line);
        out += line + "\n";
    }
}

}  // namespace

TEST_CASE("audit log: every change is there with who, what and when, the newest first") {
    Desk desk;
    HttpRequest create = Desk::request("POST deployments?deploymentId=a " + deployment_body());
    create.headers.emplace_back("User-Agent", "fireform/0.1");
    desk.send(create);
    desk.wait(seconds(2));
    desk.ask(R"(PATCH deployments/a:scale {"replicaCount": 1})");
    desk.ask("PATCH deployments/a?updateMask=display_name {\"displayName\": \"x\"}");
    desk.ask("DELETE deployments/a?hard=true");
    CHECK(log_of(desk) ==
          "DeleteDeployment accounts/acme/deployments/a\nUpdateDeployment accounts/acme/deployments/a\n"
          "ScaleDeployment accounts/acme/deployments/a\nCreateDeployment accounts/acme/deployments/a\n");
    CHECK(
        desk.see("auditLogs",
                 "auditLogs.3.principal auditLogs.3.timestamp auditLogs.3.payload "
                 "auditLogs.3.userAgent auditLogs.3.status auditLogs.1.payload totalSize") ==
        R"(owner@acme.example 2026-05-01T12:00:00Z {"baseModel":"accounts/fireworks/models/llama-v3p1-8b-instruct",)"
        R"("acceleratorType":"NVIDIA_H100_80GB"} fireform/0.1 {} {"displayName":"x"} 4)");
}

TEST_CASE("audit log: keys are told apart by ids that give nothing away") {
    Desk desk;
    HttpRequest create = Desk::request("POST deployments?deploymentId=a " + deployment_body());
    create.headers = {{"Authorization", "Bearer one"}};
    desk.send(create);
    create = Desk::request("POST deployments?deploymentId=b " + deployment_body());
    create.headers = {{"Authorization", "Bearer two"}};
    desk.send(create);
    const std::string one = desk.see("auditLogs", "auditLogs.1.apiKeyId");
    const std::string two = desk.see("auditLogs", "auditLogs.0.apiKeyId");
    CHECK(one.starts_with("key_"));
    CHECK(two.starts_with("key_"));
    CHECK(one != two);
}

TEST_CASE("audit log: what changes nothing is not in it") {
    Desk desk;
    desk.ask("GET deployments");
    desk.ask("POST deployments?deploymentId=a&validateOnly=true " + deployment_body());
    desk.ask("DELETE deployments/none");
    desk.ask("POST deployments {}");
    desk.ask("PATCH models/sample-lora?updateMask=display_name {\"displayName\": \"sample-lora\"}");
    CHECK(desk.ask("GET auditLogs") == "200 {}");
}

TEST_CASE("audit log: secret values are not in it, changes of them are") {
    Desk desk;
    desk.ask(R"(POST secrets {"name": "accounts/acme/secrets/s", "keyName": "A", "value": "hidden"})");
    desk.ask(R"(PATCH secrets/s?updateMask=value {"keyName": "A", "value": "hidden"})");
    desk.ask(R"(POST models {"modelId": "m", "model": {"kind": "HF_BASE_MODEL", "baseModelDetails": {}}})");
    desk.ask(R"(POST models/m:import {"awsS3Source": {"s3Bucket": "b", "accessSecret": "hidden"}})");
    CHECK(desk.ask("GET auditLogs").find("hidden") == std::string::npos);
    CHECK(desk.emulator.save().find("hidden") == std::string::npos);
    CHECK(log_of(desk) ==
          "ImportModel accounts/acme/models/m\nCreateModel accounts/acme/models/m\n"
          "UpdateSecret accounts/acme/secrets/s\nCreateSecret accounts/acme/secrets/s\n");
    CHECK(desk.see("auditLogs", "auditLogs.0.payload") == R"({"awsS3Source":{"s3Bucket":"b"}})");
}

TEST_CASE("audit log: pages of ten, bounds of time, an e-mail; filter and order are ignored") {
    Desk desk;
    for (int i = 0; i < 12; ++i) {
        desk.ask("POST models/sample-lora/versions?versionId=v" + std::to_string(i) + " {}");
        desk.wait(hours(24 * 3));
    }
    CHECK(desk.see("auditLogs", "totalSize auditLogs.0.resource auditLogs.9.resource auditLogs.10") ==
          "10 accounts/acme/models/sample-lora/versions/v11 accounts/acme/models/sample-lora/versions/v2 -");
    CHECK(desk.see("auditLogs?startTime=2026-05-01T00:00:00Z", "totalSize auditLogs.10") == "12 -");
    CHECK(desk.see("auditLogs?startTime=2026-05-01T00:00:00Z&pageSize=200", "auditLogs.11.method") ==
          "CreateModelVersion");
    CHECK(log_of(desk, "startTime=2026-05-01T00:00:00Z&endTime=2026-05-05T00:00:00Z") ==
          "CreateModelVersion accounts/acme/models/sample-lora/versions/v1\n"
          "CreateModelVersion accounts/acme/models/sample-lora/versions/v0\n");
    CHECK(desk.see("auditLogs?email=somebody@else", "totalSize") == "-");
    CHECK(desk.see("auditLogs?email=owner@acme.example&filter=((&orderBy=none", "totalSize") == "10");
    CHECK(desk.tell("GET auditLogs?startTime=now") == "400 start_time must be an RFC 3339 time");
    CHECK(desk.tell("GET auditLogs/x") == "501 Method Not Allowed");
}

TEST_CASE("audit log: it is kept in the store, a thousand entries of it") {
    Desk desk;
    for (int i = 0; i < 1010; ++i)
        desk.ask("PATCH models/sample-lora?updateMask=display_name {\"displayName\": \"" + std::to_string(i) +
                 "\"}");
    CHECK(desk.see("auditLogs?pageSize=1", "totalSize auditLogs.0.payload") ==
          R"(1000 {"displayName":"1009"})");
    Desk loaded;
    REQUIRE(loaded.emulator.load(desk.emulator.save()));
    CHECK(loaded.see("auditLogs?pageSize=1", "totalSize") == "1000");
    CHECK(loaded.ask("GET /emulator/objects").find("auditLogs") == std::string::npos);
}

TEST_CASE("pricing plans: an account has none, the list prices hold") {
    Desk desk;
    CHECK(desk.ask("GET pricingPlans") == "200 {}");
    CHECK(desk.tell("GET pricingPlans/p").starts_with("404"));
}
