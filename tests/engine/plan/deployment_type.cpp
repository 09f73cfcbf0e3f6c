#include "engine/plan/deployment_type.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view hardware = "accelerator_type = \"NVIDIA_H100_80GB\"\n";
constexpr std::string_view base = R"(
    [deployment.base]
    model            = "llama-v3p1-8b-instruct"
    accelerator_type = "NVIDIA_H100_80GB"
    enable_addons    = true
)";

/// A block deployment.chat of this type and model.
std::string chat(std::string_view type, std::string_view model, std::string_view more = hardware) {
    return fmt::format("[deployment.chat]\ndeployment_type = \"{}\"\nmodel = \"{}\"\n{}\n", type, model,
                       more);
}

/// With a serverless public model, two that are not, a LoRA of the account, and one that is served to all.
Given in_account(const std::string& toml) {
    Given story(toml);
    story.world.own_models = true;
    story
        .model("accounts/fireworks/models/llama-v3p3-70b-instruct",
               R"({"kind": "HF_BASE_MODEL", "supports_serverless": true})")
        .model(
            "accounts/fireworks/models/llama-v3p1-8b-instruct",
            R"({"kind": "HF_BASE_MODEL", "supervised_lora_tunable": true, "supervised_full_tunable": true})")
        .model("accounts/fireworks/models/qwen3-8b", R"({"kind": "HF_BASE_MODEL"})")
        .model("support", R"({"kind": "HF_PEFT_ADDON",
                              "base_model": "accounts/fireworks/models/llama-v3p1-8b-instruct"})")
        .model("stray", R"({"kind": "HF_PEFT_ADDON"})")
        .model("famous", R"({"kind": "HF_PEFT_ADDON", "supports_serverless": true,
                             "base_model": "accounts/fireworks/models/llama-v3p1-8b-instruct"})");
    return story;
}

/// The value of an output, "(known after apply)" of which.
std::string output_of(const Given& story, std::string_view value) {
    Given with = story;
    const Checked<Plan> planned = with.checked();
    if (!planned.value) return to_text(planned.diagnostics);
    for (const OutputChange& output : planned.value->outputs)
        if (output.name == value)
            return output.after.unknown() ? output.after.unknown()->text : to_text(output.after);
    return "no such output";
}

std::string with_output(std::string toml, std::string_view reference) {
    return toml + fmt::format("[outputs.it]\nvalue = \"${{{}}}\"\n", reference);
}

}  // namespace

TEST_CASE("deployment type: what a block becomes, by its type and model") {
    struct Cell {
        std::string_view name;
        std::string toml;
        std::string_view plan;
    };
    const std::string on_base = "base_id = \"${deployment.base.id}\"";
    const std::string given_base(base);
    const Cell table[] = {
        {"a serverless model, serverless", chat("serverless", "llama-v3p3-70b-instruct", ""), R"(
            + deployment.chat  # serverless: no deployment is needed
        )"},
        {"a serverless model, auto", chat("auto", "llama-v3p3-70b-instruct"), R"(
            + deployment.chat  # serverless: no deployment is needed
        )"},
        {"a serverless model, on-demand", chat("on-demand", "llama-v3p3-70b-instruct"), R"(
            + deployment.chat
        )"},
        {"a serverless model, on-demand-lora",
         given_base + chat("on-demand-lora", "llama-v3p3-70b-instruct", on_base), R"(
            error: Model is no LoRA: accounts/fireworks/models/llama-v3p3-70b-instruct is not a LoRA, and "on-demand-lora" loads one on a deployment. (deployment.chat, fireform.toml:7:19)
        )"},
        {"a serverless LoRA, serverless", chat("serverless", "famous", ""), R"(
            + deployment.chat  # serverless: no deployment is needed
        )"},
        {"a serverless LoRA, on-demand-lora", given_base + chat("on-demand-lora", "famous", on_base), R"(
            + deployment.base
            + lora_addon.chat  # on-demand-lora: the LoRA is loaded on the base deployment
        )"},

        {"a LoRA with a base, serverless", given_base + chat("serverless", "support", on_base), R"(
            error: Base deployment has no use: "base_id" is set while "deployment_type" is "serverless"; "auto" and "on-demand-lora" load a LoRA on another deployment. (deployment.chat, fireform.toml:9:11)
        )"},
        {"a LoRA with a base, auto", given_base + chat("auto", "support", on_base), R"(
            + deployment.base
            + lora_addon.chat  # auto: the LoRA is loaded on the base deployment
        )"},
        {"a LoRA with a base, on-demand",
         given_base + chat("on-demand", "support", on_base + '\n' + std::string(hardware)), R"(
            error: Base deployment has no use: "base_id" is set while "deployment_type" is "on-demand"; "auto" and "on-demand-lora" load a LoRA on another deployment. (deployment.chat, fireform.toml:9:11)
        )"},
        {"a LoRA with a base, on-demand-lora", given_base + chat("on-demand-lora", "support", on_base), R"(
            + deployment.base
            + lora_addon.chat  # on-demand-lora: the LoRA is loaded on the base deployment
        )"},

        {"a LoRA, serverless", chat("serverless", "support", ""), R"(
            error: Model is not serverless: accounts/acme/models/support is a LoRA, and LoRAs are served on deployments only. (deployment.chat, fireform.toml:2:19)
        )"},
        {"a LoRA, auto", chat("auto", "support"), R"(
            + deployment.chat  # auto: base deployment for the LoRA of lora_addon.chat
            + lora_addon.chat  # auto: the LoRA of deployment.chat
        )"},
        {"a LoRA, on-demand", chat("on-demand", "support"), R"(
            + deployment.chat  # on-demand: the LoRA is merged into its base
        )"},
        {"a LoRA, on-demand-lora", chat("on-demand-lora", "support", ""), R"(
            error: Base deployment is missing: "on-demand-lora" loads a LoRA on the deployment that "base_id" names, and it is not set. (deployment.chat, fireform.toml:2:19)
        )"},

        {"another model, serverless", chat("serverless", "qwen3-8b", ""), R"(
            error: Model is not serverless: accounts/fireworks/models/qwen3-8b is served on deployments only. (deployment.chat, fireform.toml:2:19)
        )"},
        {"another model, auto", chat("auto", "qwen3-8b"), R"(
            + deployment.chat  # auto: the model is not serverless
        )"},
        {"another model, on-demand", chat("on-demand", "qwen3-8b"), R"(
            + deployment.chat
        )"},
        {"another model, on-demand-lora", given_base + chat("on-demand-lora", "qwen3-8b", on_base), R"(
            error: Model is no LoRA: accounts/fireworks/models/qwen3-8b is not a LoRA, and "on-demand-lora" loads one on a deployment. (deployment.chat, fireform.toml:7:19)
        )"},
        {"another model with a base, auto", given_base + chat("auto", "qwen3-8b", on_base), R"(
            error: Model is no LoRA: accounts/fireworks/models/qwen3-8b is not a LoRA, and "base_id" names the deployment to load one on. (deployment.chat, fireform.toml:9:11)
        )"},

        {"no such model", chat("auto", "nowhere"), R"(
            error: Model is not known: What "auto" comes to depends on the model: accounts/acme/models/nowhere does not exist, and nothing of the configuration makes it. (deployment.chat, fireform.toml:3:9)
        )"},
        {"no such model, on-demand", chat("on-demand", "nowhere"), R"(
            error: Model not found: There is no model "nowhere": neither accounts/fireworks/models/nowhere nor accounts/acme/models/nowhere. (deployment.chat, fireform.toml:3:9)
        )"},
        {"no hardware for a deployment that is made", chat("auto", "qwen3-8b", ""), R"(
            error: Hardware must be chosen: A deployment is made (auto: the model is not serverless), and neither "deployment_shape" nor "accelerator_type" is set. (deployment.chat, fireform.toml:1:1)
        )"},
        {"a base that takes no addons",
         chat("auto", "support", std::string(hardware) + "enable_addons = false"), R"(
            error: Addons are needed: The model is a LoRA; with "auto" it is loaded on a deployment of its base, which takes addons. (deployment.chat, fireform.toml:5:17)
        )"},
        {"a LoRA of an unknown base", chat("auto", "stray"), R"(
            error: Base model is not known: accounts/acme/models/stray is a LoRA, and nothing says of which base model, so that no base can be deployed. (deployment.chat, fireform.toml:3:9)
        )"},
        {"the address of the addon is written",
         chat("auto", "support") + "[lora_addon.chat]\nmodel = \"famous\"\nbase_id = \"other\"\n", R"(
            error: Address is taken: deployment.chat becomes lora_addon.chat, which is written at fireform.toml:6 already. (deployment.chat, fireform.toml:2:19)
        )"},
        {"two blocks that come to one addon",
         given_base + chat("on-demand-lora", "support", on_base) +
             "[lora_addon.same]\nmodel = \"support\"\nbase_id = \"${deployment.base.id}\"\n",
         R"(
            error: Two resources for one object: It has the same model and base_id as lora_addon.chat (fireform.toml:6). (lora_addon.same, fireform.toml:10:1)
        )"},
    };
    for (const Cell& cell : table) {
        CAPTURE(cell.name);
        CHECK(in_account(cell.toml).plan() == text(cell.plan));
    }
}

TEST_CASE("deployment type: every refusal says what can be written instead") {
    const auto hint_of = [](const std::string& toml) {
        const Checked<Plan> planned = in_account(toml).checked();
        return planned.diagnostics.empty() ? std::string() : planned.diagnostics.begin()->hint;
    };
    const std::string on_base = "base_id = \"base\"";
    CHECK(hint_of(chat("on-demand-lora", "qwen3-8b", on_base)) ==
          "write deployment_type = \"on-demand\", without base_id.");
    CHECK(hint_of(chat("on-demand-lora", "llama-v3p3-70b-instruct", on_base)) ==
          "write deployment_type = \"serverless\", without base_id.");
    CHECK(hint_of(chat("auto", "qwen3-8b", on_base)) == "remove base_id.");
    CHECK(hint_of(chat("serverless", "support", "")) ==
          "write deployment_type = \"auto\" with accelerator_type, or with the base_id of a deployment.");
    CHECK(hint_of(chat("serverless", "qwen3-8b", "")) ==
          "write deployment_type = \"auto\" or \"on-demand\", and accelerator_type.");
    CHECK(hint_of(chat("auto", "nowhere")) ==
          "write the name of a model that exists, or deployment_type = \"on-demand\" to deploy it in any "
          "case.");
    CHECK(hint_of(chat("auto", "qwen3-8b", "")) ==
          "write accelerator_type = \"NVIDIA_H100_80GB\", or a deployment_shape, which brings its own "
          "hardware.");
    CHECK(hint_of(chat("auto", "support", std::string(hardware) + "enable_addons = false")) ==
          "remove enable_addons, or write deployment_type = \"on-demand\" to merge the LoRA into its base.");
    CHECK(hint_of(chat("auto", "stray")) ==
          "deploy the base in a block of its own and write its id as base_id.");
    CHECK(hint_of(chat("auto", "support") + "[lora_addon.chat]\nmodel = \"famous\"\nbase_id = \"other\"\n") ==
          "rename one of the two.");
    CHECK(hint_of(chat("auto", "llama-v3p3-70b-instruct") +
                  "[lora_addon.a]\nmodel = \"support\"\nbase_id = \"${deployment.chat.id}\"\n") ==
          "write deployment_type = \"on-demand\" in deployment.chat, or refer to inference_model.");
}

TEST_CASE("deployment type: a model is serverless when the service has it loaded, whatever the flag says") {
    Given story = in_account(chat("auto", "qwen3-8b"));
    for (LiveModel& model : story.world.models)
        if (model.name.ends_with("qwen3-8b"))
            model.places = {{"accounts/fireworks/deployedModels/shared",
                             "accounts/fireworks/deployments/shared", "DEPLOYED"}};
    CHECK(story.plan() == "+ deployment.chat  # serverless: no deployment is needed\n");
    for (LiveModel& model : story.world.models)
        for (ModelPlace& place : model.places)
            place.deployment = "accounts/acme/deployments/own";
    CHECK(story.plan() == "+ deployment.chat  # auto: the model is not serverless\n");
}

TEST_CASE("deployment type: what an upload will be follows from its files, a look-up from its name") {
    const auto with_adapter = [](std::string_view id, std::string_view model) {
        Given story = in_account(fmt::format("[model.tuned]\npath = \"adapters/tuned\"\n{}\n", id) +
                                 "[lookup.model.known]\nname = \"support\"\n" + chat("auto", model));
        story.file("adapters/tuned/adapter_config.json", R"({"r": 8, "target_modules": ["q_proj"],
            "base_model_name_or_path": "accounts/fireworks/models/llama-v3p1-8b-instruct"})");
        story.file("adapters/tuned/adapter_model.safetensors", "weights");
        story.looked_up("model accounts/acme/models/support", R"({"kind": "HF_PEFT_ADDON"})");
        const Checked<Plan> plan = story.checked();
        if (!plan.value) return to_text(plan.diagnostics);
        std::string out;
        for (const Change& change : plan.value->changes)
            out += fmt::format("{} {}: {}\n", to_text(change.action), to_text(change.address), change.reason);
        return out;
    };
    const std::string both = text(R"(
        create deployment.chat: auto: base deployment for the LoRA of lora_addon.chat
        create lora_addon.chat: auto: the LoRA of deployment.chat
        create model.tuned: 
    )");
    CHECK(with_adapter("", "${model.tuned.name}") == both);
    CHECK(with_adapter("", "${model.tuned.id}") == both);
    CHECK(with_adapter("id = \"mine\"", "${model.tuned.name}") == both);
    CHECK(with_adapter("id = \"mine\"", "accounts/acme/models/mine") == both);
    CHECK(with_adapter("", "${lookup.model.known.name}") == both);
}

TEST_CASE("deployment type: a model that is described only is what the account says") {
    const auto described = [](std::string_view id) {
        Given story =
            in_account(fmt::format("[model.mine]\nid = \"{}\"\n", id) + chat("auto", "${model.mine.name}"));
        story.live("model support", R"({"state": "READY", "kind": "HF_PEFT_ADDON"})");
        return story.plan();
    };
    CHECK(described("support").find("+ lora_addon.chat  # auto: the LoRA of deployment.chat\n") !=
          std::string::npos);
    CHECK(
        described("nowhere").starts_with("error: Model is not known: What \"auto\" comes to depends on the "
                                         "model: accounts/acme/models/nowhere does not exist, "));
}

TEST_CASE("deployment type: what a job makes follows from the job") {
    const auto job = [](std::string_view rank, std::string_view start = "llama-v3p1-8b-instruct") {
        return fmt::format(R"(
            [supervised_fine_tuning_job.tune]
            model        = "{}"
            dataset      = "rows"
            output_model = "tuned"
            {}
        )",
                           start, rank);
    };
    const std::string reference = "${supervised_fine_tuning_job.tune.output_model}";
    const auto deployed = [](Given story) {
        const Checked<Plan> plan = story.checked();
        if (!plan.value) return to_text(plan.diagnostics);
        std::string out;
        for (const Change& change : plan.value->changes)
            if (change.type->name != "supervised_fine_tuning_job")
                out += fmt::format("{} {} {}\n", to_text(change.action), to_text(change.address),
                                   change.desired.get(*change.type, "model").unknown()
                                       ? change.desired.get(*change.type, "model").unknown()->text
                                       : change.desired.get(*change.type, "model").text());
        return out;
    };
    const std::string lora = text(R"(
        create deployment.chat accounts/fireworks/models/llama-v3p1-8b-instruct
        create lora_addon.chat accounts/acme/models/tuned
    )");
    CHECK(deployed(in_account(job("") + chat("auto", reference))) == lora);
    CHECK(deployed(in_account(job("lora_rank = 16") + chat("auto", "tuned"))) == lora);
    CHECK(deployed(in_account(job("", "support") + chat("auto", reference))) == lora);
    CHECK(deployed(in_account(job("lora_rank = 0") + chat("auto", reference))) ==
          "create deployment.chat accounts/acme/models/tuned\n");
    CHECK(in_account(job("lora_rank = 0") + chat("serverless", reference, "")).plan() == text(R"(
        error: Model is not serverless: accounts/acme/models/tuned is served on deployments only. (deployment.chat, fireform.toml:8:19)
    )"));
    CHECK(in_account(R"(
        [lora_addon.other]
        model   = "support"
        base_id = "somewhere"
    )" + chat("auto", "${lora_addon.other.state}"))
              .plan() == text(R"(
        error: Model is not known: What "auto" comes to depends on the model: ${lora_addon.other.state} is known after apply only. (deployment.chat, fireform.toml:7:9)
    )"));
}

TEST_CASE("deployment type: a model that becomes serverless later takes no deployment away") {
    const std::string_view applied = R"("model": "accounts/fireworks/models/llama-v3p3-70b-instruct",
        "accelerator_type": "NVIDIA_H100_80GB")";
    Given story = in_account(chat("auto", "llama-v3p3-70b-instruct"));
    story.prior("deployment.chat", fmt::format(R"({{"id": "chat-1", "applied": {{{}}}}})", applied));
    CHECK(
        Given(story)
            .ours("deployment chat-1", "deployment.chat", fmt::format(R"({{"state": "READY", {}}})", applied))
            .plan() == text(R"(
        note: Model is serverless: accounts/fireworks/models/llama-v3p3-70b-instruct is served without a deployment now; what state has for deployment.chat stays. (deployment.chat, fireform.toml:2:19)
    )"));
    // Even one that the service has deleted meanwhile is what state has.
    CHECK(story.plan().ends_with(
        "+ deployment.chat  # auto: the model is serverless, but was deployed before; the "
        "object is gone, possibly deleted by the service after 7 idle days\n"));
    // One that may have been made when fireform was killed counts as well.
    Given killed = in_account(chat("auto", "llama-v3p3-70b-instruct"));
    killed.intent("deployment.chat", "create", "chat-1");
    CHECK(killed.plan().ends_with(
        "+ deployment.chat  # auto: the model is serverless, but was deployed before\n"));
}

TEST_CASE("deployment type: an addon on a base stays when its model becomes serverless") {
    Given story =
        in_account(std::string(base) + chat("auto", "famous", "base_id = \"${deployment.base.id}\""));
    story.prior("lora_addon.chat", R"({"id": "chat-1", "applied": {"model": "accounts/acme/models/famous",
        "base_id": "accounts/acme/deployments/base"}})");
    CHECK(story.plan().find("lora_addon.chat") != std::string::npos);
    CHECK(story.plan().find("no deployment is needed") == std::string::npos);
}

TEST_CASE("deployment type: an entry without an object") {
    const std::string serverless = chat("serverless", "llama-v3p3-70b-instruct", "");
    const std::string_view entry = R"({"applied": {"deployment_type": "serverless",
        "model": "accounts/fireworks/models/llama-v3p3-70b-instruct"}})";
    SUBCASE("is left alone") {
        CHECK(in_account(serverless).prior("deployment.chat", entry).plan() == "No changes.\n");
    }
    SUBCASE("takes another model without a request") {
        CHECK(in_account(serverless)
                  .prior("deployment.chat",
                         R"({"applied": {"deployment_type": "serverless", "model": "accounts/x/models/y"}})")
                  .plan() == text(R"(
            ~ deployment.chat  # serverless: no deployment is needed
                model: "accounts/x/models/y" -> "accounts/fireworks/models/llama-v3p3-70b-instruct"
        )"));
    }
    SUBCASE("is forgotten by destroy") {
        CHECK(in_account(serverless).prior("deployment.chat", entry).destroying().plan() ==
              ". deployment.chat  # serverless: there is no object\n");
    }
    SUBCASE("becomes a deployment when it is asked for") {
        CHECK(
            in_account(chat("on-demand", "llama-v3p3-70b-instruct")).prior("deployment.chat", entry).plan() ==
            "+ deployment.chat\n");
    }
    SUBCASE("is not drift") {
        CHECK(find_drift({}, in_account(serverless).prior("deployment.chat", entry).state, Live{}).empty());
    }
}

TEST_CASE("deployment type: serverless that is written gives a deployment up, and says so") {
    Given story = in_account(chat("serverless", "llama-v3p3-70b-instruct", ""));
    story
        .prior("deployment.chat", R"({"id": "chat-1", "applied": {
        "model": "accounts/fireworks/models/llama-v3p3-70b-instruct"}})")
        .ours("deployment chat-1", "deployment.chat",
              R"({"state": "READY", "model": "accounts/fireworks/models/llama-v3p3-70b-instruct"})");
    CHECK(story.plan() == text(R"(
        +/- deployment.chat  # serverless: no deployment is needed
            deployment_type: "on-demand" -> "serverless"  # forces replacement
    )"));
    CHECK(story.steps() == text(R"(
        0 create deployment.chat
        1 destroy deployment.chat (chat-1) deposed after 0
    )"));

    story = in_account(chat("serverless", "llama-v3p3-70b-instruct", "lifecycle = {protect = true}"));
    story.prior("deployment.chat", R"({"id": "chat-1"})")
        .ours("deployment chat-1", "deployment.chat",
              R"({"state": "READY", "model": "accounts/fireworks/models/llama-v3p3-70b-instruct"})");
    CHECK(story.told().find("lifecycle.protect is set for deployment.chat, and it would be replaced: a "
                            "serverless model needs no deployment. (deployment.chat") != std::string::npos);
}

TEST_CASE("deployment type: inference_model is the right string in every case") {
    const auto of_chat = [](const std::string& toml) {
        return output_of(in_account(with_output(toml, "deployment.chat.inference_model")), "it");
    };
    const std::string on_base = "base_id = \"chat-base\"";
    CHECK(of_chat(chat("serverless", "llama-v3p3-70b-instruct", "")) ==
          "\"accounts/fireworks/models/llama-v3p3-70b-instruct\"");
    CHECK(of_chat(chat("on-demand-lora", "support", on_base)) ==
          "\"accounts/acme/models/support#accounts/acme/deployments/chat-base\"");
    const std::string with_id = std::string(hardware) + "id = \"chat\"\n";
    CHECK(of_chat(chat("on-demand", "support", with_id)) ==
          "\"accounts/acme/models/support#accounts/acme/deployments/chat\"");
    CHECK(of_chat(chat("auto", "qwen3-8b", with_id)) ==
          "\"accounts/fireworks/models/qwen3-8b#accounts/acme/deployments/chat\"");
    CHECK(of_chat(chat("auto", "support", with_id)) ==
          "\"accounts/acme/models/support#accounts/acme/deployments/chat\"");
    // What is merged into its deployment is reached by the deployment's name.
    CHECK(of_chat(chat("auto", "support", with_id + "live_merge = true\n")) ==
          "\"accounts/acme/deployments/chat\"");
    const std::string merging = R"(
        [deployment.base]
        id               = "merging"
        model            = "llama-v3p1-8b-instruct"
        accelerator_type = "NVIDIA_H100_80GB"
        live_merge       = true
    )";
    CHECK(of_chat(merging + chat("auto", "support", "base_id = \"${deployment.base.id}\"")) ==
          "\"accounts/acme/deployments/merging\"");
    CHECK(of_chat(merging + chat("auto", "support", "base_id = \"merging\"")) ==
          "\"accounts/acme/deployments/merging\"");
}

TEST_CASE("deployment type: other references follow the block") {
    const auto of = [](const std::string& toml, std::string_view attribute) {
        return output_of(in_account(with_output(toml, fmt::format("deployment.chat.{}", attribute))), "it");
    };
    const std::string addon = chat("on-demand-lora", "support", "base_id = \"chat-base\"");
    CHECK(of(addon, "id") == "\"chat-base\"");
    CHECK(of(addon, "name") == "\"accounts/acme/deployments/chat-base\"");
    CHECK(of(addon, "model") == "\"accounts/acme/models/support\"");
    CHECK(of(addon, "state") == "${lora_addon.chat.state}");
    CHECK(of(addon, "max_replica_count") == "null");
    const std::string on_base = std::string(base) + "id = \"ours\"\n" +
                                chat("on-demand-lora", "support", "base_id = \"${deployment.base.name}\"");
    CHECK(of(on_base, "id") == "\"ours\"");
    CHECK(of(on_base, "name") == "\"accounts/acme/deployments/ours\"");
    const std::string two = chat("auto", "support", std::string(hardware) + "id = \"chat\"\n");
    CHECK(of(two, "id") == "\"chat\"");
    CHECK(of(two, "model") == "\"accounts/acme/models/support\"");
    CHECK(of(two, "state") == "${deployment.chat.state}");
    CHECK(of(chat("serverless", "llama-v3p3-70b-instruct", ""), "id") == "null");
}

TEST_CASE("deployment type: the id of a deployment that is not made stands for nothing") {
    CHECK(in_account(chat("auto", "llama-v3p3-70b-instruct") + R"(
        [lora_addon.a]
        model   = "support"
        base_id = "${deployment.chat.id}"
    )")
              .plan() == text(R"(
        error: Deployment is not made: "base_id" needs ${deployment.chat.id}, and the model of deployment.chat is serverless: no deployment is made. (lora_addon.a, fireform.toml:9:19)
    )"));
}

TEST_CASE("deployment type: dependencies follow the block") {
    CHECK(in_account(chat("auto", "support", std::string(hardware) + "id = \"chat\"\n") + R"(
        [deployment.after]
        id               = "after"
        model            = "qwen3-8b"
        accelerator_type = "NVIDIA_H100_80GB"
        depends_on       = ["deployment.chat"]
    )")
              .steps() == text(R"(
        0 create deployment.chat (chat)
        1 create lora_addon.chat after 0
        2 create deployment.after (after) after 0 1
    )"));
    CHECK(in_account(std::string(base) + "id = \"base\"\n" +
                     chat("on-demand-lora", "support", "base_id = \"${deployment.base.id}\"") + R"(
        [deployment.after]
        id               = "after"
        model            = "qwen3-8b"
        accelerator_type = "NVIDIA_H100_80GB"
        depends_on       = ["deployment.chat"]
    )")
              .steps() == text(R"(
        0 create deployment.base (base)
        1 create lora_addon.chat after 0
        2 create deployment.after (after) after 1
    )"));
}

TEST_CASE("deployment type: --target names the block or what it has become") {
    const auto targeted = [](std::string_view target) {
        return in_account(chat("auto", "support") + R"(
            [deployment.broken]
            deployment_type = "auto"
            model           = "nowhere"
        )")
            .target(target)
            .plan();
    };
    const std::string both = text(R"(
        warning: Plan is partial: --target leaves out every other resource; run without it to bring the rest up to date.
        + deployment.chat  # auto: base deployment for the LoRA of lora_addon.chat
        + lora_addon.chat  # auto: the LoRA of deployment.chat
    )");
    CHECK(targeted("deployment.chat") == both);
    CHECK(targeted("lora_addon.chat") == both);
    CHECK(targeted("deployment.broken").find("error: Model is not known") != std::string::npos);
}

TEST_CASE("deployment type: lifecycle, name and client settings go along") {
    const Checked<Plan> planned = in_account(std::string(base) + R"(
        id = "base"
        [deployment.chat]
        deployment_type = "on-demand-lora"
        display_name    = "support"
        description     = "answers"
        model           = "support"
        base_id         = "${deployment.base.id}"
        [deployment.chat.lifecycle]
        protect         = true
        [deployment.chat.timeouts]
        create          = "5m"
    )")
                                      .checked();
    REQUIRE(planned.value);
    const Change* addon = planned.value->find({"lora_addon", "chat", {}});
    REQUIRE(addon);
    CHECK(
        to_text(*addon->type, addon->desired) ==
        R"(display_name = "support", description = "answers", model = "accounts/acme/models/support", base_id = "accounts/acme/deployments/base")");
    CHECK(addon->protect);
    CHECK(addon->timeouts.create == std::chrono::minutes(5));
    CHECK(addon->timeouts.remove == addon->type->timeouts.remove);
}

TEST_CASE("deployment type: a probe of a LoRA with a base of its own asks the base, and says so") {
    CHECK(in_account(chat("auto", "support") + "probe.expect = \"4\"\n")
              .told()
              .starts_with("warning: Probe asks the base model: With \"auto\" the LoRA becomes "
                           "lora_addon.chat, and the probe is answered by deployment.chat below it."));
}
