// On a terminal: the question, the live table, colour.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace fireform::tests;

TEST_CASE("terminal: apply asks, shows a table of what runs, and ends with the summary") {
    const Emulator emulator({"--ready-after", "300ms"});
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply"}, true);
    apply->read_until("Only \"yes\" is taken for an answer: ");
    apply->type("yes\n");
    const Ran ran = apply->wait();
    INFO(ran.out);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("\x1b[32m") != std::string::npos);
    CHECK(ran.out.find("1 running, 0 of 1 done") != std::string::npos);
    CHECK(ran.out.find("Creation complete after") != std::string::npos);
    CHECK(ran.out.find("Still creating...") == std::string::npos);
    CHECK(ran.out.ends_with("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\r\n"));
}

TEST_CASE("terminal: any other answer changes nothing") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply", "--no-color"}, true);
    apply->read_until("answer: ");
    apply->type("y\n");
    const Ran ran = apply->wait();
    CHECK(ran.code == 1);
    CHECK(ran.out.find('\x1b') == std::string::npos);
    CHECK(ran.out.ends_with("Nothing was changed.\r\n"));
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("terminal: an interrupt at the question changes nothing and ends with 130") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply"}, true);
    apply->read_until("answer: ");
    apply->signal(SIGINT);
    const Ran ran = apply->wait();
    CHECK(ran.code == 130);
    CHECK(ran.out.ends_with("answer: \r\nInterrupted. Nothing was changed.\r\n"));
    CHECK(emulator.names("deployments").empty());
    CHECK(project.run({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");
}

TEST_CASE("terminal: an interrupt during the run waits for what is in flight, the second one does not") {
    const Folder faults;
    faults.write("stall.toml",
                 "[[fault]]\noperation = \"POST deployments\"\nkind = \"stall\"\ndelay = \"10m\"\n");
    const Emulator emulator({"--faults", (faults.path() / "stall.toml").string()});
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply", "--auto-approve", "--no-color"}, true);
    apply->read_until("1 running, 0 of 1 done");
    apply->signal(SIGINT);
    apply->read_until("Once more ends at once.");
    apply->signal(SIGINT);
    const Ran ran = apply->wait();
    CHECK(ran.code == 130);
    // The table is taken away before each of the two is said.
    const std::string cleared = "\r\x1b[2A\x1b[J\r\n";
    CHECK(ran.out.find(cleared + "Interrupted: what is in flight is finished and recorded. Once more ends at "
                                 "once.\r\n") != std::string::npos);
    CHECK(ran.out.ends_with(cleared +
                            "Ended at once. The next run finds out what became of what was in flight.\r\n"));
}

TEST_CASE("terminal: a run that was interrupted shows no outputs") {
    const Emulator emulator({"--ready-after", "1h"});
    const Project project(emulator, std::string(one_deployment) + "\n[outputs.size]\nvalue = 2\n");
    const auto apply = project.start({"apply", "--auto-approve", "--no-color"}, true);
    apply->read_until("1 running, 0 of 1 done");
    apply->signal(SIGINT);
    const Ran ran = apply->wait();
    CHECK(ran.code == 130);
    CHECK(ran.out.find("Outputs:") == std::string::npos);
    CHECK(ran.out.ends_with("Apply interrupted. Resources: 0 done, 1 still running, 0 untouched.\r\n"));
}

TEST_CASE("terminal: the end of input is a no") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply"}, true);
    apply->read_until("answer: ");
    apply->type("\x04");  // what Ctrl-D types
    const Ran ran = apply->wait();
    CHECK(ran.code == 1);
    CHECK(ran.out.ends_with("answer: \r\nNothing was changed.\r\n"));
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("terminal: with CI nobody is asked and nothing is redrawn") {
    const Emulator emulator;
    Project project(emulator, one_deployment);
    project.environment["CI"] = "true";
    CHECK(project.start({"apply"}, true)->wait().code == 1);
    const Ran ran = project.start({"apply", "--auto-approve", "--no-color"}, true)->wait();
    CHECK(ran.code == 0);
    CHECK(ran.out.find('\x1b') == std::string::npos);
}
