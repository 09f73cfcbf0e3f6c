// base_url = "emulator": the service is inside the process, and its objects can be served to clients.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

TEST_CASE("embedded: a server has the objects of the emulator inside the process") {
    const Emulator unused;
    Project project(unused);
    project.configure("[provider.fireworks]\nbase_url = \"emulator\"\n\n" + std::string(one_deployment));
    project.apply();
    CHECK(project.run({"client", "deployment.chat"}).err.starts_with("error[FF6303]: Nothing to call\n"));
    const Emulator server({"--store", (project.folder.path() / ".fireform" / "emulator.json").string()});
    project.environment["FIREWORKS_BASE_URL"] = server.url();
    project.configure(one_deployment);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    CHECK(project.run({"client", "deployment.chat"}).out.find(server.url() + "/inference/v1") !=
          std::string::npos);
}
