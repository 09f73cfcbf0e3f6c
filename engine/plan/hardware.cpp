#include "engine/plan/hardware.hpp"

#include "schemas/compare.hpp"

#include <algorithm>
#include <array>

namespace fireform {
namespace {

const ResourceType& deployment() {
    return *fireworks_catalog().find("deployment");
}

/// Where its attributes stand, looked up once: every deployment of a fleet is asked for them.
struct Rows {
    std::size_t accelerator_count = deployment().index_of("accelerator_count");
    std::size_t accelerator_type = deployment().index_of("accelerator_type");
    std::size_t deployment_shape = deployment().index_of("deployment_shape");
    std::size_t max_replica_count = deployment().index_of("max_replica_count");
    std::size_t min_replica_count = deployment().index_of("min_replica_count");
    std::size_t model = deployment().index_of("model");
    std::size_t multi_region = deployment().index_of("multi_region");
    std::size_t precision = deployment().index_of("precision");
    std::size_t pricing_plan_id = deployment().index_of("pricing_plan_id");
    std::size_t region = deployment().index_of("region");
    std::size_t regions = deployment().index_of("regions");

    [[nodiscard]] std::array<std::size_t, 3> from_shape() const {
        return {accelerator_type, accelerator_count, precision};
    }
};

const Rows& rows() {
    static const Rows rows;
    return rows;
}

/// 0 where it is unset or not known.
std::int64_t integer(const Attributes& attributes, std::size_t row) {
    const auto* value = attributes.at(row).integer();
    return value ? *value : 0;
}

const std::string& text(const Attributes& attributes, std::size_t row) {
    return attributes.at(row).text();
}

bool restricted(const Attributes& attributes) {
    const std::string& group = text(attributes, rows().multi_region);
    const auto* regions = attributes.at(rows().regions).list();
    return !text(attributes, rows().region).empty() || (regions && !regions->empty()) ||
           (!group.empty() && group != "GLOBAL");
}

bool is_deployment(const Change& change) {
    return change.type && change.type->name == "deployment";
}

/// Whether the service will choose as many accelerators for the new object as it has chosen for the old one.
bool keeps_hardware(const Change& change) {
    if (!is_deployment(change) || change.live.empty()) return false;
    const auto kept = [&change](std::size_t row) {
        const Value& wanted = change.desired.at(row);
        return wanted.is_null() || wanted == change.live.at(row);
    };
    return kept(rows().model) && kept(rows().accelerator_type) && kept(rows().precision);
}

bool keeps_shape(const Change& change) {
    const std::size_t shape = rows().deployment_shape;
    const Value& wanted = change.desired.at(shape);
    return !wanted.is_null() && same(deployment().attributes[shape], wanted, change.live.at(shape));
}

}  // namespace

bool has_object_after(const Change& change) {
    if (change.action == Action::destroy || change.action == Action::forget) return false;
    return makes_object(change) || !change.object_id.empty();
}

const LiveObject* object_before(const Change& change, const Live& live) {
    if (change.object_name.empty()) return nullptr;
    const auto found = std::ranges::lower_bound(live.objects, change.object_name, {}, &LiveObject::name);
    return found != live.objects.end() && found->name == change.object_name ? &*found : nullptr;
}

const LiveShape* shape_of(const Attributes& attributes, const Live& live) {
    const std::string& name = text(attributes, rows().deployment_shape);
    const auto found = std::ranges::lower_bound(live.shapes, name, {}, &LiveShape::name);
    return found != live.shapes.end() && found->name == name ? &*found : nullptr;
}

Attributes attributes_after(const Change& change, const Attributes* defaults) {
    Attributes after;
    if (!makes_object(change)) after = change.live;
    const bool shaped = is_deployment(change) && !change.desired.at(rows().deployment_shape).is_null();
    if (makes_object(change) && !shaped && keeps_hardware(change)) {
        after.set(rows().accelerator_count, change.live.at(rows().accelerator_count));
    } else if (shaped && makes_object(change) && keeps_shape(change)) {
        for (const std::size_t row : rows().from_shape())
            if (const Value& value = change.live.at(row); !value.is_null()) after.set(row, value);
    } else if (shaped && !makes_object(change) && !keeps_shape(change)) {
        for (const std::size_t row : rows().from_shape())
            after.erase(row);
    }
    for (const AttributeChange& each : change.attributes)
        if (each.after.is_null()) after.erase(each.index);
    for (const auto& [index, value] : change.desired)
        if (!value.is_null()) after.set(index, value);
    if (defaults)
        for (const auto& [index, value] : *defaults)
            if (!after.contains(index)) after.set(index, value);
    return after;
}

namespace {

/// Also one that a look-up or a short form has chosen.
std::optional<LiveShape> any_shape_of(const Attributes& attributes, const Live& live) {
    if (const LiveShape* shape = shape_of(attributes, live)) return *shape;
    const std::string& name = text(attributes, rows().deployment_shape);
    const auto found = std::ranges::find_if(live.looked_up, [&name](const LiveObject& each) {
        return each.name == name || (!name.empty() && each.name.starts_with(name + "/versions/"));
    });
    if (found == live.looked_up.end() || !found->type->find("accelerator_count")) return std::nullopt;
    const Attributes& known = found->attributes;
    LiveShape shape;
    shape.name = name;
    shape.accelerator_type = known.get(*found->type, "accelerator_type").text();
    if (const std::int64_t* count = known.get(*found->type, "accelerator_count").integer())
        shape.accelerator_count = *count;
    shape.precision = known.get(*found->type, "precision").text();
    return shape;
}

}  // namespace

Hardware hardware_of(const Attributes& attributes, const Live& live) {
    Hardware out;
    out.accelerator_type = text(attributes, rows().accelerator_type);
    out.accelerators = integer(attributes, rows().accelerator_count);
    out.precision = text(attributes, rows().precision);
    if (const std::optional<LiveShape> shape = any_shape_of(attributes, live)) {
        if (out.accelerator_type.empty()) out.accelerator_type = shape->accelerator_type;
        if (out.accelerators == 0) out.accelerators = shape->accelerator_count;
        if (out.precision.empty()) out.precision = shape->precision;
    }
    out.replicas_min = integer(attributes, rows().min_replica_count);
    const Value& most = attributes.at(rows().max_replica_count);
    out.replicas_max = most.integer() ? *most.integer() : std::max<std::int64_t>(1, out.replicas_min);
    out.region_restricted = restricted(attributes);
    out.pricing_plan = !text(attributes, rows().pricing_plan_id).empty();
    return out;
}

}  // namespace fireform
