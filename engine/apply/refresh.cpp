#include "engine/apply/refresh.hpp"

#include "engine/apply/capacity.hpp"
#include "engine/apply/task_group.hpp"
#include "engine/plan/make_plan.hpp"
#include "schemas/names.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
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
void take(Live& live, Part part) {
    if (auto* models = std::get_if<ModelsFound>(&part)) {
        live.naming = std::move(models->naming);
        live.models = std::move(models->models);
        live.asked_models = std::move(models->asked);
        live.public_models = std::move(models->others);
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

/// What an addon is depends on the deployment below it: a record of the base model that the service keeps as
/// if it were loaded (contract section 4), or merged, and then reached by the deployment's name
/// (brief 2.2.5).
void look_below(std::vector<LiveObject>& objects) {
    std::map<std::string_view, const LiveObject*> deployments;
    for (const LiveObject& object : objects)
        if (object.type->name == "deployment") deployments.emplace(object.name, &object);
    for (LiveObject& object : objects) {
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

}  // namespace

ModelQuery model_query(const Config& config, const Snapshot& prior, const Catalog& catalog,
                       std::string_view account) {
    // Runs make models, and what an addon loads has to fit below it.
    const auto needs_own = [&catalog](const auto& each) {
        const ResourceType* type = catalog.find(each.first.type);
        return type && (type->run || type->name == "lora_addon");
    };
    ModelQuery query;
    query.names = model_names(config, account);
    query.own =
        std::ranges::any_of(config.resources, needs_own) || std::ranges::any_of(prior.resources, needs_own);
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

Task<Checked<Live>> refresh(const Config& config, const Snapshot& prior, const Catalog& catalog,
                            Provider& provider, RefreshOptions options) {
    Checked<Account> account = co_await provider.account();
    if (!account.ok()) co_return account.diagnostics;

    TaskGroup<Checked<Part>> readers(co_await asio::this_coro::executor);
    Live live;
    for (const auto& [name, type] : types_to_list(config, prior, catalog)) {
        live.listed.insert(type->name);
        readers.start(read_objects(*type, provider));
    }
    ModelQuery models = model_query(config, prior, catalog, account.value->id);
    live.own_models = models.own;
    if (models.own || !models.names.empty()) readers.start(read_models(std::move(models), provider));
    const std::string& ours = account.value->id;
    const bool grows = options.forecast && may_grow(config, prior, ours);
    if (grows) readers.start(read_quotas(provider));
    std::set<std::string> shapes =
        options.forecast ? shapes_to_find(config, prior, ours) : std::set<std::string>{};
    live.asked_shapes.assign(shapes.begin(), shapes.end());
    if (!shapes.empty()) readers.start(read_shape_parts(std::move(shapes), provider));

    Diagnostics diagnostics = std::move(account.diagnostics);
    std::exception_ptr broken;
    while (readers.in_flight() > 0) {
        const std::size_t running = readers.in_flight();
        try {
            Checked<Part> part = co_await readers.next();
            diagnostics.add(std::move(part.diagnostics));
            if (part.value) take(live, std::move(*part.value));
        } catch (...) {
            if (readers.in_flight() == running) throw;  // cancelled ourselves: there is no waiting any more
            if (!broken) broken = std::current_exception();
        }
    }
    if (broken) std::rethrow_exception(broken);

    diagnostics = once_each(std::move(diagnostics));
    if (diagnostics.has_errors()) co_return diagnostics;
    live.naming.account = account.value->id;
    std::sort(live.objects.begin(), live.objects.end(),
              [](const LiveObject& a, const LiveObject& b) { return a.name < b.name; });
    look_below(live.objects);
    if (options.forecast && !grows && has_shrunk(config, prior, live)) {
        Checked<Part> quotas = co_await read_quotas(provider);
        diagnostics.add(std::move(quotas.diagnostics));
        if (quotas.value) take(live, std::move(*quotas.value));
    }
    Checked<Live> result(std::move(live));
    result.diagnostics = std::move(diagnostics);
    co_return result;
}

}  // namespace fireform
