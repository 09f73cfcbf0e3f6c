#include "providers/fireworks/shapes.hpp"

#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/reply_json.hpp"
#include "schemas/fireworks/types.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// Versions of all accounts' shapes, as far as they are shown to us.
constexpr std::string_view versions_path = "/v1/accounts/-/deploymentShapes/-/versions";

/// What a version froze in `snapshot`, or a shape, which shows its latest validated version itself. `name`:
/// of either. No value: what came is neither.
std::optional<LiveObject> decode_shape(std::string_view name, const json::object& json,
                                       const Naming& naming) {
    const json::value* snapshot = find_path(json, "snapshot");
    const bool frozen = snapshot && snapshot->is_object();
    json::object shape = frozen ? snapshot->get_object() : json;
    // A snapshot need not repeat whose it is.
    shape["name"] = name.substr(0, name.find("/versions/"));
    std::optional<LiveObject> out = decode_object(deployment_shape, shape, naming);
    if (out && frozen) out->attributes.put(deployment_shape, "version", Value(std::string(name)));
    return out;
}

/// The hardware of it, under the name that was asked for.
LiveShape hardware_of(std::string name, const LiveObject& shape) {
    const auto value = [&shape](std::string_view attribute) -> const Value& {
        return shape.attributes.get(deployment_shape, attribute);
    };
    const auto is_on = [&value](std::string_view attribute) {
        const bool* flag = value(attribute).boolean();
        return flag && *flag;
    };
    const std::int64_t* count = value("accelerator_count").integer();
    LiveShape out;
    out.name = std::move(name);
    out.base_model = value("model").text();
    out.accelerator_type = value("accelerator_type").text();
    out.accelerator_count = count ? *count : 0;
    out.precision = value("precision").text();
    out.enable_addons = is_on("enable_addons");
    if (!is_on("disable_speculative_decoding")) out.draft_model = value("draft_model").text();
    return out;
}

Task<Checked<std::vector<LiveObject>>> shapes_of(Session& session, std::string base_model) {
    std::vector<LiveObject> out;
    const ObjectSink take = [&](const json::object& version) {
        if (!find_path(version, "snapshot")) return;
        auto shape = decode_shape(text_at(version, "name"), version, session.naming());
        // The newest come first: of one shape they alone count.
        if (shape && std::ranges::find(out, shape->name, &LiveObject::name) == out.end())
            out.push_back(std::move(*shape));
    };
    QueryParameters parameters;
    parameters.emplace_back("filter",
                            fmt::format("snapshot.base_model=\"{}\" AND latest_validated=true", base_model));
    parameters.emplace_back("orderBy", "create_time desc");
    const Diagnostics problems =
        co_await list_pages(session, std::string(versions_path), "deploymentShapeVersions",
                            std::move(parameters), "Listing the deployment shapes", take);
    if (problems.has_errors()) co_return problems;
    co_return out;
}

struct Lookup {
    std::optional<LiveShape> shape;
    Diagnostics problems;
};

Task<Lookup> look_up(Session& session, std::string name) {
    Lookup out;
    const std::string what = fmt::format("Looking for the deployment shape \"{}\"", name);
    const Reply reply = co_await session.send(get_request(path_of_name(name), what));
    const ReplyJson body(reply);
    if (reply.success() && body.object() != nullptr) {
        if (const auto shape = decode_shape(name, *body.object(), session.naming()))
            out.shape = hardware_of(std::move(name), *shape);
        co_return out;
    }
    const bool page = reply.response && parse_error(*reply.response).form == ApiError::Form::page;
    const bool absent = (reply.status() == 404 || reply.status() == 403) && !page;
    if (!absent)
        out.problems.add(reply.success() ? session.unexpected(what, reply) : session.error(what, reply));
    co_return out;
}

}  // namespace

Task<Checked<std::vector<LiveObject>>> find_shapes(Session& session, std::set<std::string> base_models) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    std::vector<Task<Checked<std::vector<LiveObject>>>> readers;
    for (const std::string& each : base_models)
        readers.push_back(shapes_of(session, each));
    std::vector<Checked<std::vector<LiveObject>>> all = co_await gather(std::move(readers));
    Checked<std::vector<LiveObject>> out(std::vector<LiveObject>{});
    for (auto& each : all) {
        out.diagnostics.add(std::move(each.diagnostics));
        if (each.value) std::ranges::move(*each.value, std::back_inserter(*out.value));
    }
    if (out.diagnostics.has_errors()) co_return out.diagnostics;
    std::ranges::sort(*out.value, {}, &LiveObject::name);
    co_return out;
}

Task<Checked<std::vector<LiveShape>>> read_shapes(Session& session, std::set<std::string> names) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    std::vector<Task<Lookup>> lookups;
    for (const std::string& name : names)
        lookups.push_back(look_up(session, name));
    std::vector<Lookup> results = co_await gather(std::move(lookups));
    Checked<std::vector<LiveShape>> out(std::vector<LiveShape>{});
    for (Lookup& result : results) {
        out.diagnostics.add(std::move(result.problems));
        if (result.shape) out.value->push_back(std::move(*result.shape));
    }
    co_return out;
}

}  // namespace fireform::fireworks
