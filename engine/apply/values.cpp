#include "engine/apply/values.hpp"

#include "engine/plan/diff.hpp"
#include "engine/plan/runs.hpp"
#include "schemas/fireworks/derived.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

namespace fireform {

Values::Values(const Plan& plan) : plan_(plan) {
    const auto refer = [this](const Value& value) {
        if (!value.has_unknown()) return;
        for (const Reference& reference : references(value))
            if (reference.resource) referred_.insert(*reference.resource);
    };
    for (const Change& change : plan.changes)
        for (const auto& [index, value] : change.desired)
            refer(value);
    for (const OutputChange& output : plan.outputs)
        refer(output.after);
}

Values::Known Values::known(const Change& change, const Attributes& desired, Attributes live,
                            const std::string& name, const std::string& account) {
    const ResourceType& type = *change.type;
    Known known{&type, std::move(live), true};
    // What is configured wins over what the service makes of it: a deployment shape becomes one of its
    // versions.
    for (const auto& [index, value] : desired)
        if (!value.is_null() && !value.has_unknown() && !leaves_alone(change, index, value))
            known.attributes.set(index, value);
    const auto put = [&](std::string_view attribute, std::string text) {
        if (const std::size_t index = type.index_of(attribute); index != ResourceType::npos)
            known.attributes.set(index, Value(std::move(text)));
    };
    if (!name.empty()) {
        put("name", name);
        put("id", std::string(last_segment(name)));
    }
    // A run that names no output model makes one of its own id (brief 7.4).
    const std::size_t output = type.run ? type.index_of("output_model") : ResourceType::npos;
    if (output != ResourceType::npos && !name.empty() && known.attributes.at(output).is_null())
        put("output_model", output_model_of(type, known.attributes, account, last_segment(name)));
    derive(type, known.attributes);
    return known;
}

void Values::set(const Change& change, const Attributes& desired, const LiveObject& object) {
    if (!referred_.contains(change.address)) return;
    Known now = known(change, desired, object.attributes, object.name, plan_.account);
    now.settled = object.phase == Phase::ready;
    finished_[change.address] = std::move(now);
}

std::optional<Value> Values::of(const Reference& reference) const {
    if (!reference.resource) return std::nullopt;
    auto found = finished_.find(*reference.resource);
    if (found == finished_.end()) {
        const Change* change = plan_.find(*reference.resource);
        if (!change || change->action != Action::none) return std::nullopt;
        found = unchanged_.find(*reference.resource);
        if (found == unchanged_.end())
            found = unchanged_
                        .emplace(change->address, known(*change, change->desired, change->live,
                                                        change->object_name, plan_.account))
                        .first;
    }
    const Known& known = found->second;
    const std::size_t index = known.type->index_of(reference.attribute);
    if (index == ResourceType::npos) return std::nullopt;
    if (const Value* value = known.attributes.find(index)) return *value;
    if (!known.settled) return std::nullopt;
    return Value();
}

Checked<Attributes> Values::desired(const Change& change) const {
    Attributes resolved;
    Diagnostics problems;
    const Scope scope = [this](const Reference& reference) { return of(reference); };
    for (const auto& [index, value] : change.desired) {
        Value now = value.has_unknown() ? resolve(value, scope) : value;
        if (now.has_unknown()) {
            std::string missing;
            for (const Reference& reference : references(now))
                missing += fmt::format("{}{}.{}", missing.empty() ? "" : ", ",
                                       reference.resource ? to_text(*reference.resource) : reference.name,
                                       reference.attribute);
            Diagnostic problem;
            problem.summary = "Value is still unknown";
            problem.detail = fmt::format(
                "\"{}\" needs {}, which is not known although all it depends on is done. This is a bug in "
                "fireform.",
                change.type->attributes[index].name, missing);
            problem.address = change.address;
            problems.add(std::move(problem));
            continue;
        }
        if (!now.is_null()) resolved.set(index, std::move(now));
    }
    if (problems.has_errors()) return problems;
    return normalise(*change.type, resolved, plan_.naming);
}

}  // namespace fireform
