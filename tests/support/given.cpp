#include "tests/support/given.hpp"

#include "engine/plan/forecast.hpp"
#include "schemas/lookups.hpp"
#include "schemas/names.hpp"
#include "schemas/value_json.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace fireform::tests {
namespace {

namespace json = boost::json;

json::object object_of(std::string_view text) {
    return json::parse(text).as_object();
}

std::string string_of(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found ? std::string(found->as_string()) : std::string();
}

Address address_of(std::string_view text) {
    auto address = parse_address(text);
    if (!address) throw std::invalid_argument("not an address: " + std::string(text));
    return *address;
}

Attributes attributes_of(const ResourceType& type, const json::object& source) {
    json::object plain;
    for (const auto& member : source)
        if (!member.key().starts_with('$')) plain[member.key()] = member.value();
    std::vector<std::string> unknown;
    Attributes attributes = attributes_from_json(type, plain, &unknown);
    if (!unknown.empty()) throw std::invalid_argument("no such attribute: " + unknown.front());
    Naming naming;
    naming.account = account;
    return normalise(type, attributes, naming);
}

std::string describe(const Change& change) {
    std::string out = fmt::format("{} {}", symbol(change), to_text(change.address));
    if (!change.reason.empty()) out += fmt::format("  # {}", change.reason);
    out += '\n';
    const bool from_nothing = change.action == Action::create || change.action == Action::repair;
    if (from_nothing) return out;
    for (const AttributeChange& each : change.attributes) {
        out +=
            fmt::format("    {}: {} -> {}", each.path, each.sensitive ? "(sensitive)" : to_text(each.before),
                        each.sensitive ? "(sensitive)" : to_text(each.after));
        if (each.forces_replacement) out += "  # forces replacement";
        if (!each.note.empty()) out += "  " + each.note;
        out += '\n';
    }
    return out;
}

std::string describe_steps(const Plan& plan) {
    std::string out;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const Step& step = plan.steps[i];
        out += fmt::format("{} {} {}", i, to_text(step.verb), to_text(step.address));
        if (!step.id.empty()) out += fmt::format(" ({})", step.id);
        if (step.deposed) out += " deposed";
        if (step.hard) out += " hard";
        if (!step.after.empty()) out += fmt::format(" after {}", fmt::join(step.after, " "));
        out += '\n';
    }
    return out;
}

}  // namespace

Given::Given(std::string_view toml) : toml_(toml) {
    state.lineage = lineage;
    state.serial = 1;
    world.naming.account = account;
    for (const char* public_model : {"llama-v3p1-8b-instruct", "llama-v3p3-70b-instruct", "qwen3-8b"})
        world.naming.models[public_model] = fmt::format("accounts/fireworks/models/{}", public_model);
    options.new_lineage = lineage;
}

Given& Given::prior(std::string_view address_text, std::string_view text) {
    const json::object source = object_of(text);
    ResourceState entry;
    entry.address = address_of(address_text);
    const ResourceType& type = *fireworks_catalog().find(entry.address.type);
    entry.id = string_of(source, "id");
    if (!entry.id.empty()) entry.name = full_name(account, type.collection, entry.id);
    if (const auto* generation = source.if_contains("generation"))
        entry.generation = static_cast<int>(generation->as_int64());
    const auto flag = [&](std::string_view key) {
        const auto* found = source.if_contains(key);
        return found && found->as_bool();
    };
    entry.adopted = flag("adopted");
    entry.untagged = flag("untagged");
    entry.protect = flag("protect");
    entry.on_destroy = string_of(source, "on_destroy");
    if (string_of(source, "status") == "pending") entry.status = ResourceStatus::pending;
    if (string_of(source, "status") == "tainted") entry.status = ResourceStatus::tainted;
    if (const auto* applied = source.if_contains("applied"))
        entry.applied = attributes_of(type, applied->as_object());
    entry.seen = entry.applied;
    if (const auto* seen = source.if_contains("seen")) entry.seen = attributes_of(type, seen->as_object());
    if (const auto* dependencies = source.if_contains("dependencies"))
        for (const auto& each : dependencies->as_array())
            entry.dependencies.push_back(address_of(std::string_view(each.as_string())));
    if (const auto* deposed = source.if_contains("deposed"))
        for (const auto& each : deposed->as_array()) {
            const std::string id(each.as_string());
            entry.deposed.push_back(Deposed{id, full_name(account, type.collection, id)});
        }
    state.resources[entry.address] = entry;
    return *this;
}

Given& Given::live(std::string_view type_and_id, std::string_view text) {
    const std::size_t blank = type_and_id.find(' ');
    const ResourceType* type = fireworks_catalog().find(type_and_id.substr(0, blank));
    if (!type) throw std::invalid_argument("no such type: " + std::string(type_and_id));
    const json::object source = object_of(text);
    LiveObject object;
    object.type = type;
    object.id = type_and_id.substr(blank + 1);
    object.name = full_name(account, type->collection, object.id);
    object.attributes = attributes_of(*type, source);
    object.attributes.put(*type, "name", Value(object.name));
    object.attributes.put(*type, "id", Value(object.id));
    object.state = object.attributes.at(type->index_of("state")).text();
    object.phase = type->phase_of(object.state);
    object.lineage = string_of(source, "$lineage");
    object.address = string_of(source, "$address");
    object.status = string_of(source, "$status");
    object.update_time = string_of(source, "$update_time");
    object.bookkeeping = source.contains("$bookkeeping");
    world.objects.push_back(std::move(object));
    std::sort(world.objects.begin(), world.objects.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return *this;
}

Given& Given::ours(std::string_view type_and_id, std::string_view address, std::string_view text) {
    live(type_and_id, text);
    const std::string id(type_and_id.substr(type_and_id.find(' ') + 1));
    for (LiveObject& object : world.objects)
        if (object.id == id) {
            object.lineage = lineage;
            object.address = address;
        }
    return *this;
}

Given& Given::model(std::string_view id, std::string_view text) {
    const json::object source = object_of(text);
    LiveModel model;
    model.name = id.starts_with("accounts/") ? std::string(id) : full_name(account, "models", id);
    model.kind = string_of(source, "kind");
    model.state = string_of(source, "state");
    model.fine_tuning_job = string_of(source, "fine_tuning_job");
    model.base_model = string_of(source, "base_model");
    const auto number = [&source](std::string_view name) {
        const json::value* value = source.if_contains(name);
        return value ? value->to_number<std::int64_t>() : 0;
    };
    const auto flag = [&source](std::string_view name) {
        const json::value* value = source.if_contains(name);
        return value && value->as_bool();
    };
    model.lora_rank = static_cast<int>(number("lora_rank"));
    model.parameter_count = number("parameter_count");
    model.training_context_length = static_cast<int>(number("training_context_length"));
    model.supports_lora = flag("supports_lora");
    model.supports_serverless = flag("supports_serverless");
    model.supervised_lora_tunable = flag("supervised_lora_tunable");
    model.supervised_full_tunable = flag("supervised_full_tunable");
    model.reinforcement_lora_tunable = flag("reinforcement_lora_tunable");
    model.reinforcement_full_tunable = flag("reinforcement_full_tunable");
    model.tunable = flag("tunable");
    model.default_precision = string_of(source, "default_precision");
    model.default_draft_model = string_of(source, "default_draft_model");
    model.deprecation_date = string_of(source, "deprecation_date");
    world.models.push_back(std::move(model));
    return *this;
}

Given& Given::looked_up(std::string_view type_and_name, std::string_view text) {
    const std::size_t blank = type_and_name.find(' ');
    LiveObject object;
    object.type = find_lookup(type_and_name.substr(0, blank))->object;
    object.name = type_and_name.substr(blank + 1);
    object.attributes = attributes_of(*object.type, object_of(text));
    object.attributes.put(*object.type, "name", Value(object.name));
    world.looked_up.push_back(std::move(object));
    return *this;
}

Given& Given::shape(std::string_view id, std::string_view text) {
    const json::object source = object_of(text);
    LiveShape shape;
    shape.name = full_name("fireworks", "deploymentShapes", id);
    shape.base_model = string_of(source, "base_model");
    shape.accelerator_type = string_of(source, "accelerator_type");
    if (const json::value* count = source.if_contains("accelerator_count"))
        shape.accelerator_count = count->to_number<std::int64_t>();
    shape.precision = string_of(source, "precision");
    shape.draft_model = string_of(source, "draft_model");
    world.shapes.push_back(std::move(shape));
    std::ranges::sort(world.shapes, {}, &LiveShape::name);
    return *this;
}

Given& Given::quota(std::string_view id, double value, double usage) {
    world.quotas.push_back({std::string(id), value, usage});
    std::ranges::sort(world.quotas, {}, &LiveQuota::id);
    return *this;
}

Given& Given::target(std::string_view address) {
    options.targets.push_back(address_of(address));
    return *this;
}

Given& Given::destroying() {
    options.mode = PlanMode::destroy;
    return *this;
}

Given& Given::intent(std::string_view address, std::string_view verb, std::string_view id) {
    state.open_intents.push_back(OpenIntent{address_of(address), std::string(verb), std::string(id)});
    return *this;
}

Given& Given::file(std::string_view name, std::string_view content) {
    if (folder_.empty()) {
        std::string pattern = (std::filesystem::temp_directory_path() / "fireform-given-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    const std::filesystem::path path = std::filesystem::path(folder_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
    return *this;
}

Checked<Config> Given::config() const {
    LoadOptions load;
    if (!folder_.empty()) load.folder = folder_;
    Checked<Config> config = load_config({{"fireform.toml", toml_}}, load, fireworks_catalog());
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
    return config;
}

Checked<Plan> Given::checked() const {
    const Checked<Config> configured = config();
    if (!configured.ok()) return configured.diagnostics;
    return make_plan(*configured.value, state, world, options);
}

std::string Given::costs() const {
    const Checked<Config> configured = config();
    if (!configured.ok()) return to_text(configured.diagnostics);
    Checked<Plan> planned = make_plan(*configured.value, state, world, options);
    if (!planned.value) return to_text(planned.diagnostics);
    std::string out = to_text(forecast(*planned.value, *configured.value, world, options));
    const auto range = [](const std::optional<HourlyCost>& cost) {
        if (!cost) return std::string("none");
        return fmt::format("{} to {}", dollars_text(*cost, cost->replicas_min),
                           dollars_text(*cost, cost->replicas_max));
    };
    for (const CostChange& cost : planned.value->forecast.costs)
        out += fmt::format("{}: {} -> {}\n", to_text(cost.address), range(cost.before), range(cost.after));
    return out;
}

std::string Given::plan() const {
    const Checked<Plan> planned = checked();
    std::string out = to_text(planned.diagnostics);
    if (!planned.value) return out;
    for (const Move& move : planned.value->moves)
        out += fmt::format("{} -> {}\n", to_text(move.from), to_text(move.to));
    for (const Change& change : planned.value->changes)
        if (change.action != Action::none) out += describe(change);
    if (out.empty()) out = "No changes.\n";
    return out;
}

std::string Given::told() const {
    std::string out;
    for (const Diagnostic& each : checked().diagnostics)
        out += fmt::format("{} | {}\n", to_text(each), each.hint);
    return out;
}

std::string Given::steps() const {
    const Checked<Plan> planned = checked();
    return planned.value ? describe_steps(*planned.value) : to_text(planned.diagnostics);
}

std::string text(std::string_view raw) {
    if (raw.starts_with('\n')) raw.remove_prefix(1);
    std::vector<std::string_view> lines;
    while (!raw.empty()) {
        const std::size_t end = raw.find('\n');
        lines.push_back(raw.substr(0, end));
        raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    }
    while (!lines.empty() && lines.back().find_first_not_of(' ') == std::string_view::npos)
        lines.pop_back();
    std::size_t indent = std::string_view::npos;
    for (const auto line : lines)
        indent = std::min(indent, line.find_first_not_of(' '));
    std::string out;
    for (const auto line : lines)
        out += std::string(line.size() > indent ? line.substr(indent) : "") + '\n';
    return out;
}

}  // namespace fireform::tests
