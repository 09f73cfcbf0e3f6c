#include "engine/config/interpolation.hpp"

#include "engine/config/config.hpp"
#include "engine/config/wording.hpp"
#include "schemas/collection.hpp"
#include "schemas/lookups.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

ValueType wanted_type(const Purpose& purpose) {
    return purpose.element ? purpose.attribute->element : purpose.attribute->type;
}

/// Whether a value of the type and element of `from` fits where `type` is wanted.
bool fits(const Attribute& from, ValueType type, ValueType element) {
    const auto scalar_fits = [](ValueType has, ValueType wants) {
        return has == wants ||
               (has == ValueType::integer && (wants == ValueType::number || wants == ValueType::duration));
    };
    if (type == ValueType::list || type == ValueType::map)
        return from.type == type && scalar_fits(from.element, element);
    return scalar_fits(from.type, type);
}

bool is_scalar(ValueType type) {
    return type != ValueType::list && type != ValueType::map && type != ValueType::table_map;
}

}  // namespace

Site site_of_part(const Site& site, const std::string& text, std::size_t offset, std::size_t length) {
    const TomlPlace& place = site.place;
    const bool verbatim = place.line == place.line_end && place.column_end - place.column == text.size() + 2;
    if (!verbatim) return site;
    TomlPlace part = place;
    part.column = place.column + 1 + static_cast<std::uint32_t>(offset);
    part.column_end = part.column + static_cast<std::uint32_t>(length);
    return site.at(part, site.name);
}

Interpolator::Interpolator(const Blocks& blocks, const Catalog& catalog, const Variables& variables,
                           const LoadOptions& options, Diagnostics& diagnostics)
    : blocks_(blocks),
      catalog_(catalog),
      variables_(variables),
      environment_(options.environment),
      diagnostics_(diagnostics),
      functions_(options.folder, options.environment, diagnostics) {}

std::optional<Filled> Interpolator::fill(const Site& site, const std::string& text, const Purpose& purpose,
                                         std::vector<Edge>& edges) {
    if (text.find("${") == std::string::npos) return Filled{Value(text), false};
    auto parsed = parse_template(text);
    if (const auto* error = std::get_if<TemplateError>(&parsed)) {
        const std::size_t end = error->corrected ? text.find('}', error->offset) : error->offset;
        const std::size_t length = std::min(text.size(), end + 1) - error->offset;
        diagnostics_.add(site_of_part(site, text, error->offset, length)
                             .error("Invalid reference",
                                    fmt::format("In \"{}\": {}.", site.name, error->message),
                                    error->corrected ? "" : "write $${ for a literal ${"));
        return std::nullopt;
    }
    auto& whole = std::get<Template>(parsed);
    const bool alone = whole.parts.size() == 1;
    Template rest;  // what is known has become text
    bool good = true;
    for (auto& part : whole.parts) {
        if (std::holds_alternative<std::string>(part)) {
            rest.parts.push_back(std::move(part));
            continue;
        }
        if (auto* reference = std::get_if<Reference>(&part);
            reference && (reference->resource || reference->root == "lookup")) {
            const Site place = site_of_part(site, text, reference->offset, reference->length);
            good = check(place, *reference, purpose, alone) && good;
            if (reference->resource) edges.push_back({*reference->resource, place.range()});
            rest.parts.push_back(std::move(part));
            continue;
        }
        auto value = known_part(site, text, part, purpose);
        good = good && value;
        if (!value) continue;
        const bool waits = value->value.has_unknown() && !value->value.unknown() && !purpose.deferred;
        if (alone && waits) return refuse_later(site_of_known(site, text, part), "resource");
        if (alone && !value->value.unknown()) return Filled{std::move(value->value), value->text};
        good = add_known(site_of_known(site, text, part), value->value, purpose, alone, rest, edges) && good;
    }
    if (!good) return std::nullopt;
    auto value = resolve(Unknown{to_text(rest)}, [](const Reference&) { return std::nullopt; });
    return Filled{std::move(value), !alone};
}

bool Interpolator::check(const Site& site, Reference& reference, const Purpose& purpose, bool alone) {
    const bool lookup = reference.root == "lookup";
    if (!fill_key(site, reference, purpose)) return false;
    if (!purpose.deferred) {
        static_cast<void>(refuse_later(site, lookup ? "look-up" : "resource"));
        return false;
    }
    if (lookup) return check_lookup(site, reference, purpose, alone);
    return check_attribute(site, reference, purpose, alone) && check_resource(site, *reference.resource);
}

std::nullopt_t Interpolator::refuse_later(const Site& site, std::string_view what) {
    diagnostics_.add(
        site.error("Reference not allowed here",
                   fmt::format("\"{}\" must be known before anything is applied, so it cannot refer to a {}.",
                               site.name, what),
                   "write the value itself, or use a variable"));
    return std::nullopt;
}

bool Interpolator::check_attribute(const Site& site, Reference& reference, const Purpose& purpose,
                                   bool alone) {
    const Address& address = *reference.resource;
    const ResourceType* type = catalog_.find(address.type);
    if (!type) return check_resource(site, address);
    reference.attribute = type->canonical(reference.attribute);
    const Attribute* from = type->find(reference.attribute);
    if (from && !from->stands_for.empty()) reference.attribute = from->stands_for.front();
    if (!from) {
        std::vector<std::string_view> names;
        for (const Attribute& attribute : type->attributes)
            names.push_back(attribute.name);
        diagnostics_.add(
            site.error("Unknown attribute",
                       fmt::format("A {} has no attribute \"{}\".", type->name, reference.attribute),
                       did_you_mean(reference.attribute, names)));
        return false;
    }
    if (from->sensitive &&
        !may_use(site, true, fmt::format("attribute \"{}\" of {}", from->name, to_text(address)), purpose))
        return false;
    return check_fit(site, reference, purpose, alone, *from) &&
           (!alone || check_kind(site, reference, purpose, *type, *from));
}

bool Interpolator::check_lookup(const Site& site, const Reference& reference, const Purpose& purpose,
                                bool alone) {
    const auto [lookup, attribute] = lookup_of(reference);
    const LookupType* type = find_lookup(lookup.type);
    if (!type) {
        diagnostics_.add(unknown_lookup(site, lookup.type));
        return false;
    }
    if (!blocks_.lookups.contains(lookup)) {
        if (blocks_.incomplete) return false;
        std::vector<std::string_view> names;
        for (const auto& [other, block] : blocks_.lookups)
            if (other.type == lookup.type) names.push_back(other.name);
        std::string hint = did_you_mean(lookup.name, names);
        if (hint.empty()) hint = fmt::format("declare it: [lookup.{}]", to_text(lookup));
        diagnostics_.add(site.error(
            "Unknown look-up", fmt::format("There is no look-up {}.", to_text(lookup)), std::move(hint)));
        return false;
    }
    const Attribute* from = type->object->find(attribute);
    if (!from || !can_be_looked_up(*from)) {
        std::vector<std::string_view> names;
        for (const Attribute& each : type->object->attributes)
            if (can_be_looked_up(each)) names.push_back(each.name);
        diagnostics_.add(
            site.error("Unknown attribute",
                       fmt::format("A {} that is looked up has no attribute \"{}\".", type->name, attribute),
                       did_you_mean(attribute, names)));
        return false;
    }
    return check_fit(site, reference, purpose, alone, *from) &&
           (!alone || check_kind(site, reference, purpose, *type->object, *from));
}

/// A deployment's id is no dataset.
bool Interpolator::check_kind(const Site& site, const Reference& reference, const Purpose& purpose,
                              const ResourceType& type, const Attribute& from) {
    if (!purpose.attribute) return true;
    const std::string_view wanted = collection_of(purpose.attribute->names);
    const std::string_view got = collection_of(type, from);
    if (wanted.empty() || got.empty() || wanted == got) return true;
    std::string_view meant;
    if (type.run && wanted == "models") meant = "output_model";
    if (type.collection == wanted) meant = "id";
    std::string hint;
    if (!meant.empty() && reference.resource)
        hint = fmt::format("write \"${{{}.{}}}\"", to_text(*reference.resource), meant);
    diagnostics_.add(site.error("Reference of the wrong kind",
                                fmt::format("{} is one of the {}; \"{}\" takes one of the {}.",
                                            to_text(reference), got, site.name, wanted),
                                std::move(hint)));
    return false;
}

bool Interpolator::check_fit(const Site& site, const Reference& reference, const Purpose& purpose, bool alone,
                             const Attribute& from) {
    const auto mismatch = [&](const std::string& detail) {
        diagnostics_.add(site.error("Reference of the wrong type", detail));
        return false;
    };
    if (!alone) {
        if (!is_scalar(from.type))
            return mismatch(fmt::format("{} is {}, which cannot stand inside a longer text.",
                                        to_text(reference), type_phrase(from)));
        if (purpose.attribute && wanted_type(purpose) != ValueType::string)
            return mismatch(fmt::format("A text with a reference in it is a string; \"{}\" is {}.", site.name,
                                        type_phrase(wanted_type(purpose), purpose.attribute->element)));
        return true;
    }
    if (purpose.attribute && !fits(from, wanted_type(purpose), purpose.attribute->element))
        return mismatch(fmt::format("{} is {}; \"{}\" is {}.", to_text(reference), type_phrase(from),
                                    site.name,
                                    type_phrase(wanted_type(purpose), purpose.attribute->element)));
    return true;
}

bool Interpolator::check_resource(const Site& site, const Address& address) {
    if (blocks_.resources.contains(address)) return true;
    if (refuse_instance(site, address)) return false;
    const bool known_type = catalog_.find(address.type) != nullptr;
    if (!known_type) {
        std::vector<std::string_view> types;
        for (const ResourceType* type : catalog_)
            types.push_back(type->name);
        diagnostics_.add(site.error("Unknown resource type",
                                    fmt::format("There is no resource type \"{}\".", address.type),
                                    did_you_mean(address.type, types)));
    } else if (!blocks_.incomplete) {
        diagnostics_.add(site.error("Unknown resource",
                                    fmt::format("There is no resource {}.", to_text(address)),
                                    suggest_resource(address)));
    }
    return false;
}

std::string Interpolator::suggest_resource(const Address& address) {
    std::string near;
    if (suggestions_left_-- > 0) {
        std::vector<std::string_view> names;
        for (const auto& [other, block] : blocks_.resources) {
            if (other.type == address.type)
                names.push_back(other.name);
            else if (other.name == address.name)
                near = to_text(other);
        }
        const std::string name = nearest_any_case(address.name, names);
        if (!name.empty()) near = fmt::format("{}.{}", address.type, name);
    }
    if (!near.empty()) return fmt::format("did you mean {}?", near);
    return fmt::format("declare it: [{}.{}]", address.type, address.name);
}

Diagnostic sensitive_in_the_open(const Site& site, const std::string& what) {
    return site.error("Sensitive value would be shown",
                      fmt::format("{} is sensitive; \"{}\" is shown in plans and kept in state.",
                                  static_cast<char>(what.front() - 'a' + 'A') + what.substr(1), site.name),
                      "use it in a sensitive attribute or output only");
}

}  // namespace fireform
