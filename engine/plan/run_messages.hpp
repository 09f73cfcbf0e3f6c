// What the messages about runs share. Only for the .cpp files of this room.
#pragma once

#include "engine/config/config.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// An error about a run, pointing at what was written: `attribute`, else `model` where it stands for a start
/// model, else the header.
[[nodiscard]] Diagnostic about_run(const ResourceConfig& config, std::string_view attribute,
                                   std::string summary, std::string detail, std::string hint);

}  // namespace fireform
