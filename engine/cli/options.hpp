// The command line as values: one struct per command, made by parse.hpp, carried out by commands.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/render/client_text.hpp"
#include "engine/render/graph_text.hpp"
#include "providers/emulator/server.hpp"
#include "schemas/address.hpp"

namespace fireform::cli {

struct GlobalOptions {
    std::string folder;  ///< --chdir; "" the working directory
    std::string env;     ///< --env; "" none
    bool no_color = false;
    std::string log_level;  ///< "" neither flag nor FIREFORM_LOG
    std::string log_file;
};

/// Values of variables, for whatever reads the configuration.
struct VariableOptions {
    std::vector<std::pair<std::string, std::string>> variables;
    std::vector<std::string> files;
};

/// What plan and apply have in common: which plan is made.
struct Selection {
    VariableOptions variables;
    std::vector<std::string> targets;  ///< addresses, or patterns with *; so the two below
    std::vector<std::string> excludes;
    std::vector<std::string> replaces;
    bool refresh = true;
    bool refresh_only = false;
    bool destroy = false;
    bool wake = false;  ///< start a replica of what sleeps at zero
};

struct InitCommand {};

struct ValidateCommand {
    enum class Format : std::uint8_t { text, json, junit, github };
    VariableOptions variables;
    Format format = Format::text;
};

/// How a plan is shown.
struct PlanForm {
    enum class Format : std::uint8_t { text, json, markdown, html };
    Format format = Format::text;
    bool verbose = false;       ///< what does not change too
    std::size_t bytes_max = 0;  ///< of Markdown; 0 any
};

struct PlanCommand {
    Selection selection;
    std::string out;  ///< file for the plan; "" none
    bool detailed_exitcode = false;
    bool validate = false;  ///< the service is asked about each create
    PlanForm form;
    std::string json_into;        ///< file for the event stream; "" none
    std::string generate_config;  ///< file for blocks of imported objects; "" none
};

struct ApplyCommand {
    Selection selection;
    std::string plan_file;  ///< a saved plan; "" none
    bool auto_approve = false;
    bool json = false;
    bool wait = true;
    bool force = false;
    int parallelism = 64;
    std::optional<int> destroys_max;           ///< --max-destroys; none: 5 with --auto-approve
    std::chrono::nanoseconds lock_timeout{0};  ///< --lock-timeout
    /// `undo`: of a run's number, 0 the last one that destroyed something; none: not an undo.
    std::optional<int> undo;
};

struct DriftCommand {
    enum class Format : std::uint8_t { text, json, markdown, junit, prometheus };
    VariableOptions variables;
    Format format = Format::text;
    bool accept = false;                ///< keep silent about what differs now
    std::chrono::nanoseconds watch{0};  ///< between two looks; 0: one look
    std::string notify;                 ///< url of a webhook; "" none
    std::string health_file;            ///< of a watch; "" none
};

struct ImportCommand {
    Address address;
    std::string id;
    VariableOptions variables;
    std::chrono::nanoseconds lock_timeout{0};
};

struct ExportCommand {
    std::string out;                 ///< folder; "" the one that we work in
    std::vector<std::string> types;  ///< empty: all
    std::string filter;              ///< "" everything
    bool force = false;              ///< what another state owns as well
    VariableOptions variables;
    std::chrono::nanoseconds lock_timeout{0};
};

struct OrphansCommand {
    bool json = false;
    std::vector<std::string> types;
    std::string filter;
    VariableOptions variables;
};

struct StateCommand {
    enum class What : std::uint8_t { list, show, remove, move, pull, push, lock_show, unlock, rebuild };
    What what = What::list;
    std::vector<std::string> arguments;
    std::chrono::nanoseconds lock_timeout{0};
    VariableOptions variables;  ///< of rebuild
    std::string lineage;        ///< of rebuild; "" not given
    bool force = false;         ///< of rebuild and push
    std::string state_out;      ///< of mv: the file that gets the resource; "" the same state
};

struct HistoryCommand {
    bool json = false;
};

struct ShowCommand {
    std::string plan_file;  ///< "" the state
    PlanForm form;
};

struct OutputCommand {
    std::string name;  ///< "" all
    bool json = false;
    bool raw = false;
};

struct ClientCommand {
    Address address;
    ClientFormat format = ClientFormat::env;
};

struct SchemaCommand {
    enum class Form : std::uint8_t { text, markdown, json_schema };
    std::string type;  ///< "" all
    Form form = Form::text;
};

struct FmtCommand {
    std::vector<std::string> files;  ///< empty: those of the folder; "-": from stdin to stdout
    bool check = false;
};

struct GraphCommand {
    VariableOptions variables;
    GraphFormat format = GraphFormat::dot;
};

struct DoctorCommand {
    VariableOptions variables;
    bool json = false;
};

struct ExplainCommand {
    std::string code;  ///< or a summary; "" all of them
    bool json = false;
};

struct CompletionCommand {
    std::string shell;                ///< "bash", "zsh", "fish"; "" with `line`
    std::optional<std::string> line;  ///< up to the cursor
};

struct ManualCommand {};

struct EmulatorCommand {
    EmulatorServerOptions server;
};

struct VersionCommand {
    bool json = false;
};

struct HelpCommand {
    std::string text;
};

using Command =
    std::variant<HelpCommand, InitCommand, ValidateCommand, PlanCommand, ApplyCommand, DriftCommand,
                 ImportCommand, ExportCommand, OrphansCommand, StateCommand, HistoryCommand, ShowCommand,
                 OutputCommand, ClientCommand, SchemaCommand, FmtCommand, GraphCommand, DoctorCommand,
                 ExplainCommand, CompletionCommand, ManualCommand, EmulatorCommand, VersionCommand>;

struct Invocation {
    GlobalOptions global;
    Command command;
};

}  // namespace fireform::cli
