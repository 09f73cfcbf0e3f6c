#include "providers/fireworks/model_upload.hpp"

#include "providers/fireworks/file_upload.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// What the service says about files that it takes all the same.
Diagnostics warnings_in(const Reply& reply, const Upload& upload) {
    Diagnostics out;
    const ReplyJson body(reply);
    const json::value* list = body.object() == nullptr ? nullptr : find_path(*body.object(), "warnings");
    const json::array* warnings = list == nullptr ? nullptr : list->if_array();
    if (warnings == nullptr) return out;
    for (const json::value& each : *warnings) {
        if (!each.is_string()) continue;
        Diagnostic warning = problem(
            "Adapter was accepted with a warning",
            fmt::format("{}: {}", upload.what, upload.session.secrets().clean(each.get_string())), "");
        warning.severity = Severity::warning;
        out.add(std::move(warning));
    }
    return out;
}

}  // namespace

Checked<LocalFolder> check_folder(const CreateRequest& request) {
    const ResourceType& type = *request.type;
    LocalFolder out;
    out.path = std::filesystem::path(request.project_folder) / request.attributes.get(type, "path").text();
    Checked<FolderDigest> digest = digest_folder(out.path);
    if (!digest.ok()) return digest.diagnostics;
    const std::string& planned = request.attributes.get(type, "content_hash").text();
    if (digest.value->hash != planned) return changed_since_plan(out.path);
    out.files = std::move(digest.value->files);
    return out;
}

Task<Checked<LiveObject>> upload_model(Session& session, const Address& address, const LiveObject& model,
                                       const LocalFolder& folder, const UploadProgress& progress) {
    Upload upload{session,  address,
                  model,    {},
                  progress, fmt::format("Uploading the adapter to the {}", label(*model.type, model.id))};
    for (const FolderDigest::File& file : folder.files)
        upload.files.push_back({folder.path / file.name, file.name, file.size});
    Diagnostics sent = co_await put_to_signed_urls(upload);
    if (!sent.has_errors()) {
        // A GET, unlike that of datasets (brief 2.4).
        Checked<Reply> validated =
            co_await validate_upload(upload, get_request(upload.path(ApiVerb::validate_upload), upload.what));
        sent.add(std::move(validated.diagnostics));
        if (validated.value) sent.add(warnings_in(*validated.value, upload));
    }
    co_return co_await after_upload(upload, std::move(sent));
}

}  // namespace fireform::fireworks
