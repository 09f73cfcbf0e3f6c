// `[model.X]` with a `path`: what its files say about it. Their errors are in tests/errors.
#include "tests/engine/config/configuration.hpp"

using namespace fireform;
using namespace fireform::tests;

TEST_CASE("adapters: what the files say stands among the attributes") {
    LoadOptions options;
    options.folder = std::filesystem::path(FIREFORM_SOURCE_DIR) / "tests" / "errors";
    CHECK(attributes("[model.m]\npath = \"adapters/good\"\n", "model.m", options) == text(R"(
        display_name = "m"
        path = "adapters/good"
        content_hash = "21d3e80b8932b3d249f0485cd08a5d4e"
        base_model = "accounts/fireworks/models/qwen3-8b"
        kind = "HF_PEFT_ADDON"
        lora_rank = 8
        target_modules = ["q_proj", "v_proj"])"));
    CHECK(attributes("[model.m]\npath = \"adapters/elsewhere\"\nbase_model = \"qwen3-8b\"\nlora_rank = 8\n",
                     "model.m", options) == text(R"(
        display_name = "m"
        path = "adapters/elsewhere"
        content_hash = "30c13c4e6eed3df2989ef97448451499"
        base_model = "qwen3-8b"
        kind = "HF_PEFT_ADDON"
        lora_rank = 8
        target_modules = ["q_proj", "v_proj"])"));
}

TEST_CASE("adapters: a model without a path says nothing about files") {
    CHECK(attributes("[model.m]\nid = \"tuned\"\npublic = true\n", "model.m") ==
          "id = \"tuned\"\ndisplay_name = \"m\"\npublic = true");
}
