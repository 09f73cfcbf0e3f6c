// Blocks are renamed, put into for_each and out of it, imported and removed: no object is made or destroyed
// that nobody asked for.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr auto unchanged = "No changes. Your fleet matches the configuration.\n";

std::string moved(const std::string& from, const std::string& to) {
    return "\n[[moved]]\nfrom = '" + from + "'\nto = '" + to + "'\n";
}

int writes(const Emulator& emulator) {
    return emulator.count("POST deployments") + emulator.count("DELETE deployments");
}

}  // namespace

TEST_CASE("moved: a block is renamed, put into for_each, and out of it again") {
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    const std::string id = project.id("deployment.chat");
    const int before = writes(emulator);

    const std::string renamed =
        replaced(replaced(std::string(with_addons), "[deployment.chat]", "[deployment.talk]"),
                 "${deployment.chat.id}", "${deployment.talk.id}");
    const std::string all_renamed = replaced(renamed, "${deployment.chat.id}", "${deployment.talk.id}") +
                                    moved("deployment.chat", "deployment.talk");
    project.configure(all_renamed);
    check_golden("moved_plan.txt", project.normal(project.run({"plan"}).out));
    CHECK(project.run({"plan", "--detailed-exitcode"}).code == 2);
    CHECK(project.run({"plan", "--json"}).out.find(R"("action":"move")") != std::string::npos);
    CHECK(project.run({"plan", "--out", "p"}).code == 0);
    CHECK(project.run({"show", "--json", "p"}).out.find(R"("previous_address":"deployment.chat")") !=
          std::string::npos);
    CHECK(project.run({"apply", "p"})
              .out.ends_with("\nApply complete! Resources: 0 added, 0 changed, 0 destroyed.\n"));
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.id("deployment.talk") == id);

    const std::string several =
        replaced(replaced(replaced(all_renamed, "display_name     = \"chat\"\n",
                                   "display_name     = \"chat\"\nfor_each = [\"eu\"]\n"),
                          "${deployment.talk.id}", "${deployment.talk['eu'].id}"),
                 "${deployment.talk.id}", "${deployment.talk['eu'].id}");
    project.configure(replaced(several, "to = 'deployment.talk'", "to = 'deployment.talk[\"eu\"]'") +
                      moved("deployment.talk", "deployment.talk[\"eu\"]"));
    CHECK(project.run({"plan"}).out.ends_with("\nPlan: 0 to add, 0 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.id("deployment.talk[\"eu\"]") == id);

    project.configure(all_renamed + moved("deployment.talk[\"eu\"]", "deployment.talk"));
    project.apply();
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.id("deployment.talk") == id);
    CHECK(writes(emulator) == before);
}

TEST_CASE("moved: the tags follow with the next update, and another block may have the old address") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const std::string id = project.id("deployment.chat");
    const std::string talk = replaced(one_deployment, "deployment.chat", "deployment.talk");
    project.configure(talk + moved("deployment.chat", "deployment.talk"));
    project.apply();
    project.configure(talk + std::string(one_deployment));
    CHECK(project.run({"plan"}).out.ends_with("\nPlan: 1 to add, 0 to change, 0 to destroy.\n"));
    project.apply();
    CHECK(project.run({"plan"}).out == unchanged);
    CHECK(project.id("deployment.talk") == id);
    CHECK(project.id("deployment.chat") != id);
    project.configure(replaced(talk, "max_replica_count = 2", "max_replica_count = 3") +
                      std::string(one_deployment));
    project.apply();
    CHECK(emulator.request("GET", "/v1/accounts/acme/deployments/" + id).find("deployment.talk") !=
          std::string::npos);
    CHECK(emulator.names("deployments").size() == 2);
}

TEST_CASE("removed and import: an object is handed from one project to another") {
    const Emulator emulator;
    const Project giver(emulator, one_deployment);
    giver.apply();
    const std::string id = giver.id("deployment.chat");
    giver.configure("[[removed]]\nfrom = \"deployment.chat\"\ndestroy = false\n");
    const Ran gives = giver.run({"plan"});
    CHECK(gives.out.ends_with("\nPlan: 1 to forget, 0 to add, 0 to change, 0 to destroy.\n"));
    giver.apply();
    CHECK(giver.run({"state", "list"}).out.empty());

    const Project taker(emulator, std::string(one_deployment) +
                                      "[deployment.chat.lifecycle]\nadopt = \"force\"\n\n[[import]]\nto = "
                                      "\"deployment.chat\"\nid = \"" +
                                      id + "\"\n");
    check_golden("import_plan.txt", taker.normal(taker.run({"plan"}).out));
    CHECK(taker.apply().out.ends_with(
        "\nApply complete! Resources: 1 imported, 0 added, 0 changed, 0 destroyed.\n"));
    CHECK(taker.run({"plan"}).out == unchanged);
    CHECK(taker.id("deployment.chat") == id);
    CHECK(emulator.names("deployments").size() == 1);
}
