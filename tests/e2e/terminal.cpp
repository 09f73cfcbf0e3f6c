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
