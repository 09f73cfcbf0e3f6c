#include "tests/providers/emulator/desk.hpp"

#include "providers/emulator/fault_file.hpp"
#include "providers/emulator/rate_limit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fireform;
using namespace fireform::testing;
using emulator::FaultKind;
using emulator::FaultRule;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

EmulatorOptions with(FaultRule rule) {
    EmulatorOptions options;
    options.faults.push_back(std::move(rule));
    return options;
}

std::string text(const EmulatorReply& reply) {
    using Wire = EmulatorReply::Wire;
    const char* wire = reply.wire == Wire::whole    ? "whole"
                       : reply.wire == Wire::closed ? "closed"
                       : reply.wire == Wire::half   ? "half"
                                                    : "stalled";
    return std::to_string(reply.response.status) + " " + wire + (reply.handled ? "" : " unhandled");
}

std::string kinds(const std::string& toml) {
    const auto read = emulator::read_faults("faults.toml", toml);
    if (!read.ok()) return to_text(read.diagnostics);
    std::string out;
    for (const FaultRule& rule : *read.value)
        out += rule.operation + "|" + rule.match + "|" + std::to_string(rule.after) + "|" +
               std::to_string(rule.times) + "|" + std::to_string(static_cast<int>(rule.kind)) + "|" +
               std::to_string(rule.status) + "|" + rule.message + "|" + std::to_string(rule.delay.count()) +
               "\n";
    return out;
}

}  // namespace

TEST_CASE("faults: a rule spoils the requests it names, after some and for some times") {
    Desk desk(with({.operation = "POST deployments",
                    .match = "chat",
                    .after = 1,
                    .times = 2,
                    .status = 503,
                    .message = "busy"}));
    const auto post = [&](const std::string& id) {
        return desk.tell("POST deployments?deploymentId=" + id + " " + deployment_body());
    };
    CHECK(post("other") == "200");
    CHECK(post("chat-1") == "200");
    CHECK(post("chat-2") == "503 busy");
    CHECK(desk.tell("GET deployments/chat-2").starts_with("404"));
    CHECK(post("chat-2") == "503 busy");
    CHECK(post("chat-2") == "200");
}

TEST_CASE("faults: a status comes as google.rpc.Status, 429 with Retry-After") {
    Desk desk(with({.status = 429, .delay = milliseconds(300)}));
    const EmulatorReply reply = desk.answer("GET deployments");
    CHECK(reply.response.header("retry-after") == "1");
    CHECK(pick(reply.response.body, "code") == "8");
    CHECK(reply.delay == milliseconds(300));
    CHECK(desk.ask("GET /emulator/objects").starts_with("200"));
}

TEST_CASE("faults: a connection dropped before leaves nothing, one dropped after leaves the object") {
    Desk before(with({.operation = "POST deployments", .times = 1, .kind = FaultKind::drop_before}));
    CHECK(text(before.answer("POST deployments?deploymentId=a " + deployment_body())) ==
          "0 closed unhandled");
    CHECK(before.tell("GET deployments/a").starts_with("404"));
    Desk after(with({.operation = "POST deployments", .times = 1, .kind = FaultKind::drop_after}));
    CHECK(text(after.answer("POST deployments?deploymentId=a " + deployment_body())) == "200 closed");
    CHECK(after.tell("GET deployments/a") == "200");
    Desk half(with({.kind = FaultKind::truncate}));
    CHECK(text(half.answer("GET deployments")) == "200 half");
    Desk stalled(with({.kind = FaultKind::stall}));
    const EmulatorReply reply = stalled.answer("GET deployments");
    CHECK(text(reply) == "0 stalled unhandled");
    CHECK(reply.delay == seconds(5));
}

TEST_CASE("faults: handle() knows no wire") {
    Desk desk(with({.kind = FaultKind::drop_before}));
    CHECK(desk.tell("GET deployments") == "200");
}

TEST_CASE("faults: a rule may make one kind of list lag") {
    Desk desk(with({.operation = "LIST deployments", .kind = FaultKind::lag, .delay = seconds(5)}));
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.ids("deployments") == "");
    CHECK(desk.ids("deployedModels") != "");
    desk.wait(seconds(5));
    CHECK(desk.ids("deployments") == "a");
}

TEST_CASE("faults: a rate spoils its share in turn by each kind, the same for the same seed") {
    EmulatorOptions options;
    options.fault_rate = 0.2;
    options.seed = 7;
    const auto run = [&] {
        Desk desk(options);
        std::string spoiled;
        for (int i = 0; i < 1000; ++i) {
            const std::string reply = text(desk.answer("GET deployments"));
            if (reply != "200 whole") spoiled += reply + ";";
        }
        return spoiled;
    };
    const std::string first = run();
    CHECK(first.starts_with(
        "429 whole unhandled;500 whole unhandled;503 whole unhandled;0 closed unhandled;200 closed;"
        "200 half;0 stalled unhandled;429 whole unhandled;"));
    CHECK(first == run());
    const auto count = std::count(first.begin(), first.end(), ';');
    CHECK(count > 150);
    CHECK(count < 250);
    options.seed = 8;
    CHECK(first != run());
}

TEST_CASE("faults: the file has [[fault]] tables") {
    CHECK(kinds(R"(# two of them
[[fault]]
operation = "POST deployments"   # which
match = 'chat-'
after = 1
times = 2
kind = "drop_after"

[[fault]]
kind = "status"
status = 503
message = "say \"no\""
delay = "1.5s"
)") == "POST deployments|chat-|1|2|2|500||0\n||0|0|0|503|say \"no\"|1500\n");
    CHECK(kinds("") == "");
}

TEST_CASE("faults: what is wrong with the file is said with its line") {
    CHECK(kinds("[[fault]]\nkind = \"explode\"\n")
              .starts_with("error: Invalid faults file: The value of \"kind\""));
    CHECK(kinds("[[fault]]\nkind = \"stall\"\nopertion = \"x\"\n").find("faults.toml:3") !=
          std::string::npos);
    CHECK(kinds("kind = \"stall\"\n").find("stands before the first table") != std::string::npos);
    CHECK(kinds("[fault]\n").find("Only [[fault]] tables") != std::string::npos);
    CHECK(kinds("[[fault]]\nstatus = 500\n").find("has no \"kind\"") != std::string::npos);
    CHECK(kinds("[[fault]]\nkind = \"status\"\nstatus = 200\n").find("\"status\"") != std::string::npos);
    CHECK(kinds("[[fault]]\nkind = \"stall\"\ndelay = \"soon\"\n").find("\"delay\"") != std::string::npos);
    CHECK(kinds("[[fault]]\nkind = \"stall\" x\n").find("A key with a string or a number") !=
          std::string::npos);
}

TEST_CASE("rate limit: a tenth of a second's worth at once, then the rate") {
    emulator::RateLimit limit(100);
    int passed = 0;
    for (int i = 0; i < 50; ++i)
        passed += limit.take(seconds(1)) ? 1 : 0;
    CHECK(passed == 10);
    for (int i = 0; i < 50; ++i)
        passed += limit.take(seconds(1) + milliseconds(50)) ? 1 : 0;
    CHECK(passed == 15);
    emulator::RateLimit none(0);
    CHECK(none.take(seconds(0)));
}

TEST_CASE("rate limit: its refusal is logged, and doors have none") {
    Desk desk;
    const auto busy = desk.emulator.refuse_busy(Desk::request("GET deployments"));
    REQUIRE(busy.has_value());
    CHECK(busy->status == 429);
    CHECK(busy->header("Retry-After") == "1");
    CHECK(desk.see("/emulator/requests", "requests.0.status") == "429");
    CHECK_FALSE(desk.emulator.refuse_busy(Desk::request("GET /emulator/objects")).has_value());
}
