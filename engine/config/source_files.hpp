// Which files make the configuration, and their text.
#pragma once

#include "engine/config/config.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fireform {

/// The texts of one run: configuration in name order, values in order of precedence.
struct SourceFiles {
    std::vector<std::pair<std::string, std::string>> configuration;  ///< name for messages, text
    std::vector<std::pair<std::string, std::string>> overlay;        ///< of the environment; one, or none
    std::vector<std::pair<std::string, std::string>> values;
};

inline constexpr std::size_t configuration_files_max = 10'000;

/// Where further files come from. Paths are relative to the project folder.
struct FileSource {
    /// Files that are like the pattern, which has * and ? in its last part only; by name.
    std::function<std::vector<std::string>(const std::string& pattern)> find;
    /// Appends name for messages and text; what cannot be read is reported.
    std::function<void(const std::string& path, std::vector<std::pair<std::string, std::string>>& into,
                       Diagnostics& diagnostics)>
        read;
};

/// The disk, from the options' folder.
[[nodiscard]] FileSource disk_source(const LoadOptions& options);
/// Files that are given as text, by path. They must outlive the result.
[[nodiscard]] FileSource text_source(const std::map<std::string, std::string>& files);

/// "fireform.toml" and "*.fireform.toml", but no hidden file.
[[nodiscard]] bool is_configuration_name(std::string_view name);

/// From the folder, and the --var-file of the options. Errors: no configuration, a file that cannot be read.
[[nodiscard]] SourceFiles read_source_files(const LoadOptions& options, Diagnostics& diagnostics);

/// The same from `files`, by name; a --var-file that is not among them is read from the folder.
[[nodiscard]] SourceFiles sort_source_files(const std::map<std::string, std::string>& files,
                                            const LoadOptions& options, Diagnostics& diagnostics);

}  // namespace fireform
