#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace fireform;
using namespace fireform::tests;

namespace {

const std::string noon = "2026-05-01T12:00:00Z";

/// What stands behind the keys that every line has.
std::string rest(const std::string& line) {
    const std::size_t type = line.find("\"type\":");
    return type == std::string::npos ? line : "{" + line.substr(type);
}

}  // namespace

TEST_CASE("event stream: every line begins with the keys of Terraform's stream") {
    CHECK(
        version_json(noon) ==
        R"({"@level":"info","@message":"fireform 0.1.0","@module":"fireform.ui","@timestamp":"2026-05-01T12:00:00Z",)"
        R"("type":"version","fireform":"0.1.0","ui":"1.0"})"
        "\n");
}

TEST_CASE("event stream: a plan is its drift, its changes, its outputs and a summary") {
    Plan plan;
    Change adopt = change("deployment.chat", Action::adopt, "display name and base model match");
    adopt.object_id = "chat-1";
    add(adopt, "max_replica_count", 2, 4);
    add(adopt, "direct_route_api_keys", Value::List{"hush-1"}, Value::List{"hush-2"}).sensitive = true;
    Change create = change("lora_addon.a[\"eu\"]", Action::create);
    create.new_id = "a-1";
    add(create, "base_id", {}, Unknown{"${deployment.chat.id}"});
    plan.changes = {adopt, create, change("dataset.same", Action::none)};
    plan.drift = {
        {*parse_address("deployment.chat"), false, false, {differs(adopt, "max_replica_count", 3, 2)}, ""}};
    plan.outputs = {{"id", {}, "chat-1", false}, {"key", {}, "hush-3", true}};

    std::string out;
    const std::string all = plan_events_json(plan, noon);
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = all.find('\n', at);
        out += rest(all.substr(at, end - at)) + '\n';
        at = end + 1;
    }
    CHECK(out == text(R"(
        {"type":"resource_drift","change":{"resource":{"addr":"deployment.chat","module":"","resource":"deployment.chat","implied_provider":"fireworks","resource_type":"deployment","resource_name":"chat","resource_key":null},"action":"update","attributes":[{"path":"max_replica_count","before":3,"after":2,"after_unknown":false,"sensitive":false,"forces_replacement":false}]}}
        {"type":"planned_change","change":{"resource":{"addr":"deployment.chat","module":"","resource":"deployment.chat","implied_provider":"fireworks","resource_type":"deployment","resource_name":"chat","resource_key":null},"action":"update","fireform_action":"adopt","reason":"display name and base model match","importing":{"id":"chat-1"},"id":"chat-1","attributes":[{"path":"max_replica_count","before":2,"after":4,"after_unknown":false,"sensitive":false,"forces_replacement":false},{"path":"direct_route_api_keys","after_unknown":false,"sensitive":true,"forces_replacement":false}]}}
        {"type":"planned_change","change":{"resource":{"addr":"lora_addon.a[\"eu\"]","module":"","resource":"lora_addon.a[\"eu\"]","implied_provider":"fireworks","resource_type":"lora_addon","resource_name":"a","resource_key":"eu"},"action":"create","fireform_action":"create","new_id":"a-1","attributes":[{"path":"base_id","before":null,"after":null,"after_unknown":true,"sensitive":false,"forces_replacement":false}]}}
        {"type":"outputs","outputs":{"id":{"sensitive":false,"action":"create","type":"string","value":"chat-1"},"key":{"sensitive":true,"action":"create"}}}
        {"type":"change_summary","changes":{"add":1,"change":1,"import":0,"adopt":1,"forget":0,"remove":0,"operation":"plan"}}
    )"));
    CHECK(all.find("hush") == std::string::npos);
}

TEST_CASE("event stream: a run that starts says what it is estimated to cost") {
    const auto estimate = [](std::optional<Money> cost) {
        Plan plan;
        plan.changes = {change("supervised_fine_tuning_job.tune", Action::create)};
        plan.changes[0].estimated_cost = std::move(cost);
        const std::string line = plan_events_json(plan, noon);
        const auto planned = boost::json::parse(line.substr(0, line.find('\n')));
        const auto* said = planned.at("change").as_object().if_contains("estimate_usd");
        return said ? boost::json::serialize(*said) : std::string();
    };
    CHECK(estimate(Money{"USD", 12, 340000000}) == "1.234E1");
    CHECK(estimate(Money{"EUR", 12, 0}).empty());
    CHECK(estimate(std::nullopt).empty());
}

TEST_CASE("event stream: what is done to an object is Terraform's word, and ours beside it") {
    const auto words = [](Action action) {
        Plan plan;
        plan.changes = {change("deployment.chat", action)};
        const std::string line = plan_events_json(plan, noon);
        const std::size_t begin = line.find("\"action\":");
        return line.substr(begin, line.find(",\"attributes\"") - begin);
    };
    CHECK(words(Action::adopt) == R"("action":"import","fireform_action":"adopt","importing":{"id":""})");
    CHECK(words(Action::replace) == R"("action":"replace","fireform_action":"replace")");
    CHECK(words(Action::repair) == R"("action":"replace","fireform_action":"repair")");
    CHECK(words(Action::destroy) == R"("action":"delete","fireform_action":"destroy")");
    CHECK(words(Action::forget) == R"("action":"remove","fireform_action":"forget")");
    CHECK(words(Action::undelete) == R"("action":"create","fireform_action":"undelete")");
}

TEST_CASE("event stream: a run is starts, progress, ends and a summary") {
    Event one;
    one.address = *parse_address("deployment.chat");
    one.action = Action::create;
    const std::string resource =
        R"("resource":{"addr":"deployment.chat","module":"","resource":"deployment.chat","implied_provider":"fireworks",)"
        R"("resource_type":"deployment","resource_name":"chat","resource_key":null})";
    CHECK(event_json(one, noon) ==
          R"({"@level":"info","@message":"deployment.chat: Creating...","@module":"fireform.ui",)"
          R"("@timestamp":"2026-05-01T12:00:00Z","type":"apply_start","hook":{)" +
              resource + R"(,"action":"create","fireform_action":"create"}})" + "\n");
    one.kind = Event::Kind::progress;
    one.elapsed = std::chrono::seconds(10);
    one.phase = "CREATING, downloading model 1/2";
    CHECK(
        rest(event_json(one, noon)) ==
        R"({"type":"apply_progress","hook":{)" + resource +
            R"(,"action":"create","fireform_action":"create","elapsed_seconds":10,"phase":"CREATING, downloading model 1/2"}})" +
            "\n");
    one.kind = Event::Kind::completed;
    one.phase = "";
    one.id = "chat-1";
    CHECK(
        rest(event_json(one, noon)) ==
        R"({"type":"apply_complete","hook":{)" + resource +
            R"(,"action":"create","fireform_action":"create","id_key":"id","id_value":"chat-1","elapsed_seconds":10}})" +
            "\n");
    one.kind = Event::Kind::failed;
    CHECK(event_json(one, noon).starts_with(R"({"@level":"error")"));
    CHECK(rest(event_json(one, noon)).starts_with(R"({"type":"apply_errored")"));
    one.kind = Event::Kind::skipped;
    CHECK(rest(event_json(one, noon)).find(R"("skipped":true)") != std::string::npos);

    ApplyResult result;
    result.counts.add = 1;
    result.outputs["id"] = {Value("chat-1"), false};
    result.outputs["key"] = {Value(), true};
    const std::string all = apply_summary_json(Plan{}, result, noon);
    const std::size_t second = all.find('\n') + 1;
    CHECK(
        rest(all.substr(0, second)) ==
        R"({"type":"change_summary","changes":{"add":1,"change":0,"import":0,"adopt":0,"forget":0,"remove":0,"operation":"apply"}})"
        "\n");
    CHECK(
        rest(all.substr(second)) ==
        R"({"type":"outputs","outputs":{"id":{"sensitive":false,"type":"string","value":"chat-1"},"key":{"sensitive":true}}})"
        "\n");
    result.diagnostics.add(Diagnostic{});
    CHECK(apply_summary_json(Plan{}, result, noon).find(R"("type":"outputs")") == std::string::npos);
}

TEST_CASE("event stream: drift that a plan found is an event per object") {
    Plan plan;
    plan.drift = {{*parse_address("deployment.chat"), true, true, {}, "idle"}};
    const std::string all = plan_events_json(plan, noon);
    CHECK(all.find(R"x("@message":"deployment.chat: Drift detected (delete) (idle)")x") != std::string::npos);
    CHECK(all.find(R"("action":"delete","soft_deleted":true,"reason":"idle","attributes":[])") !=
          std::string::npos);
}

TEST_CASE("diagnostics as JSON: range and snippet as in Terraform's") {
    Diagnostic one;
    one.summary = "Attribute out of range";
    one.detail = "Too small.";
    one.hint = "write \"5m\"";
    one.address = parse_address("deployment.chat");
    one.range = SourceRange{"a.toml", 2, 5, 9};
    Diagnostics all;
    all.add(one);
    const Sources sources{{"a.toml", "[x]\nw = \"2m\"\n"}};
    CHECK(
        validation_json(all, sources) ==
        R"({"format_version":"1.0","valid":false,"error_count":1,"warning_count":0,"diagnostics":[{"severity":"error","code":"FF1121",)"
        R"("summary":"Attribute out of range","detail":"Too small.","address":"deployment.chat","hint":"write \"5m\"",)"
        R"("range":{"filename":"a.toml","start":{"line":2,"column":5},"end":{"line":2,"column":9}},)"
        R"("snippet":{"context":null,"code":"w = \"2m\"","start_line":2,"highlight_start_offset":4,)"
        R"("highlight_end_offset":8,"values":[]}}]})"
        "\n");
    CHECK(validation_json({}, {}) ==
          R"({"format_version":"1.0","valid":true,"error_count":0,"warning_count":0,"diagnostics":[]})"
          "\n");
}
