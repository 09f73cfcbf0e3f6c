#include "engine/cli/command_draft.hpp"

#include "engine/cli/problem.hpp"
#include "providers/http/url.hpp"
#include "schemas/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fireform::cli {
namespace {

constexpr std::array<std::string_view, 5> log_levels{"error", "warn", "info", "debug", "trace"};

/// Reads words into values and gathers what does not fit.
class Reader {
 public:
    std::chrono::nanoseconds duration(std::string_view flag, const std::string& text) {
        const auto value = parse_duration(text);
        if (!value || *value < Duration::zero()) {
            refuse(flag, text, "is not a duration", "write seconds, or \"90s\", \"5m\", \"1h30m\"");
            return {};
        }
        return *value;
    }

    std::chrono::milliseconds milliseconds(std::string_view flag, const std::string& text) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(duration(flag, text));
    }

    /// 0: not given.
    int run_number(const std::string& text) {
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (text.empty() || (error == std::errc{} && end == text.data() + text.size() && number > 0))
            return number;
        refuse("RUN", text, "is not the number of a run", "fireform history");
        return 0;
    }

    Address address(std::string_view flag, const std::string& text) {
        const auto value = parse_address(text);
        if (!value) refuse(flag, text, "is not an address", "an address is TYPE.NAME, as in deployment.chat");
        return value.value_or(Address{});
    }

    /// Each an address, or a pattern: a type, a point and what has a *.
    std::vector<std::string> address_patterns(std::string_view flag, const std::vector<std::string>& texts) {
        for (const std::string& text : texts) {
            const std::size_t star = text.find('*');
            const std::size_t dot = text.find('.');
            if (star == std::string::npos)
                address(flag, text);
            else if (dot == std::string::npos || dot == 0)
                refuse(flag, text, "is not an address", "of a whole type: deployment.*");
        }
        return texts;
    }

    /// "100/s" or "100"
    double rate(const std::string& text) {
        std::string_view number = text;
        if (number.ends_with("/s")) number.remove_suffix(2);
        double value = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (error != std::errc{} || end != number.data() + number.size() || !(value > 0))
            refuse("--rate-limit", text, "is not a rate", "write requests per second: 100/s");
        return value;
    }

    VariableOptions variables(const CommandDraft& draft) {
        VariableOptions out;
        out.files = draft.variable_files;
        for (const std::string& word : draft.variables) {
            const std::size_t equals = word.find('=');
            if (equals == std::string::npos || equals == 0) {
                // The word may be a secret that was put in the wrong place.
                problems_.add(problem("Wrong usage", "--var takes NAME=VALUE.", "--var environment=prod"));
                continue;
            }
            out.variables.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        }
        return out;
    }

    Selection selection(const CommandDraft& draft) {
        Selection out;
        out.variables = variables(draft);
        out.targets = address_patterns("--target", draft.targets);
        out.excludes = address_patterns("--exclude", draft.excludes);
        out.replaces = address_patterns("--replace", draft.replaces);
        out.refresh = draft.refresh;
        out.refresh_only = draft.refresh_only;
        out.wake = draft.wake;
        out.destroy = draft.destroy;
        if (out.refresh_only && out.destroy) exclude("--refresh-only", "--destroy");
        if (out.refresh_only && !out.refresh) exclude("--refresh-only", "--refresh=false");
        if (out.wake && out.destroy) exclude("--wake", "--destroy");
        if (!out.replaces.empty() && out.destroy) exclude("--replace", "--destroy");
        if (!out.replaces.empty() && out.refresh_only) exclude("--replace", "--refresh-only");
        if (out.wake && out.refresh_only) exclude("--wake", "--refresh-only");
        return out;
    }

    void exclude(std::string_view one, std::string_view other) {
        problems_.add(problem("Wrong usage", fmt::format("{} and {} exclude each other.", one, other),
                              "leave one of them out"));
    }

    void refuse(std::string_view flag, std::string_view text, std::string_view why, std::string hint) {
        problems_.add(problem("Wrong usage", fmt::format("{}: {} {}.", flag, fireform::in_quotes(text), why),
                              std::move(hint)));
    }

    void log_level(std::string_view origin, const std::string& level) {
        if (level.empty() || std::ranges::find(log_levels, level) != log_levels.end()) return;
        refuse(origin, level, "is not a level", "error, warn, info, debug or trace");
    }

    void format(const std::string& command, const std::string& format,
                const std::vector<std::string_view>& known) {
        if (std::ranges::find(known, format) != known.end()) return;
        refuse("--format", format, fmt::format("is not one of {}", fmt::join(known, ", ")),
               fmt::format("fireform {} --help", command));
    }

    /// REQUIRES two arguments, named `what`.
    void pair(const std::vector<std::string>& arguments, const std::string& command, std::string_view what) {
        if (arguments.size() == 2) return;
        problems_.add(problem("Wrong usage",
                              fmt::format("`fireform {}` takes two arguments: {}.", command, what),
                              fmt::format("fireform {} --help", command)));
    }

    void refuse(std::string detail, std::string hint) {
        problems_.add(problem("Wrong usage", std::move(detail), std::move(hint)));
    }

    [[nodiscard]] Diagnostics take() { return std::move(problems_); }

 private:
    Diagnostics problems_;
};

StateCommand state_command(const std::string& words, const CommandDraft& draft, Reader& reader) {
    using What = StateCommand::What;
    static constexpr std::array<std::pair<std::string_view, What>, 9> names{
        {{"state list", What::list},
         {"state show", What::show},
         {"state rm", What::remove},
         {"state mv", What::move},
         {"state pull", What::pull},
         {"state push", What::push},
         {"state lock show", What::lock_show},
         {"state unlock", What::unlock},
         {"state rebuild", What::rebuild}}};
    StateCommand out;
    for (const auto& [name, what] : names)
        if (name == words) out.what = what;
    out.arguments = draft.arguments;
    out.variables = reader.variables(draft);
    out.lineage = draft.lineage;
    out.force = draft.force;
    out.state_out = draft.state_out;
    if (out.what == What::move) reader.pair(out.arguments, words, "FROM TO");
    out.lock_timeout = reader.duration("--lock-timeout", draft.lock_timeout);
    return out;
}

ApplyCommand apply_command(const CommandDraft& draft, Reader& reader, bool destroy) {
    ApplyCommand out;
    out.selection = reader.selection(draft);
    out.selection.destroy = out.selection.destroy || destroy;
    out.plan_file = draft.arguments.empty() ? "" : draft.arguments.front();
    out.auto_approve = draft.auto_approve;
    out.json = draft.json;
    out.wait = draft.wait;
    out.force = draft.force;
    out.parallelism = draft.parallelism;
    if (draft.destroys_max >= 0) out.destroys_max = draft.destroys_max;
    out.lock_timeout = reader.duration("--lock-timeout", draft.lock_timeout);
    const Selection& chosen = out.selection;
    const bool chooses = !chosen.targets.empty() || !chosen.excludes.empty() || !chosen.replaces.empty() ||
                         !chosen.refresh || chosen.refresh_only || chosen.destroy || chosen.wake;
    if (!out.plan_file.empty() && chooses)
        reader.refuse("PLAN", out.plan_file, "is a saved plan, which cannot be narrowed or changed",
                      "give the flags to `fireform plan --out` instead");
    if (out.json && !out.auto_approve && out.plan_file.empty())
        reader.refuse("--json cannot ask.", "add --auto-approve, or apply a saved plan");
    return out;
}

EmulatorCommand emulator_command(CommandDraft draft, Reader& reader, const Environment& environment) {
    EmulatorCommand out{std::move(draft.server)};
    out.server.latency = reader.milliseconds("--latency", draft.latency);
    out.server.emulator.ready_after = reader.milliseconds("--ready-after", draft.ready_after);
    out.server.emulator.list_lag = reader.milliseconds("--list-lag", draft.list_lag);
    if (!draft.rate_limit.empty()) out.server.rate_limit = reader.rate(draft.rate_limit);
    out.server.emulator.api_extended = draft.api == "extended";
    if (out.server.emulator.api_key.empty())
        out.server.emulator.api_key = variable(environment, "FIREFORM_EMULATOR_KEY");
    if (!out.server.faults_file.empty() && out.server.fault_rate > 0)
        reader.exclude("--faults", "--fault-rate");
    return out;
}

/// `--json` of `show` is another way to write its format; that of `plan` is the event stream.
PlanForm plan_form(const std::string& command, const CommandDraft& draft, Reader& reader) {
    using Format = PlanForm::Format;
    reader.format(command, draft.format, {"text", "markdown", "html"});
    if (draft.json && draft.format != "text") reader.exclude("--json", "--format");
    if (draft.bytes_max > 0 && draft.format != "markdown")
        reader.refuse("--max-bytes is about --format markdown.", "leave it out, or add --format markdown");
    const Format format = draft.json                   ? Format::json
                          : draft.format == "markdown" ? Format::markdown
                          : draft.format == "html"     ? Format::html
                                                       : Format::text;
    return {format, draft.verbose, draft.bytes_max};
}

ShowCommand show_command(const CommandDraft& draft, Reader& reader) {
    ShowCommand out{draft.arguments.empty() ? "" : draft.arguments.front(), plan_form("show", draft, reader)};
    if (out.plan_file.empty() && draft.format != "text")
        reader.refuse("--format is about a saved plan.", "name one: fireform show PLAN");
    return out;
}

GraphFormat graph_format(const std::string& word) {
    if (word == "html") return GraphFormat::html;
    return word == "mermaid" ? GraphFormat::mermaid : GraphFormat::dot;
}

OutputCommand output_command(const CommandDraft& draft, Reader& reader) {
    if (draft.json && draft.raw) reader.exclude("--json", "--raw");
    return {draft.arguments.empty() ? "" : draft.arguments.front(), draft.json, draft.raw};
}

ClientFormat client_format(std::string_view word) {
    if (word == "json") return ClientFormat::json;
    if (word == "python") return ClientFormat::python;
    return word == "curl" ? ClientFormat::curl : ClientFormat::env;
}

ValidateCommand validate_command(const CommandDraft& draft, Reader& reader) {
    using Format = ValidateCommand::Format;
    reader.format("validate", draft.format, {"text", "json", "junit", "github"});
    if (draft.json && draft.format != "text" && draft.format != "json") reader.exclude("--json", "--format");
    const Format format = draft.json || draft.format == "json" ? Format::json
                          : draft.format == "junit"            ? Format::junit
                          : draft.format == "github"           ? Format::github
                                                               : Format::text;
    return {reader.variables(draft), format};
}

DriftCommand drift_command(const CommandDraft& draft, Reader& reader) {
    using Format = DriftCommand::Format;
    reader.format("drift", draft.format, {"text", "json", "markdown", "junit", "prometheus"});
    DriftCommand out;
    out.variables = reader.variables(draft);
    out.accept = draft.accept;
    out.notify = draft.notify;
    out.health_file = draft.health_file;
    if (draft.json && draft.format != "text" && draft.format != "json") reader.exclude("--json", "--format");
    if (draft.json || draft.format == "json") out.format = Format::json;
    if (draft.format == "markdown") out.format = Format::markdown;
    if (draft.format == "junit") out.format = Format::junit;
    if (draft.format == "prometheus") out.format = Format::prometheus;
    if (!draft.watch.empty()) {
        out.watch = reader.duration("--watch", draft.watch);
        if (out.watch < std::chrono::seconds(1) && parse_duration(draft.watch))
            reader.refuse("--watch", draft.watch, "is less than a second", "--watch 5m");
    }
    // Whole documents, of which there is one.
    const bool whole = out.format == Format::junit || out.format == Format::prometheus;
    const bool forms = whole || out.format == Format::markdown;
    if (out.watch.count() > 0 && whole) reader.exclude("--watch", "--format " + draft.format);
    if (out.accept && !draft.watch.empty()) reader.exclude("--accept", "--watch");
    if (out.accept && !out.notify.empty()) reader.exclude("--accept", "--notify");
    if (out.accept && forms) reader.exclude("--accept", "--format " + draft.format);
    if (!out.health_file.empty() && draft.watch.empty())
        reader.refuse("--health-file belongs to --watch.", "--watch 5m --health-file " + out.health_file);
    // Not the url itself: that of a webhook is a key.
    if (!out.notify.empty() && !parse_url(out.notify))
        reader.refuse("--notify takes an http or https url without a user name in it.",
                      "--notify https://hooks.example.com/services/...");
    return out;
}

CompletionCommand completion_command(const CommandDraft& draft, Reader& reader) {
    CompletionCommand out{draft.arguments.empty() ? "" : draft.arguments.front(), draft.line};
    static constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};
    if (!out.line && std::ranges::find(shells, out.shell) == shells.end())
        reader.refuse("`fireform completion` takes the name of a shell: bash, zsh or fish.",
                      "eval \"$(fireform completion bash)\"");
    return out;
}

SchemaCommand schema_command(const CommandDraft& draft, Reader& reader) {
    if (draft.json_schema && draft.markdown) reader.exclude("--json-schema", "--markdown");
    using Form = SchemaCommand::Form;
    const Form form = draft.markdown ? Form::markdown : draft.json_schema ? Form::json_schema : Form::text;
    return {draft.arguments.empty() ? "" : draft.arguments.front(), form};
}

}  // namespace

Checked<Invocation> finish(const std::string& command, CommandDraft draft, const Environment& environment) {
    Reader reader;
    Invocation out;
    out.global = draft.global;
    const bool written = !out.global.log_level.empty();
    if (!written) out.global.log_level = variable(environment, "FIREFORM_LOG");
    reader.log_level(written ? "--log-level" : "FIREFORM_LOG", out.global.log_level);
    const std::string first = draft.arguments.empty() ? std::string() : draft.arguments.front();

    if (command == "init") {
        out.command = InitCommand{};
    } else if (command == "validate") {
        out.command = validate_command(draft, reader);
    } else if (command == "plan") {
        out.command = PlanCommand{
            reader.selection(draft),           draft.out,       draft.detailed_exitcode, draft.validate,
            plan_form(command, draft, reader), draft.json_into, draft.generate_config};
        if (!draft.generate_config.empty() && (draft.destroy || draft.refresh_only || !draft.refresh))
            reader.exclude("--generate-config", draft.destroy        ? "--destroy"
                                                : draft.refresh_only ? "--refresh-only"
                                                                     : "--refresh=false");
    } else if (command == "apply" || command == "destroy") {
        out.command = apply_command(draft, reader, command == "destroy");
    } else if (command == "undo") {
        ApplyCommand undo = apply_command(draft, reader, false);
        undo.plan_file.clear();
        undo.undo = reader.run_number(first);
        out.command = undo;
    } else if (command == "drift") {
        out.command = drift_command(draft, reader);
    } else if (command == "import") {
        reader.pair(draft.arguments, command, "ADDR ID");
        out.command =
            ImportCommand{reader.address("ADDR", first), draft.arguments.size() < 2 ? "" : draft.arguments[1],
                          reader.variables(draft), reader.duration("--lock-timeout", draft.lock_timeout)};
    } else if (command == "export") {
        out.command = ExportCommand{draft.out,
                                    draft.types,
                                    draft.filter,
                                    draft.force,
                                    reader.variables(draft),
                                    reader.duration("--lock-timeout", draft.lock_timeout)};
    } else if (command == "orphans") {
        out.command = OrphansCommand{draft.json, draft.types, draft.filter, reader.variables(draft)};
    } else if (command.starts_with("state ")) {
        out.command = state_command(command, draft, reader);
    } else if (command == "history") {
        out.command = HistoryCommand{draft.json};
    } else if (command == "show") {
        out.command = show_command(draft, reader);
    } else if (command == "output") {
        out.command = output_command(draft, reader);
    } else if (command == "client") {
        out.command = ClientCommand{reader.address("ADDR", first), client_format(draft.client_format)};
    } else if (command == "schema") {
        out.command = schema_command(draft, reader);
    } else if (command == "fmt") {
        out.command = FmtCommand{draft.arguments, draft.check};
    } else if (command == "graph") {
        reader.format(command, draft.graph_format, {"dot", "mermaid", "html"});
        out.command = GraphCommand{reader.variables(draft), graph_format(draft.graph_format)};
    } else if (command == "doctor") {
        out.command = DoctorCommand{reader.variables(draft), draft.json};
    } else if (command == "explain") {
        out.command = ExplainCommand{first, draft.json};
    } else if (command == "completion") {
        out.command = completion_command(draft, reader);
    } else if (command == "manual") {
        out.command = ManualCommand{};
    } else if (command == "emulator") {
        out.command = emulator_command(std::move(draft), reader, environment);
    } else {
        out.command = VersionCommand{draft.json};
    }
    Diagnostics problems = reader.take();
    if (problems.has_errors()) return problems;
    return out;
}

}  // namespace fireform::cli
