// `for_each`. What is refused is in tests/errors.
#include "tests/engine/config/configuration.hpp"

using namespace fireform;
using namespace fireform::tests;

namespace {

/// A deployment with for_each, and room for more.
std::string several(std::string_view for_each, std::string_view more = "") {
    return "[deployment.chat]\nfor_each = " + std::string(for_each) +
           "\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n" + text(more);
}

std::string addresses(const Checked<Config>& loaded) {
    CHECK(problems(loaded.diagnostics) == "");
    std::string out;
    for (const auto& [address, resource] : loaded.value->resources) {
        out += to_text(address);
        for (const Address& dependency : resource.dependencies)
            out += " after " + to_text(dependency);
        out += '\n';
    }
    return out;
}

}  // namespace

TEST_CASE("for_each: a resource for each string of a list and each key of a table, in order of key") {
    constexpr auto two = "deployment.chat[\"eu\"]\ndeployment.chat[\"us\"]\n";
    CHECK(addresses(load(several("[\"us\", \"eu\"]"))) == two);
    CHECK(addresses(load(several("{us = 1, eu = {a = 2}}"))) == two);
    CHECK(addresses(load("[variables.r]\ndefault = [\"us\", \"eu\"]\n" + several("\"${var.r}\""))) == two);
    CHECK(addresses(load("[locals]\nr = {us = 1, eu = \"${local.x}\"}\nx = 2\n" +
                         several("\"${local.r}\""))) == two);
    CHECK(addresses(load(several("[\"${var.x}s\", \"eu\"]") + "[variables.x]\ndefault = \"u\"\n")) == two);
    CHECK(addresses(load(several("[]"))) == "");
}

TEST_CASE("for_each: each.key and each.value are those of the instance") {
    const std::string all = several(R"({eu = {size = 2, on = ["EU_ICELAND_1"]}, us = {size = 3, on = []}})",
                                    R"(
        display_name = "chat in ${upper(each.key)}"
        max_replica_count = "${each.value.size}"
        regions = "${each.value.on}"
    )");
    CHECK(attributes(all, "deployment.chat[\"eu\"]") ==
          "display_name = \"chat in EU\"\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
          "max_replica_count = 2\nregions = [\"EU_ICELAND_1\"]");
    CHECK(attributes(all, "deployment.chat[\"us\"]").find("max_replica_count = 3") != std::string::npos);
    CHECK(attributes(several("[\"eu\"]", "description = \"${each.value}\""), "deployment.chat[\"eu\"]")
              .find("description = \"eu\"") != std::string::npos);
}

TEST_CASE("for_each: an unwritten display name says the key") {
    const auto loaded = load(several("[\"eu\"]"));
    const ResourceConfig& eu = loaded.value->resources.begin()->second;
    CHECK(eu.attributes.get(*eu.type, "display_name") == Value("chat-eu"));
    CHECK_FALSE(eu.display_name_written);
}

TEST_CASE("for_each: an instance is referred to by its key, written or from each") {
    CHECK(addresses(load(several("[\"eu\", \"us\"]", R"(
        [lora_addon.a]
        for_each = ["eu", "us"]
        model = "m-${each.key}"
        base_id = "${deployment.chat[each.key].id}"
        [lora_addon.b]
        model = "m"
        base_id = '${deployment.chat["us"].id}'
        [dataset.c]
        external_url = "gs://b/x.jsonl"
        depends_on = ["deployment.chat"]
        [dataset.d]
        external_url = "gs://b/y.jsonl"
        depends_on = ['deployment.chat["us"]']
    )"))) == text(R"(
        dataset.c after deployment.chat["eu"] after deployment.chat["us"]
        dataset.d after deployment.chat["us"]
        deployment.chat["eu"]
        deployment.chat["us"]
        lora_addon.a["eu"] after deployment.chat["eu"]
        lora_addon.a["us"] after deployment.chat["us"]
        lora_addon.b after deployment.chat["us"]
        )"));
}

TEST_CASE("for_each: values may refer to resources, and may be sensitive each by itself") {
    LoadOptions options;
    options.environment = {{"OTHER", "o"}};
    const auto loaded = load(R"(
        [variables.key]
        sensitive = true
        default = "s3cr3t"
        [deployment.base]
        model = "llama"
        accelerator_type = "NVIDIA_H100_80GB"
        [lora_addon.a]
        for_each = {x = {base = "${deployment.base.id}"}}
        model = "m"
        base_id = "${each.value.base}"
        [secret.s]
        for_each = {A_B = "${var.key}", C_D = "${env.OTHER}"}
        key_name = "${each.key}"
        value = "${each.value}"
    )",
                             options);
    CHECK(addresses(loaded) == text(R"(
        deployment.base
        lora_addon.a["x"] after deployment.base
        secret.s["A_B"]
        secret.s["C_D"]
        )"));
}

TEST_CASE("for_each: what is wrong in every instance is told once") {
    CHECK(problems(several("[\"eu\", \"us\"]", "max_replica = 1")) ==
          "error: Unknown attribute: A deployment has no attribute \"max_replica\". "
          "(deployment.chat[\"eu\"], fireform.toml:5:1) | did you mean \"max_replica_count\"?\n");
}

TEST_CASE("for_each: thousands of instances are no trouble, tens of thousands are refused") {
    const auto list = [](int count) {
        std::string out = "[";
        for (int i = 0; i < count; ++i)
            out += "\"k" + std::to_string(i) + "\",";
        return out + "]";
    };
    CHECK(load(several(list(2000))).value->resources.size() == 2000);
    CHECK(problems(several(list(10'001))).starts_with("error: Too many instances"));
}
