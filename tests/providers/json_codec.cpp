#include "providers/fireworks/json_codec.hpp"

#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

using namespace fireform;
using namespace fireform::fireworks;
namespace json = boost::json;

namespace {

std::string body(std::string_view type, std::string_view configured, const Value::Map& tags = {}) {
    return json::serialize(encode_create(type_named(type), attributes(type, configured), tags));
}

std::string progress(std::string_view reply) {
    const Progress out = decode_progress(json::parse(reply).as_object());
    return out.text + (out.percent ? " (" + std::to_string(*out.percent) + ")" : "");
}

}  // namespace

TEST_CASE("codec: a deployment in a create") {
    CHECK(
        body("deployment", R"({
              "display_name": "chat", "model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H100_80GB",
              "min_replica_count": 0, "max_replica_count": 2, "scale_up_window": "30s", "scale_to_zero_window": "5m",
              "load_targets": {"default": 0.5}, "multi_region": "GLOBAL", "enable_addons": true,
              "annotations": {"env": "prod"}, "disable_auto_deploy": true,
              "scaling_schedules": {"day": {"min_replica_count": 1, "schedule": "0 8 * * Mon-Fri", "duration": "8h",
                                            "timezone": "Europe/Berlin"}}})",
             {{"custom/managed-by", Value("fireform")}}) ==
        R"({"displayName":"chat","baseModel":"accounts/fireworks/models/m","acceleratorType":"NVIDIA_H100_80GB",)"
        R"("minReplicaCount":0,"maxReplicaCount":2,"autoscalingPolicy":{"scaleUpWindow":"30s",)"
        R"("scaleToZeroWindow":"300s","loadTargets":{"default":5E-1},"scalingSchedules":{"day":{"minReplicaCount":1,)"
        R"("schedule":"0 8 * * Mon-Fri","duration":"28800s","timezone":"Europe/Berlin"}}},)"
        R"("placement":{"multiRegion":"GLOBAL"},"enableAddons":true,)"
        R"("annotations":{"custom/env":"prod","custom/managed-by":"fireform"}})");
}

TEST_CASE("codec: a job always sends its rank, and never `model`") {
    CHECK(
        body(
            "supervised_fine_tuning_job",
            R"({"dataset": "d", "model": "m", "base_model": "accounts/fireworks/models/m", "on_failure": "retry"})") ==
        R"({"dataset":"accounts/acme/datasets/d","baseModel":"accounts/fireworks/models/m","loraRank":8})");
    CHECK(body("supervised_fine_tuning_job",
               R"({"dataset": "d", "lora_rank": 0, "wandb.api_key": "secret"})") ==
          R"({"dataset":"accounts/acme/datasets/d","loraRank":0,"wandbConfig":{"apiKey":"secret"}})");
}

TEST_CASE("codec: 64-bit integers travel as text, a file and its hash not at all") {
    CHECK(body("dataset", R"({"file": "a.jsonl", "content_hash": "00", "example_count": 12345678901})") ==
          R"({"exampleCount":"12345678901"})");
}

TEST_CASE("codec: durations as protobuf writes them") {
    const Attribute& window = *type_named("deployment").find("scale_up_window");
    const auto text = [&](std::int64_t nanoseconds) {
        return json::serialize(encode(window, Value(Duration(nanoseconds))));
    };
    CHECK(text(0) == R"("0s")");
    CHECK(text(300'000'000'000) == R"("300s")");
    CHECK(text(1'500'000'000) == R"("1.500s")");
    CHECK(text(1'000'001'000) == R"("1.000001s")");
    CHECK(text(1) == R"("0.000000001s")");
    CHECK(text(-1'500'000'000) == R"("-1.500s")");
}

TEST_CASE("codec: create parameters go into the query, and only when they say something") {
    const auto parameters = [](std::string_view configured) {
        return create_parameters(type_named("deployment"), attributes("deployment", configured));
    };
    CHECK((parameters(R"({"model": "m", "disable_auto_deploy": false})").empty()));
    const std::vector<std::pair<std::string, std::string>> both{{"disableAutoDeploy", "true"},
                                                                {"skipShapeValidation", "true"}};
    CHECK((parameters(R"({"skip_shape_validation": true, "disable_auto_deploy": true})") == both));
}

TEST_CASE("codec: what comes back is read in the attribute's own kind") {
    const LiveObject live = live_object("deployment", R"({
        "name": "accounts/acme/deployments/chat", "state": "UPDATING", "displayName": "chat",
        "baseModel": "accounts/fireworks/models/m", "minReplicaCount": "1", "maxReplicaCount": 2.0,
        "autoscalingPolicy": {"scaleUpWindow": "1.500s", "loadTargets": {"default": 1}},
        "acceleratorType": "NVIDIA_GB300", "precision": 3, "description": null, "enableAddons": false,
        "somethingNew": {"a": 1}, "status": {"code": "UNAVAILABLE", "message": "no capacity"},
        "updateTime": "2026-05-01T12:00:00.123Z", "purgeTime": "2026-05-08T12:00:00Z",
        "annotations": {"custom/env": "prod", "custom/managed-by": "fireform", "custom/fireform-lineage": "L",
                        "custom/fireform-address": "deployment.chat"}})");
    CHECK(text(live) ==
          "accounts/acme/deployments/chat UPDATING pending: display_name = \"chat\", model = "
          "\"accounts/fireworks/models/m\", accelerator_type = \"NVIDIA_GB300\", precision = \"3\", "
          "min_replica_count "
          "= 1, max_replica_count = 2, scale_up_window = \"1.5s\", load_targets = {default = 1}, "
          "enable_addons = "
          "false, annotations = {\"custom/env\" = \"prod\"}");
    CHECK(live.id == "chat");
    CHECK(live.lineage == "L");
    CHECK(live.address == "deployment.chat");
    CHECK(live.status == "no capacity");
    CHECK(live.update_time == "2026-05-01T12:00:00.123Z");
    CHECK(live.purge_time == "2026-05-08T12:00:00Z");
    CHECK(live.attributes.get(*live.type, "id") == Value("chat"));
    CHECK(live.attributes.get(*live.type, "inference_model") ==
          Value("accounts/fireworks/models/m#accounts/acme/deployments/chat"));
    CHECK(live.attributes.get(*live.type, "status_code") == Value("UNAVAILABLE"));
}

TEST_CASE("codec: what is of no kind it should be is kept, not refused") {
    const LiveObject live = live_object("deployment", R"({
        "name": "accounts/acme/deployments/chat", "displayName": 7, "minReplicaCount": "many", "annotations": "x",
        "enableAddons": "yes", "directRouteApiKeys": "k", "autoscalingPolicy": {"scaleUpWindow": 30,
        "loadTargets": [1], "scalingSchedules": [2]}, "placement": "here", "maxReplicaCount": 18446744073709551615})");
    CHECK(text(live) ==
          "accounts/acme/deployments/chat  pending: display_name = \"7\", min_replica_count = \"many\", "
          "max_replica_count = 1.8446744073709552e+19, scale_up_window = 30, load_targets = \"[1]\", "
          "scaling_schedules "
          "= \"[2]\", enable_addons = \"yes\", direct_route_api_keys = (sensitive), annotations = \"x\"");
}

TEST_CASE("codec: a number that is none is no value") {
    const auto learning_rate = [](std::string_view number) {
        const LiveObject job =
            live_object("supervised_fine_tuning_job",
                        R"({"name": "accounts/acme/supervisedFineTuningJobs/t", "learningRate": )" +
                            std::string(number) + "}");
        return job.attributes.get(*job.type, "learning_rate");
    };
    CHECK(to_text(learning_rate("0.5")) == "0.5");
    CHECK(learning_rate("1e999").is_null());
    CHECK(learning_rate("0e999").is_null());
}

TEST_CASE("codec: secrets that need not come back are dropped at the door") {
    const LiveObject live = live_object("supervised_fine_tuning_job", R"({
        "name": "accounts/acme/supervisedFineTuningJobs/j", "state": "JOB_STATE_RUNNING",
        "wandbConfig": {"apiKey": "leak-1", "project": "p"}, "metricsFileSignedUrl": "https://leak-2",
        "trainerLogsSignedUrl": "https://leak-3"})");
    for (const auto& [index, value] : live.attributes)
        CHECK(to_text(value).find("leak") == std::string::npos);
    CHECK(live.attributes.get(*live.type, "wandb.project") == Value("p"));
}

TEST_CASE("codec: short names in a reply are expanded") {
    const LiveObject live = live_object("supervised_fine_tuning_job", R"({
        "name": "accounts/acme/supervisedFineTuningJobs/j", "outputModel": "support-v1", "dataset": "datasets/d"})");
    CHECK(live.attributes.get(*live.type, "output_model") == Value("accounts/acme/models/support-v1"));
    CHECK(live.attributes.get(*live.type, "dataset") == Value("accounts/acme/datasets/d"));
}

TEST_CASE("codec: an object without a name is none") {
    CHECK_FALSE(
        decode_object(type_named("dataset"), json::parse(R"({"state": "READY"})").as_object(), Naming{}));
}

TEST_CASE("codec: a maximum of zero is left out of a reply; an excerpt tells of none") {
    const ResourceType& type = type_named("deployment");
    const auto shown = [&type](const char* reply) {
        return to_text(type, decode_object(type, json::parse(reply).as_object(), Naming{})->attributes);
    };
    CHECK(shown(R"({"name": "accounts/a/deployments/d"})").find("max_replica_count") == std::string::npos);
    const std::string whole =
        shown(R"({"name": "accounts/a/deployments/d", "createTime": "2026-11-25T00:00:00Z"})");
    CHECK(whole.find("max_replica_count = 0") != std::string::npos);
    CHECK(whole.find("min_replica_count") == std::string::npos);
}

TEST_CASE("codec: phases") {
    struct Row {
        const char* type;
        const char* reply;
        const char* phase;
    };
    const std::vector<Row> rows{
        {"dataset", R"({"name": "d", "state": "UPLOADING"})", "d UPLOADING pending"},
        {"dataset", R"({"name": "d", "state": "UPLOADING", "status": {"code": "OK"}})",
         "d UPLOADING pending"},
        {"dataset", R"({"name": "d", "state": "UPLOADING", "status": {"code": 0}})", "d UPLOADING pending"},
        {"dataset", R"({"name": "d", "state": "UPLOADING", "status": {"code": "INVALID_ARGUMENT"}})",
         "d UPLOADING failed"},
        {"dataset", R"({"name": "d", "state": "READY", "status": {"code": "OK"}})", "d READY ready"},
        {"lora_addon", R"({"name": "a", "state": "STATE_UNSPECIFIED"})", "a STATE_UNSPECIFIED failed"},
        {"lora_addon", R"({"name": "a"})", "a  failed"},
        {"deployment", R"({"name": "a", "state": "HIBERNATING"})", "a HIBERNATING pending"},
        {"supervised_fine_tuning_job", R"({"name": "j", "state": "JOB_STATE_EARLY_STOPPED"})",
         "j JOB_STATE_EARLY_STOPPED ready"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reply);
        CHECK(text(live_object(row.type, row.reply)) == row.phase);
    }
}

TEST_CASE("codec: progress in the API's own counters") {
    CHECK(
        progress(
            R"({"desiredReplicaCount": 2, "replicaStats": {"downloadingModelReplicaCount": 1, "readyReplicaCount": 1}})") ==
        "downloading model 1/2 (50)");
    CHECK(
        progress(
            R"({"desiredReplicaCount": -9223372036854775808, "replicaStats": {"downloadingModelReplicaCount": 1e999, "readyReplicaCount": 9223372036854775807}})") ==
        "downloading model 2147483647/4294967294 (50)");
    CHECK(
        progress(R"({"desiredReplicaCount": 0e999, "replicaStats": {"pendingSchedulingReplicaCount": 1}})") ==
        "pending 1 (0)");
    CHECK(
        progress(
            R"({"desiredReplicaCount": 2, "replicaStats": {"initializingReplicaCount": 1, "pendingSchedulingReplicaCount": 1}})") ==
        "initializing 1/2 (0)");
    CHECK(progress(R"({"replicaStats": {"pendingSchedulingReplicaCount": 2}})") == "pending 2 (0)");
    CHECK(progress(R"({"desiredReplicaCount": 2, "replicaStats": {"readyReplicaCount": 1}})") ==
          "ready 1/2 (50)");
    CHECK(progress(R"({"desiredReplicaCount": 0, "replicaStats": {}})") == "");
    CHECK(progress(R"({"state": "JOB_STATE_RUNNING", "jobProgress": {"percent": 40}})") ==
          "running 40 %, epoch 1 (40)");
    CHECK(
        progress(R"({"state": "JOB_STATE_WRITING_RESULTS", "jobProgress": {"percent": 400, "epoch": 2}})") ==
        "writing results 100 %, epoch 3 (100)");
    CHECK(progress(R"({"state": "READY"})") == "");
}
