// Several files that make one configuration: overlays, included files, templates. What is refused is in
// tests/errors.
#include "engine/config/overlay.hpp"
#include "tests/engine/config/configuration.hpp"

using namespace fireform;
using namespace fireform::tests;

namespace {

using Files = std::map<std::string, std::string>;

Checked<Config> load_files(const Files& files, const std::string& env = "") {
    LoadOptions options;
    options.env = env;
    auto loaded = load_config(files, options, fireworks_catalog());
    REQUIRE(loaded.value);
    return loaded;
}

Value value_of(const Checked<Config>& loaded, std::string_view address, std::string_view attribute) {
    CHECK(problems(loaded.diagnostics) == "");
    const ResourceConfig& resource = loaded.value->resources.at(*parse_address(address));
    return resource.attributes.get(*resource.type, attribute);
}

}  // namespace

TEST_CASE("overlay: settings one by one, wherever they stand, and new blocks") {
    const Files files{
        {"fireform.toml", deployment("max_replica_count = 1\nannotations = {team = \"a\", tier = \"x\"}\n"
                                     "[variables.v]\ndefault = \"dev\"\n"
                                     "[provider.fireworks]\naccount_id = \"base\"\n")},
        {"more.fireform.toml", "[provider.fireworks]\nmax_retries = 3\n[outputs.v]\nvalue = \"${var.v}\"\n"},
        {"fireform.prod.toml", R"([deployment.chat]
max_replica_count = 4
[deployment.chat.annotations]
team = "b"
[deployment.chat.lifecycle]
protect = true
[deployment.extra]
model = "m"
accelerator_type = "NVIDIA_H100_80GB"
[variables.v]
default = "prod"
[provider.fireworks]
max_retries = 5
account_id = "prod"
[[removed]]
from = "deployment.old"
)"}};
    const auto base = load_files(files);
    CHECK(value_of(base, "deployment.chat", "max_replica_count") == Value(1));
    CHECK(base.value->state_path == "fireform.state.json");
    CHECK(base.value->resources.size() == 1);

    const auto prod = load_files(files, "prod");
    CHECK(value_of(prod, "deployment.chat", "max_replica_count") == Value(4));
    CHECK(value_of(prod, "deployment.chat", "annotations") ==
          Value(Value::Map{{"team", "b"}, {"tier", "x"}}));
    CHECK(value_of(prod, "deployment.extra", "model") == Value("m"));
    CHECK(prod.value->resources.at(*parse_address("deployment.chat")).lifecycle.protect);
    CHECK(prod.value->outputs.at("v").value == Value("prod"));
    CHECK(prod.value->provider.account_id == "prod");
    CHECK(prod.value->provider.max_retries == 5);
    CHECK(prod.value->removed.size() == 1);
    CHECK(prod.value->state_path == "fireform.prod.state.json");
}

TEST_CASE("overlay: a state of its own, whatever the other files say of the path") {
    CHECK(state_path_of("fireform.state.json", "prod") == "fireform.prod.state.json");
    CHECK(state_path_of("a.b/state.json", "prod") == "a.b/state.prod.json");
    CHECK(state_path_of("a.b/state", "prod") == "a.b/state.prod");
    const std::string path = "[fireform.state]\npath = \"all.json\"\n";
    CHECK(load_files({{"fireform.toml", path}, {"fireform.prod.toml", ""}}, "prod").value->state_path ==
          "all.prod.json");
    CHECK(
        load_files({{"fireform.toml", path}, {"fireform.prod.toml", "[fireform.state]\npath = \"p.json\"\n"}},
                   "prod")
            .value->state_path == "p.json");
}

TEST_CASE("overlay: a secret in it is covered in the lines that are shown") {
    const auto loaded = load_files({{"fireform.toml", "[secret.s]\nkey_name = \"A_B\"\nvalue = \"abc\"\n"},
                                    {"fireform.prod.toml", "[secret.s]\nvalue = \"s3cr3t\"\n"}},
                                   "prod");
    CHECK(loaded.value->sources.at("fireform.prod.toml").find("s3cr3t") == std::string::npos);
    CHECK(std::ranges::count(loaded.value->secrets, "s3cr3t") == 1);
}

TEST_CASE("include: files of other folders, each once, in whatever circles") {
    const Files files{
        {"fireform.toml", "include = [\"../base/*.fireform.toml\", \"one.toml\"]\n"},
        {"../base/a.fireform.toml",
         "include = [\"b.fireform.toml\", \"../base/deep/c.toml\"]\n" + deployment("")},
        {"../base/b.fireform.toml", "include = [\"*.fireform.toml\"]\n[variables.v]\ndefault = 3\n"},
        {"../base/deep/c.toml", "[locals]\nx = \"${var.v}\"\n"},
        {"../base/.hidden.fireform.toml", "nonsense"},
        {"one.toml", "[outputs.x]\nvalue = \"${local.x}\"\n"}};
    const auto loaded = load_files(files);
    CHECK(problems(loaded.diagnostics) == "");
    CHECK(loaded.value->resources.size() == 1);
    CHECK(loaded.value->outputs.at("x").value == Value(3));
    CHECK(loaded.value->files == std::vector<std::string>{"fireform.toml", "../base/a.fireform.toml",
                                                          "../base/b.fireform.toml", "one.toml",
                                                          "../base/deep/c.toml"});
}

TEST_CASE("include: an overlay is over included files too") {
    const auto loaded = load_files({{"fireform.toml", "include = [\"base.toml\"]\n"},
                                    {"base.toml", deployment("max_replica_count = 1\n")},
                                    {"fireform.prod.toml", "[deployment.chat]\nmax_replica_count = 2\n"}},
                                   "prod");
    CHECK(value_of(loaded, "deployment.chat", "max_replica_count") == Value(2));
}

TEST_CASE("template: what the block does not say, key by key and through templates of templates") {
    const std::string all = R"([template.common]
accelerator_type = "NVIDIA_H100_80GB"
annotations = {team = "search", tier = "x"}
max_replica_count = 1
depends_on = ["deployment.other"]
[template.common.lifecycle]
protect = true
on_destroy = "keep"
[template.large]
from = "common"
max_replica_count = 8
[deployment.chat]
from = "large"
model = "m"
tags = {tier = "y"}
[deployment.chat.lifecycle]
protect = false
[deployment.other]
model = "o"
accelerator_type = "NVIDIA_H100_80GB"
)";
    const auto loaded = load_files({{"fireform.toml", all}});
    CHECK(value_of(loaded, "deployment.chat", "max_replica_count") == Value(8));
    // Another spelling of the same attribute takes its place.
    CHECK(value_of(loaded, "deployment.chat", "annotations") == Value(Value::Map{{"tier", "y"}}));
    const ResourceConfig& chat = loaded.value->resources.at(*parse_address("deployment.chat"));
    CHECK_FALSE(chat.lifecycle.protect);
    CHECK(chat.lifecycle.on_destroy == "keep");
    CHECK(chat.dependencies == std::vector{*parse_address("deployment.other")});
}

TEST_CASE("template: with for_each, and of an included file") {
    const auto loaded = load_files({{"fireform.toml",
                                     "include = [\"base.toml\"]\n[deployment.chat]\nfrom = \"t\"\n"
                                     "for_each = [\"eu\"]\nmodel = \"m\"\n"},
                                    {"base.toml",
                                     "[template.t]\naccelerator_type = \"NVIDIA_H100_80GB\"\n"
                                     "description = \"in ${each.key}\"\n"}});
    CHECK(value_of(loaded, "deployment.chat[\"eu\"]", "description") == Value("in eu"));
}
