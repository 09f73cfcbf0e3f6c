#include "engine/plan/drift_baseline.hpp"

#include "schemas/hash.hpp"
#include "schemas/value_json.hpp"
#include "state/json_printer.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <tuple>

namespace fireform {
namespace {

namespace json = boost::json;

bool is_drift(const DriftedAttribute& each) {
    return each.moved == Moved::outside || each.moved == Moved::both;
}

/// What state keeps of a value: of a secret its fingerprint.
Value kept(const AttributeChange& change, const Value& value, const std::string& lineage) {
    return change.sensitive && !value.is_null() ? Value(fingerprint(lineage, value)) : value;
}

AcceptedDrift removal_of(const DriftedObject& object) {
    AcceptedDrift out;
    out.address = object.address;
    out.id = object.id;
    out.gone = true;
    return out;
}

AcceptedDrift difference_of(const DriftedObject& object, const DriftedAttribute& each,
                            const std::string& lineage) {
    AcceptedDrift out;
    out.address = object.address;
    out.id = object.id;
    out.attribute = each.change.path;
    out.applied = each.change.before;  // as state keeps it already
    out.live = kept(each.change, each.change.after, lineage);
    return out;
}

auto key(const AcceptedDrift& one) {
    return std::tie(one.address, one.attribute);
}

bool is_same(const AcceptedDrift& a, const AcceptedDrift& b) {
    return key(a) == key(b) && a.id == b.id && a.gone == b.gone && a.applied == b.applied && a.live == b.live;
}

const AcceptedDrift* find(const DriftBaseline& baseline, const AcceptedDrift& wanted) {
    const auto found =
        std::ranges::find_if(baseline, [&wanted](const AcceptedDrift& one) { return is_same(one, wanted); });
    return found == baseline.end() ? nullptr : &*found;
}

DriftBaseline drift_of(const DriftReport& report, const std::string& lineage) {
    DriftBaseline out;
    for (const DriftedObject& object : report.objects) {
        if (object.gone) out.push_back(removal_of(object));
        for (const DriftedAttribute& each : object.attributes)
            if (is_drift(each)) out.push_back(difference_of(object, each, lineage));
    }
    std::ranges::sort(out, [](const AcceptedDrift& a, const AcceptedDrift& b) { return key(a) < key(b); });
    return out;
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    return member ? json::value_to<std::string>(*member) : std::string();
}

/// Throws what Boost.JSON throws where the shape is another one.
AcceptedDrift entry_from(const json::object& object) {
    AcceptedDrift out;
    const auto address = parse_address(text_of(object, "address"));
    const ResourceType* type = address ? fireworks_catalog().find(address->type) : nullptr;
    if (!type) throw std::invalid_argument("address");
    out.address = *address;
    out.id = json::value_to<std::string>(object.at("id"));
    out.accepted_at = text_of(object, "accepted_at");
    out.accepted_by = text_of(object, "accepted_by");
    const json::value* gone = object.if_contains("gone");
    out.gone = gone && gone->as_bool();
    if (out.gone) return out;
    out.attribute = json::value_to<std::string>(object.at("attribute"));
    const Attribute* attribute = type->find(out.attribute);
    if (!attribute) throw std::invalid_argument("attribute");
    const auto value = [attribute](const json::value& from) {
        return attribute->sensitive ? fireform::from_json(from) : fireform::from_json(*attribute, from);
    };
    out.applied = value(object.at("applied"));
    out.live = value(object.at("live"));
    return out;
}

Diagnostic damaged(const std::string& file, std::string detail) {
    Diagnostic out;
    out.summary = "Accepted drift cannot be read";
    out.detail = fmt::format("{} {}", file, detail);
    out.hint = fmt::format("take it back from Git, or remove it and run `fireform drift --accept`: {}", file);
    return out;
}

json::object entry_json(const AcceptedDrift& one) {
    json::object out;
    out["address"] = to_text(one.address);
    out["id"] = one.id;
    if (one.gone) {
        out["gone"] = true;
    } else {
        out["attribute"] = one.attribute;
        out["applied"] = to_json(one.applied);
        out["live"] = to_json(one.live);
    }
    out["accepted_at"] = one.accepted_at;
    out["accepted_by"] = one.accepted_by;
    return out;
}

}  // namespace

Checked<DriftBaseline> parse_baseline(std::string_view text, const std::string& file) {
    DriftBaseline out;
    try {
        const json::value parsed = json::parse({text.data(), text.size()});
        if (const auto format = parsed.at("format").to_number<int>(); format > baseline_format)
            return damaged(file,
                           fmt::format("has format {}; this fireform reads {}.", format, baseline_format));
        for (const json::value& one : parsed.at("accepted").as_array())
            out.push_back(entry_from(one.as_object()));
    } catch (const std::exception&) {
        return damaged(file, "is not in the form that fireform writes.");
    }
    return out;
}

std::string to_text(const DriftBaseline& baseline) {
    json::array accepted;
    for (const AcceptedDrift& one : baseline)
        accepted.push_back(entry_json(one));
    json::object file;
    file["format"] = baseline_format;
    file["accepted"] = std::move(accepted);
    std::string out;
    print_json(out, file, 0);
    return out + '\n';
}

void leave_out_accepted(DriftReport& report, const DriftBaseline& baseline, const std::string& lineage) {
    for (DriftedObject& object : report.objects) {
        if (object.gone && find(baseline, removal_of(object))) {
            object.gone = false;
            ++report.accepted;
        }
        report.accepted += std::erase_if(object.attributes, [&](const DriftedAttribute& each) {
            return is_drift(each) && find(baseline, difference_of(object, each, lineage));
        });
    }
    std::erase_if(report.objects,
                  [](const DriftedObject& object) { return !object.gone && object.attributes.empty(); });
}

Acceptance accept(const DriftReport& report, const DriftBaseline& before, const std::string& lineage,
                  const AcceptedDrift& by) {
    Acceptance out;
    for (AcceptedDrift& one : drift_of(report, lineage)) {
        const AcceptedDrift* known = find(before, one);
        if (!known) ++out.added;
        one.accepted_at = known ? known->accepted_at : by.accepted_at;
        one.accepted_by = known ? known->accepted_by : by.accepted_by;
        out.baseline.push_back(std::move(one));
    }
    // Of what was not judged nothing is known.
    const auto in_work = [&report](const Address& address) {
        return std::ranges::find(report.unsettled, address, &Unsettled::address) != report.unsettled.end();
    };
    for (const AcceptedDrift& one : before)
        if (in_work(one.address) && !find(out.baseline, one)) out.baseline.push_back(one);
    std::ranges::sort(out.baseline, [](const auto& a, const auto& b) { return key(a) < key(b); });
    out.dropped = before.size() - (out.baseline.size() - out.added);
    return out;
}

}  // namespace fireform
