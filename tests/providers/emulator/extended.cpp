#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

EmulatorOptions extended() {
    EmulatorOptions options;
    options.api_extended = true;
    return options;
}

}  // namespace

TEST_CASE("extended: fields that the public description dropped are taken, returned and changed") {
    Desk desk(extended());
    const std::string fields =
        R"("worldSize": 2, "generatorCount": 3, "disaggregatedPrefillCount": 4, "disaggregatedPrefillWorldSize": 5, )"
        R"("maxBatchSize": 6, "maxPeftBatchSize": 7, "kvCacheMemoryPct": 8, "cluster": "accounts/acme/clusters/c", )"
        R"("directRouteHandle": "handle.example")";
    constexpr std::string_view places =
        "worldSize generatorCount disaggregatedPrefillCount disaggregatedPrefillWorldSize maxBatchSize "
        "maxPeftBatchSize kvCacheMemoryPct cluster directRouteHandle";
    CHECK(desk.see_in("POST deployments?deploymentId=a " + deployment_body(fields), places) ==
          "2 3 4 5 6 7 8 accounts/acme/clusters/c handle.example");
    desk.wait(seconds(2));
    CHECK(desk.see_in(
              "PATCH deployments/a?updateMask=world_size,kv_cache_memory_pct,cluster,direct_route_handle "
              R"({"worldSize": 9, "kvCacheMemoryPct": 10, "cluster": "accounts/acme/clusters/d"})",
              places) == "9 3 4 5 6 7 10 accounts/acme/clusters/d -");
    CHECK(desk.see("deployments/a", places) == "9 3 4 5 6 7 10 accounts/acme/clusters/d -");
    CHECK(desk.ids("deployments?filter=world_size=9") == "a");
    CHECK(desk.tell("POST deployments " + deployment_body(R"("worldSize": "two")")) ==
          "400 invalid value for world_size of Deployment: expected a 32-bit integer");
}

TEST_CASE("extended: in the public API they are unknown, and the two that it only shows are ignored") {
    Desk desk;
    for (const char* field :
         {"worldSize", "generatorCount", "disaggregatedPrefillCount", "disaggregatedPrefillWorldSize",
          "maxBatchSize", "maxPeftBatchSize", "kvCacheMemoryPct"})
        CHECK(desk.tell("POST deployments " + deployment_body("\"" + std::string(field) + "\": 1")) ==
              "400 unknown field \"" + std::string(field) + "\" in Deployment");
    CHECK(desk.see_in("POST deployments?deploymentId=a " +
                          deployment_body(R"("cluster": "c", "directRouteHandle": "h")"),
                      "cluster directRouteHandle") == "- -");
    CHECK(desk.see_in(R"(PATCH deployments/a?updateMask=cluster {"cluster": "c"})", "cluster") == "-");
    CHECK(
        desk.see_in(
                R"(PATCH deployments/a?updateMask=direct_route_type {"directRouteType": "AWS_PRIVATELINK"})",
                "directRouteHandle")
            .starts_with("a-"));
}
