#include "providers/fireworks/file_upload.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <numeric>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// Whole, and each long value by itself: a store tells which signature it was given.
void add_query(Secrets& secrets, const std::string& query) {
    constexpr std::size_t signature_min = 16;
    secrets.add(query);
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        const std::string parameter = query.substr(at, end - at);
        const std::string value = parameter.substr(parameter.find('=') + 1);
        if (value.size() >= signature_min) secrets.add(value);
        at = end + 1;
    }
}

std::uint64_t total(const Upload& upload) {
    return std::transform_reduce(upload.files.begin(), upload.files.end(), std::uint64_t{0}, std::plus<>{},
                                 [](const UploadFile& file) { return file.size; });
}

/// By file name. The links are keys by themselves and appear in no message.
Task<Checked<std::vector<std::string>>> signed_urls(const Upload& upload) {
    json::object sizes;
    for (const UploadFile& file : upload.files)
        sizes[file.name] = std::to_string(file.size);
    json::object ask;
    ask["filenameToSize"] = std::move(sizes);
    const Reply reply = co_await upload.session.send(
        post_request(upload.path(ApiVerb::get_upload_endpoint), json::serialize(ask), upload.what));
    if (reply.status() == 405)
        co_return problem("Upload is stuck",
                          fmt::format("{}: the service takes no file for it any more, and it stays {}.",
                                      upload.what, upload.object.state),
                          upload.run_again());
    if (!reply.success()) co_return upload.failed(upload.session.error(upload.what, reply));
    const ReplyJson body(reply);
    const json::value* urls =
        body.object() == nullptr ? nullptr : find_path(*body.object(), "filenameToSignedUrls");
    const json::object* map = urls == nullptr ? nullptr : urls->if_object();
    std::vector<std::string> out;
    for (const UploadFile& file : upload.files) {
        const json::value* url = map == nullptr ? nullptr : map->if_contains(file.name);
        if (url == nullptr || !url->is_string())
            co_return upload.failed(upload.session.unexpected(upload.what, reply));
        out.emplace_back(url->get_string());
    }
    co_return out;
}

}  // namespace

std::string Upload::path(ApiVerb verb) const {
    return session.path(object.type->collection, object.id, verb);
}

std::function<void(std::uint64_t)> Upload::on_sent(std::uint64_t before, std::uint64_t frame) const {
    if (!progress) return {};
    return [this, before, frame](std::uint64_t sent) {
        const std::uint64_t all = total(*this);
        progress(address, std::min(before + sent - std::min(sent, frame), all), all);
    };
}

std::string Upload::run_again() const {
    return fmt::format("run `fireform apply` again: it replaces the {} and sends the {} anew",
                       object.type->name, files.size() == 1 ? "file" : "files");
}

Diagnostic Upload::failed(Diagnostic diagnostic) const {
    diagnostic.hint = run_again();
    return diagnostic;
}

Task<Diagnostics> put_to_signed_urls(const Upload& upload) {
    Diagnostics out;
    Checked<std::vector<std::string>> urls = co_await signed_urls(upload);
    if (!urls.ok()) co_return urls.diagnostics;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < upload.files.size(); ++i) {
        const UploadFile& file = upload.files[i];
        // Exactly these two: any other would break the signature (brief 6.2).
        HttpHeaders headers{{"Content-Type", "application/octet-stream"},
                            {"x-goog-content-length-range", fmt::format("{0},{0}", file.size)}};
        FileBody body;
        body.path = file.path;
        body.file_size = file.size;
        std::string& url = (*urls.value)[i];
        Secrets secrets = upload.session.secrets();  // a store may repeat what it was asked
        secrets.add(url);
        add_query(secrets, url.substr(url.find('?') + 1));
        const Reply put = co_await upload.session.put_file(std::move(url), std::move(headers),
                                                           std::move(body), upload.on_sent(before, 0));
        if (!put.success()) {
            out.add(upload.failed(upload.session.error(upload.what, put, &secrets)));
            co_return out;
        }
        before += file.size;
    }
    co_return out;
}

Task<Checked<Reply>> validate_upload(const Upload& upload, ApiRequest validate) {
    Reply reply = co_await upload.session.send(std::move(validate));
    if (reply.success()) co_return reply;
    const Checked<LiveObject> seen =
        co_await read_object(upload.session, *upload.object.type, upload.object.id);
    const bool handled_before = reply.repeated && reply.status() == 400;
    if (seen.value &&
        (seen.value->phase == Phase::ready || (handled_before && seen.value->phase == Phase::pending)))
        co_return reply;
    co_return upload.failed(upload.session.error(upload.what, reply));
}

Task<Checked<LiveObject>> after_upload(const Upload& upload, Diagnostics diagnostics) {
    Checked<LiveObject> out(std::move(diagnostics));
    if (out.diagnostics.has_errors()) co_return out;
    Checked<LiveObject> seen = co_await read_object(upload.session, *upload.object.type, upload.object.id);
    out.value = std::move(seen.value);
    out.diagnostics.add(std::move(seen.diagnostics));
    co_return out;
}

Diagnostics unfinished_upload(const CreateRequest& request) {
    const ResourceType& type = *request.type;
    Diagnostics out;
    out.add(problem("Upload is not complete",
                    fmt::format("The {} exists, and its {} never uploaded to the end, or failed {} check.",
                                label(type, request.id), type.name == "dataset" ? "file was" : "files were",
                                type.name == "dataset" ? "its" : "their"),
                    fmt::format("run `fireform plan` again: it replaces the {}", type.name)));
    return out;
}

Diagnostics changed_since_plan(const std::filesystem::path& path) {
    Diagnostics out;
    out.add(problem("File has changed since the plan",
                    fmt::format("{} has another content than when the plan was made.", path.string()),
                    "run `fireform plan` again"));
    return out;
}

}  // namespace fireform::fireworks
