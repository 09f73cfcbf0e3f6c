// Sugar, client settings and defaults of the founding document, in configurations.
#include "tests/engine/config/configuration.hpp"

#include <doctest/doctest.h>

namespace fireform::tests {

TEST_CASE("founding arguments: replica_count is minimum and maximum at once") {
    const auto replicas = [](std::string_view written) {
        const auto loaded = load(deployment(written));
        CHECK(to_text(loaded.diagnostics) == "");
        const ResourceConfig& chat = loaded.value->resources.begin()->second;
        return to_text(chat.attributes.get(*chat.type, "min_replica_count")) + " " +
               to_text(chat.attributes.get(*chat.type, "max_replica_count")) + " " +
               to_text(chat.attributes.get(*chat.type, "replica_count"));
    };
    CHECK(replicas("replica_count = 2") == "2 2 null");
    CHECK(replicas("replica_count = 0") == "0 0 null");
    const auto loaded = load(deployment("replica_count = 2"));
    const ResourceConfig& chat = loaded.value->resources.begin()->second;
    CHECK(chat.range_of(chat.type->index_of("max_replica_count")).line == 4);
}

TEST_CASE("founding arguments: a reference to replica_count, and ignoring it, mean what it stands for") {
    const auto loaded =
        load(deployment("replica_count = 2\nlifecycle = {ignore_changes = [\"replica_count\"]}\n") +
             "[outputs.n]\nvalue = \"${deployment.chat.replica_count}\"\n");
    CHECK(to_text(loaded.diagnostics) == "");
    CHECK(loaded.value->outputs.at("n").value.unknown()->text == "${deployment.chat.min_replica_count}");
    CHECK(loaded.value->resources.begin()->second.lifecycle.ignore_changes ==
          std::vector<std::string>{"min_replica_count", "max_replica_count"});
}

TEST_CASE(
    "founding arguments: settings for clients stand flat or in a table of their own, and can be referred "
    "to") {
    CHECK(attributes(deployment("client = {temperature = 0.5, max_retries = 0}\nenable_metrics = true"),
                     "deployment.chat")
              .ends_with("temperature = 0.5\nenable_metrics = true\nmax_retries = 0"));
    const auto loaded = load(deployment("temperature = 1\n") +
                             "[outputs.t]\nvalue = \"${deployment.chat.client.temperature}\"\n");
    CHECK(to_text(loaded.diagnostics) == "");
    CHECK(loaded.value->outputs.at("t").value.unknown()->text == "${deployment.chat.temperature}");
}

TEST_CASE("founding arguments: nothing is filled in unless the settings ask for the old defaults") {
    const std::string written = deployment("scale_up_window = \"20s\"");
    const std::string profile = "[provider.fireworks]\ndefaults = \"build-sdk\"\n";
    CHECK(attributes(written, "deployment.chat") ==
          "display_name = \"chat\"\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
          "scale_up_window = \"20s\"");
    CHECK(attributes(profile + written, "deployment.chat") ==
          "display_name = \"chat\"\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
          "min_replica_count = 0\nscale_up_window = \"20s\"\nscale_down_window = \"1m\"\n"
          "scale_to_zero_window = \"5m\"");
    CHECK(attributes(profile + deployment("replica_count = 3"), "deployment.chat") ==
          "display_name = \"chat\"\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
          "min_replica_count = 3\nmax_replica_count = 3\nscale_up_window = \"1s\"\n"
          "scale_down_window = \"1m\"\nscale_to_zero_window = \"5m\"");
}

}  // namespace fireform::tests
