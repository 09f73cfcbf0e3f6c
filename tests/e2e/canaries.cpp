// Secrets of every kind, planted wherever one can stand, and looked for in everything that is written: by
// fireform, by the emulator, while a run goes well, fails, is interrupted or killed.
#include "schemas/schema.hpp"
#include "schemas/value.hpp"
#include "tests/e2e/fixed_server.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

using namespace fireform::tests;

namespace {

/// Every planted text begins so, and so does nothing else.
constexpr std::string_view mark = "canary-";
constexpr const char* api_key = "canary-api-key-4711";

/// What holds canaries because the user put them there.
const std::set<std::string> planted{"fireform.toml", "fireform.vars.toml", ".fireworks/auth.ini",
                                    "faults.toml"};

constexpr std::string_view everywhere = R"([provider.fireworks]
max_retries = 0

[variables.route_key]
sensitive = true

[variables.file_key]
sensitive = true

[variables.preset]
sensitive = true
default   = "canary-default-4711"

[deployment.chat]
model                 = "llama-v3p1-8b-instruct"
accelerator_type      = "NVIDIA_H100_80GB"
direct_route_type     = "INTERNET"
direct_route_api_keys = ["${var.route_key}", "${env.ROUTE_KEY}", "canary-literal-4711", "x-${var.preset}"]

[secret.one]
key_name = "ONE"
value    = "${var.file_key}"

[secret.two]
key_name = "TWO"
value    = "canary-secret-4711"

[dataset.rows]
file = "rows.jsonl"

[dataset.pairs]
file = "pairs.jsonl"

[dataset.samples]
file = "samples.jsonl"

[supervised_fine_tuning_job.a]
model        = "llama-v3p1-8b-instruct"
dataset      = "${dataset.rows.id}"
output_model = "a"
wandb        = {enabled = true, api_key = "canary-wandb-a-4711", project = "p", entity = "e"}

[dpo_job.b]
model        = "llama-v3p1-8b-instruct"
dataset      = "${dataset.pairs.id}"
output_model = "b"
wandb        = {enabled = true, api_key = "${env.WANDB_KEY}", project = "p", entity = "e"}

[reinforcement_fine_tuning_job.c]
model        = "qwen3-8b"
dataset      = "${dataset.rows.id}"
evaluator    = "sample-evaluator"
output_model = "c"
wandb        = {enabled = true, api_key = "${var.file_key}", project = "p", entity = "e"}

[reinforcement_step.d]
model          = "llama-v3p1-8b-instruct"
dataset        = "${dataset.samples.id}"
output_model   = "d"
reward_weights = ["accuracy=1"]
wandb          = {enabled = true, api_key = "canary-wandb-d-4711", project = "p", entity = "e"}

[outputs.chat_id]
value = "${deployment.chat.id}"
)";

constexpr std::string_view pair_rows =
    R"({"input": {"messages": [{"role": "user", "content": "a"}]}, "preferred_output": [{"role": "assistant", "content": "b"}], "non_preferred_output": [{"role": "assistant", "content": "c"}]}
{"input": {"messages": [{"role": "user", "content": "d"}]}, "preferred_output": [{"role": "assistant", "content": "e"}], "non_preferred_output": [{"role": "assistant", "content": "f"}]}
{"input": {"messages": [{"role": "user", "content": "g"}]}, "preferred_output": [{"role": "assistant", "content": "h"}], "non_preferred_output": [{"role": "assistant", "content": "i"}]}
)";

constexpr std::string_view sample_rows =
    R"({"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "evals": {"score": 1}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}], "evals": {"score": 0}}]}
{"samples": [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "d"}], "evals": {"score": 0.5}}]}
)";

std::string whole_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void check_text(const std::string& text) {
    const auto at = text.find(mark);
    if (at == std::string::npos) return;
    INFO(text.substr(at > 200 ? at - 200 : 0, 300));
    CHECK(at == std::string::npos);
}

/// A signed url is a key as well.
void check_no_signature(const std::string& text) {
    CHECK(text.find("X-Goog-Signature") == std::string::npos);
}

class Planted {
 public:
    explicit Planted(const Emulator& emulator, std::string_view configuration = everywhere)
        : project(emulator, configuration) {
        project.folder.write("rows.jsonl", support_rows);
        project.folder.write("pairs.jsonl", pair_rows);
        project.folder.write("samples.jsonl", sample_rows);
        if (configuration.find("file_key") != std::string_view::npos)
            project.folder.write("fireform.vars.toml", "file_key = \"canary-file-4711\"\n");
        project.environment["FIREWORKS_API_KEY"] = api_key;
        project.environment["FIREFORM_VAR_route_key"] = "canary-variable-4711";
        project.environment["ROUTE_KEY"] = "canary-route-4711";
        project.environment["WANDB_KEY"] = "canary-wandb-b-4711";
        project.environment["FIREWORKS_CUSTOM_HEADERS"] = "X-Gate: canary-header-4711\nno header canary-4711";
    }

    static std::vector<std::string> traced(std::vector<std::string> words) {
        words.insert(words.begin(), {"--log-level", "trace", "--log-file", "trace.log"});
        return words;
    }
    /// Runs it, at the loudest, and looks through what it printed.
    Ran run(const std::vector<std::string>& words) const {
        const Ran ran = project.run(traced(words));
        CAPTURE(words.front());
        check(ran);
        return ran;
    }
    /// Once more, and whatever shows what came of it.
    void run_and_look() const {
        for (const std::vector<std::string>& words :
             std::vector<std::vector<std::string>>{{"apply", "--auto-approve", "--json"},
                                                   {"plan"},
                                                   {"plan", "--json"},
                                                   {"show"},
                                                   {"state", "pull"},
                                                   {"drift"}})
            run(words);
        check_files();
    }
    static void check(const Ran& ran) {
        for (const std::string& text : {ran.out, ran.err}) {
            check_text(text);
            check_no_signature(text);
        }
    }
    void check_files() const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(project.folder.path())) {
            if (!entry.is_regular_file()) continue;
            const std::string name = std::filesystem::relative(entry.path(), project.folder.path()).string();
            if (planted.contains(name)) continue;
            CAPTURE(name);
            const std::string text = whole_file(entry.path());
            check_text(text);
            check_no_signature(text);
        }
    }

    Project project;
};

}  // namespace

TEST_CASE("canaries: one is planted in every sensitive attribute that there is") {
    std::set<std::string> written;
    std::set<std::string> computed;
    for (const fireform::ResourceType* type : fireform::fireworks_catalog())
        for (const fireform::Attribute& attribute : type->attributes)
            if (attribute.sensitive)
                (attribute.computed ? computed : written)
                    .insert(std::string(type->name) + "." + std::string(attribute.name));
    CHECK(written == std::set<std::string>{"deployment.direct_route_api_keys", "dpo_job.wandb.api_key",
                                           "reinforcement_fine_tuning_job.wandb.api_key",
                                           "reinforcement_step.wandb.api_key", "secret.value",
                                           "supervised_fine_tuning_job.wandb.api_key"});
    // Signed urls, which the service makes.
    for (const std::string& name : computed)
        CHECK(name.ends_with("_signed_url"));
}

TEST_CASE("canaries: nothing that is written or printed has one, from validate to destroy") {
    const Emulator emulator;
    Planted given(emulator);
    CHECK(given.run({"validate"}).code == 0);
    given.run({"validate", "--json"});
    const Ran plan = given.run({"plan", "--out", "next.plan", "--json-into", "events.json"});
    INFO(plan.err);
    REQUIRE(plan.code == 0);
    given.run({"plan", "--json", "--verbose"});
    given.run({"show", "next.plan"});
    given.run({"show", "--json", "next.plan"});
    for (const char* format : {"markdown", "html"})
        given.run({"show", "--verbose", "--format", format, "next.plan"});
    given.check_files();
    const Ran apply = given.run({"apply", "next.plan"});
    INFO(apply.err);
    REQUIRE(apply.code == 0);
    CHECK(given.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"plan", "--json", "--refresh=false"},
                                               {"show"},
                                               {"show", "--json"},
                                               {"output"},
                                               {"output", "--json"},
                                               {"output", "chat_id", "--raw"},
                                               {"state", "list"},
                                               {"state", "pull"},
                                               {"state", "show", "deployment.chat"},
                                               {"state", "show", "secret.one"},
                                               {"state", "show", "supervised_fine_tuning_job.a"},
                                               {"drift"},
                                               {"drift", "--json"},
                                               {"client", "deployment.chat"},
                                               {"client", "deployment.chat", "--format", "env"},
                                               {"client", "deployment.chat", "--format", "json"},
                                               {"client", "deployment.chat", "--format", "python"},
                                               {"client", "deployment.chat", "--format", "curl"},
                                               {"import", "secret.one", "nothing"},
                                               {"schema", "deployment"}})
        given.run(words);
    given.check_files();

    // It did reach the service, and the key is not in what the service remembers.
    const std::string requests = emulator.request("GET", "/emulator/requests");
    for (const char* sent : {"canary-variable-4711", "canary-route-4711", "canary-literal-4711",
                             "x-canary-default-4711", "canary-file-4711", "canary-secret-4711",
                             "canary-wandb-a-4711", "canary-wandb-b-4711", "canary-wandb-d-4711"})
        CHECK(requests.find(sent) != std::string::npos);
    for (const char* header : {api_key, "canary-header-4711"})
        CHECK(requests.find(header) == std::string::npos);

    given.project.environment["ROUTE_KEY"] = "canary-second-4711";
    given.project.environment["WANDB_KEY"] = "canary-third-4711";
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"plan"}, {"plan", "--json"}, {"apply", "--auto-approve"}, {"destroy", "--auto-approve"}})
        given.run(words);
    given.check_files();
}

TEST_CASE("canaries: what the emulator keeps has neither keys nor what is written only") {
    const Folder kept;
    std::string audit;
    {
        const Emulator emulator({"--store", (kept.path() / "store.json").string()});
        const Planted given(emulator);
        const Ran apply = given.run({"apply", "--auto-approve"});
        INFO(apply.err);
        CHECK(apply.code == 0);
        audit = emulator.request("GET", "/v1/accounts/acme/auditLogs");
    }
    CHECK(audit.find("deployments") != std::string::npos);
    const std::string store = kept.read("store.json");
    CHECK(store.find("llama-v3p1-8b-instruct") != std::string::npos);
    for (const std::string& text : {audit, store})
        for (const char* hidden :
             {"canary-api-key", "canary-header", "canary-file", "canary-secret", "canary-wandb"})
            CHECK(text.find(hidden) == std::string::npos);
}

TEST_CASE("canaries: a service that repeats what it was told is not repeated") {
    const Folder kept;
    kept.write("faults.toml", R"([[fault]]
operation = "POST secrets"
kind      = "status"
status    = 400
message   = "value canary-secret-4711 of canary-api-key-4711 refused"

[[fault]]
operation = "POST deployments"
kind      = "status"
status    = 400
message   = "[canary-variable-4711, canary-route-4711, canary-literal-4711, x-canary-default-4711] refused"

[[fault]]
operation = "POST supervisedFineTuningJobs"
kind      = "status"
status    = 400
message   = "wandb refuses canary-wandb-a-4711"

[[fault]]
operation = "POST dpoJobs"
kind      = "fail_state"
message   = "wandb refuses canary-wandb-b-4711"
)");
    const Emulator emulator({"--faults", (kept.path() / "faults.toml").string()});
    const Planted given(emulator);
    const Ran apply = given.run({"apply", "--auto-approve"});
    CHECK(apply.code == 1);
    CHECK(apply.err.find("(sensitive)") != std::string::npos);
    given.run_and_look();
}

TEST_CASE("canaries: nor what it repeats as JSON, as a url, as a page, or by the line") {
    constexpr std::string_view forms =
        R"(canary-"quo\ted" & more-4711, canary-\"quo\\ted\" & more-4711, )"
        R"(canary-\u0022quo\u005cted\u0022 \u0026 more-4711, canary-\\\"quo\\\\ted\\\" & more-4711, )"
        R"(canary-%22quo%5Cted%22%20%26%20more-4711, canary-%22quo%5cted%22+%26+more-4711, )"
        R"(canary-&quot;quo\ted&quot; &amp; more-4711)";
    constexpr std::string_view pem_forms =
        R"({"value": "-----BEGIN KEY-----\ncanary-pem-1-4711\ncanary-pem-2-4711\n-----END KEY-----\n"}, )"
        R"(-----BEGIN%20KEY-----%0Acanary-pem-1-4711%0Acanary-pem-2-4711, line canary-pem-2-4711)";
    const std::string message =
        "message = " + fireform::in_quotes("value " + std::string(forms) + ' ' + std::string(pem_forms)) +
        "\n\n";
    const Folder kept;
    kept.write("faults.toml",
               "[[fault]]\noperation = \"POST secrets\"\nkind = \"status\"\nstatus = 400\n" + message +
                   "[[fault]]\noperation = \"POST dpoJobs\"\nkind = \"fail_state\"\n" + message);
    const Emulator emulator({"--faults", (kept.path() / "faults.toml").string()});
    Planted given(emulator, R"([provider.fireworks]
max_retries = 0

[variables.pem]
sensitive = true

[variables.odd]
sensitive = true

[secret.pem]
key_name = "PEM"
value    = "${var.pem}"

[secret.odd]
key_name = "ODD"
value    = "${var.odd}"

[dataset.pairs]
file = "pairs.jsonl"

[dpo_job.b]
model        = "llama-v3p1-8b-instruct"
dataset      = "${dataset.pairs.id}"
output_model = "b"
wandb        = {enabled = true, api_key = "${var.odd}", project = "p", entity = "e"}
)");
    given.project.environment["FIREFORM_VAR_odd"] = R"(canary-"quo\ted" & more-4711)";
    given.project.environment["FIREFORM_VAR_pem"] =
        "-----BEGIN KEY-----\ncanary-pem-1-4711\ncanary-pem-2-4711\n-----END KEY-----\n";
    const Ran apply = given.run({"apply", "--auto-approve"});
    CHECK(apply.code == 1);
    CHECK(apply.err.find("(sensitive)") != std::string::npos);
    CHECK(emulator.count("POST dpoJobs") == 1);
    given.run_and_look();
}

TEST_CASE("canaries: nor is the key, in whatever reply it comes back") {
    const Emulator emulator;
    Planted given(emulator,
                  std::string("[provider.fireworks]\nmax_retries = 0\n\n") + std::string(one_deployment));
    const std::string repeated =
        R"({"code": 3, "message": "Bearer canary-api-key-4711, canary-header-4711"})";
    const std::vector<std::string> replies{
        reply("401 Unauthorized", "application/json", repeated),
        reply("400 canary-api-key-4711", "application/json", R"({"error": )" + repeated + "}"),
        reply("403 Forbidden", "text/html", "<html>canary-api-key-4711</html>"),
        reply("500 Internal Server Error", "text/plain", "panic: canary-api-key-4711"),
        reply("200 OK", "application/json", "{\"name\": canary-api-key-4711"),
        reply("401 Unauthorized\r\nWWW-Authenticate: Bearer canary-api-key-4711", "text/plain", ""),
        reply("429 Too Many Requests\r\nRetry-After: canary-api-key-4711", "text/plain", ""),
        reply("307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/?key=canary-api-key-4711", "text/plain",
              ""),
        "HTTP/1.1 canary-api-key-4711\r\n\r\n",
        "canary-api-key-4711\r\n\r\n"};
    for (const std::string& bytes : replies) {
        CAPTURE(bytes);
        const FixedServer server(bytes);
        given.project.environment["FIREWORKS_BASE_URL"] = "http://" + server.authority();
        CHECK(given.run({"plan"}).code == 1);
        CHECK(given.run({"plan", "--json"}).code == 1);
        CHECK(given.run({"apply", "--auto-approve"}).code == 1);
    }
    given.check_files();
}

TEST_CASE("canaries: wherever the key comes from") {
    const Emulator emulator({"--api-key", api_key});
    struct Source {
        const char* name;
        std::string configuration;
        std::string variable;
        std::string auth_file;
    };
    for (const Source& source :
         {Source{"a file", "[provider.fireworks]\napi_key = \"canary-api-key-4711\"\n\n", "", ""},
          Source{"a variable of the user's", "[provider.fireworks]\napi_key = \"${env.MY_KEY}\"\n\n",
                 "MY_KEY", ""},
          Source{"a sensitive variable",
                 "[provider.fireworks]\napi_key = \"${var.k}\"\n\n[variables.k]\nsensitive = true\n\n",
                 "FIREFORM_VAR_k", ""},
          Source{"the variable", "", "FIREWORKS_API_KEY", ""},
          Source{"auth.ini", "", "", "[fireworks]\napi_key = canary-api-key-4711\n"},
          Source{"auth.ini, as a token", "", "", "[fireworks]\nid_token = canary-api-key-4711\n"}}) {
        CAPTURE(source.name);
        Planted given(emulator, source.configuration + std::string(one_deployment));
        given.project.environment.erase("FIREWORKS_API_KEY");
        if (!source.variable.empty()) given.project.environment[source.variable] = api_key;
        if (!source.auth_file.empty()) given.project.folder.write(".fireworks/auth.ini", source.auth_file);
        const Ran plan = given.run({"plan", "--out", "next.plan"});
        INFO(plan.err);
        CHECK(plan.code == 0);
        CHECK(given.run({"apply", "next.plan"}).code == 0);
        given.run({"client", "deployment.chat", "--format", "curl"});
        CHECK(given.run({"destroy", "--auto-approve"}).code == 0);
        given.check_files();
        const Ran wrong = given.run({"plan", "--var", "no=canary-argument-4711"});
        CHECK(wrong.code == 1);
    }
}

TEST_CASE("canaries: in the middle of a run that is killed, or interrupted") {
    for (const int signal : {SIGKILL, SIGINT, SIGTERM}) {
        CAPTURE(signal);
        const Emulator emulator({"--ready-after", "1h"});
        const Planted given(emulator);
        const auto process = given.project.start(Planted::traced({"apply", "--auto-approve"}));
        process->read_until("deployment.chat: Creating...");
        process->signal(signal);
        Planted::check(process->wait());
        if (signal == SIGKILL) CHECK(given.project.folder.has("fireform.state.journal"));
        given.check_files();
        given.run({"plan"});
        given.run({"state", "pull"});
        given.check_files();
    }
}
