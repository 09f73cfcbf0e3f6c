// Functions in `${...}`: what they give. What they refuse is in tests/errors.
#include "engine/config/functions.hpp"
#include "tests/engine/config/configuration.hpp"

#include <fstream>

using namespace fireform;
using namespace fireform::tests;

namespace {

/// What an output with this value comes to, in an environment with REGION and EMPTY.
std::string output(const std::string& value, const std::string& before = "") {
    LoadOptions options;
    options.environment = {{"REGION", "Eu"}, {"EMPTY", ""}};
    options.folder = std::filesystem::path(FIREFORM_SOURCE_DIR) / "tests" / "errors";
    const auto loaded = load(before + "[outputs.x]\nvalue = '''" + value + "'''\n", options);
    CHECK(problems(loaded.diagnostics) == "");
    return to_text(loaded.value->outputs.at("x").value);
}

}  // namespace

TEST_CASE("functions: each gives what its help says") {
    for (const auto& [written, result] : std::vector<std::pair<std::string, std::string>>{
             {R"(${lower("ÄBC-x")})", R"("Äbc-x")"},
             {R"(${upper("äbc-X")})", R"("äBC-X")"},
             {R"(${replace("a.b.c", ".", "--")})", R"("a--b--c")"},
             {R"(${replace("aaa", "aa", "")})", R"("a")"},
             {R"(${join("-", ["a", 1, true])})", R"("a-1-true")"},
             {R"(${join("-", [])})", R"("")"},
             {R"(${coalesce(env.NOT_SET, env.EMPTY, "x", "y")})", R"("x")"},
             {R"(${coalesce(0, 1)})", "0"},
             {R"(${env("REGION")}/${env("NOT_SET", "us")})", R"("Eu/us")"},
             {R"(${min(3, 1.5, 2)})", "1.5"},
             {R"(${max(3, -7)})", "3"},
             {R"(${sha256("abc")})", R"("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")"},
             {R"(${format("%s is %d of %s%%", "x", 3, true)})", R"("x is 3 of true%")"},
             {R"(${format("%03d|%-4s|%+5d|%.2f|%08.3f|%q", 7, "ab", 12, 1, -2.5, "q")})",
              R"("007|ab  |  +12|1.00|-002.500|\"q\"")"},
             {R"(${format("%v", ["a", 1])})", R"("[\"a\", 1]")"},
             {R"(${lower(replace(env.REGION, 'u', upper("s")))})", R"("es")"},
             {R"(${file("data/note.txt")})", R"("hello\n")"},
             {R"(a ${min(1, 2)} b)", R"("a 1 b")"}}) {
        CAPTURE(written);
        CHECK(output(written) == result);
    }
}

TEST_CASE("functions: every one has a help, in order of name") {
    std::string_view before;
    for (const FunctionHelp& help : function_helps()) {
        CHECK(before < help.name);
        CHECK(help.usage.starts_with(std::string(help.name) + "("));
        before = help.name;
    }
}

TEST_CASE("functions: they take variables and parts of them, and keep numbers") {
    const std::string variables =
        "[variables.m]\ndefault = {size = {big = 4}, regions = [\"a\", \"b\"]}\n[variables.n]\ndefault = 2\n";
    CHECK(output("${max(var.m.size.big, var.n)}", variables) == "4");
    CHECK(output("${join(\"+\", var.m.regions)}", variables) == "\"a+b\"");
    CHECK(output("${var.m.regions[1]}", variables) == "\"b\"");
    CHECK(output("${var.m[\"size\"]}", variables) == "{big = 4}");
    CHECK(attributes("[variables.n]\ndefault = 2\n" + deployment("max_replica_count = \"${max(var.n, 3)}\""),
                     "deployment.chat")
              .find("max_replica_count = 3") != std::string::npos);
}

TEST_CASE("functions: a text in the environment may stand for a number") {
    LoadOptions options;
    options.environment = {{"N", "5"}};
    CHECK(attributes(deployment("max_replica_count = \"${coalesce(env.N, 3)}\""), "deployment.chat", options)
              .find("max_replica_count = 5") != std::string::npos);
}

TEST_CASE("functions: what a sensitive value is made into is sensitive, and no message shows it") {
    const std::string secret = "[variables.key]\nsensitive = true\ndefault = \"s3cr3t\"\n";
    CHECK(problems(secret + deployment("description = \"${sha256(var.key)}\"")) ==
          "error: Sensitive value would be shown: Variable \"key\" is sensitive; \"description\" is shown in "
          "plans and kept in state. (deployment.chat, fireform.toml:7:25) | use it in a sensitive attribute "
          "or output only\n");
    const auto wrong = problems(secret + "[secret.s]\nvalue = \"${format(var.key, 1)}\"\n");
    CHECK(wrong.find("s3cr3t") == std::string::npos);
    CHECK(wrong.find("It cannot be called with this sensitive value.") != std::string::npos);
    CHECK(problems(secret + "[secret.s]\nkey_name = \"A_B\"\nvalue = \"${upper(var.key)}\"\n") == "");
}

TEST_CASE("functions: a literal inside of a secret is covered in the lines that are shown") {
    const auto loaded =
        load("[secret.s]\nkey_name = \"A_B\"\nvalue = \"${format('abc-%s', env.NOT_SET)}\"\n");
    CHECK(loaded.value->sources.at("fireform.toml").find("abc") == std::string::npos);
}
