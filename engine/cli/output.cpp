#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "schemas/value_json.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

namespace fireform::cli {
namespace {

namespace json = boost::json;

/// Without quotes: for `$(fireform output NAME --raw)`.
std::string raw_text(const Value& value) {
    if (value.string()) return value.text();
    if (const Duration* duration = value.duration()) return duration_text(*duration);
    if (!value.list() && !value.map()) return to_text(value);
    std::string line = json_line(to_json(value));
    line.pop_back();
    return line;
}

Diagnostic no_such_output(const std::string& name, const std::map<std::string, OutputState>& outputs) {
    std::vector<std::string> names;
    for (const auto& output : outputs)
        names.push_back(output.first);
    return problem("No such output", fmt::format("State has no output {}.", in_quotes(name)),
                   meant(name, names, "write [outputs." + name + "] and apply"));
}

std::string all_json(const std::map<std::string, OutputState>& outputs) {
    json::object out;
    for (const auto& [name, output] : outputs)
        out[name] = json::object{{"sensitive", output.sensitive},
                                 {"value", output.sensitive ? json::value(nullptr) : to_json(output.value)}};
    return json_line(out);
}

Checked<std::string> one(const OutputCommand& command, const std::map<std::string, OutputState>& outputs) {
    const auto found = outputs.find(command.name);
    if (found == outputs.end()) return no_such_output(command.name, outputs);
    if (found->second.sensitive && (command.json || command.raw))
        return problem("Output is sensitive",
                       fmt::format("State keeps no sensitive values, so {} is not known here.",
                                   fireform::in_quotes(command.name)),
                       "read it where it comes from");
    const Value& value = found->second.value;
    if (command.raw) return raw_text(value);
    if (command.json) return json_line(to_json(value));
    return (found->second.sensitive ? "(sensitive)" : to_text(value)) + '\n';
}

}  // namespace

int carry_out(Context& context, const OutputCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_state(context, reporter);
    const std::optional<Snapshot> state = read_state(reporter, session.get());
    if (!state) return exit_code::error;
    const auto& outputs = state->outputs;
    if (!command.name.empty()) {
        const Checked<std::string> text = one(command, outputs);
        reporter.tell(text.diagnostics);
        if (!text.ok()) return exit_code::error;
        context.console.out(*text.value);
    } else if (command.json) {
        context.console.out(all_json(outputs));
    } else {
        for (const auto& [name, output] : outputs)
            context.console.out(
                fmt::format("{} = {}\n", name, output.sensitive ? "(sensitive)" : to_text(output.value)));
        if (outputs.empty()) context.console.err("State has no outputs.\n");
    }
    return exit_code::done;
}

}  // namespace fireform::cli
