#include "engine/plan/forecast_json.hpp"

#include "engine/plan/exact_json.hpp"
#include "engine/plan/forecast.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <stdexcept>

namespace fireform {
namespace json = boost::json;
namespace {

json::value exact(const std::optional<HourlyCost>& cost) {
    if (!cost) return nullptr;
    json::object out;
    out["replicas_min"] = cost->replicas_min;
    out["replicas_max"] = cost->replicas_max;
    out["per_replica"] = cost->per_replica ? json::value(*cost->per_replica) : json::value(nullptr);
    out["at_least"] = cost->at_least;
    return out;
}

std::optional<HourlyCost> exact_from(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    const json::object& object = value.as_object();
    HourlyCost out;
    out.replicas_min = object.at("replicas_min").to_number<std::int64_t>();
    out.replicas_max = object.at("replicas_max").to_number<std::int64_t>();
    if (const json::value& dollars = object.at("per_replica"); !dollars.is_null())
        out.per_replica = dollars.to_number<double>();
    out.at_least = object.at("at_least").as_bool();
    return out;
}

Address address_from(json::string_view text) {
    const auto address = parse_address(std::string_view(text.data(), text.size()));
    if (!address) throw std::invalid_argument("not an address");
    return *address;
}

json::value amount(const HourlyCost& cost, std::int64_t replicas) {
    if (replicas == 0) return 0.0;
    if (!cost.per_replica) return nullptr;
    return *cost.per_replica * static_cast<double>(replicas);
}

json::value shown(const std::optional<HourlyCost>& cost) {
    if (!cost) return nullptr;
    json::object out;
    out["min"] = amount(*cost, cost->replicas_min);
    out["max"] = amount(*cost, cost->replicas_max);
    out["replicas_min"] = cost->replicas_min;
    out["replicas_max"] = cost->replicas_max;
    if (cost->at_least) out["at_least"] = true;
    return out;
}

json::object shown(const CostTotal& total) {
    json::object out;
    out["min"] = total.min;
    out["max"] = total.max;
    out["unknown"] = total.unknown;
    if (total.at_least) out["at_least"] = true;
    return out;
}

}  // namespace

json::object forecast_to_json(const Forecast& forecast) {
    json::array costs;
    for (const CostChange& cost : forecast.costs)
        costs.push_back(json::object{{"address", to_text(cost.address)},
                                     {"before", exact(cost.before)},
                                     {"after", exact(cost.after)}});
    json::object defaults;
    for (const auto& [address, attributes] : forecast.defaults) {
        const ResourceType& type = *fireworks_catalog().find(address.type);
        json::object values;
        for (const auto& [index, value] : attributes) {
            const std::string_view name = type.attributes[index].name;
            values[json::string_view(name.data(), name.size())] = to_exact_json(value);
        }
        defaults[to_text(address)] = std::move(values);
    }
    return {{"costs", std::move(costs)}, {"defaults", std::move(defaults)}};
}

Forecast forecast_from_json(const json::value& value, const Catalog& catalog) {
    const json::object& object = value.as_object();
    Forecast out;
    for (const json::value& each : object.at("costs").as_array()) {
        const json::object& cost = each.as_object();
        out.costs.push_back({address_from(cost.at("address").as_string()), exact_from(cost.at("before")),
                             exact_from(cost.at("after"))});
    }
    for (const auto& member : object.at("defaults").as_object()) {
        const Address address = address_from(member.key());
        const ResourceType* type = catalog.find(address.type);
        if (!type) throw std::invalid_argument(fmt::format("unknown type \"{}\"", address.type));
        Attributes& attributes = out.defaults[address];
        for (const auto& attribute : member.value().as_object()) {
            const std::string name(attribute.key());
            const std::size_t index = type->index_of(name);
            if (index == ResourceType::npos)
                throw std::invalid_argument(fmt::format("unknown attribute \"{}\"", name));
            attributes.set(index, from_exact_json(attribute.value()));
        }
    }
    return out;
}

json::object hourly_cost_json(const CostChange& cost) {
    return {{"before", shown(cost.before)}, {"after", shown(cost.after)}};
}

json::object total_cost_json(const Forecast& forecast) {
    return {{"before", shown(total_before(forecast))}, {"after", shown(total_after(forecast))}};
}

std::optional<double> estimate_usd(const Change& change) {
    const auto& cost = change.estimated_cost;
    if (!cost || cost->currency != "USD") return std::nullopt;
    return static_cast<double>(cost->units) + cost->nanos / 1e9;
}

}  // namespace fireform
