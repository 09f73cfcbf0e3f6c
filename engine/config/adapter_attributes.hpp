// What the folder of a model's `path` says about the model (brief 2.4, 5).
#pragma once

#include "engine/config/resource_reader.hpp"

#include <filesystem>

namespace fireform {

/// Sets content_hash, kind, lora_rank, target_modules and, where the file knows it, base_model of a model
/// with a `path`, which is relative to `folder`. Errors: those of the folder, what is written and differs
/// from it, a base model that nobody names.
void add_adapter(ReadResource& resource, const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace fireform
