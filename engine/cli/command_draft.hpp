// What the parser leaves behind: the words of every flag, not yet looked at. finish() makes typed values of
// them.
#pragma once

#include "engine/cli/console.hpp"
#include "engine/cli/options.hpp"
#include "schemas/diagnostic.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fireform::cli {

/// Bound to the flags of all commands: those that have a flag share its member.
struct CommandDraft {
    GlobalOptions global;
    std::vector<std::string> variables;  ///< "x=v"
    std::vector<std::string> variable_files;
    std::vector<std::string> targets;
    std::vector<std::string> excludes;
    std::vector<std::string> replaces;
    std::vector<std::string> types;
    std::string filter;
    std::string generate_config;
    bool refresh = true;
    bool refresh_only = false;
    bool wake = false;
    bool destroy = false;
    bool json = false;
    bool raw = false;
    bool markdown = false;
    bool json_schema = false;
    bool validate = false;
    bool check = false;
    bool detailed_exitcode = false;
    bool auto_approve = false;
    bool wait = true;
    bool force = false;
    int parallelism = 64;
    int destroys_max = -1;  ///< -1: not given
    std::string lock_timeout = "0s";
    std::string lineage;
    std::string state_out;
    std::optional<std::string> line;
    std::string out;
    std::string format = "text";
    std::string json_into;
    bool verbose = false;
    std::size_t bytes_max = 0;  ///< 0: not given
    bool accept = false;
    std::string watch;
    std::string notify;
    std::string health_file;
    std::string client_format = "env";
    std::string graph_format = "dot";
    std::vector<std::string> arguments;
    EmulatorServerOptions server;
    std::string latency = "0s";
    std::string ready_after = "2s";
    std::string list_lag = "0s";
    std::string rate_limit;
    std::string api = "public";
};

/// `command`: its words, "plan", "state lock show". Errors: a word that does not fit its flag, an argument
/// that is no address, flags that exclude each other.
[[nodiscard]] Checked<Invocation> finish(const std::string& command, CommandDraft draft,
                                         const Environment& environment);

}  // namespace fireform::cli
