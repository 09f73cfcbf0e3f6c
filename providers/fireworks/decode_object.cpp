#include "providers/fireworks/json_codec.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// Counts are 32 bits wide (brief 8.10): what a reply says beyond that is cut, so that sums of them are
/// right.
std::int64_t count_at(const json::object& object, std::string_view path) {
    constexpr double count_max = 2147483647;
    const json::value* value = find_path(object, path);
    if (value == nullptr || !value->is_number()) return 0;
    const double count = value->to_number<double>();
    return count > 0 ? static_cast<std::int64_t>(std::min(count, count_max)) : 0;  // "0e999" is no number
}

/// What is furthest from serving says what we wait for.
Progress replica_progress(const json::object& object) {
    const std::int64_t pending = count_at(object, "replicaStats.pendingSchedulingReplicaCount");
    const std::int64_t downloading = count_at(object, "replicaStats.downloadingModelReplicaCount");
    const std::int64_t initializing = count_at(object, "replicaStats.initializingReplicaCount");
    const std::int64_t ready = count_at(object, "replicaStats.readyReplicaCount");
    const std::int64_t all =
        std::max(count_at(object, "desiredReplicaCount"), pending + downloading + initializing + ready);
    Progress out;
    if (downloading > 0)
        out.text = fmt::format("downloading model {}/{}", downloading, all);
    else if (initializing > 0)
        out.text = fmt::format("initializing {}/{}", initializing, all);
    else if (pending > 0)
        out.text = fmt::format("pending {}", pending);
    else if (all > 0)
        out.text = fmt::format("ready {}/{}", ready, all);
    if (all > 0) out.percent = static_cast<int>(ready * 100 / all);
    return out;
}

/// "JOB_STATE_WRITING_RESULTS" -> "writing results"
std::string words(std::string state) {
    constexpr std::string_view prefix = "JOB_STATE_";
    if (state.starts_with(prefix)) state.erase(0, prefix.size());
    for (char& c : state)
        c = c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return state;
}

/// The API counts epochs from 0, people from 1.
Progress job_progress(const json::object& object) {
    Progress out;
    out.percent = static_cast<int>(std::clamp<std::int64_t>(count_at(object, "jobProgress.percent"), 0, 100));
    out.text = fmt::format("{} {} %, epoch {}", words(text_at(object, "state")), *out.percent,
                           count_at(object, "jobProgress.epoch") + 1);
    return out;
}

/// Links that open a file without a key are keys themselves, and nobody needs what is write-only.
bool left_out(const Attribute& attribute) {
    return attribute.write_only || (attribute.sensitive && attribute.update == Update::computed);
}

/// A number that is always there: JSON of protobuf leaves out zeros, durations excepted (brief 8.10).
bool zero_is_left_out(const Attribute& attribute) {
    return attribute.type == ValueType::integer && attribute.computed && attribute.keep_zero;
}

void take_tags(LiveObject& object, Value::Map& annotations) {
    const auto take = [&annotations](std::string_view key) {
        const auto found = annotations.find(key);
        if (found == annotations.end()) return std::string();
        std::string text = found->second.text();
        annotations.erase(found);
        return text;
    };
    object.lineage = take(tag_lineage);
    object.address = take(tag_address);
    take(tag_managed_by);
}

bool is_ok(const json::value* code) {
    if (code == nullptr) return true;
    if (const auto* word = code->if_string()) return *word == "OK" || word->empty();
    return code->is_int64() && code->get_int64() == 0;
}

}  // namespace

Progress decode_progress(const json::object& object) {
    if (find_path(object, "replicaStats") != nullptr) return replica_progress(object);
    if (find_path(object, "jobProgress") != nullptr) return job_progress(object);
    return {};
}

/// Where the attributes of a type stand in a reply, as a tree of member names.
struct ObjectDecoder::Paths {
    using Found = std::vector<const json::value*>;  // by position; null: not there, or null

    struct Member {
        std::size_t attribute = ResourceType::npos;
        std::unordered_map<std::string_view, Member> inner;
    };

    explicit Paths(const ResourceType& type) {
        for (std::size_t i = 0; i < type.attributes.size(); ++i) {
            const Attribute& attribute = type.attributes[i];
            if (attribute.api.empty() || attribute.update == Update::create_query || left_out(attribute))
                continue;
            Member* member = &root;
            for (std::string_view rest = attribute.api; !rest.empty();) {
                const std::size_t dot = std::min(rest.find('.'), rest.size());
                member = &member->inner[rest.substr(0, dot)];
                rest.remove_prefix(std::min(dot + 1, rest.size()));
            }
            member->attribute = i;
            if (zero_is_left_out(attribute)) zeros.push_back(i);
        }
    }

    static void walk(const Member& at, const json::object& object, Found& found) {
        for (const auto& [key, value] : object) {
            const auto member = at.inner.find(key);
            if (member == at.inner.end() || value.is_null()) continue;
            if (member->second.attribute != ResourceType::npos) found[member->second.attribute] = &value;
            if (const auto* inner = member->second.inner.empty() ? nullptr : value.if_object())
                walk(member->second, *inner, found);
        }
    }

    Member root;
    std::vector<std::size_t> zeros;  // 0 when they are not there
};

ObjectDecoder::ObjectDecoder(const ResourceType& type) : type_(type), paths_(std::make_unique<Paths>(type)) {}

ObjectDecoder::~ObjectDecoder() = default;

std::optional<LiveObject> ObjectDecoder::decode(const json::object& object, const Naming& naming) {
    LiveObject out;
    out.type = &type_;
    out.name = text_at(object, "name");
    if (out.name.empty()) return std::nullopt;
    out.id = last_segment(out.name);
    Paths::Found found(type_.attributes.size());
    Paths::walk(paths_->root, object, found);
    const auto absent = static_cast<std::size_t>(std::ranges::count(found, nullptr));
    out.attributes.reserve(found.size() - absent + paths_->zeros.size());
    const bool whole = find_path(object, "createTime") != nullptr;  // an excerpt tells of no zeros
    auto zero = paths_->zeros.begin();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const bool may_be_zero = zero != paths_->zeros.end() && *zero == i;
        if (may_be_zero) ++zero;
        if (!found[i]) {
            if (whole && may_be_zero) out.attributes.set(i, Value(std::int64_t{0}));
            continue;
        }
        const Attribute& attribute = type_.attributes[i];
        const json::string* text = TextPool::keeps(attribute) ? found[i]->if_string() : nullptr;
        Value value =
            text ? texts_.value({text->data(), text->size()}) : fireworks::decode(attribute, *found[i]);
        if (attribute.names != Names::none) value = normalise(attribute, std::move(value), naming);
        if (attribute.update == Update::own_endpoint && value.map() != nullptr) {
            take_tags(out, *value.map());
            if (value.map()->empty()) continue;
        }
        out.attributes.set(i, std::move(value));
    }
    derive(type_, out.attributes);
    out.state = text_at(object, "state");
    out.phase = type_.phase_of(out.state);
    // A dataset that fails its check stays UPLOADING for ever (brief 2.3.2).
    if (type_.name == "dataset" && out.phase == Phase::pending && !is_ok(find_path(object, "status.code")))
        out.phase = Phase::failed;
    out.status = text_at(object, "status.message");
    out.update_time = text_at(object, "updateTime");
    out.purge_time = text_at(object, "purgeTime");
    out.progress = decode_progress(object);
    return out;
}

std::optional<LiveObject> decode_object(const ResourceType& type, const json::object& object,
                                        const Naming& naming) {
    return ObjectDecoder(type).decode(object, naming);
}

}  // namespace fireform::fireworks
