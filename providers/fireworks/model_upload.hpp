// The files of a LoRA adapter: checked before anything is created, sent afterwards (domain brief 2.4, 5).
#pragma once

#include "providers/fireworks/objects.hpp"
#include "schemas/hash.hpp"

#include <filesystem>
#include <vector>

namespace fireform::fireworks {

struct LocalFolder {
    std::filesystem::path path;
    std::vector<FolderDigest::File> files;
};

/// Errors: it cannot be read; it is not the content that was planned.
[[nodiscard]] Checked<LocalFolder> check_folder(const CreateRequest& request);

/// Sends the files and has them checked by the service. Value: the model as it is then. Warnings are the
/// service's. What fails leaves a model that only a new one can replace.
[[nodiscard]] Task<Checked<LiveObject>> upload_model(Session& session, const Address& address,
                                                     const LiveObject& model, const LocalFolder& folder,
                                                     const UploadProgress& progress);

}  // namespace fireform::fireworks
