// What keeps the other commands from working, one thing at a time.
#include "tests/e2e/fixed_server.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace fireform::tests;
namespace json = boost::json;

namespace {

/// "good", "open" or "wrong".
std::string verdict(const Project& project, std::string_view name) {
    const json::value all = json::parse(project.run({"doctor", "--json"}).out);
    for (const json::value& one : all.at("checks").as_array())
        if (one.at("name").as_string() == json::string_view(name.data(), name.size()))
            return std::string(one.at("verdict").as_string());
    return {};
}

}  // namespace

TEST_CASE("doctor: all is well") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran ran = project.run({"doctor"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(project.normal(ran.out) == R"(good   configuration  1 resource in 1 file
good   state          fireform.state.json: 1 resource, serial 2
good   lock           free
good   key            from FIREWORKS_API_KEY
good   network        http://127.0.0.1:<port> answers
open   TLS            plain HTTP, which stays on this machine
good   clock          agrees with the service's
good   account        acme
good   quota          13 quotas, none of them used up

Nothing is wrong.
)");
    const Ran machine = project.run({"doctor", "--json"});
    CHECK(machine.code == 0);
    CHECK(json::parse(machine.out).at("ok") == true);
    CHECK(json::parse(machine.out).at("checks").as_array().size() == 9);
}

TEST_CASE("doctor: a key that is missing, and one that is refused") {
    const Emulator emulator({"--api-key", "e2e-key"});
    Project project(emulator, one_deployment);
    project.environment["FIREWORKS_API_KEY"] = "fw_other";
    const Ran refused = project.run({"doctor"});
    CHECK(refused.code == 1);
    CHECK(refused.out.find("wrong  account\n  error[FF4102]: API key refused\n") != std::string::npos);
    CHECK(refused.out.find("fw_other") == std::string::npos);
    CHECK(refused.out.ends_with("\n1 thing is wrong.\n"));

    project.environment.erase("FIREWORKS_API_KEY");
    const Ran missing = project.run({"doctor"});
    CHECK(missing.code == 1);
    CHECK(missing.out.find(
              "wrong  key\n  error[FF4101]: API key missing\n    The Fireworks API wants a key with every "
              "request, and none is configured.\n    hint: export FIREWORKS_API_KEY=fw_...\n") !=
          std::string::npos);
    CHECK(verdict(project, "network") == "good");
}

TEST_CASE("doctor: nobody listens, and somebody who speaks no TLS") {
    const Emulator emulator;
    Project project(emulator, one_deployment);
    project.environment["FIREWORKS_BASE_URL"] = "http://127.0.0.1:1";
    const Ran nobody = project.run({"doctor"});
    CHECK(nobody.code == 1);
    CHECK(nobody.out.find(
              "wrong  network\n  error[FF4201]: Service unreachable\n    Reaching http://127.0.0.1:1: ") !=
          std::string::npos);
    CHECK(nobody.out.find("open   clock          not looked at: the service is not reached\n") !=
          std::string::npos);

    const FixedServer plain(reply("200 OK", "text/plain", "hello"));
    project.environment["FIREWORKS_BASE_URL"] = "https://" + plain.authority();
    const Ran no_tls = project.run({"doctor"});
    CHECK(no_tls.code == 1);
    CHECK(no_tls.out.find("wrong  TLS\n  error[FF4202]: No trusted connection\n") != std::string::npos);
    CHECK(verdict(project, "network") == "good");
    CHECK(verdict(project, "TLS") == "wrong");
}

TEST_CASE("doctor: a clock that is off") {
    const FixedServer old(
        "HTTP/1.1 401 Unauthorized\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    const Emulator emulator;
    Project project(emulator, one_deployment);
    project.environment["FIREWORKS_BASE_URL"] = "http://" + old.authority();
    const Ran ran = project.run({"doctor"});
    CHECK(ran.code == 1);
    CHECK(ran.out.find("wrong  clock\n  error[FF4210]: Clock is off\n    The clock of this machine is ") !=
          std::string::npos);
    CHECK(ran.out.find(" ahead of the service's.\n    hint: timedatectl set-ntp true\n") !=
          std::string::npos);
}

TEST_CASE("doctor: a state that is damaged, and one that is locked") {
    const Emulator emulator;
    Project project(emulator, one_deployment);
    const auto asks = project.start({"apply"}, true);
    asks->read_until("answer: ");
    const Ran held = project.run({"doctor"});
    CHECK(held.code == 0);
    CHECK(held.out.find("open   lock           held by ") != std::string::npos);
    CHECK(held.out.find("running `fireform apply`; it goes when that process ends\n") != std::string::npos);

    project.folder.write("fireform.state.json", "{");
    const Ran damaged = project.run({"doctor"});
    CHECK(damaged.code == 1);
    CHECK(damaged.out.find("wrong  state\n  error[FF31") != std::string::npos);
}

TEST_CASE("doctor: a configuration with errors, or none at all") {
    const Emulator emulator;
    const Project project(emulator, std::string(one_deployment) + "modle = 1\nmodle2 = 2\n");
    const Ran ran = project.run({"doctor"});
    CHECK(ran.code == 1);
    CHECK(ran.out.starts_with("wrong  configuration  2 errors, all of them: fireform validate\n"));
    CHECK(ran.out.find("error[FF1115]: Unknown attribute\n    --> fireform.toml:5:1\n") != std::string::npos);
    CHECK(verdict(project, "account") == "good");

    const Project empty(emulator);
    CHECK(verdict(empty, "configuration") == "wrong");
    CHECK(verdict(empty, "state") == "open");
    CHECK(verdict(empty, "account") == "good");
}
