// Files of an object that was just created, sent to where it keeps them: what datasets and models share
// (domain brief 2.4, 6.2).
#pragma once

#include "providers/fireworks/objects.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fireform::fireworks {

struct UploadFile {
    std::filesystem::path path;
    std::string name;        ///< as the service knows it
    std::uint64_t size = 0;  ///< bytes
};

/// One upload, as all its steps see it; what is referred to outlives it.
struct Upload {
    Session& session;
    const Address& address;
    const LiveObject& object;
    std::vector<UploadFile> files;
    const UploadProgress& progress;
    std::string what;  ///< for messages: "Uploading rows.jsonl to the dataset \"d\""

    [[nodiscard]] std::string path(ApiVerb verb) const;
    /// Tells the progress of a request that carries `frame` bytes around a file, after `before` bytes of
    /// earlier files.
    [[nodiscard]] std::function<void(std::uint64_t)> on_sent(std::uint64_t before, std::uint64_t frame) const;
    /// What failed leaves an object that only a new one can replace: says so.
    [[nodiscard]] Diagnostic failed(Diagnostic diagnostic) const;
    [[nodiscard]] std::string run_again() const;
};

/// Each file to a signed url, one after the other. No value: an error.
[[nodiscard]] Task<Diagnostics> put_to_signed_urls(const Upload& upload);

/// The reply to `validate`, unless it was refused for good. One whose first try was handled is a success.
[[nodiscard]] Task<Checked<Reply>> validate_upload(const Upload& upload, ApiRequest validate);

/// The object as it is when all is sent.
[[nodiscard]] Task<Checked<LiveObject>> after_upload(const Upload& upload, Diagnostics diagnostics);

/// An object of this id is there, and it is not complete: somebody else's upload, or one that was cut off.
[[nodiscard]] Diagnostics unfinished_upload(const CreateRequest& request);

/// Error: the content is not that of the plan. `path` for the message.
[[nodiscard]] Diagnostics changed_since_plan(const std::filesystem::path& path);

}  // namespace fireform::fireworks
