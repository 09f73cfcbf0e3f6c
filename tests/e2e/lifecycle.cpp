// The main story: a fleet is planned, applied, planned again, changed and destroyed.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

TEST_CASE("a fleet: plan, apply, plan again, change in place, destroy") {
    const Emulator emulator;
    const Project project(emulator, fleet);
    project.folder.write("data/support.jsonl", support_rows);

    const Ran plan = project.run({"plan"});
    CHECK(plan.code == 0);
    CHECK(plan.err.empty());
    check_golden("fleet_plan.txt", project.normal(plan.out));
    CHECK_FALSE(project.folder.has("fireform.state.json"));

    const Ran apply = project.apply();
    CHECK(apply.out.ends_with("\nApply complete! Resources: 4 added, 0 changed, 0 destroyed.\n"));
    CHECK(emulator.names("datasets").size() == 1);
    CHECK(emulator.names("deployments").size() == 1);
    const Ran again = project.run({"plan", "--detailed-exitcode"});
    CHECK(again.code == 0);
    CHECK(again.out == "No changes. Your fleet matches the configuration.\n");

    project.configure(replaced(fleet, "max_replica_count    = 2", "max_replica_count    = 4"));
    const Ran change = project.run({"plan", "--detailed-exitcode"});
    CHECK(change.code == 2);
    check_golden("fleet_change.txt", project.normal(change.out));
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 0 added, 1 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");

    const Ran destroy = project.run({"destroy", "--auto-approve"});
    CHECK(destroy.code == 0);
    CHECK(destroy.out.ends_with("\nDestroy complete! Resources: 4 destroyed.\n"));
    for (const char* collection : {"deployments", "datasets", "supervisedFineTuningJobs"})
        CHECK(emulator.names(collection).empty());
    CHECK(project.run({"state", "list"}).out.empty());
}

TEST_CASE("a fleet: what apply prints on a pipe") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const Ran apply = project.run({"apply", "--auto-approve"});
    CHECK(apply.err.empty());
    check_golden("apply.txt", project.normal(apply.out));
    const Ran nothing = project.run({"apply", "--auto-approve"});
    check_golden("apply_nothing.txt", project.normal(nothing.out));
    const Ran destroy = project.run({"apply", "--destroy", "--auto-approve"});
    CHECK(destroy.code == 0);
    check_golden("destroy.txt", project.normal(destroy.out));
}

TEST_CASE("a fleet: the outputs of the last apply") {
    const Emulator emulator;
    const Project project(emulator, fleet);
    project.folder.write("data/support.jsonl", support_rows);
    CHECK(project.run({"output", "--json"}).out == "{}\n");
    const Ran apply = project.apply();
    CHECK(apply.out.find(
              "\nOutputs:\n\nchat_model = \"accounts/acme/models/support-v1#accounts/acme/deployments/") !=
          std::string::npos);
    CHECK(project.run({"output", "chat_model", "--raw"}).out ==
          "accounts/acme/models/support-v1#accounts/acme/deployments/" + project.id("deployment.chat"));
}

TEST_CASE("a fleet: unchanged objects cost a LIST per type, not a GET each") {
    const Emulator emulator;
    std::string many;
    for (int number = 0; number < 30; ++number)
        many += replaced(one_deployment, "deployment.chat", "deployment.d" + std::to_string(number)) + "\n";
    const Project project(emulator, many);
    project.apply();
    const int before = emulator.count("total");
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.count("total") - before <= 4);
}

TEST_CASE("a fleet: apply finds its way through a server that spoils a tenth of the requests") {
    const Emulator emulator({"--fault-rate", "0.1", "--seed", "7"});
    const Project project(emulator, fleet);
    project.folder.write("data/support.jsonl", support_rows);
    CHECK(project.apply().out.ends_with("\nApply complete! Resources: 4 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(emulator.names("datasets").size() == 1);
}
