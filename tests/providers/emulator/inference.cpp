#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

HttpResponse chat(Desk& desk, const std::string& model) {
    HttpRequest request = Desk::request("POST /inference/v1/chat/completions");
    request.body =
        R"({"model": ")" + model + R"(", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 1})";
    return desk.send(std::move(request));
}

int status(Desk& desk, const std::string& model) {
    return chat(desk, model).status;
}

void base(Desk& desk, const std::string& id, const std::string& body) {
    REQUIRE(desk.tell("POST deployments?deploymentId=" + id + " " + body) == "200");
    desk.wait(seconds(2));
}

void load(Desk& desk, const std::string& deployment, const std::string& query = "") {
    REQUIRE(
        desk.tell(
            "POST deployedModels" + query +
            R"( {"model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/)" +
            deployment + "\"}") == "200");
}

const std::string llama = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const std::string lora = "accounts/acme/models/sample-lora";

}  // namespace

TEST_CASE("inference: a deployment answers under its own name and behind its model") {
    Desk desk;
    CHECK(status(desk, "accounts/acme/deployments/a") == 404);
    base(desk, "a", deployment_body());
    const HttpResponse reply = chat(desk, "accounts/acme/deployments/a");
    CHECK(reply.status == 200);
    CHECK(pick(reply.body, "object choices.0.message.role") == "chat.completion assistant");
    CHECK(status(desk, llama + "#accounts/acme/deployments/a") == 200);
    CHECK(status(desk, llama + "#a") == 200);
    CHECK(status(desk, "accounts/fireworks/models/qwen3-8b#accounts/acme/deployments/a") == 404);
    desk.wait(seconds(1));
    CHECK(status(desk, llama) == 200);  // its record is the default
}

TEST_CASE("inference: serverless models answer by their names, others do not exist") {
    Desk desk;
    CHECK(status(desk, "accounts/fireworks/models/deepseek-v3p1") == 200);
    const HttpResponse missing = chat(desk, "accounts/fireworks/models/qwen3-8b");
    CHECK(missing.status == 404);
    CHECK(pick(missing.body, "error.object error.code").starts_with("error NOT_FOUND"));
}

TEST_CASE("inference: a request marks traffic, and then the deployment cannot just be deleted") {
    Desk desk;
    base(desk, "a", deployment_body());
    CHECK(status(desk, "accounts/acme/deployments/a") == 200);
    CHECK(desk.tell("DELETE deployments/a").starts_with("400 deployment has received inference requests"));
}

TEST_CASE("inference: one scaled to zero says 503 and wakes up") {
    Desk desk;
    base(desk, "a", deployment_body());
    desk.ask("PATCH deployments/a:scale {\"replicaCount\": 0}");
    const HttpResponse asleep = chat(desk, "accounts/acme/deployments/a");
    CHECK(asleep.status == 503);
    CHECK(pick(asleep.body, "error.code error.type") == "DEPLOYMENT_SCALING_UP error");
    CHECK(desk.see("deployments/a", "desiredReplicaCount replicaStats.pendingSchedulingReplicaCount") ==
          "1 1");
    CHECK(status(desk, "accounts/acme/deployments/a") == 503);
    desk.wait(seconds(2));
    CHECK(status(desk, "accounts/acme/deployments/a") == 200);
}

TEST_CASE("inference: one that is switched off does not wake") {
    Desk desk;
    base(desk, "a", deployment_body(R"("maxReplicaCount": 0)"));
    CHECK(status(desk, "accounts/acme/deployments/a") == 503);
    desk.wait(seconds(4));
    CHECK(status(desk, "accounts/acme/deployments/a") == 503);
}

TEST_CASE("inference: an addon is routed a moment after it is DEPLOYED, under all its names") {
    Desk desk;
    base(desk, "a", deployment_body(R"("enableAddons": true)"));
    load(desk, "a");
    desk.wait(seconds(2));
    CHECK(desk.see("deployedModels?filter=model=\"" + lora + "\"", "deployedModels.0.state") == "DEPLOYED");
    CHECK(status(desk, lora + "#accounts/acme/deployments/a") == 404);
    desk.wait(seconds(1));
    CHECK(status(desk, lora + "#accounts/acme/deployments/a") == 200);
    CHECK(status(desk, lora + "#a") == 200);
    CHECK(status(desk, lora) == 200);
    const std::string name =
        desk.see("deployedModels?filter=model=\"" + lora + "\"", "deployedModels.0.name");
    CHECK(status(desk, name) == 200);
}

TEST_CASE("inference: an addon keeps its route while it is UPDATING") {
    Desk desk;
    base(desk, "a", deployment_body(R"("enableAddons": true)"));
    load(desk, "a");
    desk.wait(seconds(3));
    const std::string record = "deployedModels/" + desk.ids("deployedModels?filter=model=\"" + lora + "\"");
    CHECK(desk.see_in("PATCH " + record + "?updateMask=description {\"description\": \"x\"}", "state") ==
          "UPDATING");
    CHECK(status(desk, lora + "#a") == 200);
    CHECK(status(desk, lora) == 200);
    CHECK(desk.tell("DELETE " + record) == "200");
    CHECK(status(desk, lora + "#a") == 404);
}

TEST_CASE("inference: a live merge is known by its full form only") {
    Desk desk;
    base(desk, "a",
         R"({"baseModel": "accounts/acme/models/sample-lora", "acceleratorType": "NVIDIA_H100_80GB"})");
    desk.wait(seconds(5));
    CHECK(status(desk, lora + "#accounts/acme/deployments/a") == 200);
    CHECK(status(desk, lora + "#a") == 404);
    CHECK(status(desk, lora) == 404);
}

TEST_CASE("inference: a hot-reload addon is called through its deployment") {
    Desk desk;
    base(desk, "a", deployment_body(R"("enableHotReloadLatestAddon": true)"));
    load(desk, "a", "?replaceMergedAddon=true");
    desk.wait(seconds(5));
    CHECK(status(desk, "accounts/acme/deployments/a") == 200);
    CHECK(status(desk, lora) == 404);
    CHECK(status(desk, lora + "#accounts/acme/deployments/a") == 404);
}

TEST_CASE("inference: a ready deployment or a loaded addon may not be routed") {
    for (const char* operation : {"POST deployments", "POST deployedModels"}) {
        EmulatorOptions options;
        emulator::FaultRule lost;
        lost.operation = operation;
        lost.kind = emulator::FaultKind::route_404;
        options.faults.push_back(lost);
        Desk desk(options);
        base(desk, "a", deployment_body(R"("enableAddons": true)"));
        load(desk, "a");
        desk.wait(seconds(5));
        CHECK(desk.see("deployments/a", "state") == "READY");
        CHECK(status(desk, lora + "#accounts/acme/deployments/a") == 404);
    }
}

TEST_CASE("inference: a LoRA that could not be loaded is a 412 wherever its name leads, and says why") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST deployedModels";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "adapter has rank 128";
    options.faults.push_back(fails);
    Desk desk(options);
    base(desk, "a", deployment_body(R"("enableAddons": true)"));
    load(desk, "a");
    CHECK(status(desk, lora) == 404);  // it is still DEPLOYING
    desk.wait(seconds(2));
    const HttpResponse reply = chat(desk, lora + "#accounts/acme/deployments/a");
    CHECK(reply.status == 412);
    CHECK(pick(reply.body, "error.object error.code error.message") ==
          "error PRECONDITION_FAILED LoRA accounts/acme/models/sample-lora could not be loaded: adapter has "
          "rank 128");
    CHECK(status(desk, lora + "#a") == 412);
    CHECK(status(desk, lora) == 412);
    CHECK(status(desk, "accounts/acme/deployedModels/" +
                           desk.ids("deployedModels?filter=model=\"" + lora + "\"")) == 412);
    CHECK(status(desk, llama + "#accounts/acme/deployments/a") == 200);
}

TEST_CASE("inference: without a key, a model or messages it is refused in its own form") {
    Desk desk;
    HttpRequest request = Desk::request("POST /inference/v1/chat/completions {\"model\": \"x\"}");
    CHECK(pick(desk.send(request).body, "error.message") == "messages must be a non-empty array");
    request.headers.clear();
    const HttpResponse refused = desk.send(request);
    CHECK(refused.status == 401);
    CHECK(pick(refused.body, "error.code") == "UNAUTHORIZED");
}
