#include "providers/fireworks/dataset_upload.hpp"

#include "providers/fireworks/file_upload.hpp"
#include "schemas/hash.hpp"

#include <fmt/core.h>

namespace fireform::fireworks {
namespace {

/// The last part of the path, with nothing that would have to be quoted, ending in ".jsonl" (brief 6.1).
std::string upload_name(const std::filesystem::path& path) {
    std::string name = path.filename().string();
    for (char& c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '.' || c == '-' || c == '_';
        if (!plain) c = '_';
    }
    return name.ends_with(".jsonl") ? name : name + ".jsonl";
}

ApiRequest multipart(const Upload& upload) {
    const std::string boundary = "fireform-" + sha256_hex(upload.object.name).substr(0, 32);
    const UploadFile& file = upload.files.front();
    ApiRequest out;
    out.method = "POST";
    out.path = upload.path(ApiVerb::upload);
    out.what = upload.what;
    out.repeatable = false;
    out.content_type = "multipart/form-data; boundary=" + boundary;
    FileBody body;
    body.path = file.path;
    body.file_size = file.size;
    body.prefix = fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n",
        boundary, file.name);
    body.suffix = fmt::format("\r\n--{}--\r\n", boundary);
    out.on_sent = upload.on_sent(0, body.prefix.size());
    out.file = std::move(body);
    return out;
}

Task<Diagnostics> send_small(const Upload& upload) {
    Diagnostics out;
    Attempts attempts = upload.session.begin();
    const ApiRequest prepared = multipart(upload);
    for (bool in_doubt = false;; in_doubt = true) {
        ApiRequest copy = prepared;
        const Reply reply = co_await upload.session.send(std::move(copy), attempts);
        if (reply.success()) co_return out;
        if (!reply.outcome_unknown() && !in_doubt) {
            out.add(upload.failed(upload.session.error(upload.what, reply)));
            co_return out;
        }
        // An earlier try may have arrived: then the dataset takes no second file.
        const Checked<LiveObject> seen =
            co_await read_object(upload.session, *upload.object.type, upload.object.id);
        if (seen.value && seen.value->phase == Phase::ready) co_return out;
        const bool refused_repeat = !reply.outcome_unknown();
        if (refused_repeat && seen.value && seen.value->phase == Phase::pending) co_return out;
        if (refused_repeat || !co_await upload.session.pause(attempts, reply)) {
            out.add(upload.failed(upload.session.error(upload.what, reply)));
            co_return out;
        }
    }
}

Task<Diagnostics> send_large(const Upload& upload) {
    const Diagnostics refused = co_await put_to_signed_urls(upload);
    if (refused.has_errors()) co_return refused;
    // Before the bytes are there it would leave the dataset UPLOADING for ever (brief 6.2).
    Checked<Reply> validated = co_await validate_upload(
        upload, post_request(upload.path(ApiVerb::validate_upload), "{}", upload.what));
    co_return std::move(validated.diagnostics);
}

}  // namespace

Checked<LocalFile> check_file(const CreateRequest& request) {
    const ResourceType& type = *request.type;
    LocalFile out;
    out.path = std::filesystem::path(request.project_folder) / request.attributes.get(type, "file").text();
    const Checked<FileDigest> digest = digest_file(out.path);
    if (!digest.ok()) return digest.diagnostics;
    const std::string& planned = request.attributes.get(type, "content_hash").text();
    if (!planned.empty() && !digest.value->sha256.starts_with(planned)) return changed_since_plan(out.path);
    out.size = digest.value->size;
    out.line_count = digest.value->line_count;
    return out;
}

Task<Checked<LiveObject>> upload_dataset(Session& session, const Address& address, const LiveObject& dataset,
                                         const LocalFile& file, const UploadProgress& progress) {
    const Upload upload{session,
                        address,
                        dataset,
                        {{file.path, upload_name(file.path), file.size}},
                        progress,
                        fmt::format("Uploading {} to the {}", file.path.filename().string(),
                                    label(*dataset.type, dataset.id))};
    Diagnostics sent =
        file.size <= session.upload_max() ? co_await send_small(upload) : co_await send_large(upload);
    co_return co_await after_upload(upload, std::move(sent));
}

}  // namespace fireform::fireworks
