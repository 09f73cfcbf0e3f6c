#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

Desk& fleet() {
    static Desk desk;
    static const bool made = [] {
        const auto add = [](const std::string& id, const std::string& more) {
            desk.ask("POST deployments?deploymentId=" + id + " " + deployment_body(more));
            desk.wait(std::chrono::seconds(10));
        };
        add("a",
            R"("displayName": "chat", "minReplicaCount": 1, "maxReplicaCount": 2, "enableAddons": true)");
        add("b", R"("displayName": "chat two", "maxReplicaCount": 4, "directRouteApiKeys": ["k1", "k2"])");
        desk.ask(
            "POST deployments?deploymentId=c {\"baseModel\": \"accounts/fireworks/models/qwen3-8b\", "
            "\"acceleratorType\": \"NVIDIA_H200_141GB\", \"placement\": {\"multiRegion\": \"EUROPE\"}}");
        return true;
    }();
    CHECK(made);
    return desk;
}

std::string found(const std::string& filter) {
    std::string path = "deployments?filter=";
    for (const char c : filter)
        path += c == '&' ? "%26" : c == '+' ? "%2B" : std::string(1, c);
    return fleet().ids(path);
}

}  // namespace

TEST_CASE("filter: the forms that are proven to work") {
    CHECK(found(R"(display_name="chat" AND base_model="accounts/fireworks/models/llama-v3p1-8b-instruct")") ==
          "a");
    CHECK(found("state=READY") == "a b");
    CHECK(found("state = CREATING") == "c");
    CHECK(found("") == "a b c");
}

TEST_CASE("filter: comparisons by the type of the field") {
    struct Row {
        const char* filter;
        const char* found;
    };
    for (const auto& [filter, expected] : std::initializer_list<Row>{
             {"max_replica_count > 1", "a b"},
             {"max_replica_count>=4", "b"},
             {"max_replica_count<2", "c"},
             {"max_replica_count != 2", "b c"},
             {"min_replica_count = 0", "b c"},
             {"enable_addons = true", "a"},
             {"enableAddons=false", "b c"},
             {"display_name = \"chat*\"", "a b"},
             {"display_name = \"*two\"", "b"},
             {"display_name != \"chat*\"", "c"},
             {"display_name:chat", "a b"},
             {"display_name:*", "a b"},
             {"direct_route_api_keys:k2", "b"},
             {"create_time >= \"2026-05-01T12:00:10Z\"", "b c"},
             {"create_time < 2026-05-01T12:00:10Z", "a"},
             {"autoscaling_policy.scale_up_window = 30s", "a b c"},
             {"placement.multi_region = EUROPE", "c"},
             {"accelerator_type != NVIDIA_H100_80GB", "c"},
         })
        CHECK_MESSAGE(found(filter) == expected, filter);
}

TEST_CASE("filter: AND, OR, NOT and parentheses, OR binding tighter than AND") {
    CHECK(found("display_name = chat OR max_replica_count = 4") == "a b");
    CHECK(found("NOT display_name = chat") == "b c");
    CHECK(found("-display_name = chat") == "b c");
    CHECK(found("state=READY AND NOT (display_name=chat OR max_replica_count=4)") == "");
    // a AND b OR c is a AND (b OR c)
    CHECK(found("state=CREATING AND display_name=chat OR max_replica_count=1") == "c");
    CHECK(found("state=READY max_replica_count=4") == "b");
}

TEST_CASE("filter: what is wrong with one is said with 400") {
    CHECK(found("size = 1") == "400 invalid filter: unknown field \"size\"");
    CHECK(found("autoscaling_policy.size = 1") ==
          "400 invalid filter: unknown field \"autoscaling_policy.size\"");
    CHECK(found("state = SLEEPING") == "400 invalid filter: \"state\" has no value \"SLEEPING\"");
    CHECK(found("annotations:\"custom/a\"") == "400 invalid filter: \"annotations\" cannot be filtered on");
    CHECK(found("max_replica_count = many") == "400 invalid filter: \"max_replica_count\" is a number");
    CHECK(found("state > READY").starts_with("400"));
    CHECK(found("chat").starts_with("400"));
    CHECK(found("(state=READY").starts_with("400"));
    CHECK(found("display_name = \"chat").starts_with("400"));
    CHECK(found("state=READY AND").starts_with("400"));
    CHECK(found(std::string(300, '(') + "state=READY").starts_with("400 invalid filter: nested too deeply"));
}
