#include "providers/fireworks/shapes.hpp"

#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"
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

/// No value: what came is no version of a shape.
std::optional<LiveObject> decode_version(const json::object& version, const Naming& naming) {
    const json::value* snapshot = find_path(version, "snapshot");
    if (!snapshot || !snapshot->is_object()) return std::nullopt;
    const std::string name = text_at(version, "name");
    json::object shape = snapshot->get_object();
    // A snapshot need not repeat whose it is.
    shape["name"] = name.substr(0, name.find("/versions/"));
    std::optional<LiveObject> out = decode_object(deployment_shape, shape, naming);
    if (out) out->attributes.put(deployment_shape, "version", Value(name));
    return out;
}

Task<Checked<std::vector<LiveObject>>> shapes_of(Session& session, std::string base_model) {
    std::vector<LiveObject> out;
    const ObjectSink take = [&](const json::object& version) {
        auto shape = decode_version(version, session.naming());
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

}  // namespace fireform::fireworks
