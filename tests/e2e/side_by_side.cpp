// Commands at the same time: looks during an apply, and a second apply that waits for the first.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <regex>

using namespace fireform::tests;

namespace {

/// `pairs` deployments, each with a second one that waits for it.
std::string chains(int pairs) {
    const auto block = [](const std::string& name) {
        return "[deployment." + name +
               "]\nmodel            = \"qwen3-8b\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n";
    };
    std::string out;
    for (int number = 0; number < pairs; ++number) {
        const std::string digits = std::to_string(number);
        out += block("first" + digits) + "\n" + block("then" + digits) +
               "depends_on       = [\"deployment.first" + digits + "\"]\n\n";
    }
    return out + "[outputs.first]\nvalue = \"${deployment.first0.id}\"\n";
}

int occurrences(const std::string& text, const std::string& wanted) {
    int count = 0;
    for (std::size_t at = 0; (at = text.find(wanted, at)) != std::string::npos; at += wanted.size())
        ++count;
    return count;
}

/// Of every pair in the list the second stands there only when the first does.
void check_consistent(const std::string& list, int pairs) {
    for (int number = 0; number < pairs; ++number) {
        const std::string digits = std::to_string(number) + "\n";
        if (list.find("deployment.then" + digits) != std::string::npos)
            CHECK(list.find("deployment.first" + digits) != std::string::npos);
    }
}

}  // namespace

TEST_CASE("side by side: plan, show, output, drift and list read a whole state while an apply writes it") {
    constexpr int pairs = 25;
    const Emulator emulator({"--ready-after", "200ms"});
    const Project project(emulator, chains(pairs));
    const auto apply = project.start({"apply", "--auto-approve"});
    apply->read_until("Creating...");
    int rounds = 0;
    do {
        ++rounds;
        const std::vector<std::vector<std::string>> looks{{"plan"},  {"show"},          {"output"},
                                                          {"drift"}, {"state", "list"}, {"state", "pull"}};
        std::vector<std::unique_ptr<Process>> running;
        for (const auto& words : looks)
            running.push_back(project.start(words));
        for (std::size_t i = 0; i < looks.size(); ++i) {
            const Ran ran = running[i]->wait();
            CAPTURE(looks[i].back());
            INFO(ran.out << ran.err);
            CHECK(ran.code == 0);
            CHECK(ran.err.find("error:") == std::string::npos);
            CHECK(ran.err.find("locked") == std::string::npos);
            if (looks[i].back() == "list") check_consistent(ran.out, pairs);
        }
    } while (!apply->has_ended());
    const Ran ran = apply->wait();
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("Apply complete! Resources: 50 added, 0 changed, 0 destroyed.") != std::string::npos);
    CHECK(rounds > 0);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("side by side: a second apply says once who it waits for, and a lock goes with its process") {
    const Emulator emulator({"--ready-after", "1h"});
    const Project project(emulator, one_deployment);
    const auto first = project.start({"apply", "--auto-approve"});
    emulator.wait_for("POST deployments");
    const auto second = project.start({"apply", "--auto-approve", "--lock-timeout", "10m"});
    second->read_errors_until("\n");
    CHECK_FALSE(second->has_ended());
    emulator.request("POST", "/emulator/advance?seconds=4000");
    first->signal(SIGKILL);
    CHECK(first->wait().code == 137);
    const Ran ran = second->wait();
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    const std::regex waiting(R"(fireform\.state\.json is in use by \S+@\S+, pid )" +
                             std::to_string(first->pid()) +
                             R"(, since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, running `fireform apply`\. )" +
                             "Waiting for it\\.\n[^]*");
    CHECK(std::regex_match(ran.err, waiting));
    CHECK(occurrences(ran.out + ran.err, "Waiting for it.") == 1);
    CHECK(emulator.count("POST deployments") == 1);
}

TEST_CASE("side by side: commands that change state say who they wait for") {
    const Emulator emulator({"--ready-after", "1h"});
    const Project project(emulator, one_deployment);
    const auto first = project.start({"apply", "--auto-approve"});
    emulator.wait_for("POST deployments");
    const auto rm = project.start({"state", "rm", "--lock-timeout", "10m", "deployment.chat"});
    rm->read_errors_until("Waiting for it.\n");
    first->signal(SIGINT);
    CHECK(first->wait().code == 130);
    const Ran ran = rm->wait();
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(occurrences(ran.err, "Waiting for it.") == 1);
}
