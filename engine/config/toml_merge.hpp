// Trees of two files made one. What comes from the other file remembers it, so that diagnostics show the line
// where it stands.
#pragma once

#include "engine/config/toml_document.hpp"

#include <string>

namespace fireform {

/// Every place in the tree is one of `file`, which must outlive it; places that have a file keep it.
void set_file(TomlNode& node, const std::string& file);

/// `over` put over `base`: tables key by key at every depth, anything else as a whole.
void merge_over(TomlNode& base, TomlNode over);

}  // namespace fireform
