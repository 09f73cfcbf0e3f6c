// The variables: what `[variables.X]` declares, and which of the given values each one has:
// default < FIREFORM_VAR_x < fireform.vars.toml < --var-file < --var.
#pragma once

#include "engine/config/config.hpp"
#include "engine/config/interpolation.hpp"

#include <string>
#include <vector>

namespace fireform {

/// Places of secrets that are written out in a file, for masking (secrets.hpp).
struct SecretPlace {
    std::string file;
    TomlPlace place;
};

/// fireform.vars.toml, if there is one, and each --var-file, in order; their tables hold the values.
struct ValueFiles {
    std::vector<ConfigFile> files;
    bool incomplete = false;  ///< one could not be read: what is missing may stand in it
};

/// Errors: wrong declarations, values of the wrong type, variables without a value, and values on the
/// command line for variables that nobody declared (in a file those are a warning).
[[nodiscard]] Variables read_variables(const Blocks& blocks, const ValueFiles& value_files,
                                       const LoadOptions& options, std::vector<SecretPlace>& secret_places,
                                       Diagnostics& diagnostics);

}  // namespace fireform
