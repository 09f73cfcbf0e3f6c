#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

TEST_CASE("audit log: what succeeded, through its pages, with the names of what was sent") {
    Scene scene;
    scene.http
        .reply(200, R"({"auditLogs": [
            {"id": "1", "method": "UpdateDeployment", "principal": "anna@acme.example",
             "payload": {"deployment": {"maxReplicaCount": 7, "tags": [{"key": "a"}]}}, "status": {},
             "timestamp": "2026-05-01T12:00:00.5Z", "resource": "accounts/acme/deployments/chat",
             "userAgent": "firectl/1", "clientIp": "203.0.113.7", "apiKeyId": "key_1"},
            {"id": "2", "method": "DeleteDeployment", "status": {"code": "PERMISSION_DENIED"}},
            {"id": "3", "method": "DeleteDeployment", "status": {"code": 7}}], "nextPageToken": "t"})")
        .reply(200, R"({"auditLogs": [{"method": "DeleteDeployment", "status": {"code": "OK"}}]})");
    const auto log = scene.run(scene.provider->audit_log("2026-05-01T00:00:00Z"));
    REQUIRE(log.ok());
    CHECK(log.value->readable);
    AuditEntry removal;
    removal.method = "DeleteDeployment";
    CHECK((log.value->entries == std::vector<AuditEntry>{{"UpdateDeployment",
                                                          "anna@acme.example",
                                                          "accounts/acme/deployments/chat",
                                                          "2026-05-01T12:00:00.5Z",
                                                          "firectl/1",
                                                          "203.0.113.7",
                                                          "key_1",
                                                          {"deployment", "key", "maxReplicaCount", "tags"}},
                                                         removal}));
    CHECK(scene.requests() ==
          "GET /v1/accounts/acme/auditLogs?pageSize=200&startTime=2026-05-01T00:00:00Z\n"
          "GET /v1/accounts/acme/auditLogs?pageSize=200&startTime=2026-05-01T00:00:00Z&pageToken=t\n");
}

TEST_CASE("audit log: a key that may not read it is no error, anything else is") {
    Scene scene;
    scene.http.reply(403, R"({"code": 7, "message": "no"})").reply(404, R"({"code": 5, "message": "no"})");
    const auto forbidden = scene.run(scene.provider->audit_log(""));
    REQUIRE(forbidden.ok());
    CHECK_FALSE(forbidden.value->readable);
    CHECK(scene.requests() == "GET /v1/accounts/acme/auditLogs?pageSize=200\n");
    CHECK_FALSE(scene.run(scene.provider->audit_log("")).ok());
}
