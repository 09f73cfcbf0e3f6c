// The emulator's replies against the API's own description, where FIREFORM_OPENAPI names that document. The
// emulator's tables are written by hand; this is what keeps them from drifting off.
#include "providers/emulator/emulator.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace fireform;
namespace json = boost::json;

namespace {

/// Fields that replies may have though the description lacks them: all real, see "What the spec leaves out".
const std::map<std::string, std::set<std::string>, std::less<>> known_extras{
    {"gatewayDeployment", {"enableMtp", "preemptible"}},
    {"gatewaySupervisedFineTuningJob", {"lrScheduler"}},
};

/// Operations of the checked types that the emulator does not carry out.
const std::set<std::string, std::less<>> left_out{
    "Gateway_ImportModel",
    "Gateway_CreateModelVersion",
    "Gateway_DeployModelVersion",
    "Gateway_GetModelVersionCount",
    // Fireworks' own: refused with 403 to everybody else.
    "Gateway_CreateDeploymentShape",
    "Gateway_UpdateDeploymentShape",
    "Gateway_DeleteDeploymentShape",
    "Gateway_UpdateDeploymentShapeVersion",
};

const std::vector<std::string> checked_types{
    "deployments", "deployedModels",   "datasets", "supervisedFineTuningJobs",
    "models",      "deploymentShapes", "quotas"};

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    for (std::size_t start = 1; start <= path.size();) {
        const auto slash = std::min(path.find('/', start), path.size());
        parts.emplace_back(path.substr(start, slash - start));
        start = slash + 1;
    }
    return parts;
}

/// "{id}:verb" takes "x:verb", "{id}" takes "x" without a verb.
bool part_fits(std::string_view pattern, std::string_view part) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos) return pattern == part;
    const std::string_view tail = pattern.substr(pattern.find('}') + 1);
    if (!part.ends_with(tail) || part.size() == tail.size()) return false;
    return part.substr(0, part.size() - tail.size()).find(':') == std::string_view::npos;
}

class Description {
 public:
    explicit Description(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        REQUIRE_MESSAGE(in.good(), "FIREFORM_OPENAPI cannot be read: ", file);
        root_ = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    }

    struct Operation {
        std::string id;
        const json::value* reply = nullptr;  ///< schema of the 200
    };
    /// Nothing: the description does not have it.
    [[nodiscard]] std::optional<Operation> find(std::string_view method, std::string_view path) const {
        const auto parts = split(path);
        for (const auto& entry : root_.at("paths").as_object()) {
            const auto pattern = split(entry.key());
            bool fits = pattern.size() == parts.size();
            for (std::size_t i = 0; fits && i < parts.size(); ++i)
                fits = part_fits(pattern[i], parts[i]);
            if (!fits) continue;
            const json::value* operation = entry.value().as_object().if_contains(lower(method));
            if (operation != nullptr) return to_operation(*operation);
        }
        return std::nullopt;
    }

    /// Ids of all operations on the checked types.
    [[nodiscard]] std::set<std::string> operations() const {
        std::set<std::string> ids;
        for (const auto& entry : root_.at("paths").as_object()) {
            const auto parts = split(entry.key());
            const std::string type = parts.size() < 4 ? "accounts" : parts[3].substr(0, parts[3].find(':'));
            if (type != "accounts" &&
                std::find(checked_types.begin(), checked_types.end(), type) == checked_types.end())
                continue;
            for (const auto& member : entry.value().as_object())
                if (member.value().is_object() && member.value().as_object().contains("operationId"))
                    ids.insert(to_operation(member.value()).id);
        }
        return ids;
    }

    [[nodiscard]] std::vector<std::string> values_of(std::string_view schema) const {
        std::vector<std::string> names;
        for (const json::value& one : root_.at("components").at("schemas").at(schema).at("enum").as_array())
            names.emplace_back(one.as_string());
        return names;
    }

    [[nodiscard]] std::vector<std::string> fields_of(std::string_view schema) const {
        std::vector<std::string> names;
        for (const auto& entry : root_.at("components").at("schemas").at(schema).at("properties").as_object())
            names.emplace_back(entry.key());
        return names;
    }

    /// What in `value` is not as `schema` has it; "" nothing.
    [[nodiscard]] std::string mismatch(const json::value& value, const json::value& schema,
                                       const std::string& where, const std::string& name = "") const {
        const json::object& rules = schema.as_object();
        if (const json::value* reference = rules.if_contains("$ref")) {
            const std::string target(reference->as_string());
            const std::string id = target.substr(target.rfind('/') + 1);
            return mismatch(value, root_.at("components").at("schemas").at(id), where, id);
        }
        const std::string type =
            rules.contains("type") ? std::string(rules.at("type").as_string()) : "object";
        if (type == "object") return object_mismatch(value, rules, where, name);
        if (type == "array") {
            if (!value.is_array()) return where + " is no array";
            for (const json::value& item : value.as_array())
                if (auto problem = mismatch(item, rules.at("items"), where + "[]"); !problem.empty())
                    return problem;
            return {};
        }
        if (type == "boolean") return value.is_bool() ? "" : where + " is no boolean";
        if (type == "integer") return value.is_int64() ? "" : where + " is no integer";
        if (type == "number") return value.is_number() ? "" : where + " is no number";
        return string_mismatch(value, rules, where);
    }

 private:
    static std::string lower(std::string_view text) {
        std::string out(text);
        for (char& c : out)
            c = static_cast<char>(c | 0x20);
        return out;
    }
    static Operation to_operation(const json::value& operation) {
        const json::value& reply =
            operation.at("responses").at("200").at("content").at("application/json").at("schema");
        return {std::string(operation.at("operationId").as_string()), &reply};
    }

    [[nodiscard]] std::string object_mismatch(const json::value& value, const json::object& rules,
                                              const std::string& where, const std::string& name) const {
        if (!value.is_object()) return where + " is no object";
        const json::value* properties = rules.if_contains("properties");
        const json::value* others = rules.if_contains("additionalProperties");
        const auto extras = known_extras.find(name);
        for (const auto& member : value.as_object()) {
            const std::string place = where + "." + std::string(member.key());
            const json::value* schema =
                properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
            if (schema == nullptr && others != nullptr && others->is_object()) schema = others;
            if (schema == nullptr) {
                if (extras != known_extras.end() && extras->second.contains(std::string(member.key())))
                    continue;
                return place + " is not in " + (name.empty() ? "the description" : name);
            }
            if (auto problem = mismatch(member.value(), *schema, place); !problem.empty()) return problem;
        }
        return {};
    }

    [[nodiscard]] static std::string string_mismatch(const json::value& value, const json::object& rules,
                                                     const std::string& where) {
        if (!value.is_string()) return where + " is no string";
        const std::string text(value.as_string());
        if (const json::value* names = rules.if_contains("enum")) {
            for (const json::value& one : names->as_array())
                if (one.as_string() == text) return {};
            return where + " has no value " + text;
        }
        const std::string format =
            rules.contains("format") ? std::string(rules.at("format").as_string()) : "";
        if (format == "int64" && (text.empty() || text.find_first_not_of("-0123456789") != std::string::npos))
            return where + " is no decimal number: " + text;
        if (format == "date-time" && (text.size() < 20 || text[10] != 'T' || text.back() != 'Z'))
            return where + " is no time: " + text;
        return {};
    }

    json::value root_;
};

const std::string chat_row =
    R"({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]})";

/// The emulator, every reply of which is held against the description.
class CheckedEmulator {
 public:
    CheckedEmulator(const Description& description, EmulatorOptions options)
        : description_(description), emulator_(std::move(options)) {}

    json::value ask(const std::string& method, const std::string& path, const std::string& body = "",
                    int status = 200) {
        HttpRequest request;
        request.method = method;
        request.url = "http://emulator/v1/accounts" + path;
        request.headers = {{"Authorization", "Bearer k"}};
        request.body = body;
        return send(std::move(request), status);
    }

    json::value send(HttpRequest request, int status = 200) {
        const HttpResponse response = emulator_.handle(request, now_);
        INFO(request.method, " ", request.url, "\n", request.body, "\n", response.body);
        CHECK(response.status == status);
        const json::value reply = json::parse(response.body);
        const std::string path = request.url.substr(15, request.url.find('?') - 15);
        const auto operation = description_.find(request.method, path);
        if (operation && response.status == 200) {
            CHECK(description_.mismatch(reply, *operation->reply, operation->id) == "");
            seen.insert(operation->id);
        }
        return reply;
    }

    void upload(const std::string& id, const std::string& content) {
        HttpRequest request;
        request.method = "POST";
        request.url = "http://emulator/v1/accounts/acme/datasets/" + id + ":upload";
        request.headers = {{"Authorization", "Bearer k"},
                           {"Content-Type", "multipart/form-data; boundary=b"}};
        request.body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n" +
                       content + "\r\n--b--\r\n";
        send(std::move(request));
    }

    void put(const std::string& url, const std::string& content) {
        HttpRequest request;
        request.method = "PUT";
        request.url = url;
        const std::string size = std::to_string(content.size());
        request.headers = {{"Content-Type", "application/octet-stream"},
                           {"x-goog-content-length-range", size + "," + size}};
        request.body = content;
        CHECK(emulator_.handle(request, now_).status == 200);
    }

    void wait(std::chrono::seconds duration) { now_ += duration; }
    std::set<std::string> seen;

 private:
    const Description& description_;
    Emulator emulator_;
    std::chrono::nanoseconds now_ = std::chrono::seconds(1777636800);
};

void deployments_story(CheckedEmulator& api) {
    const std::string full =
        R"({"displayName": "a", "description": "b", "annotations": {"custom/a": "b"}, "minReplicaCount": 1,
        "maxReplicaCount": 2, "maxWithRevocableReplicaCount": 3, "autoscalingPolicy": {"scaleUpWindow": "1s", "loadTargets":
        {"requests_per_second": 2.5}, "scalingSchedules": {"s": {"minReplicaCount": 1, "schedule": "0 8 * * *", "duration": "3600s",
        "timezone": "UTC"}}}, "baseModel": "accounts/fireworks/models/qwen3-8b", "acceleratorType": "NVIDIA_H100_80GB",
        "precision": "BF16", "enableAddons": true, "draftTokenCount": 2, "draftModel": "accounts/fireworks/models/qwen3-8b",
        "ngramSpeculationLength": 3, "enableSessionAffinity": true, "directRouteApiKeys": ["k"], "numPeftDeviceCached": 1,
        "directRouteType": "INTERNET", "deploymentTemplate": "t", "autoTune": {"longPrompt": true}, "placement": {"regions":
        ["US_IOWA_1"]}, "maxContextLength": 4096, "disableDeploymentSizeValidation": true, "enableHotLoad": true,
        "hotLoadBucketType": "S3", "hotLoadTrainerJob": "accounts/acme/rlorTrainerJobs/x", "pricingPlanId": "p",
        "expireTime": "2027-01-01T00:00:00Z", "enableMtp": true, "preemptible": true})";
    api.ask("POST", "/acme/deployments?deploymentId=full&validateOnly=true", full);
    api.ask("POST", "/acme/deployments?deploymentId=full", full);
    api.ask("POST", "/acme/deployments?deploymentId=shaped",
            R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct",
        "enableAddons": true, "deploymentShape": "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"})");
    for (int i = 0; i < 3; ++i) {
        api.ask("GET", "/acme/deployments");
        api.ask("GET", "/acme/deployments/full");
        api.ask("GET", "/acme/deployments/full/shards");
        api.wait(std::chrono::seconds(1));
    }
    api.ask("PATCH", "/acme/deployments/full?updateMask=max_replica_count", R"({"maxReplicaCount": 3})");
    api.ask("PATCH", "/acme/deployments/full:scale", R"({"replicaCount": 2})");
    api.ask("GET", "/acme/deployments/full:metrics?timeRange=10m");
    api.ask("GET", "/acme/deployments/full/terminationMessage");
    api.ask("GET", "/acme/deployments/full/ledger");
    api.ask("DELETE", "/acme/deployments/full/ledger");
    api.ask("POST", "/acme/deployments/full:setTags", R"({"tags": {"custom/c": "d"}})");
    api.ask("POST", "/acme/deployments/full:deleteTags", R"({"keys": ["custom/c"]})");
    api.ask("DELETE", "/acme/deployments/full");
    api.ask("GET", "/acme/deployments/full");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", "/acme/deployments?showDeleted=true");
    api.ask("POST", "/acme/deployments/full:undelete", "{}");
}

void addons_story(CheckedEmulator& api) {
    const json::value made =
        api.ask("POST", "/acme/deployedModels", R"({"displayName": "x", "description": "y", "public": true,
        "model": "accounts/acme/models/sample-lora", "deployment": "accounts/acme/deployments/shaped"})");
    const std::string path(made.at("name").as_string().subview(8));
    api.ask("GET", "/acme/deployedModels");
    api.wait(std::chrono::seconds(2));
    api.ask("GET", path);
    api.ask("GET", "/acme/models/sample-lora");
    api.ask("PATCH", path + "?updateMask=display_name", R"({"displayName": "z"})");
    api.ask("DELETE", path);
    api.ask("GET", path);
    api.wait(std::chrono::seconds(5));
}

void datasets_story(CheckedEmulator& api) {
    api.ask(
        "POST", "/acme/datasets",
        R"({"datasetId": "d", "dataset": {"displayName": "x", "exampleCount": "3", "userUploaded": {}, "format": "CHAT"}})");
    api.ask("GET", "/acme/datasets/d");
    api.upload("d", chat_row + "\n" + chat_row + "\n" + chat_row + "\n");
    api.ask("POST", "/acme/datasets", R"({"datasetId": "bad", "dataset": {"userUploaded": {}}})");
    api.upload("bad", "no rows");
    api.ask("POST", "/acme/datasets",
            R"({"datasetId": "url", "dataset": {"externalUrl": "gs://x", "exampleCount": 300}})");
    api.ask("POST", "/acme/datasets", R"({"datasetId": "big", "dataset": {}})");
    const json::value urls =
        api.ask("POST", "/acme/datasets/big:getUploadEndpoint", R"({"filenameToSize": {"b.jsonl": "2"}})");
    api.put(std::string(urls.at("filenameToSignedUrls").at("b.jsonl").as_string()), "{}");
    api.ask("POST", "/acme/datasets/big:validateUpload", "{}");
    api.wait(std::chrono::seconds(1));
    api.ask("POST", "/acme/datasets",
            R"({"datasetId": "derived", "sourceDatasetId": "d", "filter": "a = 1", "dataset": {}})");
    api.ask("GET", "/acme/datasets");
    api.ask("GET", "/acme/datasets/d:getDownloadEndpoint");
    api.ask("POST", "/acme/datasets/url:splitDataset", R"({"chunkSize": 200})");
    api.ask("PATCH", "/acme/datasets/d?updateMask=display_name", R"({"displayName": "y"})");
    api.ask("DELETE", "/acme/datasets/bad");
    api.ask("GET", "/acme/datasets");
}

void jobs_story(CheckedEmulator& api) {
    const std::string job = R"({"displayName": "x", "dataset": "accounts/acme/datasets/d", "baseModel":
        "accounts/fireworks/models/qwen3-8b", "outputModel": "tuned", "epochs": 2, "learningRate": 0.0002, "maxContextLength": 8192,
        "loraRank": 16, "batchSizeSamples": 4, "batchSize": 1024, "gradientAccumulationSteps": 2, "learningRateWarmupSteps": 1,
        "optimizerWeightDecay": 0.02, "earlyStop": true, "isTurbo": true, "evalAutoCarveout": true, "evaluationDataset":
        "accounts/acme/datasets/d", "jinjaTemplate": "t", "nodes": 1, "mtpEnabled": true, "mtpNumDraftTokens": 1,
        "mtpFreezeBaseModel": true, "purpose": "PURPOSE_PILOT", "wandbConfig": {"enabled": true, "apiKey": "k", "project": "p",
        "entity": "e", "runId": "r"}, "awsS3Config": {"iamRoleArn": "a"}, "azureBlobStorageConfig": {"tenantId": "t"},
        "lrScheduler": {"cosine": {"minLrRatio": 0.1}}})";
    api.ask("POST", "/acme/supervisedFineTuningJobs:estimateCost", job);
    api.ask("POST", "/acme/supervisedFineTuningJobs?supervisedFineTuningJobId=j", job);
    for (int i = 0; i < 11; ++i) {
        api.ask("GET", "/acme/supervisedFineTuningJobs/j");
        api.wait(std::chrono::seconds(2));
    }
    api.ask("GET", "/acme/supervisedFineTuningJobs");
    api.ask("GET", "/acme/models/tuned");
    api.ask("POST", "/acme/supervisedFineTuningJobs?supervisedFineTuningJobId=k",
            R"({"dataset": "accounts/acme/datasets/d", "warmStartFrom": "accounts/acme/models/tuned"})");
    api.ask("POST", "/acme/supervisedFineTuningJobs/k:cancel", "{}");
    api.wait(std::chrono::seconds(2));
    api.ask("POST", "/acme/supervisedFineTuningJobs/k:resume", "{}");
    api.ask("DELETE", "/acme/supervisedFineTuningJobs/k");
}

void models_story(CheckedEmulator& api) {
    api.ask("GET", "/fireworks/models");
    api.ask("GET", "/fireworks/models/deepseek-v3p1");
    api.ask("POST", "/acme/models",
            R"({"modelId": "own", "model": {"displayName": "x", "githubUrl": "g", "huggingFaceUrl": "h",
        "contextLength": 4096, "conversationConfig": {"style": "jinja"}, "snapshotType": "INCREMENTAL_SNAPSHOT", "deprecationDate":
        {"year": 2030, "month": 1, "day": 2}, "peftDetails": {"baseModel": "accounts/fireworks/models/qwen3-8b", "r": 8,
        "targetModules": ["q_proj"]}}})");
    const json::value urls =
        api.ask("POST", "/acme/models/own:getUploadEndpoint",
                R"({"filenameToSize": {"adapter_config.json": 2, "adapter_model.safetensors": 2}})");
    for (const auto& entry : urls.at("filenameToSignedUrls").as_object())
        api.put(std::string(entry.value().as_string()), "{}");
    api.ask("GET", "/acme/models/own:validateUpload");
    api.ask("GET", "/acme/models/own:getDownloadEndpoint");
    api.ask("POST", "/acme/models/own:prepare", R"({"precision": "FP8"})");
    api.ask("PATCH", "/acme/models/own?updateMask=description", R"({"description": "d"})");
    api.ask("GET", "/acme/models");
    api.ask("DELETE", "/acme/models/own");
}

void rest_story(CheckedEmulator& api) {
    api.ask("GET", "");
    api.ask("GET", "/acme");
    api.ask("GET", "/fireworks/deploymentShapes?targetModel=accounts/fireworks/models/qwen3-8b");
    api.ask("GET", "/fireworks/deploymentShapes/qwen3-8b-fast");
    const json::value versions = api.ask("GET", "/fireworks/deploymentShapes/qwen3-8b-fast/versions");
    const std::string name(versions.at("deploymentShapeVersions").at(0).at("name").as_string());
    api.ask("GET", name.substr(8));
    api.ask("GET", "/-/deploymentShapes/-/versions");
    api.ask("GET", "/acme/quotas");
    api.ask("GET", "/acme/quotas/global--h100-count");
    api.ask("PATCH", "/acme/quotas/global--h100-count?updateMask=value", R"({"value": "7"})");
    api.ask("DELETE", "/acme/deployments/shaped?hard=true&ignoreChecks=true");
}

}  // namespace

TEST_CASE("contract: every reply is as the API's own description has it") {
    const char* file = std::getenv("FIREFORM_OPENAPI");
    if (file == nullptr) {
        MESSAGE("skipped: FIREFORM_OPENAPI does not name the API's description");
        return;
    }
    const Description description(file);
    for (const bool emit : {false, true}) {
        EmulatorOptions options;
        options.emit_defaults = emit;
        CheckedEmulator api(description, options);
        deployments_story(api);
        addons_story(api);
        datasets_story(api);
        jobs_story(api);
        models_story(api);
        rest_story(api);
        for (const std::string& id : description.operations())
            CHECK_MESSAGE((api.seen.contains(id) || left_out.contains(id)), "not checked: ", id);
        for (const std::string& id : left_out)
            CHECK_MESSAGE(!api.seen.contains(id), "checked after all: ", id);
    }
}

TEST_CASE("contract: the emulator knows every field and every enum value that the description has") {
    const char* file = std::getenv("FIREFORM_OPENAPI");
    if (file == nullptr) {
        MESSAGE("skipped: FIREFORM_OPENAPI does not name the API's description");
        return;
    }
    const Description description(file);
    Emulator emulator(EmulatorOptions{});
    const auto message = [&](const std::string& path, const std::string& body) {
        HttpRequest request;
        request.method = "POST";
        request.url = "http://emulator/v1/accounts/acme/" + path;
        request.headers = {{"Authorization", "Bearer k"}};
        request.body = body;
        return emulator.handle(request, std::chrono::seconds(1)).body;
    };
    for (const std::string& field : description.fields_of("gatewayDeployment"))
        CHECK(message("deployments", "{\"" + field + "\": null}").find("unknown field") == std::string::npos);
    for (const std::string& field : description.fields_of("gatewayDeployedModel"))
        CHECK(message("deployedModels", "{\"" + field + "\": null}").find("unknown field") ==
              std::string::npos);
    for (const std::string& field : description.fields_of("gatewaySupervisedFineTuningJob"))
        CHECK(message("supervisedFineTuningJobs", "{\"" + field + "\": null}").find("unknown field") ==
              std::string::npos);
    for (const std::string& field : description.fields_of("gatewayDataset"))
        CHECK(message("datasets", "{\"datasetId\": \"A\", \"dataset\": {\"" + field + "\": null}}")
                  .find("unknown field") == std::string::npos);
    for (const std::string& field : description.fields_of("gatewayModel"))
        CHECK(message("models", "{\"modelId\": \"A\", \"model\": {\"" + field + "\": null}}")
                  .find("unknown field") == std::string::npos);
    for (const std::string& field : description.fields_of("gatewayDeploymentShape"))
        CHECK(message("deploymentShapes", "{\"" + field + "\": null}").find("unknown field") ==
              std::string::npos);

    struct Enumeration {
        const char* schema;
        const char* path;
        const char* before;  ///< the body up to the value
        const char* behind;
    };
    for (const auto& [schema, path, before, behind] : std::initializer_list<Enumeration>{
             {"gatewayAcceleratorType", "deployments", "{\"acceleratorType\": \"", "\"}"},
             {"DeploymentPrecision", "deployments", "{\"precision\": \"", "\"}"},
             {"gatewayRegion", "deployments", "{\"placement\": {\"regions\": [\"", "\"]}}"},
             {"gatewayMultiRegion", "deployments", "{\"placement\": {\"multiRegion\": \"", "\"}}"},
             {"gatewayDirectRouteType", "deployments", "{\"directRouteType\": \"", "\"}"},
             {"DeploymentHotLoadBucketType", "deployments", "{\"hotLoadBucketType\": \"", "\"}"},
             {"DatasetFormat", "datasets", "{\"datasetId\": \"A\", \"dataset\": {\"format\": \"", "\"}}"},
             {"gatewayPurpose", "supervisedFineTuningJobs", "{\"purpose\": \"", "\"}"},
             {"ModelKind", "models", "{\"modelId\": \"A\", \"model\": {\"kind\": \"", "\"}}"},
             {"ModelSnapshotType", "models", "{\"modelId\": \"A\", \"model\": {\"snapshotType\": \"", "\"}}"},
             {"DeploymentShapePresetType", "deploymentShapes", "{\"presetType\": \"", "\"}"},
         })
        for (const std::string& value : description.values_of(schema))
            CHECK_MESSAGE(message(path, before + value + behind).find("enum") == std::string::npos, value);
}
