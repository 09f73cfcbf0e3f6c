#include "providers/emulator/request_log.hpp"
#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

TEST_CASE("doors: objects shows the whole account") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.see("/emulator/objects",
                   "deployments.0.name deployments.0.state deployedModels.0.state models.0.name datasets") ==
          "accounts/acme/deployments/a CREATING DEPLOYING accounts/acme/models/sample-lora []");
    desk.wait(seconds(2));
    desk.ask("DELETE deployments/a");
    desk.wait(seconds(2));
    CHECK(desk.see("/emulator/objects", "deployments.0.state") == "DELETED");
}

TEST_CASE("doors: requests are counted by operation and remembered in order") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a&validateOnly=true " + deployment_body());
    desk.ask("GET deployments?pageSize=7");
    desk.ask("GET deployments");
    desk.ask("GET deployments/a");
    desk.ask("PATCH deployments/a {}");
    desk.ask("DELETE deployments/a?hard=true");
    desk.ask("POST deployments/a:setTags {\"tags\": {}}");
    desk.ask("GET deployments/a/shards");
    desk.ask("POST supervisedFineTuningJobs:estimateCost {}");
    desk.ask("GET /v1/accounts/-/deploymentShapes/-/versions");
    desk.ask("GET /v1/accounts");
    desk.ask("GET /verifyApiKey");
    desk.ask("GET /nothing");
    desk.ask("GET /emulator/objects");
    const std::string reply = desk.ask("GET /emulator/requests");
    CHECK(
        reply.substr(0, reply.find("},\"requests\"")) ==
        R"(200 {"counts":{"total":13,"DELETE deployments":1,"GET deployments":1,"GET other":1,"GET verifyApiKey":1,)"
        R"("LIST accounts":1,"LIST deploymentShapes/versions":1,"LIST deployments":2,"LIST deployments/shards":1,)"
        R"("PATCH deployments":1,"POST deployments":1,"POST deployments:setTags":1,"POST supervisedFineTuningJobs:estimateCost":1)");
    CHECK(desk.see("/emulator/requests",
                   "requests.0.method requests.0.path requests.0.query requests.0.status requests.1.query "
                   "requests.3.status") ==
          "POST /v1/accounts/acme/deployments deploymentId=a&validateOnly=true 200 pageSize=7 404");
    CHECK(desk.see("/emulator/requests", "requests.0.body") == deployment_body());
}

TEST_CASE("doors: requests are told with their replies when asked for them") {
    Desk desk;
    desk.ask("GET deployments");
    desk.ask("GET deployments/a");
    CHECK(desk.see("/emulator/requests", "requests.0.reply requests.1.reply") == "- -");
    CHECK(desk.see("/emulator/requests?replies=true", "requests.0.reply") == "{}");
    CHECK(desk.see("/emulator/requests?replies=true", "requests.1.reply").starts_with(R"({"code":5,)"));
    CHECK(desk.tell("GET /emulator/requests?reply=true").starts_with("400"));
}

TEST_CASE("doors: a suspended account says so and answers no inference, until it is lifted") {
    Desk desk;
    const std::string chat = R"(POST /inference/v1/chat/completions {"model":
        "accounts/fireworks/models/deepseek-v3p1", "messages": [{"role": "user", "content": "hi"}]})";
    CHECK(desk.ask("POST /emulator/account?suspend=CREDIT_DEPLETED") == "200 {}");
    CHECK(desk.see("/v1/accounts/acme", "suspendState") == "CREDIT_DEPLETED");
    CHECK(desk.ask(chat).starts_with("412"));
    CHECK(desk.ask(chat).find("account is suspended: CREDIT_DEPLETED") != std::string::npos);
    CHECK(desk.ask("POST /emulator/account?suspend=UNSUSPENDED") == "200 {}");
    CHECK(desk.see("/v1/accounts/acme", "suspendState") == "-");
    CHECK(desk.ask(chat).starts_with("200"));
    CHECK(desk.tell("POST /emulator/account?suspend=TIRED") ==
          "400 suspend must be one of UNSUSPENDED, FAILED_PAYMENTS, CREDIT_DEPLETED, "
          "MONTHLY_SPEND_LIMIT_EXCEEDED, BLOCKED_BY_ABUSE_RULE");
}

TEST_CASE("doors: the log keeps the latest replies, as far as they have room") {
    emulator::RequestLog log;
    const std::string reply(emulator::RequestLog::replies_max / 2, 'x');
    for (const char* path : {"/a", "/b", "/c"})
        log.record("GET other", {"GET", path, "", 200, "", reply});
    const std::string text = log.to_json(true);
    const auto shows = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    CHECK(shows(R"("path":"/a","query":"","status":200,"body":""})"));
    CHECK(shows(R"("path":"/b","query":"","status":200,"body":"","reply":"xxx)"));
    CHECK(shows(R"("path":"/c","query":"","status":200,"body":"","reply":"xxx)"));
}

TEST_CASE("doors: advance moves the clock and lets everything happen that is due") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.ask("POST /emulator/advance?seconds=2.5") == R"(200 {"now":"2026-05-01T12:00:02.500000Z"})");
    CHECK(desk.see("deployments/a", "state updateTime") == "READY 2026-05-01T12:00:02Z");
    desk.wait(seconds(1));
    CHECK(desk.ask("POST /emulator/advance?seconds=0") == R"(200 {"now":"2026-05-01T12:00:03.500000Z"})");
    CHECK(desk.tell("POST /emulator/advance?seconds=-1").starts_with("400"));
    CHECK(desk.tell("POST /emulator/advance?seconds=soon").starts_with("400"));
    CHECK(desk.tell("POST /emulator/advance").starts_with("400"));
    std::string last;
    for (int i = 0; i < 40; ++i)
        last = desk.tell("POST /emulator/advance?seconds=300000000");
    CHECK(last == "400 the clock ends in the year 2260");
}

TEST_CASE("doors: reset starts anew") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    desk.ask("DELETE models/sample-lora");
    desk.ask("POST /emulator/advance?seconds=100");
    CHECK(desk.ask("POST /emulator/reset") == "200 {}");
    CHECK(desk.ids("deployments") == "");
    CHECK(desk.ids("models") == "sample-lora sample-lora-001");
    CHECK(desk.see("/emulator/requests", "counts.total") == "2");
    CHECK(desk.ask("POST /emulator/advance?seconds=0") == R"(200 {"now":"2026-05-01T12:00:00Z"})");
}

TEST_CASE("doors: they need no key, unless the emulator can be reached from elsewhere") {
    HttpRequest request = Desk::request("GET /emulator/objects");
    request.headers.clear();
    Desk desk;
    CHECK(desk.send(request).status == 200);
    EmulatorOptions options;
    options.doors_need_key = true;
    options.api_key = "k";
    Desk guarded(options);
    CHECK(guarded.send(request).status == 401);
    request.headers = {{"Authorization", "Bearer k"}};
    CHECK(guarded.send(request).status == 200);
}

TEST_CASE("doors: traffic names its deployment, by id or in full") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.ask("POST /emulator/traffic?deployment=a") == "200 {}");
    CHECK(desk.ask("POST /emulator/traffic?deployment=accounts/acme/deployments/a") == "200 {}");
    CHECK(desk.tell("POST /emulator/traffic?deployment=b").starts_with("404"));
    CHECK(desk.tell("GET /emulator/nothing").starts_with("404 no such door"));
}
