// Secrets that stand in configuration files: found for redaction, and covered in the texts that diagnostics
// show.
#pragma once

#include "engine/config/config.hpp"
#include "engine/config/variables.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// Every string inside the value. What is unknown has none.
void collect_secrets(const Value& value, std::vector<std::string>& secrets);

/// Covers what stands at the places with '*', byte for byte, so that columns keep their meaning. References
/// stay readable.
void cover_secrets(Sources& sources, const std::vector<SecretPlace>& places);

/// The last parts of the names of sensitive attributes, and of settings that hold secrets: "api_key".
[[nodiscard]] std::set<std::string, std::less<>> secret_keys(const Catalog& catalog);

/// For a file that is no TOML, where nothing tells what a text belongs to: covers all behind the `=` of lines
/// whose key ends in one of `keys`, outside of `[outputs.X]`.
[[nodiscard]] std::string cover_lines(std::string_view text, const std::set<std::string, std::less<>>& keys);

}  // namespace fireform
