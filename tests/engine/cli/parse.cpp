#include "engine/cli/parse.hpp"

#include "engine/render/render.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;

namespace {

std::vector<std::string> words(const std::string& line) {
    return split_words(line);
}

template <class T>
T parsed(const std::string& line, const Environment& environment = {}) {
    Checked<Invocation> invocation = parse_command_line(words(line), environment);
    INFO(line << "\n" << to_text(invocation.diagnostics));
    REQUIRE(invocation.value.has_value());
    REQUIRE(std::holds_alternative<T>(invocation.value->command));
    return std::get<T>(invocation.value->command);
}

GlobalOptions globals(const std::string& line, const Environment& environment = {}) {
    return parse_command_line(words(line), environment).value.value_or(Invocation{}).global;
}

std::string refused(const std::string& line, const Environment& environment = {}) {
    const Checked<Invocation> invocation = parse_command_line(words(line), environment);
    CHECK_FALSE(invocation.value);
    return render(invocation.diagnostics, {}, Style{});
}

}  // namespace

TEST_CASE("command line: plan") {
    const auto plan = parsed<PlanCommand>(
        "plan --out next.plan --detailed-exitcode --json --destroy --target deployment.a "
        "--target=lora_addon.b "
        "--var x=1 --var y=a=b --var-file f.toml");
    CHECK(plan.out == "next.plan");
    CHECK(plan.detailed_exitcode);
    CHECK(plan.form.format == PlanForm::Format::json);
    CHECK(plan.selection.destroy);
    CHECK(plan.selection.targets == std::vector<std::string>{"deployment.a", "lora_addon.b"});
    CHECK(plan.selection.variables.variables ==
          std::vector<std::pair<std::string, std::string>>{{"x", "1"}, {"y", "a=b"}});
    CHECK(plan.selection.variables.files == std::vector<std::string>{"f.toml"});
    CHECK(plan.selection.refresh);
    CHECK_FALSE(parsed<PlanCommand>("plan --refresh=false").selection.refresh);
    CHECK(parsed<PlanCommand>("plan --refresh-only").selection.refresh_only);
    CHECK(parsed<PlanCommand>("plan --verbose").form.verbose);
    CHECK(parsed<PlanCommand>("plan --json-into events.json").json_into == "events.json");
    CHECK(parsed<PlanCommand>("plan --format text").form.format == PlanForm::Format::text);
    CHECK(parsed<PlanCommand>("plan --format html").form.format == PlanForm::Format::html);
    const PlanForm comment = parsed<ShowCommand>("show next.plan --format markdown --max-bytes 60000").form;
    CHECK(comment.format == PlanForm::Format::markdown);
    CHECK(comment.bytes_max == 60000);
    CHECK(parsed<PlanCommand>("plan --validate").validate);
    CHECK_FALSE(parsed<PlanCommand>("plan").validate);
}

TEST_CASE("command line: apply and destroy") {
    const auto apply = parsed<ApplyCommand>(
        "apply --auto-approve --parallelism 4 --wait=false --force --max-destroys 0 --lock-timeout 90s");
    CHECK(apply.auto_approve);
    CHECK(apply.parallelism == 4);
    CHECK_FALSE(apply.wait);
    CHECK(apply.force);
    CHECK(apply.destroys_max == 0);
    CHECK(apply.lock_timeout == std::chrono::seconds(90));
    const auto plain = parsed<ApplyCommand>("apply");
    CHECK(plain.parallelism == 64);
    CHECK(plain.wait);
    CHECK_FALSE(plain.destroys_max);
    CHECK_FALSE(plain.selection.destroy);
    CHECK(parsed<ApplyCommand>("apply next.plan").plan_file == "next.plan");
    CHECK(parsed<ApplyCommand>("destroy --auto-approve").selection.destroy);
    CHECK(parsed<ApplyCommand>("apply --destroy").selection.destroy);
}

TEST_CASE("command line: one dash, -input and values with = are taken as other tools take them") {
    CHECK(parsed<ApplyCommand>("apply -auto-approve -input=false").auto_approve);
    CHECK(parsed<PlanCommand>("plan -out=F").out == "F");
    CHECK(parsed<PlanCommand>("plan -out F -input=false").out == "F");
    CHECK(globals("-no-color -chdir=x plan").no_color);
    CHECK(globals("-chdir=x plan").folder == "x");
    CHECK(globals("--env prod plan").env == "prod");
    CHECK(globals("plan").env.empty());
    CHECK(parsed<VersionCommand>("-version").json == false);
    CHECK(parsed<VersionCommand>("--version").json == false);
}

TEST_CASE("command line: the other commands") {
    using Format = ValidateCommand::Format;
    CHECK(parsed<ValidateCommand>("validate").format == Format::text);
    CHECK(parsed<ValidateCommand>("validate --json").format == Format::json);
    CHECK(parsed<ValidateCommand>("validate --format json").format == Format::json);
    CHECK(parsed<ValidateCommand>("validate --format junit").format == Format::junit);
    CHECK(parsed<ValidateCommand>("validate --format github").format == Format::github);
    CHECK(refused("validate --json --format junit").find("--json and --format exclude each other.") !=
          std::string::npos);
    CHECK(parsed<DriftCommand>("drift --json").format == DriftCommand::Format::json);
    CHECK(parsed<DriftCommand>("drift --format json").format == DriftCommand::Format::json);
    CHECK(parsed<DriftCommand>("drift --format text").format == DriftCommand::Format::text);
    CHECK(parsed<DriftCommand>("drift --format markdown").format == DriftCommand::Format::markdown);
    CHECK(parsed<DriftCommand>("drift --format junit").format == DriftCommand::Format::junit);
    CHECK(parsed<DriftCommand>("drift --format prometheus").format == DriftCommand::Format::prometheus);
    CHECK(parsed<DriftCommand>("drift --accept").accept);
    const auto watching = parsed<DriftCommand>("drift --watch 5m --health-file h --notify https://h.test/x");
    CHECK(watching.watch == std::chrono::minutes(5));
    CHECK(watching.health_file == "h");
    CHECK(watching.notify == "https://h.test/x");
    const auto import = parsed<ImportCommand>("import deployment.chat accounts/acme/deployments/chat-1");
    CHECK(import.address == *parse_address("deployment.chat"));
    CHECK(import.id == "accounts/acme/deployments/chat-1");
    using What = StateCommand::What;
    CHECK(parsed<StateCommand>("state list 'deployment.*'").arguments ==
          std::vector<std::string>{"deployment.*"});
    CHECK(parsed<StateCommand>("state show deployment.a").what == What::show);
    CHECK(parsed<StateCommand>("state mv deployment.a deployment.b").what == What::move);
    CHECK(parsed<StateCommand>("state rm deployment.a deployment.b").arguments.size() == 2);
    CHECK(parsed<StateCommand>("state pull").what == What::pull);
    CHECK(parsed<StateCommand>("state push F").what == What::push);
    CHECK(parsed<StateCommand>("state lock show").what == What::lock_show);
    CHECK(parsed<StateCommand>("state unlock").what == What::unlock);
    CHECK(parsed<ShowCommand>("show --json next.plan").plan_file == "next.plan");
    CHECK(parsed<ShowCommand>("show").plan_file.empty());
    CHECK(parsed<OutputCommand>("output NAME --raw").name == "NAME");
    CHECK(parsed<OutputCommand>("output NAME --raw").raw);
    using Form = SchemaCommand::Form;
    CHECK(parsed<SchemaCommand>("schema deployment --markdown").form == Form::markdown);
    CHECK(parsed<SchemaCommand>("schema --json-schema").form == Form::json_schema);
    CHECK(parsed<SchemaCommand>("schema deployment").type == "deployment");
    CHECK(parsed<VersionCommand>("version --json").json);
}

TEST_CASE("command line: the emulator's flags and their defaults") {
    const EmulatorServerOptions plain = parsed<EmulatorCommand>("emulator").server;
    CHECK(plain.listen == "127.0.0.1:0");
    CHECK(plain.emulator.account == "acme");
    CHECK(plain.latency == std::chrono::milliseconds(0));
    CHECK(plain.emulator.ready_after == std::chrono::seconds(2));
    CHECK(plain.time_scale == 1);
    CHECK(plain.emulator.quota == 100000);
    CHECK(plain.emulator.loras == 1);
    CHECK_FALSE(plain.emulator.api_extended);
    CHECK(plain.rate_limit == 0);

    const EmulatorServerOptions all = parsed<EmulatorCommand>(
                                          "emulator --listen 127.0.0.1:1 --port-file p --store s --account a "
                                          "--api-key k --seed 7 --latency 20ms "
                                          "--time-scale 60 --ready-after 0s --rate-limit 100/s --quota 8 "
                                          "--loras 20 --api extended --fault-rate 0.1 "
                                          "--strict --emit-defaults --list-lag 1s")
                                          .server;
    CHECK(all.port_file == "p");
    CHECK(all.store == "s");
    CHECK(all.emulator.api_key == "k");
    CHECK(all.emulator.seed == 7);
    CHECK(all.latency == std::chrono::milliseconds(20));
    CHECK(all.time_scale == 60);
    CHECK(all.emulator.ready_after == std::chrono::milliseconds(0));
    CHECK(all.rate_limit == 100);
    CHECK(all.emulator.loras == 20);
    CHECK(all.emulator.api_extended);
    CHECK(all.fault_rate == doctest::Approx(0.1));
    CHECK(all.emulator.strict);
    CHECK(all.emulator.emit_defaults);
    CHECK(all.emulator.list_lag == std::chrono::seconds(1));
    CHECK(parsed<EmulatorCommand>("emulator", {{"FIREFORM_EMULATOR_KEY", "e"}}).server.emulator.api_key ==
          "e");
}

TEST_CASE(
    "command line: arguments from the environment stand behind the command and lose against written ones") {
    const Environment environment{{"FIREFORM_CLI_ARGS", "-no-color --log-level debug"},
                                  {"FIREFORM_CLI_ARGS_plan", "--out 'a file' -input=false"},
                                  {"FIREFORM_CLI_ARGS_state_list", "lora_addon.*"}};
    CHECK(parsed<PlanCommand>("plan", environment).out == "a file");
    CHECK(parsed<PlanCommand>("--chdir x plan --out b", environment).out == "b");
    CHECK(globals("plan", environment).no_color);
    CHECK(globals("plan", environment).log_level == "debug");
    CHECK(globals("plan --log-level trace", environment).log_level == "trace");
    CHECK(parsed<StateCommand>("state list", environment).arguments ==
          std::vector<std::string>{"lora_addon.*"});
    CHECK(globals("plan", {{"FIREFORM_LOG", "info"}}).log_level == "info");
}

TEST_CASE("command line: words are split as a shell does") {
    CHECK(split_words("a  'b c' \"d \\\" e\" f\\ g ''") ==
          std::vector<std::string>{"a", "b c", "d \" e", "f g", ""});
    CHECK(split_words("  ").empty());
}

TEST_CASE("command line: what is wrong is said with what was probably meant") {
    CHECK(refused("state") ==
          "error[FF6105]: No command\n  `fireform state` needs a command.\n  hint: fireform state --help\n");
    CHECK(refused("plam") ==
          "error[FF6101]: Unknown command\n  `fireform plam` does not exist.\n  hint: did you mean plan?\n");
    CHECK(refused("state lst") ==
          "error[FF6101]: Unknown command\n  `fireform state lst` does not exist.\n  hint: did you mean "
          "list?\n");
    CHECK(refused("plan --jsno") ==
          "error[FF6102]: Unknown flag\n  --jsno is not a flag of `fireform plan`.\n  hint: did you mean "
          "--json?\n");
    CHECK(
        refused("plan --zzzzzzzz=x") ==
        "error[FF6102]: Unknown flag\n  --zzzzzzzz is not a flag of `fireform plan`.\n  hint: fireform plan "
        "--help\n");
    CHECK(
        refused("--auto-approve apply") ==
        "error[FF6103]: Misplaced flag\n  --auto-approve stands before the command.\n  hint: fireform apply "
        "--auto-approve\n");
    CHECK(refused("plan extra") ==
          "error[FF6104]: Unexpected argument\n  `fireform plan` has no use for \"extra\".\n  hint: fireform "
          "plan "
          "--help\n");
    CHECK(refused("plan --out") ==
          "error[FF6106]: Wrong usage\n  --out needs a value.\n  hint: fireform plan --help\n");
    CHECK(refused("plan --target chat") ==
          "error[FF6106]: Wrong usage\n  --target: \"chat\" is not an address.\n"
          "  hint: an address is TYPE.NAME, as in deployment.chat\n");
    CHECK(refused("apply --parallelism 0") ==
          "error[FF6106]: Wrong usage\n  --parallelism: \"0\" is not a whole number from 1 to 1024.\n"
          "  hint: fireform apply --help\n");
    const auto why = [](const std::string& line) {
        const std::string text = refused(line);
        const std::size_t from = text.find("\n  ") + 3;
        return text.substr(from, text.find('\n', from) - from);
    };
    CHECK(why("apply --parallelism 2.5") == "--parallelism: \"2.5\" is not a whole number from 1 to 1024.");
    CHECK(why("apply --max-destroys -1") ==
          "--max-destroys: \"-1\" is not a whole number that is at least 0.");
    CHECK(why("plan --refresh=maybe") == "--refresh: \"maybe\" is neither true nor false.");
    CHECK(why("drift --format xml") ==
          "--format: \"xml\" is not one of text, json, markdown, junit, prometheus.");
    CHECK(why("drift --watch soon") == "--watch: \"soon\" is not a duration.");
    CHECK(why("drift --watch 100ms") == "--watch: \"100ms\" is less than a second.");
    CHECK(why("drift --watch 5m --format junit") == "--watch and --format junit exclude each other.");
    CHECK(why("drift --accept --watch 5m") == "--accept and --watch exclude each other.");
    CHECK(why("drift --accept --notify https://h.test") == "--accept and --notify exclude each other.");
    CHECK(why("drift --accept --format markdown") == "--accept and --format markdown exclude each other.");
    CHECK(why("drift --json --format junit") == "--json and --format exclude each other.");
    CHECK(why("drift --health-file h") == "--health-file belongs to --watch.");
    CHECK(why("drift --notify ftp://secret") ==
          "--notify takes an http or https url without a user name in it.");
    CHECK(why("emulator --quota -1") == "--quota: \"-1\" is not a whole number that is at least 0.");
    CHECK(why("emulator --loras 10001") == "--loras: \"10001\" is not a whole number from 0 to 10000.");
    CHECK(why("emulator --time-scale 0") == "--time-scale: \"0\" is not a number above 0.");
    CHECK(why("emulator --seed x") == "--seed: \"x\" is not a whole number that is at least 0.");
    CHECK(why("emulator --api foo") == "--api: \"foo\" is not one of public, extended.");
    CHECK(why("emulator --fault-rate 1.5") == "--fault-rate: \"1.5\" is not a number from 0 to 1.");
    CHECK(why("output x extra") == "`fireform output` has no use for \"extra\".");
    CHECK(why("show a b") == "`fireform show` has no use for \"b\".");
    CHECK(why("state mv deployment.a deployment.b c") == "`fireform state mv` has no use for \"c\".");
    CHECK(why("output --raw --json") == "--json and --raw exclude each other.");
    CHECK(why("plan --json --format html") == "--json and --format exclude each other.");
    CHECK(why("plan --max-bytes 60000") == "--max-bytes is about --format markdown.");
    CHECK(why("plan --format markdown --max-bytes 10").find("is not a whole number from 1000") !=
          std::string::npos);
    CHECK(why("show --format html") == "--format is about a saved plan.");
    CHECK(why("schema --markdown --json-schema") == "--json-schema and --markdown exclude each other.");
    CHECK(why("import") == "`fireform import` takes two arguments: ADDR ID.");
    CHECK(why("state show") == "`fireform state show` takes an argument: ADDR.");
    CHECK(refused("apply --lock-timeout soon") ==
          "error[FF6106]: Wrong usage\n  --lock-timeout: \"soon\" is not a duration.\n"
          "  hint: write seconds, or \"90s\", \"5m\", \"1h30m\"\n");
    CHECK(refused("import deployment.chat").find("`fireform import` takes two arguments: ADDR ID.") !=
          std::string::npos);
    CHECK(refused("state mv deployment.a").find("takes two arguments: FROM TO.") != std::string::npos);
    CHECK(refused("plan --refresh-only --destroy").find("--refresh-only and --destroy exclude each other.") !=
          std::string::npos);
    CHECK(refused("apply next.plan --target deployment.a").find("cannot be narrowed or changed") !=
          std::string::npos);
    CHECK(refused("apply --json") ==
          "error[FF6106]: Wrong usage\n  --json cannot ask.\n  hint: add --auto-approve, or apply a saved "
          "plan\n");
    CHECK(refused("--log-level loud plan").find("error, warn, info, debug or trace") != std::string::npos);
    CHECK(refused("emulator --rate-limit fast").find("100/s") != std::string::npos);
    CHECK(refused("emulator --faults f --fault-rate 0.5")
              .find("--faults and --fault-rate exclude each other.") != std::string::npos);
}

TEST_CASE("command line: what is wrong in the environment says so") {
    CHECK(refused("plan", {{"FIREFORM_LOG", "loud"}}) ==
          "error[FF6106]: Wrong usage\n  FIREFORM_LOG: \"loud\" is not a level.\n"
          "  hint: error, warn, info, debug or trace\n");
    CHECK(refused("plan", {{"FIREFORM_CLI_ARGS", "--auto-approve"}}) ==
          "error[FF6102]: Unknown flag\n  --auto-approve is not a flag of `fireform plan`. It comes from "
          "FIREFORM_CLI_ARGS in the environment.\n  hint: fireform plan --help\n");
    CHECK(refused("plan --jsno", {{"FIREFORM_CLI_ARGS", "--json"}}).find("environment") == std::string::npos);
}

TEST_CASE("command line: no words at all, and the word help, are answered with help") {
    CHECK(parsed<HelpCommand>("").text == parsed<HelpCommand>("--help").text);
    CHECK(parsed<HelpCommand>("help").text == parsed<HelpCommand>("--help").text);
    CHECK(parsed<HelpCommand>("help state mv").text == parsed<HelpCommand>("state mv --help").text);
}

TEST_CASE("command line: a secret in the wrong place is not repeated") {
    CHECK(refused("plan --var hush-hush") ==
          "error[FF6106]: Wrong usage\n  --var takes NAME=VALUE.\n  hint: --var environment=prod\n");
}

TEST_CASE("command line: every command explains itself with an example") {
    for (const char* command :
         {"init",       "validate",   "plan",       "apply",           "destroy",      "drift",
          "import",     "state",      "state list", "state show",      "state mv",     "state rm",
          "state pull", "state push", "state lock", "state lock show", "state unlock", "show",
          "output",     "schema",     "emulator",   "version"}) {
        const std::string line = command;
        const std::string help = parsed<HelpCommand>(line + " --help").text;
        INFO(help);
        CHECK(help.find("\nUsage: fireform " + line) != std::string::npos);
        CHECK(help.find("Examples:\n  fireform ") != std::string::npos);
        CHECK(parsed<HelpCommand>(line + " -h").text == help);
        CHECK(parsed<HelpCommand>(line + " -help").text == help);
    }
    const auto usage = [](const std::string& line) {
        const std::string text = parsed<HelpCommand>(line + " --help").text;
        const std::size_t from = text.find("Usage: ");
        return text.substr(from, text.find('\n', from) - from);
    };
    CHECK(usage("import") == "Usage: fireform import [FLAGS] ADDR ID");
    CHECK(usage("state list") == "Usage: fireform state list [FLAGS] [PATTERN...]");
    CHECK(usage("state show") == "Usage: fireform state show [FLAGS] ADDR");
    CHECK(usage("state mv") == "Usage: fireform state mv [FLAGS] FROM TO");
    CHECK(usage("state rm") == "Usage: fireform state rm [FLAGS] ADDR...");
    CHECK(usage("apply") == "Usage: fireform apply [FLAGS] [PLAN]");
    const std::string help = parsed<HelpCommand>("--help").text;
    CHECK(help.find("Usage: fireform [FLAGS] COMMAND") != std::string::npos);
    CHECK(help.find("  130 interrupted\n") != std::string::npos);
}
