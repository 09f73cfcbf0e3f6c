// Which files make the configuration, and their text.
#pragma once

#include "engine/config/config.hpp"

#include <map>
#include <string>
#include <string_view>

namespace fireform {

/// The texts of one run: configuration in name order, values in order of precedence.
struct SourceFiles {
    std::vector<std::pair<std::string, std::string>> configuration;  ///< name for messages, text
    std::vector<std::pair<std::string, std::string>> values;
};

/// "fireform.toml" and "*.fireform.toml", but no hidden file.
[[nodiscard]] bool is_configuration_name(std::string_view name);

/// From the folder, and the --var-file of the options. Errors: no configuration, a file that cannot be read.
[[nodiscard]] SourceFiles read_source_files(const LoadOptions& options, Diagnostics& diagnostics);

/// The same from `files`, by name; a --var-file that is not among them is read from the folder.
[[nodiscard]] SourceFiles sort_source_files(const std::map<std::string, std::string>& files,
                                            const LoadOptions& options, Diagnostics& diagnostics);

}  // namespace fireform
