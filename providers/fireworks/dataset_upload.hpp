// The bytes of a dataset: checked before anything is created, sent afterwards (domain brief 6).
#pragma once

#include "providers/fireworks/objects.hpp"

#include <filesystem>

namespace fireform::fireworks {

struct LocalFile {
    std::filesystem::path path;
    std::uint64_t size = 0;        ///< bytes
    std::uint64_t line_count = 0;  ///< lines that are not blank
};

/// Errors: it cannot be read; it is not the content that was planned.
[[nodiscard]] Checked<LocalFile> check_file(const CreateRequest& request);

/// Sends the file and has it checked by the service. Value: the dataset as it is then. Up to 150 MB through
/// `:upload`, larger ones through a signed url. What fails leaves a dataset that only a new one can replace.
[[nodiscard]] Task<Checked<LiveObject>> upload_dataset(Session& session, const Address& address,
                                                       const LiveObject& dataset, const LocalFile& file,
                                                       const UploadProgress& progress);

}  // namespace fireform::fireworks
