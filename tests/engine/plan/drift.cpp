#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Given fleet() {
    Given g("");
    g.prior("deployment.chat", R"({"id": "chat-1", "applied": {"display_name": "chat", "max_replica_count": 2,
        "model": "accounts/fireworks/models/qwen3-8b", "annotations": {"custom/team": "a"}},
        "seen": {"min_replica_count": 1}})");
    return g;
}

constexpr const char* as_applied = R"({"state": "READY", "display_name": "chat", "max_replica_count": 2,
    "model": "accounts/fireworks/models/qwen3-8b", "annotations": {"custom/team": "a"}})";

}  // namespace

TEST_CASE("drift: none while live is what was applied, whatever else the server says") {
    auto g = fleet().ours("deployment chat-1", "deployment.chat", as_applied);
    g.world.objects[0].attributes.put(*g.world.objects[0].type, "description", Value("by hand"));
    CHECK(find_drift({}, g.state, g.world).empty());
}

TEST_CASE("drift: a configured attribute that moved is named with both values") {
    auto g = fleet().ours("deployment chat-1", "deployment.chat", as_applied);
    g.world.objects[0].attributes.put(*g.world.objects[0].type, "max_replica_count", Value(9));
    const auto drift = find_drift({}, g.state, g.world);
    REQUIRE(drift.size() == 1);
    REQUIRE(drift[0].attributes.size() == 1);
    CHECK(drift[0].attributes[0].path == "max_replica_count");
    CHECK(drift[0].attributes[0].before == Value(2));
    CHECK(drift[0].attributes[0].after == Value(9));
}

TEST_CASE("drift: a tag that somebody removed is drift, ours are not looked at") {
    auto g = fleet().ours("deployment chat-1", "deployment.chat", as_applied);
    g.world.objects[0].attributes.put(*g.world.objects[0].type, "annotations", Value(Value::Map{}));
    const auto drift = find_drift({}, g.state, g.world);
    REQUIRE(drift.size() == 1);
    CHECK(drift[0].attributes[0].path == "annotations");
}

TEST_CASE("drift: a deployment that sleeps at zero and is gone names the service's idle rule") {
    auto g = fleet();
    g.state.resources.begin()->second.seen.put(*fireworks_catalog().find("deployment"), "min_replica_count",
                                               Value(0));
    const auto drift = find_drift({}, g.state, g.world);
    REQUIRE(drift.size() == 1);
    CHECK(drift[0].gone);
    CHECK(drift[0].reason == "possibly deleted by the service after 7 idle days");
    CHECK(find_drift({}, fleet().state, {})[0].reason.empty());
}

TEST_CASE("drift: a soft-deleted object can be restored") {
    auto g = fleet().ours("deployment chat-1", "deployment.chat", R"({"state": "DELETED"})");
    const auto drift = find_drift({}, g.state, g.world);
    REQUIRE(drift.size() == 1);
    CHECK(drift[0].soft_deleted);
}

TEST_CASE("drift: what was deleted within a week was not idle for one") {
    const auto reason = [](std::string_view deleted) {
        auto g = fleet();
        g.state.resources.begin()->second.seen = {};
        g.ours("deployment chat-1", "deployment.chat",
               fmt::format(
                   R"({{"state": "DELETED", "create_time": "2026-02-27T12:00:00.5Z", "delete_time": "{}"}})",
                   deleted));
        return find_drift({}, g.state, g.world)[0].reason;
    };
    CHECK(reason("2026-03-06T11:59:59Z").empty());
    CHECK(reason("2026-03-06T12:00:00Z") == "possibly deleted by the service after 7 idle days");
    CHECK(reason("") == "possibly deleted by the service after 7 idle days");
}

TEST_CASE("drift: what ignore_changes covers is nobody's drift") {
    auto g = fleet().ours("deployment chat-1", "deployment.chat", as_applied);
    g.world.objects[0].attributes.put(*g.world.objects[0].type, "max_replica_count", Value(9));
    Config config;
    ResourceConfig& chat = config.resources[g.state.resources.begin()->first];
    chat.lifecycle.ignore_changes = {"max_replica_count"};
    CHECK(find_drift(config, g.state, g.world).empty());
    chat.lifecycle.ignore_changes = {"min_replica_count"};
    CHECK(find_drift(config, g.state, g.world).size() == 1);
}
