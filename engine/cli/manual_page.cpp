#include "engine/cli/manual_page.hpp"

#include "engine/cli/exit_code.hpp"

#include <fmt/format.h>

#include <array>
#include <sstream>
#include <utility>

namespace fireform::cli {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 7> files{{
    {"fireform.toml, *.fireform.toml", "the configuration; every one of them in the folder is read"},
    {"fireform.vars.toml", "values of variables"},
    {"fireform.state.json", "what fireform knows: keep it where the next run finds it"},
    {"fireform.state.json.backup", "the state before the last write"},
    {"fireform.state.json.journal", "what a run has done so far; the next one goes on from it"},
    {".fireform/emulator.json", "objects of the emulator inside fireform (base_url = \"emulator\")"},
    {"~/.fireworks/auth.ini", "account and key, as the service's own tools keep them"},
}};

constexpr std::array<Pair, 9> variables{{
    {"FIREWORKS_API_KEY", "the key; never on the command line, which others can read"},
    {"FIREWORKS_ACCOUNT_ID", "the account, where the key belongs to several"},
    {"FIREWORKS_BASE_URL", "another service than https://api.fireworks.ai"},
    {"FIREFORM_VAR_x", "the value of the variable x"},
    {"FIREFORM_CLI_ARGS, FIREFORM_CLI_ARGS_plan", "flags for every command, or for one"},
    {"FIREFORM_LOG", "as --log-level"},
    {"NO_COLOR, FORCE_COLOR", "without colour, with colour"},
    {"CI", "no questions, no table that is redrawn"},
    {"SSL_CERT_FILE", "other certificate authorities"},
}};

/// Text of a line: what roff would take for its own, spelled out.
std::string roff(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        if (letter == '\\')
            out += "\\e";
        else if (letter == '-')
            out += "\\-";
        else if (letter == '\'' || letter == '`' || letter == '^' || letter == '~')
            out += letter == '\'' ? "\\(aq" : letter == '`' ? "\\(ga" : letter == '^' ? "\\(ha" : "\\(ti";
        else
            out += letter;
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

std::string title_text(std::string_view text) {
    std::string out = "\"";
    for (const char letter : roff(text))
        out += letter == '"' ? "\\(dq" : std::string(1, letter);
    return out + '"';
}

void section(std::string& out, std::string_view title) {
    out += fmt::format(".SH {}\n", title_text(title));
}

/// A word in bold, and below it what it means.
void item(std::string& out, std::string_view word, std::string_view placeholder, std::string_view meaning) {
    out += fmt::format(".TP\n\\fB{}\\fR", roff(word));
    if (!placeholder.empty()) out += fmt::format(" \\fI{}\\fR", roff(placeholder));
    out += fmt::format("\n{}\n", roff(meaning));
}

void flags(std::string& out, const CommandWords& command) {
    for (const FlagWords& flag : command.flags)
        if (flag.name != "--help") item(out, flag.name, flag.placeholder, flag.description);
}

void examples(std::string& out, std::string_view text) {
    if (text.empty()) return;
    out += ".PP\nExamples:\n.PP\n.EX\n";
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);)
        out += roff(line) + '\n';
    out += ".EE\n";
}

/// The command and those below it.
void commands(std::string& out, const CommandWords& command, const std::string& parent) {
    const std::string words = parent + command.name;
    std::string usage = words;
    if (!command.argument.empty())
        usage += command.argument_required ? ' ' + command.argument : fmt::format(" [{}]", command.argument);
    out += fmt::format(".SS {}\n{}\n", title_text(usage), roff(command.summary));
    if (!command.argument.empty()) item(out, command.argument, {}, command.argument_description);
    flags(out, command);
    examples(out, command.examples);
    for (const CommandWords& child : command.commands)
        commands(out, child, words + ' ');
}

}  // namespace

std::string manual_page(const CommandWords& tree) {
    std::string out = fmt::format(".TH FIREFORM 1 \"\" {}\n", title_text("fireform " FIREFORM_VERSION));
    section(out, "NAME");
    out += "fireform \\- keeps a Fireworks AI account equal to a set of TOML files\n";
    section(out, "SYNOPSIS");
    out += ".B fireform\n[\\fIFLAGS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n";
    section(out, "DESCRIPTION");
    out +=
        "What the account should look like stands in files: deployments, LoRA addons, datasets, "
        "fine\\-tuning "
        "jobs.\n\\fBfireform plan\\fR shows what would change, \\fBfireform apply\\fR changes it, "
        "\\fBfireform drift\\fR tells when the account has wandered off.\n"
        "\\fBfireform init\\fR writes a file to start from; \\fBfireform schema\\fR is the reference of "
        "what can stand in it.\n"
        ".PP\nFlags take \\fB\\-\\-flag value\\fR and \\fB\\-\\-flag=value\\fR; one dash will do, too.\n";
    section(out, "FLAGS OF EVERY COMMAND");
    flags(out, tree);
    section(out, "COMMANDS");
    for (const CommandWords& command : tree.commands)
        commands(out, command, "");
    section(out, "EXIT STATUS");
    for (const ExitCode& code : exit_codes)
        item(out, std::to_string(code.number), {}, code.meaning);
    section(out, "ENVIRONMENT");
    for (const auto& [name, meaning] : variables)
        item(out, name, {}, meaning);
    section(out, "FILES");
    for (const auto& [name, meaning] : files)
        item(out, name, {}, meaning);
    return out;
}

}  // namespace fireform::cli
