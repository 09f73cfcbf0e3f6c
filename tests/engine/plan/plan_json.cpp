#include "engine/plan/plan_json.hpp"

#include "engine/plan/plan_secrets.hpp"
#include "schemas/hash.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace fireform;
namespace json = boost::json;

namespace {

const std::string lineage = "11111111-2222-3333-4444-555555555555";

const ResourceType& deployment() {
    return *fireworks_catalog().find("deployment");
}

AttributeChange differs(std::string_view path, Value before, Value after) {
    AttributeChange out;
    out.index = static_cast<std::uint16_t>(deployment().index_of(path));
    out.path = path;
    out.before = std::move(before);
    out.after = std::move(after);
    return out;
}

/// Every member set to something that is not its default.
Change full_change() {
    Change out;
    out.address = *parse_address("deployment.chat[\"eu\"]");
    out.type = &deployment();
    out.action = Action::replace;
    out.reason = "the model changes";
    AttributeChange model = differs("model", "a", Unknown{"${supervised_fine_tuning_job.a.output_model}"});
    model.forces_replacement = true;
    model.note = "a note";
    AttributeChange keys =
        differs("direct_route_api_keys", Value::List{"old-secret"}, Value::List{"new-secret"});
    keys.sensitive = true;
    out.attributes = {model, differs("scale_up_window", Duration(std::chrono::seconds(90)), {}),
                      differs("load_targets", Value::Map{{"$odd", 1}, {"default", 0.8}}, Value::Map{}), keys};
    out.desired.put(deployment(), "model", Unknown{"${supervised_fine_tuning_job.a.output_model}"});
    out.desired.put(deployment(), "direct_route_api_keys", Value::List{"new-secret"});
    out.desired.put(deployment(), "scale_down_window", Duration(1));
    out.live.put(deployment(), "state", "READY");
    out.live.put(deployment(), "max_replica_count", 2);
    out.live.put(deployment(), "direct_route_api_keys", Value::List{"old-secret"});
    out.unwritten = {1, 3};
    out.object_id = "chat-1";
    out.object_name = "accounts/acme/deployments/chat-1";
    out.new_id = "chat-2";
    out.live_update_time = "2026-05-01T12:00:00Z";
    out.lineage_before = "other";
    out.generation = 2;
    out.create_before_destroy = out.hard = out.adopted = out.pending = out.wake = out.probe = out.write_tags =
        out.in_progress_run = out.unmanaged = out.protect = out.id_written = out.partial_skip = true;
    out.output_model = "accounts/acme/models/m";
    out.estimated_cost = Money{"USD", 12, 340000000};
    out.deposed = {{"chat-0", "accounts/acme/deployments/chat-0"}};
    out.dependencies = {*parse_address("dataset.a"), *parse_address("dataset.b")};
    out.on_destroy = "keep";
    out.timeouts = {std::chrono::seconds(1), std::chrono::seconds(2), std::chrono::seconds(3)};
    return out;
}

Plan full_plan() {
    Plan out;
    out.mode = PlanMode::destroy;
    out.lineage = lineage;
    out.serial = 12345678901234567ULL;
    out.account = "acme";
    out.changes = {full_change()};
    Step first{out.changes[0].address, Verb::purge, "chat-0", {}, true, true};
    Step second{out.changes[0].address, Verb::create, "chat-2", {0}, false, false};
    out.steps = {first, second};
    out.drift = {{out.changes[0].address, true, true, {differs("max_replica_count", 2, 5)}, "idle"}};
    out.outputs = {
        {"list", Value::List{1, 2.5, true, {}}, Value::Map{{"d", Duration(std::chrono::hours(1))}}, false},
        {"secret", {}, "hush", true}};
    out.partial = true;
    out.naming.account = "acme";
    out.naming.models = {{"qwen3-8b", "accounts/fireworks/models/qwen3-8b"}};
    const HourlyCost costs{1, 2, 8.5, true};
    const HourlyCost unknown{0, 1, {}, false};
    out.forecast.costs = {{out.changes[0].address, costs, {}},
                          {{"deployment", "other", std::nullopt}, {}, unknown}};
    out.forecast.defaults[out.changes[0].address].put(deployment(), "accelerator_count", 4);
    return out;
}

Config config_with_keys(Value keys) {
    Config config;
    ResourceConfig resource;
    resource.address = *parse_address("deployment.chat[\"eu\"]");
    resource.type = &deployment();
    resource.attributes.put(deployment(), "direct_route_api_keys", std::move(keys));
    resource.range = {"fireform.toml", 3, 1, 5};
    config.resources[resource.address] = resource;
    return config;
}

std::string refusal(std::string_view text) {
    const Checked<Plan> plan = load_plan(text, "next.plan", fireworks_catalog());
    CHECK_FALSE(plan.value);
    return to_text(plan.diagnostics);
}

}  // namespace

TEST_CASE("saved plan: every member comes back") {
    const Plan plan = full_plan();
    const std::string text = save_plan(plan, fireworks_catalog());
    Checked<Plan> loaded = load_plan(text, "next.plan", fireworks_catalog());
    REQUIRE(loaded.ok());
    CHECK(save_plan(*loaded.value, fireworks_catalog()) == text);
    REQUIRE_FALSE(fill_secrets(*loaded.value, config_with_keys(Value::List{"new-secret"})).has_errors());

    const Plan& back = *loaded.value;
    CHECK(back.mode == plan.mode);
    CHECK(back.lineage == plan.lineage);
    CHECK(back.serial == plan.serial);
    CHECK(back.account == plan.account);
    CHECK(back.steps == plan.steps);
    CHECK(back.partial == plan.partial);
    CHECK(back.naming.account == plan.naming.account);
    CHECK(back.naming.models == plan.naming.models);
    CHECK(back.forecast.costs == plan.forecast.costs);
    CHECK(back.forecast.defaults == plan.forecast.defaults);
    CHECK(back.outputs[0] == plan.outputs[0]);
    CHECK(back.drift[0].address == plan.drift[0].address);
    CHECK(back.drift[0].gone);
    CHECK(back.drift[0].soft_deleted);
    CHECK(back.drift[0].attributes == plan.drift[0].attributes);
    CHECK(back.drift[0].reason == "idle");

    const Change& was = plan.changes[0];
    const Change& is = back.changes[0];
    CHECK(is.address == was.address);
    CHECK(is.type == was.type);
    CHECK(is.action == was.action);
    CHECK(is.reason == was.reason);
    CHECK(is.attributes[0] == was.attributes[0]);
    CHECK(is.attributes[1] == was.attributes[1]);
    CHECK(is.attributes[2] == was.attributes[2]);
    CHECK(is.attributes[3].after == was.attributes[3].after);
    CHECK(is.desired == was.desired);
    CHECK(is.live.get(deployment(), "max_replica_count") == Value(2));
    CHECK(is.live.get(deployment(), "direct_route_api_keys").is_null());
    CHECK(is.unwritten == was.unwritten);
    CHECK(is.object_id == was.object_id);
    CHECK(is.object_name == was.object_name);
    CHECK(is.new_id == was.new_id);
    CHECK(is.live_update_time == was.live_update_time);
    CHECK(is.lineage_before == was.lineage_before);
    CHECK(is.generation == was.generation);
    const bool flags[] = {is.create_before_destroy,
                          is.hard,
                          is.adopted,
                          is.pending,
                          is.wake,
                          is.probe,
                          is.write_tags,
                          is.in_progress_run,
                          is.unmanaged,
                          is.protect,
                          is.id_written,
                          is.partial_skip};
    for (const bool flag : flags)
        CHECK(flag);
    CHECK(is.output_model == was.output_model);
    CHECK(is.estimated_cost == was.estimated_cost);
    CHECK(is.deposed == was.deposed);
    CHECK(is.dependencies == was.dependencies);
    CHECK(is.on_destroy == was.on_destroy);
    CHECK(is.timeouts == was.timeouts);
}

TEST_CASE("saved plan: what is false or empty comes back so") {
    Plan plan;
    Change change;
    change.address = *parse_address("deployment.chat");
    change.type = &deployment();
    plan.changes = {change};
    const std::string text = save_plan(plan, fireworks_catalog());
    const Checked<Plan> back = load_plan(text, "next.plan", fireworks_catalog());
    REQUIRE(back.ok());
    CHECK(back.value->changes[0].action == Action::none);
    CHECK_FALSE(back.value->changes[0].hard);
    CHECK(save_plan(*back.value, fireworks_catalog()) == text);
}

TEST_CASE("saved plan: every action, verb and mode has a word") {
    for (int action = 0; action <= static_cast<int>(Action::undelete); ++action) {
        Plan plan = full_plan();
        plan.changes[0].action = static_cast<Action>(action);
        const auto back = load_plan(save_plan(plan, fireworks_catalog()), "p", fireworks_catalog());
        REQUIRE(back.ok());
        CHECK(back.value->changes[0].action == plan.changes[0].action);
    }
    for (int verb = 0; verb <= static_cast<int>(Verb::wait); ++verb) {
        Plan plan = full_plan();
        plan.steps[0].verb = static_cast<Verb>(verb);
        const auto back = load_plan(save_plan(plan, fireworks_catalog()), "p", fireworks_catalog());
        REQUIRE(back.ok());
        CHECK(back.value->steps[0].verb == plan.steps[0].verb);
    }
    for (const PlanMode mode : {PlanMode::normal, PlanMode::destroy, PlanMode::refresh_only}) {
        Plan plan = full_plan();
        plan.mode = mode;
        const auto back = load_plan(save_plan(plan, fireworks_catalog()), "p", fireworks_catalog());
        REQUIRE(back.ok());
        CHECK(back.value->mode == mode);
    }
}

TEST_CASE("saved plan: secrets are fingerprints in the file and stand-ins until they are read again") {
    const std::string text = save_plan(full_plan(), fireworks_catalog());
    CHECK(text.find("secret\"") != std::string::npos);  // the name of an output
    for (const char* secret : {"old-secret", "new-secret", "hush"})
        CHECK(text.find(secret) == std::string::npos);
    Checked<Plan> loaded = load_plan(text, "next.plan", fireworks_catalog());
    REQUIRE(loaded.ok());
    const Value& stand_in = loaded.value->changes[0].desired.get(deployment(), "direct_route_api_keys");
    CHECK(fingerprint_in(stand_in) == fingerprint(lineage, Value::List{"new-secret"}));
    CHECK_FALSE(fingerprint_in(Value::Map{{"a", "b"}}));
    CHECK_FALSE(fingerprint_in(Value("x")));
}

TEST_CASE("saved plan: a secret that changed since, or is gone, stops it") {
    Checked<Plan> loaded =
        load_plan(save_plan(full_plan(), fireworks_catalog()), "next.plan", fireworks_catalog());
    REQUIRE(loaded.ok());
    CHECK(to_text(fill_secrets(*loaded.value, config_with_keys(Value::List{"another"}))) ==
          "error: Secret differs from the plan: \"direct_route_api_keys\" is not the value that the plan was "
          "made "
          "with. (deployment.chat[\"eu\"], fireform.toml:3:1)\n");
    CHECK(fill_secrets(*loaded.value, Config{}).has_errors());
}

TEST_CASE("saved plan: what is no plan, damaged or too new is refused by name") {
    CHECK(refusal("") ==
          "error: Not a saved plan: next.plan is not a file that `fireform plan --out` wrote.\n");
    CHECK(refusal("{\"format\": 1}") ==
          "error: Not a saved plan: next.plan is not a file that `fireform plan --out` wrote.\n");
    CHECK(refusal("[1]") ==
          "error: Not a saved plan: next.plan is not a file that `fireform plan --out` wrote.\n");
    CHECK(refusal("{\"fireform_plan\": 2}") ==
          "error: Plan of a newer fireform: next.plan has format 2; this is fireform 0.1.0, which reads up "
          "to format 1.\n");
    CHECK(refusal("{\"fireform_plan\": 1, \"x\": 1e999}") ==
          "error: Saved plan is damaged: next.plan: it holds a number that is too large for any program.\n");
    CHECK(refusal("{\"fireform_plan\": 1}").starts_with("error: Saved plan is damaged: next.plan: "));
}

TEST_CASE("saved plan: cut anywhere or changed in any member it is refused, never half read") {
    const std::string text = save_plan(full_plan(), fireworks_catalog());
    for (std::size_t length = 0; length + 1 < text.size(); length += 7)
        CHECK_FALSE(load_plan(text.substr(0, length), "p", fireworks_catalog()).value);
    const json::value whole = json::parse(text);
    for (const auto& member : whole.as_object()) {
        if (member.key() == "fireform_version") continue;
        json::object broken = whole.as_object();
        broken[member.key()] = "nonsense\x01";
        if (member.key() == "lineage" || member.key() == "account") continue;
        INFO(std::string(member.key()));
        CHECK_FALSE(load_plan(json::serialize(broken), "p", fireworks_catalog()).value);
        broken.erase(member.key());
        CHECK_FALSE(load_plan(json::serialize(broken), "p", fireworks_catalog()).value);
    }
}

TEST_CASE("saved plan: steps that wait for later ones or name nothing are refused") {
    Plan plan = full_plan();
    plan.steps[0].after = {1};
    CHECK(refusal(save_plan(plan, fireworks_catalog())) ==
          "error: Saved plan is damaged: next.plan: a step that waits for a later one.\n");
    plan = full_plan();
    plan.steps[0].address.name = "other";
    CHECK(refusal(save_plan(plan, fireworks_catalog())) ==
          "error: Saved plan is damaged: next.plan: a step without its change.\n");
    plan = full_plan();
    plan.changes.push_back(plan.changes[0]);
    CHECK(refusal(save_plan(plan, fireworks_catalog())) ==
          "error: Saved plan is damaged: next.plan: changes are not in order.\n");
}

TEST_CASE("plan in Terraform's shape: actions, before, after, what is unknown and what is hidden") {
    Plan plan = full_plan();
    plan.changes[0].partial_skip = false;
    const json::value shown = json::parse(plan_to_terraform_json(plan));
    CHECK(shown.at("format_version") == "1.2");
    const json::value& change = shown.at("resource_changes").at(0);
    CHECK(change.at("address") == "deployment.chat[\"eu\"]");
    CHECK(change.at("index") == "eu");
    CHECK(change.at("action_reason") == "replace_because_cannot_update");
    CHECK(change.at("fireform_estimate_usd") == 12.34);
    CHECK(
        json::serialize(change.at("change")) ==
        R"({"actions":["create","delete"],"before":{"id":"chat-1","name":"accounts/acme/deployments/chat-1",)"
        R"("max_replica_count":2,"state":"READY"},"after":{"id":"chat-2","scale_up_window":null,)"
        R"("scale_down_window":"0.000000001s","load_targets":{}},"after_unknown":{"model":true},)"
        R"("before_sensitive":{"direct_route_api_keys":true},"after_sensitive":{"direct_route_api_keys":true},)"
        R"("replace_paths":[["model"]]})");
    CHECK(json::serialize(shown.at("output_changes").at("secret")) ==
          R"({"actions":["create"],"before":null,"after":null,"after_unknown":false,"before_sensitive":true,)"
          R"("after_sensitive":true})");
    CHECK(json::serialize(shown).find("secret\"]") == std::string::npos);
    CHECK(json::serialize(shown.at("resource_drift").at(0).at("change")) ==
          R"({"actions":["delete"],"before":{"max_replica_count":2},"after":null})");
}

TEST_CASE("plan in Terraform's shape: what each action is there") {
    const auto actions = [](Action action, bool differing, bool before = false) {
        Plan plan;
        Change change;
        change.address = *parse_address("deployment.chat");
        change.type = &deployment();
        change.action = action;
        change.object_id = "chat-1";
        change.create_before_destroy = before;
        if (differing) change.attributes = {differs("max_replica_count", 1, 2)};
        plan.changes = {change};
        const json::value shown = json::parse(plan_to_terraform_json(plan)).at("resource_changes").at(0);
        const json::value* importing = shown.at("change").as_object().if_contains("importing");
        return json::serialize(shown.at("change").at("actions")) +
               (importing ? json::serialize(*importing) : "");
    };
    CHECK(actions(Action::none, false) == R"(["no-op"])");
    CHECK(actions(Action::create, false) == R"(["create"])");
    CHECK(actions(Action::undelete, false) == R"(["create"])");
    CHECK(actions(Action::adopt, false) == R"(["no-op"]{"id":"chat-1"})");
    CHECK(actions(Action::adopt, true) == R"(["update"]{"id":"chat-1"})");
    CHECK(actions(Action::update, true) == R"(["update"])");
    CHECK(actions(Action::replace, true) == R"(["delete","create"])");
    CHECK(actions(Action::replace, true, true) == R"(["create","delete"])");
    CHECK(actions(Action::repair, false) == R"(["delete","create"])");
    CHECK(actions(Action::destroy, false) == R"(["delete"])");
    CHECK(actions(Action::forget, false) == R"(["forget"])");
}

TEST_CASE("state in Terraform's shape: values as last seen, secrets only marked") {
    Snapshot state;
    ResourceState chat;
    chat.address = *parse_address("deployment.chat");
    chat.id = "chat-1";
    chat.name = "accounts/acme/deployments/chat-1";
    chat.seen.put(deployment(), "max_replica_count", 2);
    chat.applied.put(deployment(), "direct_route_api_keys", "hmac-sha256:00");
    chat.status = ResourceStatus::tainted;
    chat.dependencies = {*parse_address("dataset.a")};
    state.resources[chat.address] = chat;
    state.outputs["id"] = {Value("chat-1"), false};
    state.outputs["key"] = {Value(), true};
    CHECK(
        state_to_terraform_json(state, fireworks_catalog()) ==
        R"({"format_version":"1.0","fireform_version":"0.1.0","values":{"outputs":{"id":{"sensitive":false,)"
        R"("value":"chat-1"},"key":{"sensitive":true,"value":null}},"root_module":{"resources":[{"address":)"
        R"("deployment.chat","mode":"managed","type":"deployment","name":"chat","provider_name":)"
        R"("registry.terraform.io/fireform/fireworks","values":{"id":"chat-1","name":)"
        R"("accounts/acme/deployments/chat-1","max_replica_count":2},"sensitive_values":)"
        R"({"direct_route_api_keys":true},"depends_on":["dataset.a"],"tainted":true}]}}})"
        "\n");
}
