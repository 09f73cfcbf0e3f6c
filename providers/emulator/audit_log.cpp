#include "providers/emulator/audit_log.hpp"

#include "providers/emulator/audit_fields.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"
#include "providers/emulator/headers.hpp"
#include "providers/emulator/listing.hpp"
#include "providers/emulator/world.hpp"
#include "schemas/hash.hpp"

#include <boost/json.hpp>

#include <array>
#include <utility>
#include <vector>

namespace fireform::emulator {
namespace {

constexpr std::size_t payload_max = 4096;
constexpr auto window = std::chrono::hours(24 * 30);
constexpr std::string_view page_default = "10";

/// gRPC names that do not follow from collection and verb.
struct Irregular {
    std::string_view operation, method;
};
constexpr std::array<Irregular, 12> irregular{{
    {"DELETE deployments/ledger", "ResetLedger"},
    {"POST deployments:setTags", "SetDeploymentTags"},
    {"POST deployments:deleteTags", "DeleteDeploymentTags"},
    {"POST datasets:upload", "UploadDataset"},
    {"POST datasets:getUploadEndpoint", "GetDatasetUploadEndpoint"},
    {"POST datasets:validateUpload", "ValidateDatasetUpload"},
    {"POST datasets:splitDataset", "SplitDataset"},
    {"POST models:getUploadEndpoint", "GetModelUploadEndpoint"},
    {"GET models:validateUpload", "ValidateModelUpload"},
    {"POST rlorTrainerJobs:executeTrainStep", "ExecuteRlorTrainStep"},
    {"POST checkpoints:promote", "PromoteCheckpoint"},
    {"POST evaluatorsV2", "CreateEvaluatorV2"},
}};

/// "POST deployments:scale" -> "ScaleDeployment", "PATCH deployments" -> "UpdateDeployment"
std::string method_of(const AuditedRequest& audited) {
    for (const Irregular& one : irregular)
        if (one.operation == audited.operation) return std::string(one.method);
    std::string method = audited.request.method == "POST"    ? "Create"
                         : audited.request.method == "PATCH" ? "Update"
                                                             : "Delete";
    if (!audited.verb.empty()) {
        method = audited.verb.substr(1);
        method.front() = static_cast<char>(method.front() - 'a' + 'A');
    }
    return method.append(audited.collection.message->name);
}

/// What the body of the request is; null: nothing that the tables know.
const Message* body_of(const AuditedRequest& audited) {
    const Collection& collection = audited.collection;
    if (audited.verb.empty())
        return audited.request.method == "POST" && collection.wrapper != nullptr ? collection.wrapper
                                                                                 : collection.message;
    for (const Verb& verb : collection.verbs)
        if (verb.name == audited.verb && verb.method == audited.request.method) return verb.body;
    return nullptr;
}

/// Without what no reply shows.
json::object shown(const json::object& sent, const Message& message) {
    json::object out;
    for (const auto& entry : sent) {
        const Field* field = find_field(message, entry.key());
        if (field == nullptr || field->has(rule::input_only)) continue;
        const bool nested =
            field->kind == Kind::message && entry.value().is_object() && field->shape == Shape::one;
        out[field->name] =
            nested ? json::value(shown(entry.value().get_object(), *field->message)) : entry.value();
    }
    return out;
}

json::object payload_of(const AuditedRequest& audited) {
    const Message* message = body_of(audited);
    const std::string& text = audited.request.body;
    if (message == nullptr || text.empty() || text.size() > payload_max) return {};
    boost::system::error_code failure;
    const json::value sent = json::parse(text, failure);
    return failure || !sent.is_object() ? json::object{} : shown(sent.get_object(), *message);
}

/// Tells keys apart and gives none away.
std::string key_id(std::string_view authorization) {
    return authorization.empty() ? "" : "key_" + sha256_hex(authorization).substr(0, 12);
}

void forget_oldest(World& world) {
    const Bucket* log = world.store.bucket(world.account, audit_logs.segment);
    while (log != nullptr && log->by_serial.size() > audit_max)
        erase(world, *log->by_serial.begin()->second);
}

/// The newest first, of the last 30 days unless the request names its own bounds.
HttpResponse list_entries(Call& call) {
    World& world = call.world;
    Nanos from = world.now - window, until = Nanos::max();
    for (auto [name, bound] : {std::pair{"startTime", &from}, std::pair{"endTime", &until}}) {
        if (!call.query.has(name)) continue;
        const auto time = parse_timestamp(call.query.text(name));
        if (!time) return reply(invalid(snake_case(name) + " must be an RFC 3339 time"));
        *bound = *time;
    }
    const auto email = call.query.text("email");
    std::vector<json::object> rows;
    if (const Bucket* log = world.store.bucket(world.account, audit_logs.segment))
        for (auto it = log->by_serial.rbegin(); it != log->by_serial.rend(); ++it) {
            const Object& entry = *it->second;
            if (entry.created < from || entry.created > until) continue;
            if (email.empty() || text_of(entry.body(), "principal") == email) rows.push_back(entry.body());
        }
    if (!call.query.has("pageSize")) call.query.entries.emplace_back("pageSize", page_default);
    return list_rows(call, audit_entry_message, audit_logs.segment, rows);
}

constexpr std::array<Parameter, 3> list_query{{{"startTime"}, {"endTime"}, {"email"}}};

}  // namespace

void record_audit(World& world, const AuditedRequest& audited) {
    const std::string id = seeded_hash(world, "audit " + std::to_string(world.store.serial_next));
    json::object body;
    body.reserve(audit_entry_message.fields.size());
    set_text(body, "id", id);
    set_text(body, "method", method_of(audited));
    set_text(body, "principal", world.email);
    body["payload"] = payload_of(audited);
    set_status(body, "OK", "");
    set_text(body, "timestamp", timestamp(world.now));
    set_text(body, "resource", audited.resource);
    set_text(body, "userAgent", header_of(audited.request, "user-agent"));
    set_text(body, "apiKeyId", key_id(header_of(audited.request, "authorization")));
    insert(world, audit_logs, world.account + "/auditLogs/" + id, std::move(body), {});
    forget_oldest(world);
}

constinit const Collection audit_logs{
    .segment = "auditLogs",
    .singular = "audit log entry",
    .message = &audit_entry_message,
    .gets = false,
    .filters = false,
    .orders = false,
    .list_query = list_query,
    .list = list_entries,
};

}  // namespace fireform::emulator
