// `fireform client`: the right model and address for each kind of object, and what cannot be called.
#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

using namespace fireform;
using namespace fireform::tests;

namespace {

std::string state(std::string_view resources) {
    return fmt::format(R"({{"format": 1, "fireform_version": "0.1.0", "serial": 1,
        "lineage": "11111111-2222-3333-4444-555555555555", "resources": [{}], "outputs": {{}}}})",
                       resources);
}

constexpr std::string_view chat =
    R"({"address": "deployment.chat", "id": "chat-1", "name": "accounts/acme/deployments/chat-1",
        "applied": {"temperature": 0.25},
        "seen": {"model": "accounts/fireworks/models/m", "name": "accounts/acme/deployments/chat-1"}})";
constexpr std::string_view merging =
    R"({"address": "deployment.merging", "id": "merging-1", "name": "accounts/acme/deployments/merging-1",
        "seen": {"model": "accounts/fireworks/models/m", "live_merge": true}})";
constexpr std::string_view addon =
    R"({"address": "lora_addon.a", "id": "a1", "name": "accounts/acme/deployedModels/a1",
        "seen": {"model": "accounts/acme/models/a", "base_id": "accounts/acme/deployments/chat-1"}})";
constexpr std::string_view merged_addon =
    R"({"address": "lora_addon.b", "id": "b1", "name": "accounts/acme/deployedModels/b1",
        "seen": {"model": "accounts/acme/models/b", "base_id": "accounts/acme/deployments/merging-1"}})";
constexpr std::string_view dataset =
    R"({"address": "dataset.d", "id": "d1", "name": "accounts/acme/datasets/d1"})";
constexpr std::string_view broken =
    R"({"address": "deployment.broken", "id": "x", "name": "accounts/acme/deployments/x", "status": "tainted",
        "seen": {"model": "accounts/fireworks/models/m"}})";
constexpr std::string_view pending =
    R"({"address": "deployment.pending", "id": "x", "name": "accounts/acme/deployments/x", "status": "pending",
        "seen": {"model": "accounts/fireworks/models/m"}})";

class Project {
 public:
    explicit Project(std::string_view base_url = "https://api.fireworks.ai") {
        folder.write("fireform.toml", fmt::format("[provider.fireworks]\nbase_url = \"{}\"\n", base_url));
        folder.write("fireform.state.json",
                     state(fmt::format("{}, {}, {}, {}, {}, {}, {}", chat, merging, addon, merged_addon,
                                       dataset, broken, pending)));
    }
    const Folder folder;
};

/// The line of the shell form that begins with `export NAME=`.
std::string exported(const Ran& ran, std::string_view name) {
    const std::string begin = fmt::format("export {}=", name);
    const std::size_t at = ran.out.find(begin);
    if (at == std::string::npos) return "not there: " + ran.out + ran.err;
    return ran.out.substr(at + begin.size(), ran.out.find('\n', at) - at - begin.size());
}

std::string model(const std::string& address) {
    return exported(ff({"client", address}), "FIREWORKS_MODEL");
}

}  // namespace

TEST_CASE("client: the model string fits the kind of deployment") {
    const Project project;
    CHECK(model("deployment.chat") == "'accounts/fireworks/models/m#accounts/acme/deployments/chat-1'");
    CHECK(model("deployment.merging") == "'accounts/acme/deployments/merging-1'");
    CHECK(model("lora_addon.a") == "'accounts/acme/models/a#accounts/acme/deployments/chat-1'");
    CHECK(model("lora_addon.b") == "'accounts/acme/deployments/merging-1'");
}

TEST_CASE("client: the address is that of inference at the provider's host") {
    const auto url = [](std::string_view base_url) {
        const Project project(base_url);
        return exported(ff({"client", "deployment.chat"}), "OPENAI_BASE_URL");
    };
    CHECK(url("https://api.fireworks.ai") == "'https://api.fireworks.ai/inference/v1'");
    CHECK(url("https://us.api.fireworks.ai") == "'https://us.api.fireworks.ai/inference/v1'");
    CHECK(url("http://127.0.0.1:4711") == "'http://127.0.0.1:4711/inference/v1'");
    CHECK(url("emulator") ==
          "not there: error[FF6303]: Nothing to call\n  The emulator inside the process has no address for "
          "clients.\n  hint: start `fireform emulator --listen 127.0.0.1:4711 --store "
          ".fireform/emulator.json`, which has the same objects, and write base_url = "
          "\"http://127.0.0.1:4711\" in [provider.fireworks]\n");
}

TEST_CASE("client: what was applied is in it, the key is not") {
    const Project project;
    const Ran ran = ff({"client", "deployment.chat", "--format=json"}, {{"FIREWORKS_API_KEY", "fw_secret"}});
    CHECK(ran.out.find("\"temperature\": 0.25") != std::string::npos);
    for (const char* format : {"env", "json", "python", "curl"}) {
        const Ran each =
            ff({"client", "deployment.chat", "--format", format}, {{"FIREWORKS_API_KEY", "fw_secret"}});
        CHECK(each.code == 0);
        CHECK(each.err.empty());
        CHECK(each.out.find("FIREWORKS_API_KEY") != std::string::npos);
        CHECK(each.out.find("fw_secret") == std::string::npos);
    }
}

TEST_CASE("client: what is not in state or cannot be called is refused in one diagnostic") {
    const Project project;
    const auto refused = [](const std::string& address) {
        const Ran ran = ff({"client", address});
        CHECK(ran.code == 1);
        CHECK(ran.out.empty());
        return ran.err;
    };
    CHECK(refused("deployment.chap") ==
          "error[FF3401]: Not in state\n  State has no deployment.chap.\n  hint: did you mean "
          "deployment.chat?\n");
    CHECK(refused("dataset.d") ==
          "error[FF6303]: Nothing to call\n  dataset.d answers no requests.\n  hint: name a deployment or a "
          "lora_addon; "
          "`fireform state list` shows them\n");
    CHECK(refused("deployment.broken") ==
          "error[FF6303]: Nothing to call\n  deployment.broken has no object that works.\n  hint: run "
          "`fireform "
          "apply`\n");
    CHECK(refused("chat") ==
          "error[FF6106]: Wrong usage\n  ADDR: \"chat\" is not an address.\n  hint: an address is TYPE.NAME, "
          "as in "
          "deployment.chat\n");
}

TEST_CASE("client: what is not ready yet is told of, and printed all the same") {
    const Project project;
    const Ran ran = ff({"client", "deployment.pending"});
    CHECK(ran.code == 0);
    CHECK(ran.err ==
          "warning[FF6304]: Not ready yet\n  deployment.pending was not ready when it was last seen; "
          "requests fail "
          "until "
          "it is.\n  hint: `fireform apply` waits for it\n\n");
    CHECK(ran.out.starts_with("export OPENAI_BASE_URL="));
}

TEST_CASE("client: a block that became a base and a LoRA on it is called as the LoRA") {
    const Project project;
    constexpr std::string_view base =
        R"({"address": "deployment.l", "id": "chat-1", "name": "accounts/acme/deployments/chat-1",
            "seen": {"model": "accounts/fireworks/models/m", "name": "accounts/acme/deployments/chat-1"}})";
    constexpr std::string_view lora =
        R"({"address": "lora_addon.l", "id": "a1", "name": "accounts/acme/deployedModels/a1",
            "seen": {"model": "accounts/acme/models/a", "base_id": "accounts/acme/deployments/chat-1"}})";
    project.folder.write("fireform.state.json", state(fmt::format("{}, {}", base, lora)));
    const auto configured = [&project](std::string_view type) {
        project.folder.write("fireform.toml",
                             fmt::format("[deployment.l]\nmodel = \"a\"\ndeployment_type = \"{}\"\n"
                                         "accelerator_type = \"NVIDIA_H100_80GB\"\n",
                                         type));
        return model("deployment.l");
    };
    CHECK(configured("auto") == "'accounts/acme/models/a#accounts/acme/deployments/chat-1'");
    CHECK(configured("on-demand") == "'accounts/fireworks/models/m#accounts/acme/deployments/chat-1'");
}
