#include "tests/engine/config/configuration.hpp"
#include "tests/state/temporary_folder.hpp"

namespace fireform {
namespace {

using namespace tests;

std::string two_deployments(std::string_view first, std::string_view second) {
    const std::string rest = "model = \"m\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n";
    return problems("[deployment.b]\n" + rest + std::string(first) + "\n[deployment.a]\n" + rest +
                    std::string(second));
}

std::string two_addons(std::string_view first, std::string_view second) {
    return problems("[provider.fireworks]\naccount_id = \"acme\"\n" + deployment("id = \"chat\"\n") +
                    "[lora_addon.a]\nmodel = \"m\"\nbase_id = \"" + std::string(first) +
                    "\"\n[lora_addon.b]\nmodel = \"models/m\"\nbase_id = \"" + std::string(second) + "\"");
}

std::string two_jobs(std::string_view first, std::string_view second) {
    const std::string rest = "model = \"m\"\ndataset = \"d\"\n";
    return problems("[supervised_fine_tuning_job.a]\n" + rest + std::string(first) +
                    "\n[supervised_fine_tuning_job.b]\n" + rest + std::string(second));
}

}  // namespace

TEST_CASE(
    "identities: one display name and model is one deployment, without an id and as far as it is written") {
    CHECK(two_deployments("display_name = \"x\"", "display_name = \"x\"") ==
          "error: Two resources for one object: It has the same display_name and model as deployment.b "
          "(fireform.toml:1). (deployment.a, fireform.toml:5:1) | write another display_name, or an id in "
          "one of "
          "them\n");
    CHECK(two_deployments("display_name = \"x\"", "display_name = \"y\"") == "");
    CHECK(two_deployments("display_name = \"x\"", "display_name = \"x\"\nid = \"x\"") == "");
    CHECK(two_deployments("", "display_name = \"b\"") == "");
    // By its model it may become an addon, which the plan decides; it compares again.
    CHECK(two_deployments("display_name = \"x\"\ndeployment_type = \"auto\"", "display_name = \"x\"") == "");
    CHECK(two_deployments("id = \"x\"", "id = \"x\"").starts_with("error: Id used twice"));
    CHECK(two_deployments("id = \"x\"", "id = \"y\"") == "");
}

TEST_CASE("identities: one model on one deployment is one addon, however it is written") {
    for (const auto& [first, second] :
         {std::pair("chat", "chat"), std::pair("chat", "accounts/acme/deployments/chat"),
          std::pair("${deployment.chat.id}", "chat"),
          std::pair("${deployment.chat.id}", "${deployment.chat.id}"),
          std::pair("${deployment.chat.name}", "${deployment.chat.name}")})
        CHECK(two_addons(first, second).starts_with("error: Two resources for one object"));
    CHECK(two_addons("chat", "other") == "");
    CHECK(two_addons("chat", "accounts/other/deployments/chat") == "");
}

TEST_CASE("identities: runs differ by their signature, and never make one model twice") {
    CHECK(two_jobs("display_name = \"x\"", "display_name = \"x\"")
              .starts_with("error: Two resources for one object"));
    CHECK(two_jobs("display_name = \"x\"", "display_name = \"x\"\nepochs = 2") == "");
    CHECK(two_jobs("", "") == "");
    CHECK(two_jobs("output_model = \"o\"", "output_model = \"accounts/a/models/o\"") == "");
    CHECK(two_jobs("output_model = \"o\"", "output_model = \"o\"")
              .starts_with("error: Output model used twice"));
    CHECK(two_jobs("output_model = \"o\"", "output_model = \"${supervised_fine_tuning_job.a.output_model}\"")
              .starts_with("error: Output model used twice"));
}

TEST_CASE("identities: one content under two file names or ids is two datasets") {
    const TemporaryFolder folder;
    for (const char* name : {"a.jsonl", "b.jsonl"})
        folder.write(name, "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n");
    LoadOptions options;
    options.folder = folder.path();
    const auto two = [&](std::string_view first, std::string_view second) {
        return problems("[dataset.x]\n" + std::string(first) + "\n[dataset.y]\n" + std::string(second),
                        options);
    };
    CHECK(two("file = \"a.jsonl\"", "file = \"b.jsonl\"") == "");
    CHECK(two("file = \"a.jsonl\"", "file = \"a.jsonl\"\nid = \"other\"") == "");
    CHECK(
        two("file = \"a.jsonl\"", "file = \"./a.jsonl\"") ==
        "error: Two resources for one object: It has the same content_hash and file as dataset.x "
        "(fireform.toml:1). (dataset.y, fireform.toml:3:1) | remove one of the two, or write an id in one of "
        "them\n");
    CHECK(two("external_url = \"gs://b/a.jsonl\"", "external_url = \"gs://b/a.jsonl\"") == "");
}

}  // namespace fireform
