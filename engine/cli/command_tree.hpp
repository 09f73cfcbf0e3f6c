// The commands with their arguments and flags as values, made from what the parser itself goes by: completion
// and manual cannot promise what it does not know.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fireform::cli {

struct FlagWords {
    std::string name;         ///< "--out"
    std::string placeholder;  ///< of its value: "FILE", "text|json"; "" a switch
    std::string description;
};

struct CommandWords {
    std::string name;      ///< last of its words: "show" of `state lock show`
    std::string summary;   ///< what it does, in a line
    std::string argument;  ///< "ADDR ID": one placeholder for each; "" none
    std::string argument_description;
    std::size_t arguments_max = 0;  ///< more than there are placeholders: the last one repeats
    bool argument_required = false;
    std::string examples;  ///< a line each, indented
    std::vector<FlagWords> flags;
    std::vector<CommandWords> commands;
};

/// The program itself. Its flags go with every command.
[[nodiscard]] CommandWords command_tree();

}  // namespace fireform::cli
