#include "engine/apply/entries.hpp"

#include "schemas/bug.hpp"
#include "schemas/value_json.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <string>

using namespace fireform;

namespace {

constexpr std::string_view salt = "11111111-2222-3333-4444-555555555555";
const std::string lineage(salt);

const ResourceType& type_of(std::string_view name) {
    return *fireworks_catalog().find(name);
}

Attributes attributes(const ResourceType& type, std::string_view json) {
    return attributes_from_json(
        type, boost::json::parse(boost::json::string_view(json.data(), json.size())).as_object());
}

Change change_of(const ResourceType& type, Action action) {
    Change change;
    change.type = &type;
    change.address = {std::string(type.name), "x", std::nullopt};
    change.action = action;
    return change;
}

LiveObject object_of(const ResourceType& type, std::string id) {
    LiveObject object;
    object.type = &type;
    object.id = id;
    object.name = full_name("acme", type.collection, id);
    return object;
}

}  // namespace

TEST_CASE("entries: secrets become fingerprints in what was applied and are left out of what was seen") {
    const ResourceType& job = type_of("supervised_fine_tuning_job");
    const Attributes desired = attributes(job, R"({"dataset": "d", "wandb.api_key": "canary"})");
    const Attributes applied = fingerprinted(job, desired, lineage);
    CHECK(applied.get(job, "dataset").text() == "d");
    CHECK(applied.get(job, "wandb.api_key").text().starts_with("hmac-sha256:"));
    CHECK(without_secrets(job, desired) == attributes(job, R"({"dataset": "d"})"));
    CHECK(fingerprinted(job, desired, "another lineage") != applied);
}

TEST_CASE("entries: what the user did not write is never applied") {
    const ResourceType& type = type_of("deployment");
    Change change = change_of(type, Action::create);
    change.unwritten = {static_cast<std::uint16_t>(type.index_of("display_name"))};
    const Attributes desired = attributes(type, R"({"display_name": "x", "description": "y"})");
    const LiveObject object = object_of(type, "x-1");
    const ResourceState entry =
        entry_of({.change = &change, .desired = &desired, .object = &object, .previous = nullptr}, lineage);
    CHECK(entry.applied == attributes(type, R"({"description": "y"})"));
    CHECK(entry.name == "accounts/acme/deployments/x-1");
}

TEST_CASE("entries: what ignore_changes leaves as it is was not applied, except at create") {
    const ResourceType& type = type_of("deployment");
    const Attributes desired =
        attributes(type, R"({"description": "y", "max_replica_count": 4, "world_size": 4})");
    const LiveObject object = object_of(type, "x-1");
    const auto applied = [&](Action action, const ResourceState* previous) {
        Change change = change_of(type, action);
        change.live = attributes(type, R"({"description": "x", "max_replica_count": 1})");
        change.attributes.push_back({static_cast<std::uint16_t>(type.index_of("description")), "description",
                                     Value("x"), Value("y"), false, false, ""});
        return entry_of({.change = &change, .desired = &desired, .object = &object, .previous = previous},
                        lineage)
            .applied;
    };
    ResourceState before;
    before.id = "x-1";
    before.applied = attributes(type, R"({"max_replica_count": 2, "world_size": 2})");
    CHECK(applied(Action::create, nullptr) == desired);
    CHECK(applied(Action::adopt, nullptr) == attributes(type, R"({"description": "y"})"));
    CHECK(applied(Action::update, &before) ==
          attributes(type, R"({"description": "y", "max_replica_count": 2, "world_size": 2})"));
}

TEST_CASE("entries: only a replacement that creates first deposes, and only once") {
    const ResourceType& type = type_of("deployment");
    const Attributes desired;
    const LiveObject object = object_of(type, "x-2");
    ResourceState before;
    before.id = "x-1";
    before.name = "accounts/acme/deployments/x-1";
    Change change = change_of(type, Action::replace);
    change.create_before_destroy = true;
    EntryInput input{.change = &change, .desired = &desired, .object = &object, .previous = &before};
    const ResourceState first = entry_of(input, lineage);
    REQUIRE(first.deposed.size() == 1);
    CHECK(first.deposed[0].id == "x-1");
    input.previous = &first;
    CHECK(entry_of(input, lineage).deposed.size() == 1);
    // Gone by itself: there is nothing left to destroy.
    change.action = Action::create;
    input.previous = &before;
    CHECK(entry_of(input, lineage).deposed.empty());
}

TEST_CASE("entries: objects of an earlier replacement that was cut short are taken along") {
    const ResourceType& type = type_of("deployment");
    const Attributes desired;
    const LiveObject object = object_of(type, "x-2");
    Change change = change_of(type, Action::adopt);
    change.deposed = {{"x-1", "accounts/acme/deployments/x-1"}};
    const ResourceState entry =
        entry_of({.change = &change, .desired = &desired, .object = &object, .previous = nullptr}, lineage);
    CHECK(entry.deposed == change.deposed);
}

TEST_CASE("entries: an entry goes when neither its own object nor a deposed one is left") {
    ResourceState entry;
    entry.id = "x-2";
    entry.deposed = {{"x-1", ""}};
    auto left = entry_without(entry, "x-2");
    REQUIRE(left);
    CHECK(left->id.empty());
    CHECK_FALSE(entry_without(*left, "x-1"));
    left = entry_without(entry, "x-1");
    REQUIRE(left);
    CHECK(left->id == "x-2");
    CHECK(left->deposed.empty());
}

TEST_CASE("entries: an entry without an object stays when the deployment before it is gone") {
    const ResourceType& type = type_of("deployment");
    ResourceState entry;
    entry.address = {"deployment", "chat", {}};
    entry.applied = attributes(type, R"({"deployment_type": "serverless", "model": "m"})");
    entry.deposed = {{"x-1", ""}};
    const auto left = entry_without(entry, "x-1");
    REQUIRE(left);
    CHECK(left->deposed.empty());
    CHECK_FALSE(entry_without(*left, ""));
}

TEST_CASE("entries: a setting that never reaches the object is recorded although the plan does nothing") {
    const ResourceType& job = type_of("supervised_fine_tuning_job");
    ResourceState before;
    before.id = "j";
    before.applied = attributes(job, R"({"dataset": "d", "delete_output_model": false})");
    Change change = change_of(job, Action::none);
    change.desired = attributes(job, R"({"dataset": "d", "delete_output_model": true})");
    change.live = attributes(job, R"({"dataset": "d"})");
    change.object_id = "j";
    change.on_destroy = "keep";
    const ResourceState after = settled(before, change, lineage);
    CHECK(after.applied == change.desired);
    CHECK(after.on_destroy == "keep");
    CHECK(after.id == "j");
}

TEST_CASE("entries: an object that became ready by itself is no longer pending") {
    const ResourceType& type = type_of("deployment");
    ResourceState before;
    before.status = ResourceStatus::pending;
    Change change = change_of(type, Action::none);
    change.object_id = "x";
    change.live = attributes(type, R"({"state": "READY"})");
    CHECK(settled(before, change, lineage).status == ResourceStatus::ready);
    change.live = attributes(type, R"({"state": "CREATING"})");
    CHECK(settled(before, change, lineage).status == ResourceStatus::pending);
}

TEST_CASE("entries: an object that is replaced before any run has recorded it is remembered all the same") {
    const ResourceType& type = type_of("deployment");
    Change change = change_of(type, Action::replace);
    change.create_before_destroy = true;
    change.object_id = "x-1";
    change.object_name = "accounts/acme/deployments/x-1";
    const Attributes desired;
    const LiveObject object = object_of(type, "x-2");
    const ResourceState entry =
        entry_of({.change = &change, .desired = &desired, .object = &object, .previous = nullptr}, lineage);
    CHECK(entry.deposed == std::vector<Deposed>{{"x-1", "accounts/acme/deployments/x-1"}});
}

TEST_CASE("entries: of a run whose record has gone and whose model is there nothing is pending") {
    const ResourceType& type = type_of("dpo_job");
    const Change change = change_of(type, Action::none);
    ResourceState entry;
    entry.id = "x-1";
    entry.status = ResourceStatus::pending;
    CHECK(settled(entry, change, lineage).status == ResourceStatus::ready);
}

TEST_CASE(
    "entries: an object that is ready and as it should be is ready in state, whatever its create said") {
    const ResourceType& type = type_of("dataset");
    Change change = change_of(type, Action::none);
    change.object_id = "x-1";
    change.live = attributes(type, R"({"state": "READY"})");
    ResourceState entry;
    entry.id = "x-1";
    entry.status = ResourceStatus::tainted;
    CHECK(settled(entry, change, lineage).status == ResourceStatus::ready);
    change.live = attributes(type, R"({"state": "UPLOADING"})");
    CHECK(settled(entry, change, lineage).status == ResourceStatus::tainted);
}
