#include "providers/fireworks/dataset_upload.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/reply_json.hpp"
#include "schemas/hash.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

constexpr std::string_view run_again =
    "run `fireform apply` again: it replaces the dataset and sends the file anew";

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

/// One upload, as all its steps see it.
struct Upload {
    Session& session;
    const Address& address;
    const LiveObject& dataset;
    const LocalFile& file;
    const UploadProgress& progress;
    std::string what;

    [[nodiscard]] std::function<void(std::uint64_t)> on_sent(std::uint64_t frame) const {
        if (!progress) return {};
        return [this, frame](std::uint64_t sent) {
            progress(address, std::min(sent - std::min(sent, frame), file.size), file.size);
        };
    }
    [[nodiscard]] std::string path(std::string_view verb) const {
        return session.path(dataset.type->collection, dataset.id, verb);
    }
};

Diagnostic failed(Diagnostic diagnostic) {
    diagnostic.hint = run_again;
    return diagnostic;
}

ApiRequest multipart(const Upload& upload) {
    const std::string boundary = "fireform-" + sha256_hex(upload.dataset.name).substr(0, 32);
    const std::string name = upload_name(upload.file.path);
    ApiRequest out;
    out.method = "POST";
    out.path = upload.path("upload");
    out.what = upload.what;
    out.repeatable = false;
    out.content_type = "multipart/form-data; boundary=" + boundary;
    FileBody body;
    body.path = upload.file.path;
    body.file_size = upload.file.size;
    body.prefix = fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n",
        boundary, name);
    body.suffix = fmt::format("\r\n--{}--\r\n", boundary);
    out.on_sent = upload.on_sent(body.prefix.size());
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
            out.add(failed(upload.session.error(upload.what, reply)));
            co_return out;
        }
        // An earlier try may have arrived: then the dataset takes no second file.
        const Checked<LiveObject> seen =
            co_await read_object(upload.session, *upload.dataset.type, upload.dataset.id);
        if (seen.value && seen.value->phase == Phase::ready) co_return out;
        const bool refused_repeat = !reply.outcome_unknown();
        if (refused_repeat && seen.value && seen.value->phase == Phase::pending) co_return out;
        if (refused_repeat || !co_await upload.session.pause(attempts, reply)) {
            out.add(failed(upload.session.error(upload.what, reply)));
            co_return out;
        }
    }
}

/// The link is a key by itself and appears in no message.
Task<Checked<std::string>> signed_url(const Upload& upload) {
    const std::string name = upload_name(upload.file.path);
    json::object sizes;
    sizes[name] = std::to_string(upload.file.size);
    json::object ask;
    ask["filenameToSize"] = std::move(sizes);
    const Reply reply = co_await upload.session.send(
        post_request(upload.path("getUploadEndpoint"), json::serialize(ask), upload.what));
    if (reply.status() == 405)
        co_return problem("Dataset upload is stuck",
                          fmt::format("{}: the service takes no file for it any more, and it stays {}.",
                                      upload.what, upload.dataset.state),
                          run_again);
    if (!reply.success()) co_return failed(upload.session.error(upload.what, reply));
    const ReplyJson body(reply);
    const json::value* urls =
        body.object() == nullptr ? nullptr : find_path(*body.object(), "filenameToSignedUrls");
    const json::object* map = urls == nullptr ? nullptr : urls->if_object();
    const json::value* url = map == nullptr ? nullptr : map->if_contains(name);
    if (url == nullptr || !url->is_string()) co_return failed(upload.session.unexpected(upload.what, reply));
    co_return std::string(url->get_string());
}

Task<Diagnostics> send_large(const Upload& upload) {
    Diagnostics out;
    Checked<std::string> url = co_await signed_url(upload);
    if (!url.ok()) co_return url.diagnostics;
    // Exactly these two: any other would break the signature (brief 6.2).
    HttpHeaders headers{{"Content-Type", "application/octet-stream"},
                        {"x-goog-content-length-range", fmt::format("{0},{0}", upload.file.size)}};
    FileBody body;
    body.path = upload.file.path;
    body.file_size = upload.file.size;
    const Reply put = co_await upload.session.put_file(std::move(*url.value), std::move(headers),
                                                       std::move(body), upload.on_sent(0));
    if (!put.success()) {
        out.add(failed(upload.session.error(upload.what, put)));
        co_return out;
    }
    // Before the bytes are there it would leave the dataset UPLOADING for ever (brief 6.2).
    const Reply validated =
        co_await upload.session.send(post_request(upload.path("validateUpload"), "{}", upload.what));
    if (validated.success()) co_return out;
    const Checked<LiveObject> seen =
        co_await read_object(upload.session, *upload.dataset.type, upload.dataset.id);
    const bool handled_before = validated.repeated && validated.status() == 400;
    if (seen.value &&
        (seen.value->phase == Phase::ready || (handled_before && seen.value->phase == Phase::pending)))
        co_return out;
    out.add(failed(upload.session.error(upload.what, validated)));
    co_return out;
}

}  // namespace

Checked<LocalFile> check_file(const CreateRequest& request) {
    const ResourceType& type = *request.type;
    LocalFile out;
    out.path = std::filesystem::path(request.project_folder) / request.attributes.get(type, "file").text();
    const Checked<FileDigest> digest = digest_file(out.path);
    if (!digest.ok()) return digest.diagnostics;
    const std::string& planned = request.attributes.get(type, "content_hash").text();
    if (!planned.empty() && !digest.value->sha256.starts_with(planned)) {
        return problem("File has changed since the plan",
                       fmt::format("{} has another content than when the plan was made.", out.path.string()),
                       "run `fireform plan` again");
    }
    out.size = digest.value->size;
    out.line_count = digest.value->line_count;
    return out;
}

Task<Checked<LiveObject>> upload_dataset(Session& session, const Address& address, const LiveObject& dataset,
                                         const LocalFile& file, const UploadProgress& progress) {
    const Upload upload{session,
                        address,
                        dataset,
                        file,
                        progress,
                        fmt::format("Uploading {} to the {}", file.path.filename().string(),
                                    label(*dataset.type, dataset.id))};
    Checked<LiveObject> out;
    if (file.size <= session.upload_max())
        out.diagnostics = co_await send_small(upload);
    else
        out.diagnostics = co_await send_large(upload);
    if (out.diagnostics.has_errors()) co_return out;
    Checked<LiveObject> seen = co_await read_object(session, *dataset.type, dataset.id);
    out.value = std::move(seen.value);
    out.diagnostics.add(std::move(seen.diagnostics));
    co_return out;
}

Diagnostics unfinished_upload(const CreateRequest& request) {
    Diagnostics out;
    out.add(
        problem("Dataset is not complete",
                fmt::format("The {} exists, and its file was never uploaded to the end, or failed its check.",
                            label(*request.type, request.id)),
                "run `fireform plan` again: it replaces the dataset"));
    return out;
}

}  // namespace fireform::fireworks
