// Command line and FIREFORM_CLI_ARGS to an Invocation. Pure.
#pragma once

#include "engine/cli/console.hpp"
#include "engine/cli/options.hpp"
#include "schemas/diagnostic.hpp"

#include <string>
#include <vector>

namespace fireform::cli {

/// `arguments` without the program's name. None, `help` and `--help` give a HelpCommand. Errors: an unknown
/// command or flag (with what was probably meant), a value that does not fit, flags that exclude each other;
/// what comes from the environment says so.
[[nodiscard]] Checked<Invocation> parse_command_line(const std::vector<std::string>& arguments,
                                                     const Environment& environment);

/// The arguments as the parser wants them: those of FIREFORM_CLI_ARGS and FIREFORM_CLI_ARGS_<command> behind
/// the command's words, `-input` left out, and two dashes where one stands before a name in `long_flags`.
/// Flags in `value_flags` take the next argument as their value.
[[nodiscard]] std::vector<std::string> prepare_arguments(std::vector<std::string> arguments,
                                                         const Environment& environment,
                                                         const std::vector<std::string>& long_flags,
                                                         const std::vector<std::string>& value_flags);

/// Splits like a shell: blanks separate, quotes and backslashes protect.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

}  // namespace fireform::cli
