#include "tests/engine/config/configuration.hpp"

namespace fireform {
namespace {

using namespace tests;

/// The value of output "x" of a configuration without problems.
std::string output(const std::map<std::string, std::string>& files, const LoadOptions& options = {}) {
    const auto loaded = load_config(files, options, fireworks_catalog());
    CHECK(problems(loaded.diagnostics) == "");
    return to_text(loaded.value->outputs.at("x").value);
}

std::string typed(std::string_view type, std::string_view given) {
    LoadOptions options;
    options.variables = {{"v", std::string(given)}};
    const auto loaded = load(
        "[variables.v]\ntype = \"" + std::string(type) + "\"\n[outputs.x]\nvalue = \"${var.v}\"", options);
    if (loaded.diagnostics.has_errors()) return "wrong";
    return to_text(loaded.value->outputs.at("x").value);
}

}  // namespace

TEST_CASE("variables: default < environment < fireform.vars.toml < --var-file < --var") {
    std::map<std::string, std::string> files{
        {"fireform.toml", "[variables.v]\ndefault = \"default\"\n[outputs.x]\nvalue = \"${var.v}\""}};
    LoadOptions options;
    CHECK(output(files, options) == "\"default\"");
    options.environment["FIREFORM_VAR_v"] = "environment";
    CHECK(output(files, options) == "\"environment\"");
    files["fireform.vars.toml"] = "v = \"vars\"";
    CHECK(output(files, options) == "\"vars\"");
    files["one.toml"] = "v = \"one\"";
    files["two.toml"] = "v = \"two\"";
    options.variable_files = {"one.toml", "two.toml"};
    CHECK(output(files, options) == "\"two\"");
    options.variables = {{"v", "first"}, {"v", "last"}};
    CHECK(output(files, options) == "\"last\"");
}

TEST_CASE("variables: texts are read as the declared type") {
    CHECK(typed("string", "3") == "\"3\"");
    CHECK(typed("string", "") == "\"\"");
    CHECK(typed("string", "${deployment.chat.id}") == "\"${deployment.chat.id}\"");
    CHECK(typed("number", "3") == "3");
    CHECK(typed("number", "-0.5") == "-0.5");
    CHECK(typed("number", "1e-5") == "1e-05");
    CHECK(typed("bool", "true") == "true");
    CHECK(typed("list", "[\"a\", 2]") == "[\"a\", 2]");
    CHECK(typed("map", "{a = \"x\", b = {c = 1}}") == "{a = \"x\", b = {c = 1}}");
    for (const auto& [type, given] :
         {std::pair("number", ""), std::pair("number", "3x"), std::pair("number", "nan"),
          std::pair("number", "inf"), std::pair("bool", "yes"), std::pair("bool", ""),
          std::pair("list", "a,b"), std::pair("list", "{a = 1}"), std::pair("list", "[1]\nother = 2"),
          std::pair("map", "[1]"), std::pair("map", "2026-01-01"), std::pair("list", "[2026-01-01]")}) {
        CAPTURE(given);
        CHECK(typed(type, given) == "wrong");
    }
}

TEST_CASE("variables: without a type the default decides, else it is a string") {
    CHECK(output({{"fireform.toml", "[variables.v]\ndefault = [1]\n[outputs.x]\nvalue = \"${var.v}\""}}) ==
          "[1]");
    LoadOptions options;
    options.variables = {{"v", "3"}};
    CHECK(output({{"fireform.toml", "[variables.v]\n[outputs.x]\nvalue = \"${var.v}\""}}, options) ==
          "\"3\"");
    CHECK(output({{"fireform.toml", "[variables.v]\ndefault = 1\n[outputs.x]\nvalue = \"${var.v}\""}},
                 options) == "3");
}

TEST_CASE("variables: a default may come from the environment, as text of the type") {
    LoadOptions options;
    options.environment["COUNT"] = "3";
    CHECK(output({{"fireform.toml",
                   "[variables.v]\ntype = \"number\"\ndefault = \"${env.COUNT}\"\n"
                   "[outputs.x]\nvalue = \"${var.v}\""}},
                 options) == "3");
}

TEST_CASE("variables: a name in the environment that nobody declared is nobody's business") {
    LoadOptions options;
    options.environment["FIREFORM_VAR_other"] = "x";
    CHECK(problems("# nothing", options) == "");
}

TEST_CASE("variables: a value that is missing is one error, however often it is used") {
    CHECK(problems("[variables.v]\n[outputs.x]\nvalue = \"${var.v} ${var.v}\"\n" +
                   deployment("description = \"${var.v}\"")) ==
          "error: Variable without a value: Variable \"v\" has no default and no value. (fireform.toml:1:1) "
          "| give "
          "one: --var v=..., FIREFORM_VAR_v, fireform.vars.toml, --var-file, or a default\n");
}

TEST_CASE("variables: none is missing while a file of values cannot be read") {
    const auto loaded = load_config({{"fireform.toml", "[variables.v]\n"}, {"fireform.vars.toml", "v = "}},
                                    {}, fireworks_catalog());
    CHECK(
        problems(loaded.diagnostics) ==
        "error: Not valid TOML: The file ends in the middle of a key-value pair. (fireform.vars.toml:1:5)\n");
}

TEST_CASE("variables: a value that keeps the rules is taken, wherever it comes from") {
    LoadOptions options;
    options.variables = {{"n", "3"}, {"l", "[\"eu\", \"us\"]"}};
    options.environment["FIREFORM_VAR_s"] = "prod-1";
    CHECK(output({{"fireform.toml",
                   "[variables.n]\ntype = \"number\"\nmin = 1\nmax = 3\nallowed = [1, 3.0]\n"
                   "[variables.s]\npattern = \"[a-z]+-\\\\d\"\nmin = 6\nmax = 6\n"
                   "[variables.l]\ntype = \"list\"\n[variables.l.validation]\nallowed = [\"eu\", \"us\"]\n"
                   "min = 2\n[outputs.x]\nvalue = \"${var.n} ${var.s} ${var.l[1]}\""}},
                 options) == "\"3 prod-1 us\"");
}

TEST_CASE("variables: of a value that breaks a rule one error is told, however often it is used") {
    CHECK(problems("[variables.v]\ndefault = 3\nmax = 2\n[outputs.x]\nvalue = \"${var.v} ${var.v}\"\n") ==
          "error: Value not allowed: Variable \"v\" is 3; it must be at most 2. (fireform.toml:2:11)\n");
}

}  // namespace fireform
