// What `export` writes, made and tried out before anything is written: a plan of it has nothing to do.
#pragma once

#include "engine/plan/export_choice.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fireform::cli {

struct ExportPlan {
    ChoiceOptions choice;
    std::string lineage;                                          ///< of the state
    std::filesystem::path folder;                                 ///< where the files will be
    std::map<std::string, std::string> files;                     ///< that are there already, by name
    std::map<std::string, std::string, std::less<>> environment;  ///< of the process
};

struct Exported {
    std::map<std::string, std::string> files;   ///< by name, one for each type: "deployment.fireform.toml"
    std::map<std::string, std::size_t> counts;  ///< of objects, by type
    Snapshot state;
    std::vector<LeftOut> left_out;         ///< objects, by name
    std::vector<std::string> unwritten;    ///< "deployment.chat: region, since ..."
    std::vector<std::string> environment;  ///< names of variables that secrets come from, sorted
};

/// Errors: the account cannot be read.
[[nodiscard]] Task<Checked<Exported>> make_export(ExportPlan plan, Provider& provider);

/// Errors: a type or an attribute of the filter that there is not.
[[nodiscard]] Diagnostics check_choice(const std::vector<std::string>& chosen, const std::string& filter);

/// The name of the file with the blocks of a type.
[[nodiscard]] std::string export_file(std::string_view type);

}  // namespace fireform::cli
