#include "engine/apply/values.hpp"

#include "schemas/value_json.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <string>

using namespace fireform;

namespace {

const ResourceType& type_of(std::string_view name) {
    return *fireworks_catalog().find(name);
}

Attributes attributes(const ResourceType& type, std::string_view json) {
    return attributes_from_json(
        type, boost::json::parse(boost::json::string_view(json.data(), json.size())).as_object());
}

/// A plan that has this change and refers to every attribute in `references`.
Plan plan_with(Change change, const std::string& references) {
    Plan plan;
    plan.account = "acme";
    plan.naming.account = "acme";
    plan.changes.push_back(std::move(change));
    OutputChange output;
    output.name = "all";
    output.after = Value(Unknown{references});
    plan.outputs.push_back(std::move(output));
    return plan;
}

Change change_of(std::string_view type, Action action) {
    Change change;
    change.type = &type_of(type);
    change.address = {std::string(type), "x", std::nullopt};
    change.action = action;
    return change;
}

/// What the output of the plan is worth now.
std::string worth(const Plan& plan, const Values& values) {
    const Scope scope = [&values](const Reference& reference) { return values.of(reference); };
    return to_text(resolve(plan.outputs[0].after, scope));
}

}  // namespace

TEST_CASE(
    "values: what is configured wins over what the service makes of it, and names follow from the object") {
    const ResourceType& type = type_of("deployment");
    const Plan plan = plan_with(change_of("deployment", Action::create),
                                "${deployment.x.deployment_shape} ${deployment.x.id} ${deployment.x.name} "
                                "${deployment.x.inference_model}");
    Values values(plan);
    CHECK(worth(plan, values) == "(known after apply)");
    LiveObject object;
    object.type = &type;
    object.id = "x-1";
    object.name = "accounts/acme/deployments/x-1";
    object.phase = Phase::ready;
    object.attributes = attributes(type, R"({"deployment_shape": "s/versions/v1", "model": "m"})");
    values.set(plan.changes[0], attributes(type, R"({"deployment_shape": "s"})"), object);
    CHECK(worth(plan, values) == R"("s x-1 accounts/acme/deployments/x-1 m#accounts/acme/deployments/x-1")");
}

TEST_CASE("values: a run that names no output model makes one of its own id") {
    const Plan plan = plan_with(change_of("supervised_fine_tuning_job", Action::create),
                                "${supervised_fine_tuning_job.x.output_model}");
    Values values(plan);
    LiveObject object;
    object.type = plan.changes[0].type;
    object.name = "accounts/acme/supervisedFineTuningJobs/x-1";
    object.phase = Phase::ready;
    values.set(plan.changes[0], {}, object);
    CHECK(worth(plan, values) == R"("accounts/acme/models/x-1")");
}

TEST_CASE("values: what an object that is not ready lacks is still unknown") {
    const Plan plan = plan_with(change_of("deployment", Action::create), "${deployment.x.description}");
    Values values(plan);
    LiveObject object;
    object.type = plan.changes[0].type;
    object.name = "accounts/acme/deployments/x-1";
    object.phase = Phase::pending;
    values.set(plan.changes[0], {}, object);
    CHECK(worth(plan, values) == "(known after apply)");
    object.phase = Phase::ready;
    values.set(plan.changes[0], {}, object);
    CHECK(worth(plan, values) == "null");
}

TEST_CASE("values: unchanged resources are known as they are, those in work are not") {
    const ResourceType& type = type_of("deployment");
    for (const auto& [action, expected] :
         {std::pair{Action::none, R"("m")"}, std::pair{Action::replace, "(known after apply)"}}) {
        Change change = change_of("deployment", action);
        change.live = attributes(type, R"({"model": "m"})");
        change.object_name = "accounts/acme/deployments/x-1";
        const Plan plan = plan_with(std::move(change), "${deployment.x.model}");
        CHECK(worth(plan, Values(plan)) == expected);
    }
}

TEST_CASE("values: short names that become known during apply are expanded") {
    Change addon = change_of("lora_addon", Action::create);
    addon.desired = attributes(*addon.type, R"({"model": "lora"})");
    addon.desired.put(*addon.type, "base_id", Value(Unknown{"${deployment.x.id}"}));
    Change base = change_of("deployment", Action::none);
    base.object_name = "accounts/acme/deployments/x-1";
    Plan plan = plan_with(std::move(base), "");
    plan.changes.push_back(std::move(addon));
    const Checked<Attributes> desired = Values(plan).desired(plan.changes[1]);
    REQUIRE(desired.ok());
    CHECK(to_text(*plan.changes[1].type, *desired.value) ==
          R"(model = "accounts/acme/models/lora", base_id = "accounts/acme/deployments/x-1")");
}
