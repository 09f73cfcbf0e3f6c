// The emulator's replies against the API's own description, where FIREFORM_OPENAPI names that document. The
// emulator's tables are written by hand; this is what keeps them from drifting off.
#include "tests/contract/description.hpp"
#include "tests/contract/deviations.hpp"
#include "tests/contract/stories.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using namespace fireform;
using namespace fireform::testing;

namespace {

bool is_missing_method(std::string_view operation) {
    return std::ranges::any_of(missing_methods,
                               [&](const MethodDeviation& one) { return one.operation == operation; });
}

/// One job fails, for :debug.
EmulatorOptions options_of(bool emit_defaults) {
    EmulatorOptions options;
    options.emit_defaults = emit_defaults;
    emulator::FaultRule fails;
    fails.operation = "POST reinforcementFineTuningJobs";
    fails.match = "failing";
    fails.kind = emulator::FaultKind::fail_state;
    options.faults.push_back(fails);
    return options;
}

void tell_stories(CheckedEmulator& api) {
    deployments_story(api);
    addons_story(api);
    routers_story(api);
    shapes_story(api);
    datasets_story(api);
    supervised_jobs_story(api);
    dpo_jobs_story(api);
    reinforcement_jobs_story(api);
    trainer_jobs_story(api);
    batch_jobs_story(api);
    models_story(api);
    model_versions_story(api);
    evaluators_story(api);
    secrets_story(api);
    account_story(api);
    audit_story(api);
}

}  // namespace

TEST_CASE("contract: every operation answers as the API's own description has it") {
    const auto description = Description::from_environment();
    if (!description) return;
    for (const bool emit : {false, true}) {
        CheckedEmulator api(*description, options_of(emit));
        tell_stories(api);
        for (const std::string& id : description->operations()) {
            const auto* refused = std::ranges::find(refused_always, id, &Refusal::operation);
            if (refused == refused_always.end()) {
                CHECK_MESSAGE(api.answered.contains(id), "not checked: ", id);
            } else {
                CHECK_MESSAGE(api.refused[id] == refused->status, "not refused: ", id);
                CHECK_MESSAGE(!api.answered.contains(id), "answered after all: ", id);
            }
        }
        const auto operations = description->operations();
        for (const std::string& method : api.audited)
            CHECK_MESSAGE((operations.contains("Gateway_" + method) || is_missing_method(method)), method);
    }
}

TEST_CASE("contract: what passes as missing in the API's own description is missing there") {
    const auto description = Description::from_environment();
    if (!description) return;
    const auto lacks = [&](const FieldDeviation& one) {
        const auto fields = description->fields_of(one.schema);
        return std::ranges::find(fields, one.field) == fields.end();
    };
    for (const FieldDeviation& one : missing_fields)
        CHECK_MESSAGE(lacks(one), one.schema, " ", one.field);
    for (const FieldDeviation& one : withdrawn_fields)
        CHECK_MESSAGE(lacks(one), one.schema, " ", one.field);
    for (const MethodDeviation& one : missing_methods)
        CHECK_MESSAGE(
            !description->find(one.method, fmt::format("/v1/accounts/a/{}/x{}", one.collection, one.verb)),
            one.operation);
    for (const char* path : {"deployments/x", "datasets/x", "models/x", "deployedModels/x", "routers/x"}) {
        const auto patch = description->find("PATCH", "/v1/accounts/a/" + std::string(path));
        REQUIRE_MESSAGE(patch, path);
        CHECK_MESSAGE(!patch->parameters.contains(std::string(missing_patch_parameter)), path);
    }
}

TEST_CASE("contract: what is not as described is told with its place") {
    const auto description = Description::from_environment();
    if (!description) return;
    const auto get = description->find("GET", "/v1/accounts/a/deployments/x");
    const auto create = description->find("POST", "/v1/accounts/a/deployments");
    REQUIRE(get);
    REQUIRE(create);
    const auto reply = [&](const char* text) {
        return description->reply_mismatch(json::parse(text), 200, *get);
    };
    const auto body = [&](const char* text) {
        return description->body_mismatch(json::parse(text), *create);
    };
    CHECK(reply(R"({"name": "a", "state": "READY", "autoscalingPolicy": {"scaleUpWindow": "1s"}})") == "");
    CHECK(reply(R"({"colour": "red"})") ==
          "Gateway_GetDeployment answered 200.colour is not in gatewayDeployment");
    CHECK(reply(R"({"name": 1})") == "Gateway_GetDeployment answered 200.name is no string");
    CHECK(reply(R"({"maxReplicaCount": "1"})") ==
          "Gateway_GetDeployment answered 200.maxReplicaCount is no integer");
    CHECK(reply(R"({"state": "WARPING"})") ==
          "Gateway_GetDeployment answered 200.state has no value WARPING");
    CHECK(reply("[]") == "Gateway_GetDeployment answered 200 is no object");
    CHECK(description->reply_mismatch(json::parse(R"({"error": "gone"})"), 404, *get) ==
          "Gateway_GetDeployment answered 404.error is not in the description");
    CHECK(body(R"({"baseModel": "m", "worldSize": 2})") == "");
    CHECK(body(R"({"displayName": "a"})") == "Gateway_CreateDeployment lacks baseModel");
    CHECK(body(R"({"baseModel": "m", "state": "READY"})") ==
          "Gateway_CreateDeployment.state is for replies only");
    CHECK(description->parameter_mismatch("deploymentId=a&colour=red", "POST", *create) ==
          "Gateway_CreateDeployment takes no parameter colour");
}
