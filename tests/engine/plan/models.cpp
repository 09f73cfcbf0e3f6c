// Models: LoRA adapters that are uploaded, and models whose description is kept (brief 2.4, 5).
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view adapter = R"(
    [model.support]
    path         = "adapters/support/"
    display_name = "support"
    base_model   = "qwen3-8b"
)";
constexpr std::string_view hash = "9b937ab0a495369ff514ea809e59d94c";
constexpr std::string_view applied =
    R"("display_name": "support", "path": "adapters/support/", "base_model":
       "accounts/fireworks/models/qwen3-8b", "kind": "HF_PEFT_ADDON", "lora_rank": 8)";

Given with_files(std::string_view toml, std::string_view weights = "weights") {
    Given out(toml);
    out.file("adapters/support/adapter_config.json", R"({"r": 8, "target_modules": ["q_proj", "v_proj"]})");
    out.file("adapters/support/adapter_model.safetensors", weights);
    return out;
}

std::string entry(std::string_view id, std::string_view more = "") {
    return fmt::format(R"({{"id": "{}", "applied": {{{}, "content_hash": "{}"}}{}}})", id, applied, hash,
                       more);
}

std::string object(std::string_view state, std::string_view more = "") {
    return fmt::format(R"({{"state": "{}", {}, "target_modules": ["v_proj", "q_proj"]{}}})", state, applied,
                       more);
}

std::string id() {
    return fmt::format("support-{}", hash.substr(0, 12));
}

}  // namespace

TEST_CASE("plan: an adapter's id is made of its folder's name and content") {
    CHECK(with_files(adapter).steps() == fmt::format("0 create model.support ({})\n", id()));
    CHECK(with_files(std::string(adapter) + "    id = \"mine\"\n").steps() ==
          "0 create model.support (mine)\n");
}

TEST_CASE("plan: an adapter that is there is no change, and is described in place") {
    CHECK(with_files(adapter)
              .prior("model.support", entry(id()))
              .live("model " + id(), object("READY"))
              .plan() == "No changes.\n");
    CHECK(with_files(std::string(adapter) + "    public = true\n    description = \"d\"\n")
              .prior("model.support", entry(id()))
              .live("model " + id(), object("READY"))
              .plan() == text(R"(
        ~ model.support
            description: null -> "d"
            public: null -> true
    )"));
}

TEST_CASE("plan: another content is another model, made before the old one goes") {
    CHECK(with_files(adapter, "other")
              .prior("model.support", entry(id()))
              .live("model " + id(), object("READY"))
              .plan() == text(R"(
        +/- model.support  # content_hash cannot be changed in place
            content_hash: "9b937ab0a495369ff514ea809e59d94c" -> "bdbf7126f1dd5c2fd80089bcd161326f"  # forces replacement
    )"));
}

TEST_CASE("plan: what an adapter is used by follows it, however it is named") {
    const std::string addon = fmt::format(R"(
        [lora_addon.a]
        model   = "${{model.support.name}}"
        base_id = "chat"
        [lora_addon.b]
        model   = "{}"
        base_id = "chat2"
        [deployment.merged]
        model            = "${{model.support.id}}"
        accelerator_type = "NVIDIA_H100_80GB"
    )",
                                          id());
    CHECK(with_files(std::string(adapter) + addon).steps() == text(R"(
        0 create model.support (support-9b937ab0a495)
        1 create deployment.merged (merged-vslpyoyc) after 0
        2 create lora_addon.a after 0
        3 create lora_addon.b after 0
    )"));
}

TEST_CASE("plan: an adapter under a written id that changes takes its addons along") {
    const std::string toml = std::string(adapter) + R"(
        id = "mine"
        [lora_addon.a]
        model   = "mine"
        base_id = "chat"
    )";
    CHECK(with_files(toml, "other")
              .prior("model.support", entry("mine"))
              .live("model mine", object("READY"))
              .prior("lora_addon.a", R"({"id": "r4nd0m", "applied": {"model": "accounts/acme/models/mine",
                  "base_id": "accounts/acme/deployments/chat"}, "dependencies": ["model.support"]})")
              .live("lora_addon r4nd0m", R"({"state": "DEPLOYED", "model": "accounts/acme/models/mine",
                  "base_id": "accounts/acme/deployments/chat"})")
              .steps() == text(R"(
        0 destroy lora_addon.a (r4nd0m)
        1 destroy model.support (mine) after 0
        2 create model.support (mine) after 1
        3 create lora_addon.a after 0 2
    )"));
}

TEST_CASE("plan: an upload that was cut short is made again, unless somebody else may be at it") {
    CHECK(with_files(adapter).live("model " + id(), object("UPLOADING")).plan() ==
          "! model.support  # its upload was cut short\n");
    const std::string written = std::string(adapter) + "    id = \"mine\"\n";
    CHECK(with_files(written)
              .prior("model.support", entry("mine", R"(, "status": "tainted")"))
              .live("model mine", object("UPLOADING"))
              .plan() == "! model.support  # its upload was cut short\n");
    CHECK(with_files(written)
              .intent("model.support", "create", "mine")
              .live("model mine", object("UPLOADING"))
              .plan() == "! model.support  # its upload was cut short\n");
    CHECK(with_files(written).live("model mine", object("UPLOADING")).steps() ==
          "0 adopt model.support (mine)\n1 wait model.support (mine) after 0\n");
}

TEST_CASE("plan: without files a model can be described and not made") {
    const std::string_view described = R"(
        [model.tuned]
        id     = "tuned"
        public = true
    )";
    CHECK(given(described).live("model tuned", R"({"state": "READY"})").plan() == text(R"(
        & model.tuned  # the id is there and nobody owns it
            public: null -> true
    )"));
    CHECK(given(described).plan() == text(R"(
        error: Model has no files: There is no model "tuned", and without files none can be made. (model.tuned, fireform.toml:2:9)
    )"));
}
