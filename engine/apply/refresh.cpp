#include "engine/apply/refresh.hpp"

#include "engine/apply/capacity.hpp"
#include "engine/apply/task_group.hpp"
#include "engine/apply/unlisted.hpp"
#include "engine/config/deployment_checks.hpp"
#include "engine/plan/lookups.hpp"
#include "engine/plan/make_plan.hpp"
#include "schemas/lookups.hpp"
#include "schemas/names.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

namespace fireform {
namespace {

/// What one of the readers that run side by side found.
using Part =
    std::variant<ModelsFound, std::vector<LiveObject>, std::vector<LiveShape>, std::vector<LiveQuota>>;

template <class T>
Checked<Part> part_of(Checked<T> found) {
    Checked<Part> part(std::move(found.diagnostics));
    if (found.value) part.value = Part(std::move(*found.value));
    return part;
}

Task<Checked<Part>> read_objects(const ResourceType& type, Provider& provider) {
    co_return part_of(co_await provider.list(type));
}

Task<Checked<Part>> read_models(ModelQuery query, Provider& provider) {
    co_return part_of(co_await provider.find_models(std::move(query)));
}

constexpr std::string_view model_type = "model";

/// Those of our own account.
void take_own(const std::vector<LiveObject>& models, std::string_view account,
              std::vector<LiveObject>& into) {
    const std::string ours = full_name(account, "models", "");
    std::ranges::copy_if(models, std::back_inserter(into),
                         [&ours](const LiveObject& model) { return model.name.starts_with(ours); });
}

Task<Checked<Part>> read_shape_parts(std::set<std::string> names, Provider& provider) {
    co_return part_of(co_await provider.read_shapes(std::move(names)));
}

/// A plan is worth making without them.
Task<Checked<Part>> read_quotas(Provider& provider) {
    Checked<Part> part = part_of(co_await provider.quotas());
    Diagnostics warnings;
    for (Diagnostic problem : part.diagnostics) {
        problem.severity = Severity::warning;
        warnings.add(std::move(problem));
    }
    part.diagnostics = std::move(warnings);
    co_return part;
}

/// Puts what a reader found where it belongs.
void take(Live& live, ModelsFound& models, Part part) {
    if (auto* found = std::get_if<ModelsFound>(&part)) {
        models = std::move(*found);
    } else if (auto* shapes = std::get_if<std::vector<LiveShape>>(&part)) {
        live.shapes = std::move(*shapes);
    } else if (auto* quotas = std::get_if<std::vector<LiveQuota>>(&part)) {
        live.quotas = std::move(*quotas);
    } else {
        for (LiveObject& object : std::get<std::vector<LiveObject>>(part))
            live.objects.push_back(std::move(object));
    }
}

/// Types by name: those that configuration, state or an unresolved intent name, and those they need.
std::map<std::string_view, const ResourceType*> types_to_list(const Config& config, const Snapshot& prior,
                                                              const Catalog& catalog) {
    std::map<std::string_view, const ResourceType*> types;
    const auto add = [&](std::string_view name) {
        if (const ResourceType* type = catalog.find(name)) types.emplace(type->name, type);
    };
    for (const auto& [address, resource] : config.resources)
        add(address.type);
    for (const auto& [address, import] : config.imports)
        add(address.type);
    for (const ImportPattern& pattern : config.import_patterns)
        add(pattern.type);
    for (const auto& [address, entry] : prior.resources)
        add(address.type);
    for (const OpenIntent& intent : prior.open_intents)
        add(intent.address.type);
    // Either tells about the other: what stands on a deployment, and whether that is the service's
    // bookkeeping.
    if (types.contains("deployment") || types.contains("lora_addon")) {
        add("deployment");
        add("lora_addon");
    }
    return types;
}

/// Types of what is named by text: datasets of runs and deployments of routers. What was applied is there or
/// shows as drift of its own.
std::set<std::string_view> types_named(const Config& config, const Snapshot& prior, const Naming& naming) {
    std::set<std::string_view> types;
    for (const auto& [address, resource] : config.resources) {
        const auto entry = prior.resources.find(address);
        for (const auto& [index, value] : resource.attributes) {
            const Attribute& attribute = resource.type->attributes[index];
            const bool dataset = attribute.names == Names::dataset;
            if (!dataset && attribute.names != Names::deployment) continue;
            const auto is_text = [](const Value& each) { return !each.text().empty(); };
            const bool text = is_text(value) || (value.list() && std::ranges::any_of(*value.list(), is_text));
            const bool applied = entry != prior.resources.end() &&
                                 entry->second.applied.at(index) == normalise(attribute, value, naming);
            if (text && !applied) types.insert(dataset ? "dataset" : "deployment");
        }
    }
    return types;
}

/// What is the service's own: a router that it made, and a record of the base model as if it were loaded on
/// its deployment (contract section 4). What an addon is depends on the deployment below it, too: merged, it
/// is reached by the deployment's name (brief 2.2.5).
void look_below(std::vector<LiveObject>& objects) {
    std::map<std::string_view, const LiveObject*> deployments;
    for (const LiveObject& object : objects)
        if (object.type->name == "deployment") deployments.emplace(object.name, &object);
    for (LiveObject& object : objects) {
        const bool* generated = object.attributes.at(object.type->index_of("auto_generated")).boolean();
        if (generated && *generated) object.bookkeeping = true;
        if (object.type->name != "lora_addon") continue;
        const auto below = deployments.find(object.attributes.get(*object.type, "base_id").text());
        if (below == deployments.end()) continue;
        const LiveObject& deployment = *below->second;
        const bool* merges = deployment.attributes.get(*deployment.type, "live_merge").boolean();
        if (merges && *merges)
            object.attributes.put(*object.type, "inference_model", Value(deployment.name));
        else
            object.bookkeeping = object.attributes.get(*object.type, "model") ==
                                 deployment.attributes.get(*deployment.type, "model");
    }
}

/// Whether two readers met the same failure: they say different things about what they were doing, and the
/// same about what went wrong ("Listing the datasets: connection refused").
bool same_cause(const Diagnostic& a, const Diagnostic& b) {
    const auto cause = [](const std::string& detail) {
        const std::size_t colon = detail.find(": ");
        return colon == std::string::npos ? std::string_view(detail) : std::string_view(detail).substr(colon);
    };
    return a.severity == b.severity && a.summary == b.summary && cause(a.detail) == cause(b.detail);
}

Diagnostics once_each(Diagnostics all) {
    all.sort();
    Diagnostics once;
    for (const Diagnostic& each : all) {
        const bool told = std::any_of(once.begin(), once.end(),
                                      [&each](const Diagnostic& before) { return same_cause(before, each); });
        if (!told) once.add(each);
    }
    return once;
}

/// Runs that made the LoRAs which steps go on from, as far as no list has them (brief 4.8, point 4).
std::vector<Record> makers_to_read(const Config& config, const Live& live, const Catalog& catalog,
                                   const std::map<std::string_view, const ResourceType*>& listed) {
    std::map<std::string, Record> makers;  // by full name
    for (const auto& [address, resource] : config.resources) {
        if (resource.type->continuation.empty()) continue;
        for (const auto& [index, value] : resource.attributes) {
            if (resource.type->attributes[index].names != Names::public_model) continue;
            const std::string name = expand_name(Names::public_model, value.text(), live.naming);
            const auto model = std::ranges::lower_bound(live.models, name, {}, &LiveModel::name);
            if (model == live.models.end() || model->name != name) continue;
            const std::string& run = model->fine_tuning_job;
            const std::string id(last_segment(run));
            for (const ResourceType* type : catalog)
                if (type->run && !listed.contains(type->name) &&
                    run == full_name(live.naming.account, type->collection, id))
                    makers.emplace(run, Record{type, id});
        }
    }
    std::vector<Record> out;
    for (auto& [name, record] : makers)
        out.push_back(std::move(record));
    return out;
}

Task<Checked<Part>> read_record(Record record, Provider& provider) {
    Checked<LiveObject> found = co_await provider.read(*record.type, record.id);
    Checked<Part> part(std::move(found.diagnostics));
    part.value = std::vector<LiveObject>();
    if (found.value) std::get<std::vector<LiveObject>>(*part.value).push_back(std::move(*found.value));
    co_return part;
}

using Readers = TaskGroup<Checked<Part>>;

/// What lists have missed or show as it was before.
void read_unlisted(Readers& readers, const Snapshot& prior, const Live& live, const Catalog& catalog,
                   Provider& provider) {
    for (Record& record : unlisted(prior, live, catalog))
        readers.start(read_record(std::move(record), provider));
}

/// Addons that were announced, and that no list has: their models tell which they are.
Task<Diagnostics> find_addons(const Snapshot& prior, Live& live, const Catalog& catalog, Readers& readers,
                              Provider& provider) {
    ModelQuery query{.names = models_of_unlisted(prior, live)};
    if (query.names.empty()) co_return Diagnostics{};
    for (const std::string& name : query.names)
        query.coming.emplace(last_segment(name));
    Checked<ModelsFound> models = co_await provider.find_models(std::move(query));
    if (!models.ok()) co_return models.diagnostics;
    for (Record& record : addons_on(models.value->models, prior, live, catalog))
        readers.start(read_record(std::move(record), provider));
    co_return std::move(models.diagnostics);
}

/// What was read by its id stands for what was listed, the first `listed` objects.
void keep_read(std::vector<LiveObject>& objects, std::size_t listed) {
    const auto read = objects.begin() + static_cast<std::ptrdiff_t>(listed);
    std::set<std::string> names;
    for (auto object = read; object != objects.end(); ++object)
        names.insert(object->name);
    if (names.empty()) return;
    const auto kept = std::remove_if(
        objects.begin(), read, [&names](const LiveObject& object) { return names.contains(object.name); });
    objects.erase(kept, read);
}

/// Puts what the readers find into `live` and `models`, once all are done.
Task<Diagnostics> collect(Readers& readers, Live& live, ModelsFound& models) {
    Diagnostics diagnostics;
    std::exception_ptr broken;
    while (readers.in_flight() > 0) {
        const std::size_t running = readers.in_flight();
        try {
            Checked<Part> part = co_await readers.next();
            diagnostics.add(std::move(part.diagnostics));
            if (part.value) take(live, models, std::move(*part.value));
        } catch (...) {
            if (readers.in_flight() == running) throw;  // cancelled ourselves: there is no waiting any more
            if (!broken) broken = std::current_exception();
        }
    }
    if (broken) std::rethrow_exception(broken);
    co_return diagnostics;
}

}  // namespace

ModelQuery model_query(const Config& config, const Snapshot& prior, const Catalog& catalog,
                       std::string_view account) {
    // Runs make models, and what an addon loads has to fit below it.
    const auto needs_own = [&catalog](const auto& each) {
        const ResourceType* type = catalog.find(each.first.type);
        return type && (type->run || type->name == "lora_addon");
    };
    // What a deployment comes to depends on its model, which may be ours.
    const auto decided_by_model = [](const auto& each) { return depends_on_model(each.second); };
    const bool managed = types_to_list(config, prior, catalog).contains(model_type);
    const bool looked_up =
        std::ranges::any_of(config.lookups, [](const auto& each) { return each.first.type == model_type; });
    ModelQuery query;
    query.names = model_names(config, account);
    query.own = managed || std::ranges::any_of(config.resources, needs_own) ||
                std::ranges::any_of(config.resources, decided_by_model) ||
                std::ranges::any_of(prior.resources, needs_own);
    query.objects = managed || looked_up;
    for (const auto& [address, resource] : config.resources) {
        const ResourceType& type = *resource.type;
        query.drafts = query.drafts || type.name == "lora_addon";
        const std::string_view makes = type.run ? "output_model" : type.collection == "models" ? "id" : "";
        const std::size_t made = type.index_of(makes);
        if (made != ResourceType::npos)
            query.coming.emplace(last_segment(resource.attributes.at(made).text()));
    }
    return query;
}

Task<Diagnostics> look_up(const Config& config, ModelsFound found, Live& live, Provider& provider) {
    live.naming = std::move(found.naming);
    live.models = std::move(found.models);
    live.asked_models = std::move(found.asked);
    live.public_models = std::move(found.others);
    std::set<std::string> wanted;
    for (const auto& [address, lookup] : config.lookups)
        for (const auto& [index, value] : lookup.arguments)
            if (lookup.type->arguments[index].names == Names::public_model)
                wanted.insert(expand_name(Names::public_model, value.text(), live.naming));
    for (LiveObject& object : found.objects)
        if (wanted.contains(object.name)) live.looked_up.push_back(std::move(object));
    if (!looks_up_shapes(config)) co_return Diagnostics{};
    std::set<std::string> models = Lookups(config, live, LiveIndex(live)).models_of_shapes();
    if (models.empty()) co_return Diagnostics{};
    Checked<std::vector<LiveObject>> shapes = co_await provider.find_shapes(std::move(models));
    if (shapes.value) std::ranges::move(*shapes.value, std::back_inserter(live.looked_up));
    std::ranges::sort(live.looked_up, {}, &LiveObject::name);
    co_return std::move(shapes.diagnostics);
}

Task<Checked<Live>> refresh(const Config& config, const Snapshot& prior, const Catalog& catalog,
                            Provider& provider, RefreshOptions options) {
    Checked<Account> account = co_await provider.account();
    if (!account.ok()) co_return account.diagnostics;

    Readers readers(co_await asio::this_coro::executor);
    Live live;
    auto types = types_to_list(config, prior, catalog);
    for (const ResourceType* type : catalog)
        if (options.everything || (options.tagged && type->tags)) types.emplace(type->name, type);
    for (const std::string_view name :
         types_named(config, prior, {.account = account.value->id, .models = {}}))
        if (const ResourceType* type = catalog.find(name)) types.emplace(type->name, type);
    for (const auto& [name, type] : types) {
        live.listed.insert(type->name);
        if (name != model_type) readers.start(read_objects(*type, provider));
    }
    ModelQuery query = model_query(config, prior, catalog, account.value->id);
    query.own = query.own || options.everything;
    query.objects = query.objects || options.everything;
    live.own_models = query.own;
    if (query.own || !query.names.empty()) readers.start(read_models(std::move(query), provider));
    const std::string& ours = account.value->id;
    const bool grows = options.forecast && may_grow(config, prior, ours);
    if (grows) readers.start(read_quotas(provider));
    std::set<std::string> shapes =
        options.forecast ? shapes_to_find(config, prior, ours) : std::set<std::string>{};
    live.asked_shapes.assign(shapes.begin(), shapes.end());
    if (!shapes.empty()) readers.start(read_shape_parts(std::move(shapes), provider));
    ModelsFound models;
    Diagnostics diagnostics = std::move(account.diagnostics);
    diagnostics.add(co_await collect(readers, live, models));
    if (!diagnostics.has_errors()) {
        if (types.contains(model_type)) take_own(models.objects, account.value->id, live.objects);
        diagnostics.add(co_await look_up(config, std::move(models), live, provider));
        live.naming.account = account.value->id;
        const std::size_t listed = live.objects.size();
        diagnostics.add(co_await find_addons(prior, live, catalog, readers, provider));
        for (Record& maker : makers_to_read(config, live, catalog, types))
            readers.start(read_record(std::move(maker), provider));
        read_unlisted(readers, prior, live, catalog, provider);
        diagnostics.add(co_await collect(readers, live, models));
        keep_read(live.objects, listed);
    }

    diagnostics = once_each(std::move(diagnostics));
    if (diagnostics.has_errors()) co_return diagnostics;
    if (!std::ranges::is_sorted(live.objects, {}, &LiveObject::name))  // each list is
        std::ranges::sort(live.objects, {}, &LiveObject::name);
    look_below(live.objects);
    if (options.forecast && !grows && has_shrunk(config, prior, live)) {
        Checked<Part> quotas = co_await read_quotas(provider);
        diagnostics.add(std::move(quotas.diagnostics));
        if (quotas.value) take(live, models, std::move(*quotas.value));
    }
    Checked<Live> result(std::move(live));
    result.diagnostics = std::move(diagnostics);
    co_return result;
}

}  // namespace fireform
