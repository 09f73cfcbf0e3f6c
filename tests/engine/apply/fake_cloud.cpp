#include "tests/support/fake_cloud.hpp"

#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace fireform::tests {
namespace {

struct Words {
    std::string_view creating, ready, updating, deleting, soft_deleted;
};

Words words_of(const ResourceType& type) {
    if (type.states.empty()) return {"", "", "", "", ""};
    if (type.name == "lora_addon") return {"DEPLOYING", "DEPLOYED", "UPDATING", "UNDEPLOYING", ""};
    if (type.name == "dataset" || type.name == "model") return {"UPLOADING", "READY", "READY", "", ""};
    if (type.run) return {"JOB_STATE_RUNNING", "JOB_STATE_COMPLETED", "", "JOB_STATE_DELETING", ""};
    return {"CREATING", "READY", "UPDATING", "DELETING", type.soft_delete ? "DELETED" : ""};
}

Diagnostics refusal(const std::string& what) {
    Diagnostics problems;
    Diagnostic refused;
    refused.summary = "Refused";
    refused.detail = what + ": the service answered 400.";
    problems.add(std::move(refused));
    return problems;
}

/// As the service writes times (brief 8.10).
std::string time_text(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", seconds, rest);
}

std::string masked(const UpdateRequest& request) {
    std::string mask;
    for (const std::uint16_t index : request.changed)
        mask += fmt::format(" {}", request.live.type->attributes[index].name);
    return mask;
}

}  // namespace

/// Counts requests in flight, whatever way they end.
struct FakeCloud::Trip {
    explicit Trip(FakeCloud& owner) : cloud(owner) {
        cloud.in_flight_max = std::max(cloud.in_flight_max, ++cloud.in_flight_);
    }
    ~Trip() { --cloud.in_flight_; }
    Trip(const Trip&) = delete;
    Trip& operator=(const Trip&) = delete;
    FakeCloud& cloud;
};

void FakeCloud::set_state(Object& object, const std::string& state) {
    LiveObject& live = object.live;
    live.state = state;
    live.phase = live.type->phase_of(state);
    if (live.type->find("state")) live.attributes.put(*live.type, "state", Value(state));
    live.update_time = fmt::format("2026-05-01T12:00:00.{:09}Z", ++stamps_);
}

void FakeCloud::move_later(Object& object, std::chrono::nanoseconds delay, std::string state) {
    due_.erase({object.at, object.live.name});
    object.at = clock_.now() + delay;
    object.next = std::move(state);
    due_.emplace(object.at, object.live.name);
}

namespace {

/// Null: the type has no replicas, or nobody scaled it.
Value desired_replicas(const LiveObject& live) {
    const std::size_t index = live.type->index_of("desired_replica_count");
    return index == ResourceType::npos ? Value() : live.attributes.at(index);
}

}  // namespace

void FakeCloud::settle() {
    while (!due_.empty() && due_.begin()->first <= clock_.now()) {
        const auto due = due_.extract(due_.begin());
        const auto found = objects_.find(due.value().second);
        if (found == objects_.end() || found->second.at != due.value().first) continue;
        Object& object = found->second;
        if (object.next.empty()) {
            objects_.erase(found);
            continue;
        }
        set_state(object, object.next);
        object.live.progress = {};
        if (const Value wanted = desired_replicas(object.live); !wanted.is_null())
            object.live.attributes.put(*object.live.type, "replica_stats.ready_replica_count", wanted);
        if (object.live.type->run && object.live.phase == Phase::ready) make_model(object.live);
        const auto fate = fates.find(object.live.id);
        if (fate != fates.end()) object.live.status = fate->second.status;
    }
}

/// A run that ends well leaves a model (brief 7.4).
void FakeCloud::make_model(const LiveObject& run) {
    std::string name = run.attributes.get(*run.type, "output_model").text();
    if (name.empty()) name = full_name("acme", "models", run.id);
    LiveModel model;
    model.name = std::move(name);
    model.kind = "HF_PEFT_ADDON";
    model.state = "READY";
    model.fine_tuning_job = run.name;
    models.push_back(std::move(model));
}

LiveObject& FakeCloud::put(const ResourceType& type, const std::string& id, Attributes attributes,
                           std::string state) {
    Object object;
    object.live.type = &type;
    object.live.id = id;
    object.live.name = full_name("acme", type.collection, id);
    object.live.attributes = std::move(attributes);
    object.live.attributes.put(type, "name", Value(object.live.name));
    derive(type, object.live.attributes);
    const Fate* fate = fate_of(id, {});
    object.hidden = fate && fate->hidden;
    set_state(object, state.empty() ? std::string(words_of(type).ready) : state);
    return (objects_[object.live.name] = std::move(object)).live;
}

const LiveObject* FakeCloud::find(const ResourceType& type, const std::string& id) {
    settle();
    const auto found = objects_.find(full_name("acme", type.collection, id));
    return found == objects_.end() ? nullptr : &found->second.live;
}

std::string FakeCloud::objects_text() {
    settle();
    std::string out;
    for (const auto& [name, object] : objects_)
        if (object.live.phase != Phase::soft_deleted)
            out += fmt::format("{} {} {}\n", object.live.type->name, object.live.id, object.live.state);
    return out;
}

std::size_t FakeCloud::size() {
    settle();
    return objects_.size();
}

/// One record per model and deployment (brief 2.2.4): null when there is none yet.
const LiveObject* FakeCloud::loaded(const Attributes& addon) const {
    for (const auto& [name, object] : objects_) {
        const ResourceType& type = *object.live.type;
        if (type.name != "lora_addon") continue;
        const Attributes& other = object.live.attributes;
        if (other.get(type, "model") == addon.get(type, "model") &&
            other.get(type, "base_id") == addon.get(type, "base_id"))
            return &object.live;
    }
    return nullptr;
}

const Fate* FakeCloud::fate_of(const std::string& id, const Address& address) const {
    auto found = fates.find(id);
    if (found == fates.end()) found = fates.find(to_text(address));
    return found == fates.end() ? nullptr : &found->second;
}

Task<Diagnostics> FakeCloud::travel(std::string line, const Fate* fate) {
    log_.push_back(line);
    const bool never_left = doom && doom->strike();
    bool fails = ++changes == fail_at || (fate && fate->refused) || never_left;
    const bool throws = fate && fate->throws;
    const Trip trip(*this);
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (doom && doom->dead && !doom->requests_survive) fails = true;
    if (throws) throw std::runtime_error("the provider fell over");
    if (fails) co_return refusal(line);
    settle();
    co_return Diagnostics();
}

Diagnostics FakeCloud::look(const std::string& line) {
    ++counts[line.substr(0, line.find(' ', line.find(' ') + 1))];
    if (log_reads) log_.push_back(line);
    settle();
    if (unreachable_reads <= 0) return {};
    --unreachable_reads;
    return refusal(line);
}

Task<Checked<Account>> FakeCloud::account() {
    if (!account_known)
        if (auto problems = look("GET account"); problems.has_errors()) co_return problems;
    co_return Account{"acme", "UNSUSPENDED"};
}

Task<Checked<ModelsFound>> FakeCloud::find_models(ModelQuery query) {
    if (query.own)
        if (auto problems = look("LIST models"); problems.has_errors()) co_return problems;
    if (!query.names.empty())
        if (auto problems = look("GET models"); problems.has_errors()) co_return problems;
    ModelsFound found;
    found.naming.account = "acme";
    for (const std::string& name : query.names)
        if (name.find('/') == std::string::npos)
            found.naming.models[name] = "accounts/fireworks/models/" + name;
    found.models = models;
    settle();
    if (query.objects)
        for (const auto& [name, object] : objects_)
            if (object.live.type->name == "model") found.objects.push_back(object.live);
    co_return found;
}

Task<Checked<std::vector<LiveObject>>> FakeCloud::find_shapes(std::set<std::string> base_models) {
    for (const std::string& model : base_models)
        if (auto problems = look(fmt::format("LIST shapes of {}", model)); problems.has_errors())
            co_return problems;
    co_return found_shapes;
}

Task<Checked<std::vector<LiveShape>>> FakeCloud::read_shapes(std::set<std::string> names) {
    if (auto problems = look("GET shapes"); problems.has_errors()) co_return problems;
    std::vector<LiveShape> found;
    for (const LiveShape& shape : shapes)
        if (names.contains(shape.name)) found.push_back(shape);
    co_return found;
}

Task<Checked<std::vector<LiveQuota>>> FakeCloud::quotas() {
    if (auto problems = look("LIST quotas"); problems.has_errors()) co_return problems;
    co_return limits;
}

Task<Checked<AuditLog>> FakeCloud::audit_log(std::string since) {
    if (auto problems = look("LIST auditLogs since " + since); problems.has_errors()) co_return problems;
    co_return audit;
}

Task<Checked<LiveObject>> FakeCloud::dry_run(CreateRequest request) {
    const Diagnostics problems = look(fmt::format("DRY {} {}", request.type->name, request.id));
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (problems.has_errors()) co_return problems;
    LiveObject made;
    made.type = request.type;
    made.id = request.id;
    made.attributes = filled;
    for (const auto& [index, value] : request.attributes)
        made.attributes.set(index, value);
    co_return made;
}

Task<Checked<std::vector<LiveObject>>> FakeCloud::list(const ResourceType& type) {
    const Diagnostics problems = look(fmt::format("LIST {}", type.name));
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (problems.has_errors()) co_return problems;
    settle();
    std::vector<LiveObject> all;
    for (const auto& [name, object] : objects_) {
        if (object.live.type != &type || object.hidden) continue;
        LiveObject& listed = all.emplace_back(object.live);
        const auto fate = fates.find(listed.id);
        if (fate == fates.end() || fate->second.listed_as.empty()) continue;
        listed.state = fate->second.listed_as;
        listed.phase = type.phase_of(listed.state);
    }
    co_return all;
}

Task<Checked<LiveObject>> FakeCloud::read(const ResourceType& type, std::string id) {
    const Diagnostics problems = look(fmt::format("GET {} {}", type.name, id));
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (problems.has_errors()) co_return problems;
    const LiveObject* found = find(type, id);
    if (!found) co_return Checked<LiveObject>();
    co_return *found;
}

Task<Created> FakeCloud::create(CreateRequest request) {
    const ResourceType& type = *request.type;
    const Fate* fate = fate_of(request.id, request.address);
    const std::string made_id = request.id.empty() ? fmt::format("made-{}", made_ + 1) : request.id;
    Diagnostics problems = co_await travel(fmt::format("POST {} {}", type.name, made_id), fate);
    if (problems.has_errors() && !(fate && fate->made_all_the_same)) {
        Created nothing(std::move(problems));
        nothing.refused = !(fate && fate->lost) && !(doom && doom->dead);
        co_return nothing;
    }
    // What is there already is handed back when it is ours, as the contract wants it after a lost reply.
    const auto own = request.tags.find(tag_lineage);
    const LiveObject* there = type.name == "lora_addon" ? loaded(request.attributes) : find(type, request.id);
    const bool ours =
        there && (!type.tags || (own != request.tags.end() && there->lineage == own->second.text()));
    if (there && ours) co_return *there;
    if (there) {
        Created taken(refusal("there is one already"));
        taken.refused = true;
        co_return taken;
    }
    if (type.run) request.attributes.put(type, "create_time", Value(time_text(clock_.wall())));
    if (request.id.empty()) request.id = fmt::format("made-{}", ++made_);
    for (int tenth = 1; type.name == "dataset" && tenth <= upload_seconds * 10; ++tenth) {
        co_await clock_.sleep(std::chrono::milliseconds(100));
        const auto bytes = [](int tenths) { return (static_cast<std::uint64_t>(tenths) << 20) / 10; };
        if (on_upload) on_upload(request.address, bytes(tenth), bytes(upload_seconds * 10));
    }
    LiveObject& live = put(type, request.id, request.attributes, std::string(words_of(type).creating));
    Object& object = objects_[live.name];
    if (own != request.tags.end()) {
        live.lineage = own->second.text();
        live.address = address_tag(request.address);
    }
    object.hidden = fate && fate->hidden;
    std::string end(words_of(type).ready);
    if (fate && !fate->ends_in.empty()) end = fate->ends_in;
    if (fate && fate->vanishes) end.clear();
    const bool stays = type.states.empty() && !(fate && fate->vanishes);  // and is ready at once
    if (!stays)
        move_later(object, fate && fate->ready_after.count() >= 0 ? fate->ready_after : ready_after,
                   std::move(end));
    if (fate) live.progress.text = fate->progress;
    Checked<LiveObject> made(live);
    made.diagnostics = std::move(problems);
    co_return made;
}

Task<Checked<LiveObject>> FakeCloud::update(UpdateRequest request) {
    const ResourceType& type = *request.live.type;
    const Fate* fate = fate_of(request.live.id, request.address);
    const std::string line = fmt::format("PATCH {} {}{}{}", type.name, request.live.id, masked(request),
                                         request.tags.empty() ? "" : " +tags");
    if (auto problems = co_await travel(line, fate); problems.has_errors()) co_return problems;
    if (!find(type, request.live.id)) co_return refusal("there is no " + request.live.id);
    Object& object = objects_[full_name("acme", type.collection, request.live.id)];
    for (const std::uint16_t index : request.changed) {
        if (const Value* value = request.attributes.find(index))
            object.live.attributes.set(index, *value);
        else
            object.live.attributes.erase(index);
    }
    if (!request.tags.empty()) {
        object.live.lineage = request.tags.at(std::string(tag_lineage)).text();
        object.live.address = address_tag(request.address);
    }
    if (!request.changed.empty() && !type.states.empty()) {
        move_later(object, ready_after, std::string(words_of(type).ready));
        set_state(object, std::string(words_of(type).updating));
    }
    co_return object.live;
}

Task<Checked<LiveObject>> FakeCloud::undelete(const ResourceType& type, std::string id) {
    const std::string line = fmt::format("UNDELETE {} {}", type.name, id);
    if (auto problems = co_await travel(line, fate_of(id, {})); problems.has_errors()) co_return problems;
    if (!find(type, id)) co_return refusal("there is no " + id);
    Object& object = objects_[full_name("acme", type.collection, id)];
    move_later(object, ready_after, std::string(words_of(type).ready));
    set_state(object, std::string(words_of(type).creating));
    co_return object.live;
}

Task<Checked<LiveObject>> FakeCloud::scale(const ResourceType& type, std::string id, int replicas) {
    const std::string line = fmt::format("SCALE {} {} {}", type.name, id, replicas);
    if (auto problems = co_await travel(line, fate_of(id, {})); problems.has_errors()) co_return problems;
    if (!find(type, id)) co_return refusal("there is no " + id);
    Object& object = objects_[full_name("acme", type.collection, id)];
    object.live.attributes.put(type, "desired_replica_count", Value(std::int64_t{replicas}));
    move_later(object, ready_after, std::string(words_of(type).ready));
    co_return object.live;
}

Task<Checked<ProbeAnswer>> FakeCloud::probe(ProbeRequest request) {
    log_.push_back(fmt::format("PROBE {} {}", request.path, request.model));
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (silent_probes-- > 0) co_return ProbeAnswer{false, "scaling up", {}};
    co_return ProbeAnswer{true, says, std::chrono::milliseconds(420)};
}

Task<Checked<bool>> FakeCloud::remove(RemoveRequest request) {
    const ResourceType& type = *request.type;
    const std::string line =
        fmt::format("DELETE {} {}{}{}{}{}", type.name, request.id, request.hard ? " hard" : "",
                    request.ignore_checks ? " ignore_checks" : "", request.cancel_first ? " cancel" : "",
                    request.output_model.empty() ? "" : " " + request.output_model);
    if (auto problems = co_await travel(line, fate_of(request.id, request.address)); problems.has_errors())
        co_return problems;
    std::erase_if(models, [&request](const LiveModel& each) { return each.name == request.output_model; });
    if (!find(type, request.id)) co_return false;
    Object& object = objects_[full_name("acme", type.collection, request.id)];
    const Words words = words_of(type);
    if (words.deleting.empty()) {
        objects_.erase(object.live.name);
        co_return true;
    }
    move_later(object, ready_after, request.hard ? std::string() : std::string(words.soft_deleted));
    set_state(object, std::string(words.deleting));
    co_return true;
}

Task<Checked<Money>> FakeCloud::estimate_cost(CreateRequest request) {
    const std::string line =
        fmt::format("ESTIMATE {} {}", to_text(request.address), to_text(*request.type, request.attributes));
    const Diagnostics problems = look(line);
    if (latency > std::chrono::nanoseconds(0)) co_await clock_.sleep(latency);
    if (problems.has_errors()) co_return problems;
    const auto cost = costs.find(to_text(request.address));
    if (cost == costs.end()) co_return refusal(line);
    co_return cost->second;
}

}  // namespace fireform::tests
