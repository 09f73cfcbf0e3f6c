// What is wrong with a configuration, as the services show it beside the lines of a change. Pure.
#pragma once

#include "schemas/diagnostic.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// JUnit: a test case for each error, with its file and line, and one for each file without; warnings and
/// notes in `system-out`. `files` are all that were read.
[[nodiscard]] std::string junit_xml(const Diagnostics& diagnostics, const Sources& sources,
                                    const std::vector<std::string>& files);

/// Workflow commands of GitHub Actions, a line each: "::error file=...,line=7::...".
[[nodiscard]] std::string github_annotations(const Diagnostics& diagnostics);

/// With every place as it is seen from `base`, when files are named from `folder`; both may be "". The
/// services want paths from the root of the repository.
[[nodiscard]] Diagnostics seen_from(std::string_view base, std::string_view folder, Diagnostics diagnostics);
[[nodiscard]] std::string seen_from(std::string_view base, std::string_view folder, std::string_view file);

}  // namespace fireform
