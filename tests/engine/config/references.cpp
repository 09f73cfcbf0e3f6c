#include "tests/engine/config/configuration.hpp"

namespace fireform {
namespace {

using namespace tests;

std::string dependencies(const Checked<Config>& loaded, std::string_view address) {
    std::string out;
    for (const Address& other : loaded.value->resources.at(*parse_address(address)).dependencies)
        out += to_text(other) + "\n";
    return out;
}

/// A chain or ring of addons, each depending on the next.
std::string chain(int length, bool closed) {
    std::string out;
    for (int i = 0; i < length; ++i) {
        out += "[lora_addon.a" + std::to_string(i) + "]\nmodel = \"m" + std::to_string(i) +
               "\"\nbase_id = \"d\"\n";
        if (i + 1 < length || closed)
            out += "depends_on = [\"lora_addon.a" + std::to_string((i + 1) % length) + "\"]\n";
    }
    return out;
}

}  // namespace

TEST_CASE("references: each makes a dependency, once, in order of address") {
    const auto loaded = load(deployment(R"(
        [dataset.d]
        external_url = "gs://b/x.jsonl"
        [supervised_fine_tuning_job.job]
        model = "m"
        dataset = "${dataset.d.id}"
        output_model = "s-${dataset.d.content_hash}-${deployment.chat.id}"
        depends_on = ["deployment.chat", "dataset.d"]
    )"));
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(dependencies(loaded, "supervised_fine_tuning_job.job") == "dataset.d\ndeployment.chat\n");
    CHECK(dependencies(loaded, "deployment.chat") == "");
}

TEST_CASE("references: other spellings are rewritten to the canonical name") {
    CHECK(attributes(deployment("") + "[deployment.other]\nmodel = \"${ deployment.chat.base_model }\"\n"
                                      "accelerator_type = \"NVIDIA_H100_80GB\"\ndescription = \"$${a} "
                                      "${deployment.chat.deployment_display_name}\"",
                     "deployment.other") ==
          "display_name = \"other\"\ndescription = $${a} ${deployment.chat.display_name}\nmodel = "
          "${deployment.chat.model}\naccelerator_type = \"NVIDIA_H100_80GB\"");
}

TEST_CASE("references: variables and environment are filled in, resources stay") {
    LoadOptions options;
    options.environment["STAGE"] = "$prod$";
    CHECK(attributes("[variables.v]\ndefault = \"x${env.STAGE}\"\n" + deployment("") +
                         "[deployment.other]\nmodel = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
                         "description = \"${var.v}${deployment.chat.id}${env.STAGE}\"",
                     "deployment.other", options) ==
          "display_name = \"other\"\ndescription = x$prod${\"$\"}${deployment.chat.id}$prod${\"$\"}\nmodel = "
          "\"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"");
}

TEST_CASE("references: a place in a text is told to the byte, in a text with escapes as a whole") {
    CHECK(problems("[outputs.x]\nvalue = \"ab ${var.nope} c\"").find("fireform.toml:2:13") !=
          std::string::npos);
    CHECK(problems("[outputs.x]\nvalue = \"a\\tb ${var.nope} c\"").find("fireform.toml:2:9") !=
          std::string::npos);
    const auto loaded = load("[outputs.x]\nvalue = \"ab ${var.nope} c\"");
    CHECK(loaded.diagnostics[0].range->column_end == 24);
}

TEST_CASE("references: an output keeps lists and tables, with references inside") {
    const auto loaded =
        load("[variables.n]\ndefault = 3\n" + deployment("") +
             "[outputs.all]\nvalue = [{id = \"${deployment.chat.id}\", n = \"${var.n}\"}, true, 1.5]");
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(loaded.value->outputs.at("all").value ==
          Value(Value::List{Value::Map{{"id", Unknown{"${deployment.chat.id}"}}, {"n", 3}}, true, 1.5}));
}

TEST_CASE("references: a reference that fits no better is refused before anything is sent") {
    const auto into = [](std::string_view attribute, std::string_view reference) {
        return problems(deployment("") +
                        "[deployment.other]\nmodel = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n" +
                        std::string(attribute) + " = \"" + std::string(reference) + "\"");
    };
    CHECK(into("max_replica_count", "${deployment.chat.min_replica_count}") == "");
    CHECK(into("scale_up_window", "${deployment.chat.scale_down_window}") == "");
    CHECK(into("scale_up_window", "${deployment.chat.min_replica_count}") == "");
    CHECK(into("regions", "${deployment.chat.regions}") == "");
    CHECK(into("load_targets", "${deployment.chat.load_targets}") == "");
    CHECK(into("description", "${deployment.chat.min_replica_count} replicas") == "");
    for (const auto& [attribute, reference] :
         {std::pair("description", "${deployment.chat.min_replica_count}"),
          std::pair("max_replica_count", "${deployment.chat.scale_up_window}"),
          std::pair("regions", "${deployment.chat.model}"),
          std::pair("load_targets", "${deployment.chat.annotations}"),
          std::pair("enable_addons", "${deployment.chat.min_replica_count}"),
          std::pair("description", "in ${deployment.chat.regions}"),
          std::pair("scale_up_window", "${deployment.chat.min_replica_count}m")}) {
        CAPTURE(attribute);
        CHECK(into(attribute, reference).starts_with("error: Reference of the wrong type"));
    }
}

TEST_CASE("references: a loop is named whole, from its first address, whatever leads into it") {
    CHECK(problems(chain(3, true)) ==
          "error: Dependency cycle: None of these can be made first: lora_addon.a0 -> lora_addon.a1 -> "
          "lora_addon.a2 -> lora_addon.a0. (lora_addon.a0, fireform.toml:4:15) | remove one of the "
          "references\n");
    CHECK(problems(deployment("depends_on = [\"lora_addon.a1\"]\n") + chain(2, true)) ==
          "error: Dependency cycle: None of these can be made first: lora_addon.a0 -> lora_addon.a1 -> "
          "lora_addon.a0. (lora_addon.a0, fireform.toml:8:15) | remove one of the references\n");
    CHECK(problems(chain(1, true)) ==
          "error: Dependency cycle: None of these can be made first: lora_addon.a0 -> lora_addon.a0. "
          "(lora_addon.a0, fireform.toml:4:15) | remove one of the references\n");
}

TEST_CASE("references: long chains and large loops are no trouble") {
    CHECK(problems(chain(3000, false)) == "");
    CHECK(problems(chain(3000, true)).find("(2950 more) -> lora_addon.a0.") != std::string::npos);
}

TEST_CASE("references: ten loops are enough") {
    std::string all;
    for (int i = 0; i < 20; ++i) {
        const std::string name = "x" + std::to_string(i);
        all += "[lora_addon." + name + "]\nmodel = \"" + name +
               "\"\nbase_id = \"d\"\ndepends_on = [\"lora_addon." + name + "\"]\n";
    }
    CHECK(load(all).diagnostics.size() == 10);
}

}  // namespace fireform
