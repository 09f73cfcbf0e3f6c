#include "engine/config/secrets.hpp"

#include "tests/engine/config/configuration.hpp"

namespace fireform {
namespace {

using namespace tests;

std::string job(std::string_view more) {
    return "[supervised_fine_tuning_job.a]\nmodel = \"m\"\ndataset = \"d\"\n" + text(more);
}

}  // namespace

TEST_CASE("secrets: values of sensitive variables and attributes are gathered for redaction") {
    LoadOptions options;
    options.environment = {{"FIREFORM_VAR_list", "[\"one\", \"two\"]"}, {"FIREWORKS_API_KEY", "fw_key"}};
    const auto loaded = load(
        "[variables.list]\ntype = \"list\"\nsensitive = true\n"
        "[variables.open]\ndefault = \"open\"\n" +
            deployment("direct_route_api_keys = [\"three\", \"${var.open}\"]\n") +
            job("wandb = {enabled = true, api_key = \"four\", project = \"p\", entity = \"e\"}"),
        options);
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(loaded.value->secrets == std::vector<std::string>{"four", "fw_key", "one", "open", "three", "two"});
}

TEST_CASE("secrets: the text of a file shows stars in their place, and nothing moves") {
    const auto loaded = load(
        "[provider.fireworks]\napi_key = \"fw_abc\" # x\n[variables.v]\nsensitive = true\n"
        "default = {a = \"s3\"}\n" +
        job("wandb.api_key = \"\"\"k1\nk2\"\"\"\nwandb.project = \"p\"\n"));
    CHECK(loaded.value->sources.at("fireform.toml") ==
          "[provider.fireworks]\napi_key = \"******\" # x\n[variables.v]\nsensitive = true\ndefault = ** * "
          "\"**\"*\n" +
              job("wandb.api_key = \"\"\"**\n**\"\"\"\nwandb.project = \"p\"\n"));
}

TEST_CASE("secrets: references stay readable") {
    Sources sources{{"f", "a = \"x-${var.key}-$${y}\""}};
    cover_secrets(sources, {{"f", {1, 5, 1, 24}}});
    CHECK(sources.at("f") == "a = \"**${var.key}******\"");
}

TEST_CASE("secrets: values given in files of values are covered too") {
    const auto loaded = load_config({{"fireform.toml", "[variables.v]\nsensitive = true\n[variables.w]\n"},
                                     {"fireform.vars.toml", "v = \"secret\"\nw = \"open\"\n"}},
                                    {}, fireworks_catalog());
    CHECK(loaded.value->sources.at("fireform.vars.toml") == "v = \"******\"\nw = \"open\"\n");
}

TEST_CASE("secrets: in a file that is no TOML the lines of secrets are covered by their keys") {
    const auto loaded = load_config(
        {{"fireform.toml",
          "[provider.fireworks]\napi_key = \"fw_abc\n[variables.v]\nsensitive = true\ndefault = 'x'\n"},
         {"b.fireform.toml", "[variables.w]\nsensitive = true\n"},
         {"c.fireform.toml", "wandb = {api_key = \"k\", project = \"p\" \ndirect_route_api_keys = [\"a\"]\n"},
         {"fireform.vars.toml", "w = \"secret\nother = \"open\"\n"}},
        {}, fireworks_catalog());
    CHECK(loaded.value->sources.at("fireform.toml") ==
          "[provider.fireworks]\napi_key = \"******\n[variables.v]\nsensitive = true\ndefault = '*'\n");
    CHECK(loaded.value->sources.at("c.fireform.toml") ==
          "wandb = {api_key = \"*\"* ******* * \"*\" \ndirect_route_api_keys = *\"*\"*\n");
    CHECK(loaded.value->sources.at("fireform.vars.toml") == "w = \"******\nother = \"open\"\n");
}

TEST_CASE("secrets: no message about a sensitive value shows it") {
    LoadOptions options;
    options.environment = {{"FIREWORKS_API_KEY", "canary 1"}};
    options.variables = {{"v", "canary"}};
    const auto loaded = load("[variables.v]\ntype = \"number\"\nsensitive = true\n" +
                                 deployment("direct_route_api_keys = \"canary\"\n") +
                                 job("wandb.api_key = [\"canary\"]\nwandb.project = \"${var.v}\""),
                             options);
    CHECK(loaded.diagnostics.size() >= 4);
    CHECK(problems(loaded.diagnostics).find("canary") == std::string::npos);
}

}  // namespace fireform
