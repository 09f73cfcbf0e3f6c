// The folder of a LoRA adapter: which files it has and what its adapter_config.json says, checked before
// anything is uploaded (brief 2.4, 5).
#pragma once

#include "engine/config/site.hpp"
#include "schemas/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fireform {

struct AdapterFolder {
    std::string content_hash;  ///< 32 hex digits, of the files that are uploaded
    int rank = 0;
    std::vector<std::string> target_modules;
    std::string base_model;  ///< as adapter_config.json names it; "" not at all
};

/// `path` is relative to `folder` and is what `site` points at. Errors, all at once: no such folder, a file
/// that is missing or that the service refuses, an adapter_config.json that is none or says what the service
/// refuses.
[[nodiscard]] Checked<AdapterFolder> read_adapter_folder(const std::filesystem::path& folder,
                                                         const std::string& path, const Site& site);

/// Whether the text names a model of the service, as opposed to one of Hugging Face.
[[nodiscard]] bool is_service_model(std::string_view name);

}  // namespace fireform
