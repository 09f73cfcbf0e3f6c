// Somebody else changes the account.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

void change_by_hand(const Emulator& emulator, const Project& project, const std::string& mask,
                    const std::string& body) {
    emulator.request("PATCH",
                     "/v1/accounts/acme/deployments/" + project.id("deployment.chat") + "?updateMask=" + mask,
                     R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", )" + body + "}");
}

}  // namespace

TEST_CASE("drift: none is exit 0, a change by hand is exit 2, in text and in JSON") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran none = project.run({"drift"});
    CHECK(none.code == 0);
    CHECK(none.out == "No drift. The account matches what was last applied.\n");

    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran drifted = project.run({"drift"});
    CHECK(drifted.code == 2);
    CHECK(drifted.err.empty());
    check_golden("drift.txt", project.normal(drifted.out));
    const Ran json = project.run({"drift", "--json"});
    CHECK(json.code == 2);
    CHECK(json.out.find(R"("type":"resource_drift")") != std::string::npos);
    CHECK(json.out.find(R"("path":"max_replica_count","before":2,"after":7)") != std::string::npos);

    check_golden("plan_drift.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"drift"}).code == 0);
}

TEST_CASE("drift: what was never configured may move") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "description", R"("description": "by hand")");
    CHECK(project.run({"drift"}).code == 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("drift: a deployment that is gone") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    emulator.request("DELETE", "/v1/accounts/acme/deployments/" + project.id("deployment.chat"));
    const Ran ran = project.run({"drift"});
    CHECK(ran.code == 2);
    check_golden("drift_gone.txt", project.normal(ran.out));
}

TEST_CASE("drift: --refresh-only shows it, and with apply takes it for granted") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const int patches = emulator.count("PATCH deployments");
    const Ran plan = project.run({"plan", "--refresh-only"});
    check_golden("plan_refresh_only.txt", project.normal(plan.out));
    CHECK(project.run({"plan", "--refresh-only", "--detailed-exitcode"}).code == 2);
    const Ran apply = project.run({"apply", "--refresh-only", "--auto-approve"});
    INFO(apply.err);
    CHECK(apply.code == 0);
    CHECK(project.run({"state", "show", "deployment.chat"}).out.find("max_replica_count = 7\n") !=
          std::string::npos);
    CHECK(emulator.count("PATCH deployments") == patches);
}
