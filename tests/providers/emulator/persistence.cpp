#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

const std::string row =
    R"({"messages": [{"role": "user", "content": "h\u00e4"}, {"role": "assistant", "content": "ho"}]})";

void fill(Desk& desk) {
    desk.ask("POST deployments?deploymentId=a " + deployment_body(R"("enableAddons": true)"));
    desk.ask(
        R"(POST deployedModels {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/a"})");
    desk.ask("POST datasets {\"datasetId\": \"d\", \"dataset\": {\"userUploaded\": {}}}");
    HttpRequest upload = Desk::request("POST datasets/d:upload");
    upload.headers[1].second = "multipart/form-data; boundary=b";
    upload.body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n" + row +
                  "\n" + row + "\n" + row + "\r\n--b--\r\n";
    desk.send(upload);
    desk.wait(seconds(1));
    desk.ask(
        R"(POST supervisedFineTuningJobs?supervisedFineTuningJobId=j {"dataset": "accounts/acme/datasets/d", "baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct"})");
    desk.ask("POST /emulator/traffic?deployment=a");
}

}  // namespace

TEST_CASE("persistence: a loaded store goes on as if nothing had happened") {
    Desk first;
    fill(first);
    Desk second;
    REQUIRE(second.emulator.load(first.emulator.save()));
    second.now = first.now;
    CHECK(second.emulator.save() == first.emulator.save());
    for (int i = 0; i < 30; ++i) {
        first.wait(seconds(1));
        second.wait(seconds(1));
        CHECK(second.ask("GET /emulator/objects") == first.ask("GET /emulator/objects"));
    }
    CHECK(second.see("models/j", "state") == "READY");
    CHECK(second.tell("DELETE deployments/a").find("in the last hour") != std::string::npos);
    CHECK(second.see("quotas/global--h100-count", "usage") == "1");
    // The same next id, too.
    CHECK(second.see_in("POST deployments " + deployment_body(), "name") ==
          first.see_in("POST deployments " + deployment_body(), "name"));
}

TEST_CASE("persistence: what is no store of this version and account is refused") {
    Desk desk;
    CHECK_FALSE(desk.emulator.load(""));
    CHECK_FALSE(desk.emulator.load("[]"));
    CHECK_FALSE(desk.emulator.load("{\"emulator\":2}"));
    CHECK_FALSE(desk.emulator.load("{\"emulator\":1,\"account\":\"acme\"}"));
    CHECK_FALSE(
        desk.emulator.load("{\"emulator\":1,\"account\":\"acme\",\"objects\":[{\"n\":1}],\"due\":[],"
                           "\"serial\":1,\"ahead\":0,\"now\":0}"));
    EmulatorOptions options;
    options.account = "other";
    CHECK_FALSE(desk.emulator.load(Desk(options).emulator.save()));
    CHECK(desk.ids("models") == "sample-lora sample-lora-001");
}

TEST_CASE("persistence: public models and shapes are not in the store") {
    Desk desk;
    CHECK(desk.emulator.save().find("deploymentShapes") == std::string::npos);
    Desk loaded;
    REQUIRE(loaded.emulator.load(desk.emulator.save()));
    CHECK(loaded.see("/v1/accounts/fireworks/deploymentShapes", "totalSize") == "15");
}

TEST_CASE("persistence: only what requests change counts as a change") {
    Desk desk;
    desk.ask("GET deployments");
    const auto start = desk.emulator.changes();
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    const auto created = desk.emulator.changes();
    CHECK(created > start);
    desk.wait(seconds(10));
    desk.ask("GET deployments/a");
    desk.ask("GET deployments");
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.emulator.changes() == created);
    desk.ask("POST /emulator/traffic?deployment=a");
    CHECK(desk.emulator.changes() > created);
}
