// `fireform.ENV.toml`: what is different in one environment.
#pragma once

#include "engine/config/blocks.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// "fireform.prod.toml"
[[nodiscard]] std::string overlay_name(std::string_view env);
/// What is wrong with the name of an environment; "" nothing.
[[nodiscard]] std::string env_name_problem(std::string_view env);

/// Puts what `overlay` says over what the files say, setting by setting. What none of them has stays in
/// `overlay`, to be read as one more file. `overlay` must not move any more.
void apply_overlay(std::vector<ConfigFile>& files, ConfigFile& overlay);

/// Where the state of an environment is, unless its overlay says so: "fireform.prod.state.json".
[[nodiscard]] std::string state_path_of(const std::string& path, std::string_view env);

}  // namespace fireform
