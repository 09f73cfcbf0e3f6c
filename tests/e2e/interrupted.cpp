// Runs that are cut short by what is around them: a reader that leaves, a disk that takes no more.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

using namespace fireform::tests;

TEST_CASE("interrupted: an apply whose reader has gone ends as after Ctrl-C, and the next one goes on") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    Start start;
    start.words = {"apply", "--auto-approve"};
    start.environment = project.environment;
    start.folder = project.folder.path();
    start.output = "closed";
    const Ran left = Process(start).wait();
    CHECK(left.code == 130);
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("interrupted: a state that may not grow stops the run before its requests, and says why") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    // SIGXFSZ is ignored: the write fails as on a full disk.
    const rlimit before = [] {
        rlimit now{};
        ::getrlimit(RLIMIT_FSIZE, &now);
        return now;
    }();
    const rlimit small{16, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Ran ran = project.run({"apply", "--auto-approve"});
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(ran.code == 1);
    CHECK(ran.err.find("error: State cannot be written") != std::string::npos);
    CHECK(ran.err.find("hint: allow larger files (ulimit -f), then run the same command again") !=
          std::string::npos);
    CHECK(emulator.names("deployments").empty());
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
}
