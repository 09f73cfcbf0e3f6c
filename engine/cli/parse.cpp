// The only file that sees CLI11, which takes seconds to compile: the tree of commands with their flags and
// help texts, and what is said when the words do not fit it.
#include "engine/cli/parse.hpp"

#include "engine/cli/command_draft.hpp"
#include "engine/cli/command_tree.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/render/plan_markdown.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

namespace fireform::cli {
namespace {

// --- the tree
// --------------------------------------------------------------------------------------------------

constexpr int arguments_max = 64;  ///< of commands that take any number

constexpr std::string_view examples_begin = "Examples:\n";
constexpr std::string_view examples_end = "\n\nFlags of every command: fireform --help";

CLI::App* command(CLI::App& parent, CommandDraft&, const char* name, const char* summary,
                  const char* examples) {
    CLI::App* app = parent.add_subcommand(name, summary);
    app->group("Commands");
    app->set_help_flag("-h,--help", "this text");
    app->footer(fmt::format("{}{}{}", examples_begin, examples, examples_end));
    return app;
}

void text_flag(CLI::App* app, const char* name, std::string& value, const char* placeholder,
               const char* description) {
    app->add_option(name, value, description)->option_text(placeholder);
}

void text_flag(CLI::App* app, const char* name, std::optional<std::string>& value, const char* placeholder,
               const char* description) {
    app->add_option(name, value, description)->option_text(placeholder);
}

void list_flag(CLI::App* app, const char* name, std::vector<std::string>& values, const char* placeholder,
               const char* description) {
    app->add_option(name, values, description)->option_text(placeholder)->allow_extra_args(false)->take_all();
}

/// `says` why a text does not fit, "" that it does.
template <class Says>
CLI::Validator check(Says says) {
    return {[says](std::string& text) -> std::string {
                const std::string why = says(text);
                return why.empty() ? why : fmt::format("{} {}", fireform::in_quotes(text), why);
            },
            ""};
}

void switch_flag(CLI::App* app, const char* name, bool& value, const char* description) {
    app->add_flag(name, value, description)->check(check([](const std::string& text) {
        return text == "true" || text == "false" ? "" : "is neither true nor false";
    }));
}

struct Range {
    double least = 0;
    double most = std::numeric_limits<double>::infinity();
    bool above = false;  ///< `least` itself is too little
};

std::string range_text(const Range& range) {
    if (std::isfinite(range.most)) return fmt::format(" from {} to {}", range.least, range.most);
    return fmt::format("{} {}", range.above ? " above" : " that is at least", range.least);
}

/// `Number` is an integer type or double.
template <class Number>
void number_flag(CLI::App* app, const char* name, Number& value, const char* placeholder,
                 const char* description, Range range = {}) {
    const auto fits = [range](const std::string& text) -> std::string {
        Number number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const auto found = static_cast<double>(number);
        const bool inside =
            found >= range.least && found <= range.most && !(range.above && found == range.least);
        if (error == std::errc{} && end == text.data() + text.size() && inside) return "";
        return fmt::format("is not a {}{}", std::is_integral_v<Number> ? "whole number" : "number",
                           range_text(range));
    };
    app->add_option(name, value, description)->option_text(placeholder)->check(check(fits));
}

void choice_flag(CLI::App* app, const char* name, std::string& value, const char* placeholder,
                 const char* description, const std::vector<std::string>& choices) {
    app->add_option(name, value, description)
        ->option_text(placeholder)
        ->check(check([choices](const std::string& text) -> std::string {
            if (std::ranges::find(choices, text) != choices.end()) return "";
            return fmt::format("is not one of {}", fmt::join(choices, ", "));
        }));
}

void arguments(CLI::App* app, const char* name, CommandDraft& draft, int least, int most,
               const char* description) {
    CLI::Option* option = app->add_option(name, draft.arguments, description)->option_text(" ");
    option->expected(least, most)->take_all();
    if (least > 0) option->required();
}

void variable_flags(CLI::App* app, CommandDraft& draft) {
    list_flag(app, "--var", draft.variables, "NAME=VALUE", "value of a variable; may be repeated");
    list_flag(app, "--var-file", draft.variable_files, "FILE",
              "TOML file with values of variables; may be repeated");
}

void selection_flags(CLI::App* app, CommandDraft& draft) {
    list_flag(app, "--target", draft.targets, "ADDR",
              "only this resource and what it needs; may be repeated, and have a *: 'deployment.*'");
    list_flag(app, "--exclude", draft.excludes, "ADDR",
              "not this resource and what needs it; may be repeated, and have a *");
    switch_flag(app, "--refresh", draft.refresh,
                "read the account first; --refresh=false plans against what state last saw");
    switch_flag(app, "--refresh-only", draft.refresh_only, "only show, and with apply record, what is live");
    switch_flag(app, "--wake", draft.wake,
                "start one replica of every deployment that sleeps at zero; costs GPU time");
    variable_flags(app, draft);
}

void replace_flag(CLI::App* app, CommandDraft& draft) {
    list_flag(app, "--replace", draft.replaces, "ADDR",
              "make this object anew though nothing differs; may be repeated, and have a *");
}

void lock_flag(CLI::App* app, CommandDraft& draft) {
    text_flag(app, "--lock-timeout", draft.lock_timeout, "D",
              "how long to wait for the lock of the state [0s]");
}

void json_flag(CLI::App* app, CommandDraft& draft, const char* description) {
    switch_flag(app, "--json", draft.json, description);
}

void apply_flags(CLI::App* app, CommandDraft& draft) {
    switch_flag(app, "--auto-approve", draft.auto_approve, "do not ask");
    selection_flags(app, draft);
    number_flag(app, "--parallelism", draft.parallelism, "N",
                "requests in flight at most; waiting takes none [64]", {1, 1024});
    switch_flag(app, "--wait", draft.wait,
                "wait until everything is ready; --wait=false leaves that to the next run");
    switch_flag(app, "--force", draft.force, "delete deployments that served traffic in the last hour too");
    number_flag(app, "--max-destroys", draft.destroys_max, "N",
                "refuse to destroy or replace more than N [5 with --auto-approve, else no limit]");
    lock_flag(app, draft);
    json_flag(app, draft, "one JSON object a line, in Terraform's event names");
}

void plan_form_flags(CLI::App* app, CommandDraft& draft) {
    switch_flag(app, "--verbose", draft.verbose, "show what does not change too");
    text_flag(app, "--format", draft.format, "text|markdown|html",
              "for a terminal, a pull request, or a browser: one page without network [text]");
    number_flag(app, "--max-bytes", draft.bytes_max, "N",
                "cut the Markdown to N bytes, what is destroyed last; GitHub takes 65536 [any]",
                {markdown_bytes_least, 1e9});
}

void planning_commands(CLI::App& root, CommandDraft& draft) {
    command(root, draft, "init", "write a commented starter fireform.toml",
            "  fireform init\n  fireform --chdir fleet init");

    CLI::App* validate =
        command(root, draft, "validate", "check the configuration, every error at once; no network",
                "  fireform validate\n  fireform validate --json\n"
                "  fireform validate --format junit > validate.xml\n"
                "  fireform validate --format github     # in a workflow: marks the lines of the change");
    variable_flags(validate, draft);
    text_flag(validate, "--format", draft.format, "text|json|junit|github", "what to print [text]");
    json_flag(validate, draft, "the result as one JSON object");

    CLI::App* plan =
        command(root, draft, "plan", "show what apply would change; changes nothing, takes no lock",
                "  fireform plan\n  fireform plan --out next.plan && fireform apply next.plan\n"
                "  fireform plan --detailed-exitcode   # exit 2: changes are pending\n"
                "  fireform plan --format markdown --max-bytes 60000 > comment.md   # for a pull request\n"
                "  fireform plan --format html > plan.html\n"
                "  fireform plan --target 'lora_addon.*' --exclude lora_addon.old\n"
                "  fireform plan --replace deployment.chat\n"
                "  fireform plan --generate-config imported.fireform.toml   # blocks for [[import]]");
    replace_flag(plan, draft);
    text_flag(plan, "--generate-config", draft.generate_config, "FILE",
              "write blocks for what [[import]] names and no block describes into FILE, a new one");
    text_flag(plan, "--out", draft.out, "FILE", "save the plan, for `fireform apply FILE`");
    switch_flag(plan, "--detailed-exitcode", draft.detailed_exitcode, "exit 2 when there are changes");
    switch_flag(plan, "--validate", draft.validate,
                "ask the service about every create, and show what it would choose");
    switch_flag(plan, "--destroy", draft.destroy, "plan to destroy everything");
    selection_flags(plan, draft);
    plan_form_flags(plan, draft);
    json_flag(plan, draft, "one JSON object a line, in Terraform's event names");
    text_flag(plan, "--json-into", draft.json_into, "FILE", "these lines into FILE, beside what is printed");

    CLI::App* apply = command(root, draft, "apply", "make the account match the configuration",
                              "  fireform apply\n  fireform apply --auto-approve --max-destroys 0\n"
                              "  fireform apply next.plan            # what `plan --out next.plan` saved");
    arguments(apply, "PLAN", draft, 0, 1, "a saved plan, which is its own approval");
    switch_flag(apply, "--destroy", draft.destroy, "destroy everything");
    replace_flag(apply, draft);
    apply_flags(apply, draft);

    CLI::App* destroy = command(root, draft, "destroy", "destroy everything that state owns",
                                "  fireform destroy\n  fireform destroy --target deployment.chat\n"
                                "  fireform destroy --exclude 'dataset.*'");
    apply_flags(destroy, draft);

    CLI::App* undo = command(root, draft, "undo", "restore what a run destroyed, while the API still can",
                             "  fireform undo            # of the last run that destroyed something\n"
                             "  fireform undo 12         # of the run that `fireform history` numbers so");
    arguments(undo, "RUN", draft, 0, 1, "its number in `fireform history`");
    switch_flag(undo, "--auto-approve", draft.auto_approve, "do not ask");
    variable_flags(undo, draft);
    lock_flag(undo, draft);

    CLI::App* drift = command(
        root, draft, "drift", "compare the live account with what was last applied; exit 2 when it drifted",
        "  fireform drift\n"
        "  fireform drift --accept               # then: git add fireform.drift.json\n"
        "  fireform drift --format markdown > drift.md\n"
        "  fireform drift --format junit > drift.xml\n"
        "  fireform drift --format prometheus > fireform.prom\n"
        "  fireform drift --watch 5m --health-file /run/fireform/drift.json\n"
        "  FIREFORM_CLI_ARGS_drift=\"--notify $SLACK_URL\" fireform drift\n"
        "                                        # not in sight of `ps`\n\n"
        "Takes no lock and changes nothing, so it may run every minute beside an apply:\n"
        "what a run has in work is left out. --watch looks again after D, give or take a\n"
        "tenth, and tells what has changed since the look before.");
    text_flag(drift, "--format", draft.format, "text|json|markdown|junit|prometheus", "what to print [text]");
    json_flag(drift, draft, "one JSON object a line, in Terraform's event names");
    switch_flag(drift, "--accept", draft.accept,
                "keep silent about what differs now until it changes again; written to fireform.drift.json");
    text_flag(drift, "--watch", draft.watch, "D", "look again and again: 5m");
    text_flag(drift, "--health-file", draft.health_file, "FILE", "with --watch: rewritten after each look");
    text_flag(drift, "--notify", draft.notify, "URL",
              "POST the drift there as JSON, with `text` as Slack reads it");
    variable_flags(drift, draft);
}

void state_commands(CLI::App& root, CommandDraft& draft) {
    CLI::App* import =
        command(root, draft, "import", "take an object that is there into state, for a block that is written",
                "  fireform import deployment.chat chat-prod\n"
                "  fireform import lora_addon.a accounts/acme/deployedModels/x1y2z3");
    arguments(import, "ADDR ID", draft, 2, 2, "the block's address, and the object's id or full name");
    variable_flags(import, draft);
    lock_flag(import, draft);

    CLI::App* exporting = command(root, draft, "export", "write the live account as configuration and state",
                                  "  fireform export                       # into this folder\n"
                                  "  fireform export --out fleet && fireform --chdir fleet plan\n"
                                  "  fireform export --type deployment --type lora_addon --filter 'chat-*'\n"
                                  "  fireform export --filter 'annotations.team=search'");
    text_flag(exporting, "--out", draft.out, "DIR", "into this folder, which has no configuration yet [.]");
    list_flag(exporting, "--type", draft.types, "TYPE", "only objects of this type; may be repeated");
    text_flag(exporting, "--filter", draft.filter, "F",
              "only ids and display names like F, or ATTRIBUTE=F; * stands for any text");
    switch_flag(exporting, "--force", draft.force, "what another state owns, too");
    variable_flags(exporting, draft);
    lock_flag(exporting, draft);

    CLI::App* orphans = command(root, draft, "orphans", "live objects that no state owns, and what they cost",
                                "  fireform orphans\n  fireform orphans --type deployment --json");
    list_flag(orphans, "--type", draft.types, "TYPE", "only objects of this type; may be repeated");
    text_flag(orphans, "--filter", draft.filter, "F",
              "only ids and display names like F, or ATTRIBUTE=F; * stands for any text");
    json_flag(orphans, draft, "as JSON");
    variable_flags(orphans, draft);

    CLI::App* state = command(root, draft, "state", "look at state and mend it",
                              "  fireform state list\n  fireform state mv deployment.chat deployment.talk");
    state->require_subcommand(1);
    CLI::App* list = command(*state, draft, "list", "addresses in state",
                             "  fireform state list\n  fireform state list 'lora_addon.*'");
    arguments(list, "PATTERN", draft, 0, arguments_max,
              "only addresses like this, * stands for any text; or a type");
    CLI::App* show = command(*state, draft, "show", "one resource as state knows it",
                             "  fireform state show deployment.chat");
    arguments(show, "ADDR", draft, 1, 1, "the resource");
    CLI::App* move = command(
        *state, draft, "mv", "give a resource another address, or another state; its object stays",
        "  fireform state mv deployment.chat deployment.talk\n"
        "  fireform state mv deployment.chat deployment.chat --state-out ../prod/fireform.state.json");
    arguments(move, "FROM TO", draft, 2, 2, "the address it has, and the one it gets");
    text_flag(move, "--state-out", draft.state_out, "FILE", "into the state in FILE, which may be new");
    lock_flag(move, draft);
    CLI::App* remove = command(*state, draft, "rm", "forget a resource; its object stays",
                               "  fireform state rm lora_addon.a");
    arguments(remove, "ADDR", draft, 1, arguments_max, "the resources");
    lock_flag(remove, draft);
    command(*state, draft, "pull", "print the state as JSON", "  fireform state pull > backup.json");
    CLI::App* push = command(*state, draft, "push", "replace the state by a file of the same lineage",
                             "  fireform state push backup.json");
    arguments(push, "FILE", draft, 1, 1, "what `state pull` printed");
    switch_flag(push, "--force", draft.force, "although lineage or serial say that it is another or older");
    lock_flag(push, draft);
    CLI::App* lock = command(*state, draft, "lock", "the lock of the state", "  fireform state lock show");
    lock->require_subcommand(1);
    command(*lock, draft, "show", "who holds the lock", "  fireform state lock show");
    CLI::App* rebuild =
        command(*state, draft, "rebuild", "make a lost state anew from the account and the configuration",
                "  fireform state rebuild\n"
                "  fireform state rebuild --lineage 3f2a91bc-0d3e-4c1a-9f58-2f5b7a1f6c11");
    text_flag(rebuild, "--lineage", draft.lineage, "LINEAGE",
              "of several states that the account's objects are tagged with, this one");
    switch_flag(rebuild, "--force", draft.force, "replace a state that has entries");
    variable_flags(rebuild, draft);
    lock_flag(rebuild, draft);
    CLI::App* unlock =
        command(*state, draft, "unlock", "tell whether the state is locked, and take a lock of a server away",
                "  fireform state unlock\n  fireform state unlock 8b5c3f7e-3b1f-4b9e-a2f0-0c5b9a6d7e21");
    arguments(unlock, "ID", draft, 0, 1, "of the lock on a state server whose run has died");

    CLI::App* history = command(root, draft, "history", "the last 20 runs that changed something",
                                "  fireform history\n  fireform history --json");
    json_flag(history, draft, "as JSON, with what was destroyed");

    CLI::App* show_all = command(root, draft, "show", "the state, or a saved plan",
                                 "  fireform show\n  fireform show --json next.plan\n"
                                 "  fireform show --format html next.plan > plan.html");
    arguments(show_all, "PLAN", draft, 0, 1, "a saved plan");
    json_flag(show_all, draft, "in the shape of `terraform show -json`");
    plan_form_flags(show_all, draft);
    CLI::App* output = command(root, draft, "output", "outputs of the last apply",
                               "  fireform output\n  fireform output chat_model --raw");
    arguments(output, "NAME", draft, 0, 1, "only this output");
    json_flag(output, draft, "as JSON");
    switch_flag(output, "--raw", draft.raw, "the value alone, strings without quotes");
    CLI::App* client =
        command(root, draft, "client", "how to call a deployment or addon, ready to paste; never the key",
                "  eval \"$(fireform client deployment.chat)\"\n"
                "  fireform client lora_addon.support --format python > call.py");
    arguments(client, "ADDR", draft, 1, 1, "the deployment or lora_addon");
    client->add_option("--format", draft.client_format, "what to print [env]")
        ->option_text("env|json|python|curl")
        ->check(CLI::IsMember({"env", "json", "python", "curl"}));
}

void emulator_flags(CLI::App* app, CommandDraft& draft) {
    EmulatorServerOptions& server = draft.server;
    EmulatorOptions& emulator = server.emulator;
    text_flag(app, "--listen", server.listen, "HOST:PORT",
              "where to listen; port 0: any free one [127.0.0.1:0]");
    text_flag(app, "--port-file", server.port_file, "FILE", "write the port to this file");
    text_flag(app, "--store", server.store, "FILE",
              "keep the objects in this file [none: as long as it runs]");
    text_flag(app, "--account", emulator.account, "ID", "the account it has [acme]");
    text_flag(app, "--api-key", emulator.api_key, "KEY",
              "the only key it accepts; others see arguments, so rather set FIREFORM_EMULATOR_KEY [any]");
    number_flag(app, "--seed", emulator.seed, "N", "of everything random [1]");
    text_flag(app, "--latency", draft.latency, "D", "added to every reply [0]");
    number_flag(app, "--time-scale", server.time_scale, "X", "its clock runs X times faster [1]",
                {.above = true});
    text_flag(app, "--ready-after", draft.ready_after, "D",
              "how long deployments and addons take; jobs ten times, datasets a tenth [2s]");
    text_flag(app, "--rate-limit", draft.rate_limit, "N/s", "requests a second; beyond it 429 [none]");
    number_flag(app, "--quota", emulator.quota, "N", "of each accelerator type [100000]");
    number_flag(app, "--loras", emulator.loras, "N", "LoRA models it starts with [1]", {0, 10000});
    choice_flag(app, "--api", draft.api, "public|extended",
                "extended: with the fields that the public API dropped [public]", {"public", "extended"});
    text_flag(app, "--faults", server.faults_file, "FILE", "TOML file with faults to inject");
    number_flag(app, "--fault-rate", server.fault_rate, "P", "share of requests to spoil, 0 to 1 [0]",
                {0, 1});
    switch_flag(app, "--strict", emulator.strict, "refuse a PATCH without updateMask");
    switch_flag(app, "--emit-defaults", emulator.emit_defaults, "spell out zero values in replies");
    text_flag(app, "--list-lag", draft.list_lag, "D", "how long lists lag behind [0]");
}

void other_commands(CLI::App& root, CommandDraft& draft) {
    CLI::App* schema =
        command(root, draft, "schema", "reference of the resource types",
                "  fireform schema\n  fireform schema deployment\n  fireform schema lookup.model\n"
                "  fireform schema --json-schema > fireform.schema.json");
    arguments(schema, "TYPE", draft, 0, 1, "only this type");
    switch_flag(schema, "--json-schema", draft.json_schema, "JSON Schema of the configuration, for editors");
    switch_flag(schema, "--markdown", draft.markdown, "as Markdown");

    CLI::App* doctor = command(root, draft, "doctor",
                               "look for what keeps the others from working: key, network, clock, state",
                               "  fireform doctor                     # exit 1: something is wrong\n"
                               "  fireform doctor --json");
    json_flag(doctor, draft, "as JSON");
    variable_flags(doctor, draft);

    CLI::App* graph =
        command(root, draft, "graph", "the resources and who needs whom, drawn or for programs that draw",
                "  fireform graph | dot -Tsvg > fleet.svg\n"
                "  fireform graph --format mermaid     # for Markdown, between ```mermaid and ```\n"
                "  fireform graph --format html > fleet.html");
    text_flag(graph, "--format", draft.graph_format, "dot|mermaid|html", "which of them [dot]");
    variable_flags(graph, draft);

    CLI::App* fmt =
        command(root, draft, "fmt", "bring configuration files into one style; comments stay",
                "  fireform fmt\n  fireform fmt --check        # exit 3: names the files that differ\n"
                "  fireform fmt - < a.toml     # from stdin to stdout");
    arguments(
        fmt, "FILE", draft, 0, arguments_max,
        "these files, or - for stdin to stdout [every fireform.toml, *.fireform.toml, fireform.*.toml]");
    switch_flag(fmt, "--check", draft.check, "change nothing, name the files that would change");

    CLI::App* emulator =
        command(root, draft, "emulator", "the Fireworks API as a server on this machine, to try things",
                "  fireform emulator --listen 127.0.0.1:4711\n"
                "  fireform emulator --port-file p --ready-after 0s --fault-rate 0.1 --seed 7\n\n"
                "Doors of its own, while it runs:\n"
                "  GET  /emulator/objects                     what there is\n"
                "  GET  /emulator/requests?replies=true       what was asked, and answered\n"
                "  POST /emulator/advance?seconds=N           moves the clock\n"
                "  POST /emulator/traffic?deployment=NAME     the deployment is in use\n"
                "  POST /emulator/account?suspend=STATE       CREDIT_DEPLETED, ...; UNSUSPENDED lifts it\n"
                "  POST /emulator/reset                       starts anew");
    emulator_flags(emulator, draft);

    CLI::App* explain =
        command(root, draft, "explain", "what a message means, with an example and the way out",
                "  fireform explain FF1121\n  fireform explain 'Attribute out of range'\n"
                "  fireform explain              # all of them\n"
                "  fireform explain --json       # all of them, for programs");
    arguments(explain, "CODE", draft, 0, 1, "the code of the message, or its first line");
    json_flag(explain, draft, "as JSON");

    CLI::App* completion =
        command(root, draft, "completion", "completion for your shell, with your addresses",
                "  eval \"$(fireform completion bash)\"                 # in ~/.bashrc\n"
                "  eval \"$(fireform completion zsh)\"                  # in ~/.zshrc, behind compinit\n"
                "  fireform completion fish > ~/.config/fish/completions/fireform.fish");
    arguments(completion, "bash|zsh|fish", draft, 0, 1, "the shell");
    text_flag(completion, "--line", draft.line, "TEXT",
              "what the scripts ask: a line each for what can stand at the end of this one");

    command(root, draft, "manual", "the manual page, as man reads it",
            "  fireform manual > fireform.1 && man ./fireform.1");

    CLI::App* version = command(root, draft, "version", "print the version", "  fireform version --json");
    json_flag(version, draft, "as JSON");
}

/// The usage line without the counts that CLI11 writes behind the arguments.
class HelpFormatter final : public CLI::Formatter {
 public:
    std::string make_option_usage(const CLI::Option* option) const override {
        const bool many = option->get_expected_max() == arguments_max;
        const std::string name = option->get_name(true) + (many ? "..." : "");
        return option->get_required() ? name : '[' + name + ']';
    }
};

void build_tree(CLI::App& root, CommandDraft& draft) {
    root.formatter(std::make_shared<HelpFormatter>());
    root.get_formatter()->column_width(26);
    root.get_formatter()->label("Positionals", "Arguments");
    root.get_formatter()->label("SUBCOMMAND", "COMMAND");
    root.get_formatter()->label("OPTIONS", "FLAGS");
    root.option_defaults()->take_last()->group("Flags");
    root.set_help_flag("-h,--help", "this text, or that of a command");
    root.fallthrough();
    root.require_subcommand(1);

    text_flag(&root, "--chdir", draft.global.folder, "DIR", "work in this folder");
    text_flag(&root, "--env", draft.global.env, "ENV",
              "read fireform.ENV.toml over the rest, and use its own state");
    switch_flag(&root, "--no-color", draft.global.no_color, "plain text; so does NO_COLOR");
    text_flag(&root, "--log-level", draft.global.log_level, "error|warn|info|debug|trace",
              "what is told of requests [nothing]");
    text_flag(&root, "--log-file", draft.global.log_file, "FILE",
              "where it is told, without --log-level at debug [stderr]");
    std::string footer = "Exit codes:\n";
    for (const ExitCode& code : exit_codes)
        footer += fmt::format("  {:<4}{}\n", code.number, code.meaning);
    root.footer(footer + "\nHelp of a command: fireform COMMAND --help");

    planning_commands(root, draft);
    state_commands(root, draft);
    other_commands(root, draft);
}

// --- what is said when the words do not fit
// ---------------------------------------------------------------------

/// "fireform state lock"
std::string full_name(const CLI::App& app) {
    return app.get_parent() ? full_name(*app.get_parent()) + ' ' + app.get_name() : app.get_name();
}

/// "state lock", "" of the program itself.
std::string words_of(const CLI::App& app) {
    const std::string name = full_name(app);
    const std::size_t blank = name.find(' ');
    return blank == std::string::npos ? std::string() : name.substr(blank + 1);
}

/// The command that was named last.
const CLI::App& deepest(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : deepest(*chosen.back());
}

std::string help_hint(const CLI::App& app) {
    return full_name(app) + " --help";
}

std::vector<const CLI::App*> children(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> flag_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* at = &app; at; at = at->get_parent())
        for (const CLI::Option* option : at->get_options())
            for (const std::string& name : option->get_lnames())
                names.push_back("--" + name);
    return names;
}

Diagnostic no_use(const CLI::App& app, const std::string& word) {
    return problem("Unexpected argument",
                   fmt::format("`{}` has no use for {}.", full_name(app), fireform::in_quotes(word)),
                   help_hint(app));
}

/// The first of the arguments that are more than the command takes: CLI11 counts those of lists only upwards.
std::optional<Diagnostic> superfluous(const CLI::App& app, const std::vector<std::string>& arguments) {
    for (const CLI::Option* option :
         app.get_options([](const CLI::Option* one) { return one->get_positional(); })) {
        const auto most = static_cast<std::size_t>(option->get_expected_max());
        if (arguments.size() > most) return no_use(app, arguments[most]);
    }
    return std::nullopt;
}

Diagnostic unexpected(const CLI::App& root) {
    const CLI::App& app = deepest(root);
    const std::vector<std::string> rest = root.remaining(true);
    const std::string word = rest.empty() ? std::string() : rest.front();
    if (word.starts_with('-')) {
        const std::string name = word.substr(0, word.find('='));
        const std::vector<std::string> known = flag_names(app);
        if (std::ranges::find(known, name) != known.end())
            return problem("Misplaced flag", fmt::format("{} stands before the command.", name),
                           fmt::format("{} {}", full_name(app), word));
        return problem("Unknown flag", fmt::format("{} is not a flag of `{}`.", name, full_name(app)),
                       meant(name, known, help_hint(app)));
    }
    std::vector<std::string> commands;
    for (const CLI::App* child : children(app))
        commands.push_back(child->get_name());
    if (commands.empty()) return no_use(app, word);
    const std::string parent = words_of(app);
    return problem("Unknown command", fmt::format("`{} {}` does not exist.", full_name(app), word),
                   meant(word, commands, help_hint(app)));
}

Diagnostic usage_problem(const CLI::ParseError& error, const CLI::App& root) {
    const CLI::App& app = deepest(root);
    if (dynamic_cast<const CLI::ExtrasError*>(&error)) return unexpected(root);
    if (dynamic_cast<const CLI::RequiredError*>(&error) && !children(app).empty()) {
        if (!root.remaining(true).empty()) return unexpected(root);
        return problem("No command", fmt::format("`{}` needs a command.", full_name(app)), help_hint(app));
    }
    const std::string text = error.what();
    if (dynamic_cast<const CLI::RequiredError*>(&error)) {
        const std::string name = text.substr(0, text.find(" is required"));
        const bool two = name.find(' ') != std::string::npos;
        return problem(
            "Wrong usage",
            fmt::format("`{}` takes {}: {}.", full_name(app), two ? "two arguments" : "an argument", name),
            help_hint(app));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error))
        return problem("Wrong usage", fmt::format("{} needs a value.", text.substr(0, text.find(':'))),
                       help_hint(app));
    return problem("Wrong usage", fmt::format("{}.", text), help_hint(app));
}

void collect_flags(const CLI::App& app, std::vector<std::string>& all, std::vector<std::string>& with_value) {
    for (const CLI::Option* option : app.get_options()) {
        const std::vector<std::string>& names = option->get_lnames();
        all.insert(all.end(), names.begin(), names.end());
        if (option->get_expected_min() > 0) with_value.insert(with_value.end(), names.begin(), names.end());
    }
    for (const CLI::App* child : children(app))
        collect_flags(*child, all, with_value);
}

CommandWords words_of_tree(const CLI::App& app) {
    CommandWords out;
    out.name = app.get_name();
    out.summary = app.get_description();
    out.examples = app.get_footer();
    if (out.examples.starts_with(examples_begin)) {
        out.examples.erase(0, examples_begin.size());
        out.examples.erase(out.examples.rfind(examples_end));
    }
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            out.argument = option->get_name(true);
            out.argument_description = option->get_description();
            out.arguments_max = static_cast<std::size_t>(option->get_expected_max());
            out.argument_required = option->get_required();
        } else {
            const bool takes_value = option->get_expected_min() > 0;
            out.flags.push_back({"--" + option->get_lnames().front(),
                                 takes_value ? option->get_option_text() : std::string(),
                                 option->get_description()});
        }
    }
    for (const CLI::App* child : children(app))
        out.commands.push_back(words_of_tree(*child));
    return out;
}

constexpr const char* program_description = "Keeps a Fireworks AI account equal to a set of TOML files.";

Checked<Invocation> parse(const std::vector<std::string>& words, const Environment& environment) {
    CLI::App root(program_description, "fireform");
    CommandDraft draft;
    build_tree(root, draft);

    std::vector<std::string> all_flags;
    std::vector<std::string> value_flags;
    collect_flags(root, all_flags, value_flags);
    std::vector<std::string> prepared = prepare_arguments(words, environment, all_flags, value_flags);
    if (prepared.empty()) prepared.emplace_back("--help");
    if (!prepared.empty() && (prepared.front() == "--version" || prepared.front() == "-version"))
        prepared.front() = "version";
    std::reverse(prepared.begin(), prepared.end());  // CLI11 takes them from the back
    try {
        root.parse(prepared);
    } catch (const CLI::CallForHelp&) {
        const CLI::App& app = deepest(root);
        return Invocation{draft.global,
                          HelpCommand{app.help(app.get_parent() ? full_name(*app.get_parent()) : "")}};
    } catch (const CLI::ParseError& error) {
        return usage_problem(error, root);
    }
    if (auto more = superfluous(deepest(root), draft.arguments)) return std::move(*more);
    return finish(words_of(deepest(root)), std::move(draft), environment);
}

/// `problems` with where the words come from: a variable without which there are none.
Diagnostics with_origin(const Diagnostics& problems, const std::vector<std::string>& words,
                        const Environment& environment) {
    for (const auto& [name, value] : environment) {
        if (!name.starts_with("FIREFORM_CLI_ARGS")) continue;
        Environment without = environment;
        without.erase(name);
        if (!parse(words, without).value) continue;
        Diagnostics out;
        for (Diagnostic one : problems) {
            one.detail += fmt::format(" It comes from {} in the environment.", name);
            out.add(std::move(one));
        }
        return out;
    }
    return problems;
}

}  // namespace

CommandWords command_tree() {
    CLI::App root(program_description, "fireform");
    CommandDraft draft;
    build_tree(root, draft);
    return words_of_tree(root);
}

Checked<Invocation> parse_command_line(const std::vector<std::string>& words,
                                       const Environment& environment) {
    std::vector<std::string> said = words;
    if (!said.empty() && said.front() == "help") {  // `help plan` is `plan --help`
        said.erase(said.begin());
        said.emplace_back("--help");
    }
    Checked<Invocation> out = parse(said, environment);
    if (!out.value) out.diagnostics = with_origin(out.diagnostics, said, environment);
    return out;
}

}  // namespace fireform::cli
