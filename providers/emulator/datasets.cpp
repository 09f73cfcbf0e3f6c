// Datasets (brief 2.3, 6): upload in one piece or by signed URLs, validation, the wedge of a hasty
// validateUpload.
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/common_fields.hpp"
#include "providers/emulator/dataset_fields.hpp"
#include "providers/emulator/headers.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/multipart.hpp"
#include "providers/emulator/storage.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace fireform::emulator {
namespace {

constexpr int validated = 1;
constexpr double tenth = 0.1;  ///< datasets take a tenth of --ready-after
constexpr std::size_t upload_max = 150u << 20;
constexpr std::int64_t chunk_min = 200;

bool is_ready(const Object& dataset) {
    return text_of(dataset.body(), "state") == "READY";
}

Refusal already_ready(const Object& dataset) {
    return precondition("dataset \"" + dataset.name + "\" is READY; its content is immutable");
}

void validate_later(World& world, Object& dataset) {
    if (!flag_of(dataset.notes(), "stuck"))
        appoint(world, dataset, Lane::life, pace(world, tenth), validated);
}

/// Sums over the files that came.
struct Content {
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    double turns = 0;
    std::string_view format;
    std::string problem;
};

Content content_of(const Object& dataset) {
    Content sum;
    for (const auto& entry : message_of(dataset.notes(), "files")) {
        const json::object& file = entry.value().as_object();
        sum.rows += number_of(file, "rows");
        sum.bytes += number_of(file, "size");
        sum.turns += real_of(file, "turns");
        if (sum.format.empty()) sum.format = text_of(file, "format");
        if (sum.problem.empty() && !text_of(file, "problem").empty())
            sum.problem = std::string(entry.key()) + ": " + std::string(text_of(file, "problem"));
    }
    return sum;
}

void finish_validation(World& world, Object& dataset) {
    const Content content = content_of(dataset);
    const bool derived = !flag_of(dataset.notes(), "uploads");
    json::object& body = touch(world, dataset);
    if (const auto why = text_of(dataset.notes(), "fail"); !why.empty()) {
        set_status(body, "INVALID_ARGUMENT", "dataset validation failed: " + std::string(why));
        return;
    }
    if (!derived && !content.problem.empty()) {
        set_status(body, "INVALID_ARGUMENT", "dataset validation failed: " + content.problem);
        return;  // it stays UPLOADING; the way out is to delete it
    }
    set_text(body, "state", "READY");
    set_status(body, "OK", "");
    if (derived) return;
    if (number_of(body, "exampleCount") == 0) set_int64(body, "exampleCount", content.rows);
    set_int64(body, "estimatedTokenCount", content.bytes / 4);
    if (content.rows > 0)
        set_real(body, "averageTurnCount",
                 static_cast<double>(static_cast<float>(content.turns / static_cast<double>(content.rows))));
    const auto format = text_of(body, "format");
    if ((format.empty() || format == "FORMAT_UNSPECIFIED") && !content.format.empty())
        set_text(body, "format", std::string(content.format));
}

std::optional<Refusal> check_source(Draft& draft) {
    World& world = draft.call.world;
    std::string source(text_of(draft.outer, "sourceDatasetId"));
    if (source.empty()) source = text_of(message_of(draft.body, "transformed"), "sourceDatasetId");
    if (source.empty()) {
        if (has(draft.outer, "filter")) return invalid("filter needs source_dataset_id");
        return std::nullopt;
    }
    if (source.find('/') == std::string::npos) source = draft.call.parent + "/datasets/" + source;
    Object* origin = nullptr;
    if (auto refusal = resolve(world, "source_dataset_id", source, "datasets", origin)) return refusal;
    if (!is_ready(*origin)) return precondition("dataset \"" + source + "\" is not ready");
    json::object& transformed = message_in(draft.body, "transformed");
    set_text(transformed, "sourceDatasetId", origin->id());
    if (has(draft.outer, "filter"))
        set_text(transformed, "filter", std::string(text_of(draft.outer, "filter")));
    if (const json::value* format = origin->body().if_contains("format"))
        transformed["originalFormat"] = *format;
    for (const std::string_view field : {"exampleCount", "format", "estimatedTokenCount", "averageTurnCount"})
        if (const json::value* value = origin->body().if_contains(field)) draft.body[field] = *value;
    return std::nullopt;
}

std::optional<Refusal> check_create(Draft& draft) {
    if (draft.outer.if_contains("dataset") == nullptr && !has(draft.outer, "sourceDatasetId"))
        return invalid("dataset is required");
    if (number_of(draft.body, "exampleCount") < 0) return invalid("example_count must not be negative");
    if (auto refusal = check_source(draft)) return refusal;
    const int sources = int{has(draft.body, "userUploaded")} + int{has(draft.body, "transformed")} +
                        int{has(draft.body, "externalUrl")};
    if (sources > 1) return invalid("only one source of a dataset can be set");
    const bool uploads = !has(draft.body, "externalUrl") && !has(draft.body, "transformed");
    if (uploads) static_cast<void>(message_in(draft.body, "userUploaded"));  // its marker is always there
    set_flag(draft.notes, "uploads", uploads);
    set_text(draft.body, "state", "UPLOADING");
    set_status(draft.body, "OK", "");
    return std::nullopt;
}

void created(World& world, Object& dataset) {
    if (!flag_of(dataset.notes(), "uploads")) validate_later(world, dataset);
}

void due(World& world, Object& dataset, Lane, int) {
    finish_validation(world, dataset);
}

/// A fault rule may name the verb instead of the create.
void stick(Call& call, Object& dataset) {
    if (call.world.fault == nullptr || call.world.fault->kind != FaultKind::upload_stuck) return;
    set_flag(dataset.notes(), "stuck", true);
    note(call.world, dataset);
}

HttpResponse upload(Call& call, Object* dataset) {
    if (is_ready(*dataset)) return reply(already_ready(*dataset));
    if (!flag_of(dataset->notes(), "uploads"))
        return reply(precondition("this dataset is not filled by an upload"));
    if (flag_of(dataset->notes(), "wedged") || has(dataset->notes(), "files"))
        return reply(precondition("dataset \"" + dataset->name +
                                  "\" has an upload already; delete and create it again"));
    const auto part = find_part(header_of(call.request, "content-type"), call.request.body, "file");
    if (!part) return reply(invalid("multipart/form-data with one part named \"file\" is expected"));
    if (part->content.size() > upload_max)
        return reply(413, Code::out_of_range, "the upload is larger than 150 MB; use :getUploadEndpoint");
    if (!part->filename.ends_with(".jsonl")) return reply(invalid("the file name must end with .jsonl"));
    stick(call, *dataset);
    receive_file(call.world, *dataset, part->filename, part->content);
    validate_later(call.world, *dataset);
    return empty_reply();
}

HttpResponse get_upload_endpoint(Call& call, Object* dataset) {
    if (flag_of(dataset->notes(), "wedged")) return reply(405, Code::unimplemented, "Method Not Allowed");
    if (is_ready(*dataset)) return reply(already_ready(*dataset));
    if (!flag_of(dataset->notes(), "uploads"))
        return reply(precondition("this dataset is not filled by an upload"));
    const json::object& sizes = message_of(*call.body, "filenameToSize");
    if (sizes.empty()) return reply(invalid("filename_to_size must name a file"));
    for (const auto& entry : sizes) {
        if (!std::string_view(entry.key()).ends_with(".jsonl") ||
            std::string_view(entry.key()).find('/') != std::string_view::npos)
            return reply(invalid("the file name \"" + std::string(entry.key()) + "\" must end with .jsonl"));
        if (number_of(sizes, entry.key()) <= 0) return reply(invalid("the size of a file must be positive"));
    }
    return json_reply(
        200, "{\"filenameToSignedUrls\":" + upload_urls(call.world, *dataset, call.origin, sizes) + "}");
}

/// Before the bytes are there it wedges the dataset for good, and says {} all the same (brief 6.2).
HttpResponse validate_upload(Call& call, Object* dataset) {
    const json::object& notes = dataset->notes();
    if (is_ready(*dataset) || flag_of(notes, "wedged")) return empty_reply();
    const json::object& files = message_of(notes, "files");
    bool complete = !files.empty();
    for (const auto& entry : message_of(notes, "expects"))
        complete = complete && files.contains(entry.key());
    if (complete) {
        stick(call, *dataset);
        validate_later(call.world, *dataset);
    } else {
        set_flag(dataset->notes(), "wedged", true);
        note(call.world, *dataset);
    }
    return empty_reply();
}

HttpResponse get_download_endpoint(Call& call, Object* dataset) {
    if (!is_ready(*dataset)) return reply(precondition("dataset \"" + dataset->name + "\" is not ready"));
    return json_reply(200,
                      "{\"filenameToSignedUrls\":" + download_urls(call.world, *dataset, call.origin) + "}");
}

HttpResponse split(Call& call, Object* dataset) {
    World& world = call.world;
    const auto chunk = number_of(*call.body, "chunkSize");
    if (chunk < chunk_min) return reply(invalid("chunk_size must be at least 200"));
    if (!is_ready(*dataset)) return reply(precondition("dataset \"" + dataset->name + "\" is not ready"));
    const auto total = number_of(dataset->body(), "exampleCount");
    const auto count = (total + chunk - 1) / chunk;
    json::array names;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string id = std::string(dataset->id()).substr(0, 50) + "-chunk-" + std::to_string(i + 1);
        const std::string name = call.parent + "/datasets/" + id;
        if (world.store.find(name) != nullptr)
            return reply({Code::already_exists, "dataset \"" + name + "\" already exists"});
        names.emplace_back(name);
    }
    for (std::int64_t i = 0; i < count; ++i) {
        json::object body, notes;
        for (const std::string_view field : {"format", "averageTurnCount"})
            if (const json::value* value = dataset->body().if_contains(field)) body[field] = *value;
        set_text(body, "name", names[static_cast<std::size_t>(i)].get_string());
        set_text(body, "createTime", timestamp(world.now));
        set_text(body, "updateTime", timestamp(world.now));
        set_text(body, "createdBy", world.email);
        set_text(body, "state", "UPLOADING");
        set_status(body, "OK", "");
        set_int64(body, "exampleCount", std::min(chunk, total - i * chunk));
        set_text(message_in(body, "splitted"), "sourceDatasetId", dataset->id());
        Object& made = insert(world, datasets, std::string(names[static_cast<std::size_t>(i)].get_string()),
                              std::move(body), std::move(notes));
        validate_later(world, made);
    }
    return json_reply(200, json::serialize(json::object{{"chunkDatasetNames", names},
                                                        {"chunksCreated", count},
                                                        {"totalExamples", std::to_string(total)}}));
}

constexpr std::array<Parameter, 2> download_query{{{"readMask"}, {"downloadLineage", Kind::boolean}}};
constexpr std::array<Verb, 5> verbs{{
    {.method = "POST", .name = ":upload", .run = upload},
    {.method = "POST",
     .name = ":getUploadEndpoint",
     .run = get_upload_endpoint,
     .body = &upload_endpoint_message},
    {.method = "POST", .name = ":validateUpload", .run = validate_upload, .body = &empty_message},
    {.method = "GET", .name = ":getDownloadEndpoint", .run = get_download_endpoint, .query = download_query},
    {.method = "POST", .name = ":splitDataset", .run = split, .body = &split_dataset_message},
}};

}  // namespace

constinit const Collection datasets{
    .segment = "datasets",
    .singular = "dataset",
    .message = &dataset_message,
    .id_from = IdFrom::body,
    .id_parameter = "datasetId",
    .id_required = true,
    .wrapper = &create_dataset_message,
    .wrapped = "dataset",
    .creates = true,
    .updates = true,
    .removes = true,
    .verbs = verbs,
    .check_create = check_create,
    .created = created,
    .due = due,
};

}  // namespace fireform::emulator
