#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

TEST_CASE("evaluators: both ways to create one build it before it is ACTIVE") {
    Desk desk;
    CHECK(desk.ids("evaluators") == "sample-evaluator");
    const std::string body =
        R"({"evaluatorId": "e", "evaluator": {"displayName": "x", "entryPoint": "main.py::evaluate", "criteria": [{"type": "CODE_SNIPPETS", "name": "c", "codeSnippets": {"language": "python", "fileContents": {"main.py": "pass"}}}], "source": {"type": "TYPE_UPLOAD"}}})";
    CHECK(desk.see_in("POST evaluatorsV2 " + body, "name state createdBy") ==
          "accounts/acme/evaluators/e BUILDING owner@acme.example");
    desk.wait(seconds(2));
    CHECK(desk.see("evaluators/e", "state entryPoint criteria.0.codeSnippets.fileContents") ==
          R"(ACTIVE main.py::evaluate {"main.py":"pass"})");
    CHECK(desk.tell("POST evaluators " + body) ==
          "409 evaluator \"accounts/acme/evaluators/e\" already exists");
    CHECK(desk.tell("POST evaluators {}") == "400 evaluator of CreateEvaluatorRequest is required");
    CHECK(desk.see_in("POST evaluators {\"evaluator\": {}}", "state") == "BUILDING");
    CHECK(desk.see_in("PATCH evaluators/e?updateMask=display_name {\"displayName\": \"y\"}",
                      "displayName state") == "y ACTIVE");
    CHECK(desk.tell("DELETE evaluators/e") == "200");
    CHECK(desk.tell("GET evaluators/e").starts_with("404"));
}

TEST_CASE("evaluators: the second way takes nothing but creates, and is counted by its own name") {
    Desk desk;
    CHECK(desk.tell("GET evaluatorsV2") == "501 Method Not Allowed");
    CHECK(desk.tell("DELETE evaluatorsV2/sample-evaluator") == "501 Method Not Allowed");
    CHECK(desk.see("/emulator/requests", "counts") ==
          R"({"total":2,"DELETE evaluatorsV2":1,"LIST evaluatorsV2":1})");
}

TEST_CASE("evaluators: a build can fail, and then no job may use it") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST evaluators";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "no module named x";
    options.faults.push_back(fails);
    Desk desk(options);
    desk.ask(R"(POST evaluators {"evaluatorId": "e", "evaluator": {}})");
    desk.wait(seconds(2));
    CHECK(desk.see("evaluators/e", "state status.message") == "BUILD_FAILED no module named x");
    add_dataset(desk, "d", chat_example);
    CHECK(
        desk.tell(
            R"(POST reinforcementFineTuningJobs {"dataset": "accounts/acme/datasets/d", "evaluator": "accounts/acme/evaluators/e", "trainingConfig": {"baseModel": "accounts/fireworks/models/qwen3-8b"}})") ==
        "400 evaluator \"accounts/acme/evaluators/e\" is BUILD_FAILED, not ACTIVE");
}
