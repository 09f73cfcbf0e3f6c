#include "tests/engine/config/configuration.hpp"

namespace fireform {
namespace {

using namespace tests;

/// What a deployment with these further lines has besides model and accelerator_type.
std::string more(std::string_view lines, const LoadOptions& options = {}) {
    std::string all = attributes(deployment(lines), "deployment.chat", options);
    for (const std::string_view known :
         {"display_name = \"chat\"\n", "model = \"llama\"\n", "accelerator_type = \"NVIDIA_H100_80GB\"\n",
          "accelerator_type = \"NVIDIA_H100_80GB\""})
        if (const auto at = all.find(known); at != std::string::npos) all.erase(at, known.size());
    if (all.ends_with('\n')) all.pop_back();
    return all;
}

}  // namespace

TEST_CASE("attributes: durations are texts with units or whole seconds") {
    CHECK(more("scale_up_window = \"90s\"") == "scale_up_window = \"1m30s\"");
    CHECK(more("scale_up_window = \"5m\"") == "scale_up_window = \"5m\"");
    CHECK(more("scale_to_zero_window = \"1h30m\"") == "scale_to_zero_window = \"1h30m\"");
    CHECK(more("scale_up_window = 90") == "scale_up_window = \"1m30s\"");
    CHECK(more("scale_up_window = \"90\"") == "scale_up_window = \"1m30s\"");
    CHECK(more("scale_up_window = \"1.5s\"") == "scale_up_window = \"1.5s\"");
    CHECK(problems(deployment("scale_up_window = 9223372036854775807")).starts_with("error: Wrong type"));
}

TEST_CASE("attributes: an integer will do for a number, a number not for an integer") {
    CHECK(more("load_targets = {default = 1, requests_per_second = 0.5}") ==
          "load_targets = {default = 1, requests_per_second = 0.5}");
    const auto loaded = load(deployment("load_targets = {default = 1}"));
    const ResourceConfig& chat = loaded.value->resources.begin()->second;
    CHECK(chat.attributes.get(*chat.type, "load_targets").map()->at("default").number());
    CHECK(problems(deployment("max_replica_count = 2.0")) ==
          "error: Wrong type: \"max_replica_count\" is 2.0; it takes an integer. (deployment.chat, "
          "fireform.toml:4:21) | write 2\n");
    CHECK(problems(deployment("load_targets = {default = nan}")).starts_with("error: Wrong type"));
}

TEST_CASE("attributes: other spellings and grouping tables end in the canonical name") {
    CHECK(attributes("[deployment.chat]\nbase_model = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
                     "deployment_display_name = \"d\"\ntags = {team = \"search\"}\n"
                     "[deployment.chat.autoscaling_policy]\nscale_up_window = \"30s\"\n"
                     "[deployment.chat.autoscaling_policy.load_targets]\ndefault = 0.5\n"
                     "[deployment.chat.placement]\nmulti_region = \"GLOBAL\"\n"
                     "[deployment.chat.auto_tune]\nlong_prompt = true\n",
                     "deployment.chat") ==
          "display_name = \"d\"\nmodel = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\nscale_up_window = "
          "\"30s\"\nload_targets = {default = 0.5}\nmulti_region = \"GLOBAL\"\nlong_prompt_optimized = true\n"
          "annotations = {team = \"search\"}");
    CHECK(attributes("[lora_addon.a]\nmodel = \"m\"\ndeployment = \"d\"", "lora_addon.a") ==
          "display_name = \"a\"\nmodel = \"m\"\nbase_id = \"d\"");
    CHECK(attributes("[supervised_fine_tuning_job.a]\nmodel = \"m\"\ndataset_or_id = \"d\"\n"
                     "training = {epochs = 2}\nwandb.enabled = false\n",
                     "supervised_fine_tuning_job.a") ==
          "display_name = \"a\"\ndataset = \"d\"\nmodel = \"m\"\nepochs = 2\nwandb.enabled = false");
}

TEST_CASE("attributes: tables of tables are read by their fields") {
    CHECK(
        more(
            "[deployment.chat.scaling_schedules.day]\nmin_replica_count = 2\nschedule = \"0 8 * * Mon-Fri\"\n"
            "duration = \"10h\"\ntimezone = \"Europe/Berlin\"") ==
        "scaling_schedules = {day = {duration = \"10h\", min_replica_count = 2, schedule = \"0 8 * * "
        "Mon-Fri\", "
        "timezone = \"Europe/Berlin\"}}");
}

TEST_CASE("attributes: variables keep their type, texts from outside take the one that is wanted") {
    LoadOptions options;
    options.environment = {{"REPLICAS", "3"}, {"ADDONS", "true"}, {"REGIONS", "[\"US_IOWA_1\"]"}};
    const auto with = [&](std::string_view lines) {
        const std::string variables =
            "[variables.n]\ntype = \"number\"\ndefault = 2\n[variables.l]\ntype = \"list\"\ndefault = "
            "[\"US_IOWA_1\", \"${env.HOME}\"]\n[variables.m]\ntype = \"map\"\ndefault = {default = 1}\n";
        options.environment["HOME"] = "US_OHIO_1";
        std::string all = attributes(variables + deployment(lines), "deployment.chat", options);
        return all.substr(all.rfind('\n') + 1);
    };
    CHECK(with("max_replica_count = \"${var.n}\"") == "max_replica_count = 2");
    CHECK(with("scale_up_window = \"${var.n}\"") == "scale_up_window = \"2s\"");
    CHECK(with("scale_up_window = \"${var.n}m\"") == "scale_up_window = \"2m\"");
    CHECK(with("regions = \"${var.l}\"") == "regions = [\"US_IOWA_1\", \"US_OHIO_1\"]");
    CHECK(with("load_targets = \"${var.m}\"") == "load_targets = {default = 1}");
    CHECK(with("max_replica_count = \"${env.REPLICAS}\"") == "max_replica_count = 3");
    CHECK(with("max_replica_count = \"${env.REPLICAS}0\"") == "max_replica_count = 30");
    CHECK(with("enable_addons = \"${env.ADDONS}\"") == "enable_addons = true");
    CHECK(with("regions = \"${env.REGIONS}\"") == "regions = [\"US_IOWA_1\"]");
    CHECK(
        problems("[variables.n]\ndefault = 2\n" + deployment("description = \"${var.n}\"")) ==
        "error: Wrong type: \"description\" is 2; it takes a string. (deployment.chat, fireform.toml:6:15) | "
        "write \"2\"\n");
}

TEST_CASE("attributes: a variable's text is no template") {
    CHECK(
        attributes("[variables.t]\ndefault = \"$${var.x} $${\"\n" + deployment("description = \"${var.t}\""),
                   "deployment.chat") ==
        "display_name = \"chat\"\ndescription = \"${var.x} ${\"\nmodel = \"llama\"\naccelerator_type = "
        "\"NVIDIA_H100_80GB\"");
    CHECK(more("annotations = {a = \"$${x}\"}") == "annotations = {a = \"${x}\"}");
}

TEST_CASE("attributes: elements of lists and maps may refer to resources") {
    CHECK(attributes(deployment("") +
                         "[deployment.other]\nmodel = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
                         "direct_route_api_keys = [\"k\"]\nannotations = {a = \"x-${deployment.chat.id}\"}",
                     "deployment.other")
              .ends_with("annotations = {a = (known after apply)}"));
}

TEST_CASE("attributes: numbers for the API fit into 32 bits") {
    CHECK(more("max_replica_count = 2147483647") == "max_replica_count = 2147483647");
    CHECK(
        problems(deployment("max_replica_count = 2147483648")) ==
        "error: Attribute out of range: \"max_replica_count\" is 2147483648; the API allows 0 to 2147483647. "
        "(deployment.chat, fireform.toml:4:21) | write 2147483647\n");
}

TEST_CASE("attributes: a word the API may know one day is a warning and is kept") {
    const auto loaded = load(deployment("precision = \"FP2\""));
    CHECK(problems(loaded.diagnostics).starts_with("warning: Unknown value: \"precision\" is \"FP2\""));
    const ResourceConfig& chat = loaded.value->resources.begin()->second;
    CHECK(chat.attributes.get(*chat.type, "precision") == Value("FP2"));
}

TEST_CASE("attributes: names of objects may be short, with their collection, or full") {
    const auto base = [](std::string_view name) {
        return problems("[lora_addon.a]\nmodel = \"m\"\nbase_id = \"" + std::string(name) + "\"");
    };
    for (const char* good : {"chat", "deployments/chat", "accounts/acme/deployments/chat", "a.b_C-1"})
        CHECK(base(good) == "");
    for (const char* wrong : {"models/chat", "accounts/acme/models/chat", "a b", "/chat", "chat/", "chat#x",
                              "accounts/acme/deployments", "accounts//deployments/x"})
        CHECK(base(wrong).starts_with("error: Invalid object name"));
    CHECK(more("deployment_shape = \"\"") == "deployment_shape = \"\"");
}

TEST_CASE("attributes: a text of any length is answered, not crashed on") {
    CHECK(problems(deployment("hot_load_bucket_url = \"" + std::string(1'000'000, 'x') + "\"")) ==
          "error: Text too long: \"hot_load_bucket_url\" has 1000000 characters; the API allows 2000. "
          "(deployment.chat, fireform.toml:4:23)\n");
}

TEST_CASE("attributes: several errors in one value are all told") {
    CHECK(problems(deployment("regions = [1, \"US_IOWA_1\", true]")) ==
          "error: Wrong type: \"regions\" is 1; it takes a string. (deployment.chat, fireform.toml:4:12) | "
          "write "
          "\"1\"\nerror: Wrong type: \"regions\" is true; it takes a string. (deployment.chat, "
          "fireform.toml:4:28) | write \"true\"\n");
}

TEST_CASE("attributes: rules count what is unknown or wrong as set, and what is empty or false as not") {
    CHECK(problems(deployment("enable_addons = true\nlive_merge = false")) == "");
    CHECK(problems("[deployment.a]\nmodel = \"m\"\naccelerator_type = \"\"\ndeployment_shape = \"s\"") == "");
    CHECK(problems("[deployment.a]\nmodel = \"m\"\naccelerator_type = 3") ==
          "error: Wrong type: \"accelerator_type\" is 3; it takes a string. (deployment.a, "
          "fireform.toml:3:20) | "
          "write \"3\"\n");
    CHECK(problems("[supervised_fine_tuning_job.a]\nmodel = \"m\"\n"
                   "dataset = \"d\"\n[supervised_fine_tuning_job.b]\nmodel = "
                   "\"${supervised_fine_tuning_job.a.output_model}\""
                   "\nbase_model = \"m\"\ndataset = \"d\"") ==
          "error: Run needs one model to start from: \"model\" and \"base_model\" are set; only one of them "
          "may "
          "be. (supervised_fine_tuning_job.b, fireform.toml:6:14) | write model = \"...\"; base_model or "
          "warm_start_from say exactly what it is\n");
}

TEST_CASE("attributes: lifecycle and timeouts are read beside them") {
    const auto loaded = load(deployment(R"(
        [deployment.chat.lifecycle]
        protect = true
        ignore_changes = ["base_model", "all", "autoscaling_policy.scale_up_window"]
        create_before_destroy = false
        on_destroy = "keep"
        adopt = "force"
        [deployment.chat.timeouts]
        create = "2h"
        delete = 90
    )"));
    CHECK(problems(loaded.diagnostics) == "");
    const ResourceConfig& chat = loaded.value->resources.begin()->second;
    CHECK(chat.lifecycle == ResourceLifecycle{.protect = true,
                                              .ignore_changes = {"model", "all", "scale_up_window"},
                                              .create_before_destroy = false,
                                              .on_destroy = "keep",
                                              .adopt = "force"});
    CHECK(chat.timeouts.create == std::chrono::hours(2));
    CHECK(chat.timeouts.update == chat.type->timeouts.update);
    CHECK(chat.timeouts.remove == std::chrono::seconds(90));
}

}  // namespace fireform
