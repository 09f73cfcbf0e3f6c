#include "providers/emulator/routes.hpp"

#include "providers/emulator/audit_log.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/json_rules.hpp"
#include "providers/emulator/list_query.hpp"
#include "providers/emulator/listing.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace fireform::emulator {
namespace {

constexpr std::string_view public_account = "accounts/fireworks";

/// A path below /v1/ in its parts.
struct Place {
    const Collection* collection = nullptr;
    std::string parent;  ///< "accounts/acme", or of a nested collection the object it hangs on
    std::string id;      ///< "" the collection itself
    std::string verb;    ///< ":scale", "/shards"; "" none
    bool alias = false;  ///< by the collection's other segment

    [[nodiscard]] std::string name() const {
        std::string text = parent.empty() ? "" : parent + "/";
        return text.append(collection->segment).append("/").append(id);
    }
};

std::optional<std::vector<std::string>> segments_of(std::string_view path) {
    std::vector<std::string> parts;
    while (true) {
        const auto slash = path.find('/');
        auto part = percent_decode(path.substr(0, slash), false);
        if (!part || part->empty()) return std::nullopt;
        parts.push_back(std::move(*part));
        if (slash == std::string_view::npos) return parts;
        path.remove_prefix(slash + 1);
    }
}

bool has_verb(const Collection& collection, std::string_view name) {
    return std::any_of(collection.verbs.begin(), collection.verbs.end(),
                       [&](const Verb& verb) { return verb.name == name; });
}

/// GET `/deployments/x/shards`
bool lists_rows(const Place& place) {
    const auto verbs = place.collection->verbs;
    return std::any_of(verbs.begin(), verbs.end(),
                       [&](const Verb& verb) { return verb.lists && verb.name == place.verb; });
}

std::optional<Place> place_of(std::string_view path) {
    if (!path.starts_with("/v1/")) return std::nullopt;
    auto parts = segments_of(path.substr(4));
    if (!parts) return std::nullopt;
    Place place;
    if (const auto colon = parts->back().find(':'); colon != std::string::npos) {
        place.verb = parts->back().substr(colon);
        parts->back().resize(colon);
        if (parts->back().empty()) return std::nullopt;
    }
    std::size_t at = 0;
    place.collection = (*parts)[0] == "accounts" ? &accounts : nullptr;
    while (place.collection != nullptr) {
        place.id.clear();
        if (++at == parts->size()) return place;
        place.id = (*parts)[at];
        if (++at == parts->size()) return place;
        const std::string& segment = (*parts)[at];
        if (const auto below = "/" + segment + place.verb;
            at + 1 == parts->size() && has_verb(*place.collection, below)) {
            place.verb = below;
            return place;
        }
        const Collection* next = nullptr;
        if (place.collection == &accounts) {
            for (const Collection* one : account_collections())
                if (one->segment == segment || (!one->alias.empty() && one->alias == segment)) next = one;
            place.alias = next != nullptr && next->segment != segment;
        } else if (place.collection->nested != nullptr && place.collection->nested->segment == segment) {
            next = place.collection->nested;
        }
        place.parent = place.name();
        place.collection = next;
    }
    return std::nullopt;
}

bool takes_method(const Collection& collection, std::string_view method, bool on_object) {
    if (method == "GET") return on_object ? collection.gets : collection.lists;
    if (method == "POST") return !on_object && collection.creates;
    if (method == "PATCH") return on_object && collection.updates;
    return method == "DELETE" && on_object && collection.removes;
}

HttpResponse no_such_path() {
    return reply({Code::not_found, "Not Found"});
}
HttpResponse no_such_method() {
    return reply({Code::unimplemented, "Method Not Allowed"});
}

/// Whose it is decides before what it is: no account tells a stranger what it holds.
std::optional<Refusal> check_access(const World& world, const Place& place, std::string_view method) {
    if (place.collection == &accounts) {
        if (!place.id.empty() && place.name() != world.account) return not_found(place.name());
        return std::nullopt;
    }
    const std::string_view owner = std::string_view(place.parent).substr(0, place.parent.find('/', 9));
    if (owner == world.account) return std::nullopt;
    const bool reads = method == "GET" && place.collection->public_read;
    if (owner == public_account)
        return reads ? std::nullopt
                     : std::optional(denied("the caller has no permission on \"" + place.parent + "\""));
    if (owner == "accounts/-" && reads && place.collection->wildcard && place.id.empty()) return std::nullopt;
    return not_found(owner);
}

/// Buckets that a list path means; "-" stands for any account or any parent object.
std::vector<Bucket*> buckets_of(World& world, const Place& place) {
    if (place.parent.find("/-") == std::string::npos) {
        Bucket* bucket = world.store.bucket(place.parent, place.collection->segment);
        return bucket == nullptr ? std::vector<Bucket*>{} : std::vector<Bucket*>{bucket};
    }
    const auto parts = segments_of(place.parent);
    std::vector<Bucket*> found;
    for (auto& [key, bucket] : world.store.buckets()) {
        const auto names = segments_of(key);
        if (!names || names->size() != parts->size() + 1 || names->back() != place.collection->segment)
            continue;
        bool fits = true;
        for (std::size_t i = 0; i < parts->size(); ++i)
            fits = fits && ((*parts)[i] == "-" || (*parts)[i] == (*names)[i]);
        if (fits) found.push_back(&bucket);
    }
    return found;
}

HttpResponse run_verb(Call& call, const Place& place, std::string_view method, std::string_view query) {
    const Verb* verb = nullptr;
    bool other_method = false;
    for (const Verb& one : place.collection->verbs) {
        if (one.name != place.verb || one.on_object == place.id.empty()) continue;
        other_method = true;
        if (one.method == method) verb = &one;
    }
    if (verb == nullptr) return other_method ? no_such_method() : no_such_path();
    const Parameters standard = !verb->lists ? Parameters{} : verb->plain ? page_parameters : list_parameters;
    if (const auto refusal = read_query(query, {standard, verb->query}, call.query)) return reply(*refusal);
    json::object sent, body;
    if (verb->body != nullptr) {
        if (const auto refusal = parse_body(call.request.body, sent)) return reply(*refusal);
        const ReadRules rules{.extended = call.world.options.api_extended, .create = true};
        if (const auto refusal = read_message(sent, *verb->body, rules, body)) return reply(*refusal);
        call.body = &body;
    }
    Object* object = nullptr;
    if (verb->on_object && verb->stored) {
        object = call.world.store.find(place.name());
        if (object == nullptr) return reply(not_found(place.name()));
    }
    return verb->run(call, object);
}

HttpResponse run_on_collection(Call& call, const Place& place, std::string_view method,
                               std::string_view query) {
    const Collection& collection = *place.collection;
    const bool nested = place.parent.find('/', 9) != std::string::npos;
    if (nested && place.parent.find("/-") == std::string::npos &&
        call.world.store.find(place.parent) == nullptr)
        return reply(not_found(place.parent));
    if (method == "POST") {
        const std::array<Parameter, 1> id{{{collection.id_parameter}}};
        const Parameters id_table = collection.id_from == IdFrom::query ? Parameters(id) : Parameters{};
        if (const auto refusal = read_query(query, {id_table, collection.create_query}, call.query))
            return reply(*refusal);
        return create_object(call);
    }
    if (const auto refusal = read_query(query, {list_parameters, collection.list_query}, call.query))
        return reply(*refusal);
    if (collection.list != nullptr) return collection.list(call);
    const auto buckets = buckets_of(call.world, place);
    return list_objects(call, buckets);
}

HttpResponse run_on_object(Call& call, const Place& place, std::string_view method, std::string_view query) {
    const Collection& collection = *place.collection;
    const Parameters standard = method == "GET"     ? get_parameters
                                : method == "PATCH" ? update_parameters
                                                    : Parameters{};
    const Parameters own = method == "GET"     ? collection.get_query
                           : method == "PATCH" ? collection.update_query
                                               : collection.remove_query;
    if (const auto refusal = read_query(query, {standard, own}, call.query)) return reply(*refusal);
    Object* object = call.world.store.find(place.name());
    if (object == nullptr) return reply(not_found(place.name()));
    if (method == "GET") return get_object(call, *object);
    return method == "PATCH" ? update_object(call, *object) : remove_object(call, *object);
}

/// "POST deployments:setTags", "LIST deployments"
std::string operation_of(const Place& place, std::string_view method) {
    const bool lists = method == "GET" && (place.verb.empty() ? place.id.empty() : lists_rows(place));
    return std::string(lists ? "LIST" : method) + " " +
           (place.alias ? std::string(place.collection->alias) : path_of(*place.collection)) + place.verb;
}

/// What a request was about: of a create the name of what it made, which its reply begins with.
std::string resource_of(const Place& place, const HttpResponse& response) {
    if (!place.id.empty()) return place.name();
    static constexpr std::string_view start = "{\"name\":\"";
    if (!response.body.starts_with(start)) return place.parent;
    return response.body.substr(start.size(), response.body.find('"', start.size()) - start.size());
}

HttpResponse carry_out(Call& call, const Place& place, std::string_view query) {
    const std::string_view method = call.request.method;
    if (!place.verb.empty()) return run_verb(call, place, method, query);
    if (!takes_method(*place.collection, method, !place.id.empty()) || (place.alias && method != "POST"))
        return no_such_method();
    if (place.id.empty()) return run_on_collection(call, place, method, query);
    return run_on_object(call, place, method, query);
}

/// The id that a create asks for, for fault rules that name it.
std::string wanted_id(const Collection& collection, const HttpRequest& request, std::string_view query) {
    if (collection.id_from == IdFrom::query) {
        const std::array<Parameter, 1> id{{{collection.id_parameter}}};
        for (std::string_view rest = query; !rest.empty();) {
            const auto end = rest.find('&');
            Query one;
            if (!read_query(rest.substr(0, end), {Parameters(id)}, one) && !one.entries.empty())
                return one.entries.front().second;
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        }
    } else if (collection.id_from == IdFrom::body) {
        json::object body;
        if (!parse_body(request.body, body)) return std::string(text_of(body, collection.id_parameter));
    } else if (collection.id_from == IdFrom::name) {
        json::object body;
        if (!parse_body(request.body, body)) return std::string(id_of(text_of(body, "name")));
    }
    return {};
}

}  // namespace

Route route_of(const World& world, const HttpRequest& request) {
    const Target target = split_url(request.url);
    Route route;
    const auto place = place_of(target.path);
    if (!place) {
        const std::string_view what = target.path == "/verifyApiKey"                    ? "verifyApiKey"
                                      : target.path == "/inference/v1/chat/completions" ? "chat/completions"
                                      : target.path.starts_with("/storage/")            ? "storage"
                                                                                        : "other";
        route.operation = request.method + " " + std::string(what);
        return route;
    }
    route.operation = operation_of(*place, request.method);
    if (!place->id.empty()) {
        route.name = place->name();
    } else if (request.method == "POST" && place->verb.empty() && (!world.options.faults.empty())) {
        if (auto id = wanted_id(*place->collection, request, target.query); !id.empty())
            route.name = place->parent + "/" + std::string(place->collection->segment) + "/" + id;
    }
    return route;
}

HttpResponse control_plane(World& world, const HttpRequest& request) {
    const Target target = split_url(request.url);
    const auto place = place_of(target.path);
    if (!place) return no_such_path();
    if (const auto refusal = check_access(world, *place, request.method)) return reply(*refusal);
    const std::string origin =
        world.options.public_url.empty() ? std::string(target.origin) : world.options.public_url;
    Call call{world, request, *place->collection, place->parent, {}, target.path, origin, nullptr, place->id};
    const std::uint64_t before = world.changes;
    HttpResponse response = carry_out(call, *place, target.query);
    if (world.changes != before && response.status == 200)
        record_audit(world, {request, *place->collection, place->verb, operation_of(*place, request.method),
                             resource_of(*place, response)});
    return response;
}

}  // namespace fireform::emulator
