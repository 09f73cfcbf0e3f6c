#include "tests/engine/config/configuration.hpp"
#include "tests/state/temporary_folder.hpp"

#include <filesystem>
#include <fstream>

namespace fireform {
namespace {

using namespace tests;

/// The configuration of contract section 1, without the dataset's file.
constexpr std::string_view sample = R"(
    [fireform]
    required_version = ">= 0.1"

    [fireform.state]
    backend = "local"
    path    = "./state/prod.json"

    [provider.fireworks]
    account_id  = "acme"
    api_key     = "${env.MY_KEY}"
    base_url    = "https://api.fireworks.ai"
    max_retries = 4

    [variables.environment]
    type    = "string"
    default = "dev"

    [deployment.chat]
    display_name      = "chat-${var.environment}"
    model             = "llama-v3p1-8b-instruct"
    accelerator_type  = "NVIDIA_H100_80GB"
    enable_addons     = true
    min_replica_count = 0
    max_replica_count = 2
    scale_to_zero_window = "5m"

    [dataset.support]
    external_url = "gs://bucket/support.jsonl"

    [supervised_fine_tuning_job.support]
    display_name  = "support-v1"
    model         = "llama-v3p1-8b-instruct"
    dataset       = "${dataset.support.id}"
    output_model  = "support-v1"
    epochs        = 3
    learning_rate = 1e-5

    [lora_addon.support]
    model   = "${supervised_fine_tuning_job.support.output_model}"
    base_id = "${deployment.chat.id}"

    [outputs.chat_model]
    value = "${lora_addon.support.inference_model}"
    description = "what clients call"
)";

std::string messages(const Checked<Config>& loaded, const TemporaryFolder& folder) {
    return folder.plain(problems(loaded.diagnostics));
}

}  // namespace

TEST_CASE("load: the configuration of the contract is read whole") {
    LoadOptions options;
    options.environment["MY_KEY"] = "fw_123";
    const auto loaded = load(sample, options);
    CHECK(problems(loaded.diagnostics) == "");
    const Config& config = *loaded.value;
    CHECK(config.state_path == "state/prod.json");
    CHECK(config.provider.account_id == "acme");
    CHECK(config.provider.api_key == "fw_123");
    CHECK(config.provider.base_url == "https://api.fireworks.ai");
    CHECK(config.provider.max_retries == 4);
    CHECK(config.files == std::vector<std::string>{"fireform.toml"});
    CHECK(config.secrets == std::vector<std::string>{"fw_123"});

    REQUIRE(config.resources.size() == 4);
    const ResourceConfig& chat = config.resources.at({"deployment", "chat", {}});
    CHECK(
        to_text(*chat.type, chat.attributes) ==
        "display_name = \"chat-dev\", model = \"llama-v3p1-8b-instruct\", accelerator_type = "
        "\"NVIDIA_H100_80GB\", min_replica_count = 0, max_replica_count = 2, scale_to_zero_window = \"5m\", "
        "enable_addons = true");
    CHECK(chat.display_name_written);
    CHECK(chat.range == SourceRange{"fireform.toml", 18, 1, 18});
    CHECK(chat.range_of(chat.type->index_of("model")) == SourceRange{"fireform.toml", 20, 21, 45});
    CHECK(chat.range_of(chat.type->index_of("description")) == chat.range);

    const ResourceConfig& addon = config.resources.at({"lora_addon", "support", {}});
    CHECK_FALSE(addon.display_name_written);
    CHECK(addon.attributes.get(*addon.type, "display_name") == Value("support"));
    CHECK(addon.attributes.get(*addon.type, "base_id") == Value(Unknown{"${deployment.chat.id}"}));
    CHECK(addon.dependencies ==
          std::vector<Address>{{"deployment", "chat", {}}, {"supervised_fine_tuning_job", "support", {}}});
    CHECK(config.outputs.at("chat_model").value == Value(Unknown{"${lora_addon.support.inference_model}"}));
    CHECK(config.outputs.at("chat_model").description == "what clients call");
}

TEST_CASE("load: what is not written has its default") {
    const auto loaded = load("# nothing");
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(loaded.value->state_path == "fireform.state.json");
    CHECK(loaded.value->provider.max_retries == 10);
    CHECK_FALSE(loaded.value->provider.api_key);
    CHECK_FALSE(loaded.value->provider.account_id);
}

TEST_CASE("load: the environment gives what the provider table leaves out") {
    LoadOptions options;
    options.environment = {{"FIREWORKS_API_KEY", "k"},
                           {"FIREWORKS_ACCOUNT_ID", "acme"},
                           {"FIREWORKS_BASE_URL", "http://127.0.0.1:8080"}};
    auto provider = load("", options).value->provider;
    CHECK(provider.api_key == "k");
    CHECK(provider.account_id == "acme");
    CHECK(provider.base_url == "http://127.0.0.1:8080");
    provider = load("[provider.fireworks]\naccount_id = \"other\"\nbase_url = \"emulator\"", options)
                   .value->provider;
    CHECK(provider.account_id == "other");
    CHECK(provider.base_url == "emulator");
}

TEST_CASE("load: a key whose environment variable is not set is no error, for who needs no key") {
    const auto loaded = load("[provider.fireworks]\napi_key = \"${env.FIREWORKS_API_KEY}\"");
    CHECK(problems(loaded.diagnostics) == "");
    CHECK_FALSE(loaded.value->provider.api_key);
}

TEST_CASE("load: a folder of more files than anybody writes is refused") {
    const TemporaryFolder folder;
    LoadOptions options;
    options.folder = folder.path();
    for (int i = 0; i <= 10'000; ++i)
        std::ofstream(folder.path() / (std::to_string(i) + ".fireform.toml"));
    const auto loaded = load_config(options, fireworks_catalog());
    CHECK(messages(loaded, folder) ==
          "error: Too many configuration files: FOLDER has 10,001 configuration files; fireform reads 10,000 "
          "at "
          "most. | put several resources into one file\n");
}

TEST_CASE("load: files are merged in name order, fireform.toml among them") {
    const auto loaded = load_config({{"z.fireform.toml", "[outputs.z]\nvalue = 1"},
                                     {"fireform.toml", "[fireform]\nrequired_version = \">= 0.1\""},
                                     {"a.fireform.toml", "[fireform.state]\npath = \"s.json\""},
                                     {"fireform.prod.toml", "[this is not read"},
                                     {"notes.toml", "nor = is this"}},
                                    {}, fireworks_catalog());
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(loaded.value->files ==
          std::vector<std::string>{"a.fireform.toml", "fireform.toml", "z.fireform.toml"});
    CHECK(loaded.value->state_path == "s.json");
}

TEST_CASE("load: a name in two files is an error at the second that names the first") {
    const auto loaded = load_config(
        {{"a.fireform.toml", "[outputs.x]\nvalue = 1\n[provider.fireworks]\naccount_id = \"acme\""},
         {"b.fireform.toml", "\n[outputs.x]\nvalue = 2\n[provider.fireworks]\naccount_id = \"acme\""},
         {"c.fireform.toml", deployment("")},
         {"d.fireform.toml", "[deployment.chat.lifecycle]\nprotect = true"}},
        {}, fireworks_catalog());
    CHECK(problems(loaded.diagnostics) == text(R"(
        error: Defined twice: "outputs.x" is defined at a.fireform.toml:1 already. (b.fireform.toml:2:1) | keep one of the two
        error: Defined twice: "provider.fireworks.account_id" is defined at a.fireform.toml:4 already. (b.fireform.toml:5:1) | keep one of the two
        error: Defined twice: "deployment.chat" is defined at c.fireform.toml:1 already. (deployment.chat, d.fireform.toml:1:1) | keep one of the two
    )"));
}

TEST_CASE("load: errors of all files come together, and none that a broken file may explain") {
    const auto loaded =
        load_config({{"a.fireform.toml", "[deployment.chat\n"},
                     {"b.fireform.toml", "[outputs.x]\nvalue = \"${deployment.chat.id} ${var.y}\"\nvalu = 1"},
                     {"c.fireform.toml", "x = "}},
                    {}, fireworks_catalog());
    CHECK(problems(loaded.diagnostics) ==
          "error: Not valid TOML: In a table header: expected ']', saw '\\n'. (a.fireform.toml:1:17)\n"
          "error: Unknown setting: An output has no setting \"valu\". (b.fireform.toml:3:1) | did you mean "
          "\"value\"?\n"
          "error: Not valid TOML: The file ends in the middle of a key-value pair. (c.fireform.toml:1:5)\n");
}

TEST_CASE("load: a folder is read from disk") {
    const TemporaryFolder folder;
    LoadOptions options;
    options.folder = folder.path();
    CHECK(messages(load_config(options, fireworks_catalog()), folder) ==
          "error: No configuration: There is no fireform.toml and no *.fireform.toml in FOLDER. | write one "
          "with "
          "`fireform init`, or name another folder with --chdir DIR\n");

    folder.write("fireform.toml",
                 "\xEF\xBB\xBF[variables.x]\n[variables.y]\n[outputs.x]\nvalue = \"${var.x}${var.y}\"");
    folder.write("fireform.vars.toml", "x = \"from vars\"\ny = \"lost\"");
    folder.write("more.toml", "y = \"from more\"");
    folder.write(".hidden.fireform.toml", "not read");
    options.variable_files = {"more.toml"};
    const auto loaded = load_config(options, fireworks_catalog());
    CHECK(messages(loaded, folder) == "");
    CHECK(loaded.value->outputs.at("x").value == Value("from varsfrom more"));
    CHECK(loaded.value->files == std::vector<std::string>{(folder.path() / "fireform.toml").string()});
    CHECK(loaded.value->sources.size() == 3);

    std::filesystem::create_directory(folder.path() / "folder.fireform.toml");
    options.variable_files = {"none.toml"};
    CHECK(messages(load_config(options, fireworks_catalog()), folder) ==
          "error: File cannot be read: FOLDER/folder.fireform.toml cannot be read: it is a folder.\n"
          "error: File cannot be read: FOLDER/none.toml cannot be read: No such file or directory.\n");

    options.folder = folder.path() / "nowhere";
    options.variable_files.clear();
    CHECK(messages(load_config(options, fireworks_catalog()), folder) ==
          "error: Folder cannot be read: FOLDER/nowhere cannot be read: No such file or directory.\n");
}

TEST_CASE("load: equal inputs give equal results") {
    LoadOptions options;
    options.environment["MY_KEY"] = "k";
    const auto first = load(sample, options);
    const auto second = load(sample, options);
    REQUIRE(first.value->resources.size() == second.value->resources.size());
    for (const auto& [address, resource] : first.value->resources) {
        const ResourceConfig& other = second.value->resources.at(address);
        CHECK(resource.attributes == other.attributes);
        CHECK(resource.ranges == other.ranges);
        CHECK(resource.dependencies == other.dependencies);
    }
}

TEST_CASE("load: budget and prices are dollars, written out or by a variable") {
    const auto loaded = load(R"(
        [budget]
        max_hourly_usd = "${var.budget}"

        [provider.fireworks.prices]
        NVIDIA_H100_80GB  = 6.5
        NVIDIA_H200_141GB = 7

        [variables.budget]
        type    = "number"
        default = 100
    )");
    CHECK(to_text(loaded.diagnostics) == "");
    CHECK(loaded.value->budget.max_hourly_usd == 100.0);
    CHECK(loaded.value->budget.range.line == 2);
    CHECK((loaded.value->provider.prices ==
           std::map<std::string, double, std::less<>>{{"NVIDIA_H100_80GB", 6.5}, {"NVIDIA_H200_141GB", 7}}));
    CHECK_FALSE(load("[budget]").value->budget.max_hourly_usd);
}

}  // namespace fireform
