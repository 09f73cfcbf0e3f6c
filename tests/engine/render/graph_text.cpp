#include "engine/render/graph_text.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

Config fleet() {
    LoadOptions options;
    options.folder = "no_such_folder";
    auto loaded = load_config({{"fireform.toml", R"(
[deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[lora_addon.support]
model   = "${supervised_fine_tuning_job.support.output_model}"
base_id = "${deployment.chat.id}"

[supervised_fine_tuning_job.support]
model        = "llama-v3p1-8b-instruct"
dataset      = "rows"
output_model = "support-v1"
)"}},
                              options, fireworks_catalog());
    INFO(to_text(loaded.diagnostics));
    REQUIRE(loaded.ok());
    return std::move(*loaded.value);
}

/// Two of one block, the key full of what the formats take for their own.
Config keyed() {
    Config config = fleet();
    ResourceConfig resource = config.resources.begin()->second;
    config.resources.clear();
    resource.dependencies.clear();
    Address address{"deployment", "chat", R"(a"b\<#&;`)"};
    config.resources.emplace(address, resource);
    resource.dependencies = {address};
    config.resources.emplace(Address{"deployment", "chat", "eu"}, resource);
    return config;
}

}  // namespace

TEST_CASE("graph: as DOT, sorted, an arrow to what is needed") {
    CHECK(graph_text(fleet(), GraphFormat::dot) == R"(digraph fireform {
  rankdir = "RL";
  node [shape = "box", fontname = "sans-serif"];
  "deployment.chat";
  "lora_addon.support";
  "supervised_fine_tuning_job.support" [style = "rounded"];
  "lora_addon.support" -> "deployment.chat";
  "lora_addon.support" -> "supervised_fine_tuning_job.support";
}
)");
}

TEST_CASE("graph: as Mermaid") {
    CHECK(graph_text(fleet(), GraphFormat::mermaid) == R"(flowchart RL
  n0["deployment.chat"]
  n1["lora_addon.support"]
  n2("supervised_fine_tuning_job.support")
  n1 --> n0
  n1 --> n2
)");
}

TEST_CASE("graph: keys are quoted") {
    CHECK(graph_text(keyed(), GraphFormat::dot) == R"(digraph fireform {
  rankdir = "RL";
  node [shape = "box", fontname = "sans-serif"];
  "deployment.chat[\"a\\\"b\\\\<#&;`\"]";
  "deployment.chat[\"eu\"]";
  "deployment.chat[\"eu\"]" -> "deployment.chat[\"a\\\"b\\\\<#&;`\"]";
}
)");
    CHECK(graph_text(keyed(), GraphFormat::mermaid) == R"(flowchart RL
  n0["deployment.chat[#34;a\#34;b\\#60;#35;#38;#59;#96;#34;]"]
  n1["deployment.chat[#34;eu#34;]"]
  n1 --> n0
)");
}
