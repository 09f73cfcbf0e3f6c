#include "engine/cli/state_edit.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

Address at(std::string_view text) {
    return *parse_address(text);
}

Snapshot sample() {
    Snapshot state;
    state.lineage = "l-1";
    state.serial = 5;
    for (const char* text : {"deployment.chat", "lora_addon.a", "lora_addon.b"}) {
        ResourceState entry;
        entry.address = at(text);
        state.resources[entry.address] = entry;
    }
    state.resources[at("lora_addon.a")].dependencies = {at("dataset.x"), at("deployment.chat")};
    return state;
}

}  // namespace

TEST_CASE("state: patterns") {
    CHECK(matches("*", "deployment.chat"));
    CHECK(matches("deployment.*", "deployment.chat"));
    CHECK(matches("*chat", "deployment.chat"));
    CHECK(matches("d*t.c??t", "deployment.chat"));
    CHECK(matches("deployment.chat", "deployment.chat"));
    CHECK(matches("deployment.chat**", "deployment.chat"));
    CHECK_FALSE(matches("deployment", "deployment.chat"));
    CHECK_FALSE(matches("", "deployment.chat"));
    CHECK_FALSE(matches("*x", "deployment.chat"));
    CHECK_FALSE(matches("*a*a*a*a*b", std::string(200, 'a')));
}

TEST_CASE("state: an address that it lacks is named, with what was probably meant") {
    CHECK(address_in(sample(), "deployment.chat").value == at("deployment.chat"));
    CHECK(to_text(address_in(sample(), "deployment.caht").diagnostics) ==
          "error: Not in state: State has no deployment.caht.\n");
    CHECK(address_in(sample(), "deployment.caht").diagnostics[0].hint == "did you mean deployment.chat?");
    CHECK(to_text(address_in(sample(), "chat").diagnostics) ==
          "error: Not an address: \"chat\" is not an address.\n");
}

TEST_CASE("state: rm takes the resource out everywhere") {
    Snapshot state = sample();
    remove_resource(state, at("deployment.chat"));
    CHECK_FALSE(state.resources.contains(at("deployment.chat")));
    CHECK(state.resources.at(at("lora_addon.a")).dependencies == std::vector{at("dataset.x")});
}

TEST_CASE("state: mv renames everywhere and keeps order") {
    Snapshot state = sample();
    CHECK(move_resource(state, at("deployment.chat"), at("deployment.talk")).empty());
    CHECK(state.resources.at(at("deployment.talk")).address == at("deployment.talk"));
    CHECK_FALSE(state.resources.contains(at("deployment.chat")));
    CHECK(state.resources.at(at("lora_addon.a")).dependencies ==
          std::vector{at("dataset.x"), at("deployment.talk")});
}

TEST_CASE("state: mv refuses another type and an address that is taken, and changes nothing") {
    Snapshot state = sample();
    CHECK(to_text(move_resource(state, at("lora_addon.a"), at("deployment.a"))) ==
          "error: Type would change: lora_addon.a cannot become deployment.a.\n");
    CHECK(to_text(move_resource(state, at("lora_addon.a"), at("lora_addon.b"))) ==
          "error: Address is taken: State has lora_addon.b already.\n");
    CHECK(state == sample());
}

TEST_CASE("state: push takes the same lineage and no older serial") {
    Snapshot pushed = sample();
    CHECK(check_push(sample(), pushed).empty());
    pushed.serial = 6;
    CHECK(check_push(sample(), pushed).empty());
    CHECK(check_push(Snapshot{}, pushed).empty());
    pushed.serial = 4;
    CHECK(to_text(check_push(sample(), pushed)) ==
          "error: Older state: The file has serial 4; the state here has come to 5.\n");
    pushed.lineage = "l-2";
    CHECK(to_text(check_push(sample(), pushed)) ==
          "error: Another state: The file has lineage l-2; the state here has l-1.\n");
    pushed.lineage = "";
    CHECK(to_text(check_push(sample(), pushed)) == "error: Not a state: The file has no lineage.\n");
}
