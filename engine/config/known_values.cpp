// The part of Interpolator that knows values: variables, the environment, local values, each, and functions
// of them.
#include "engine/config/interpolation.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fireform {
namespace {

std::string kind_of_root(const Reference& reference) {
    return fmt::format("{} \"{}\"", reference.root == "var" ? "variable" : "local value", reference.name);
}

const Value* element(const Value::List& list, const std::string& position) {
    std::size_t index = 0;
    const char* end = position.data() + position.size();
    const auto [rest, error] = std::from_chars(position.data(), end, index);
    return error == std::errc{} && rest == end && index < list.size() ? &list[index] : nullptr;
}

}  // namespace

Site Interpolator::site_of_known(const Site& site, const std::string& text, const Part& part) {
    if (const auto* call = std::get_if<Call>(&part))
        return site_of_part(site, text, call->offset, call->length);
    const auto& reference = std::get<Reference>(part);
    return site_of_part(site, text, reference.offset, reference.length);
}

std::optional<Interpolator::Known> Interpolator::known_part(const Site& site, const std::string& text,
                                                            const Part& part, const Purpose& purpose) {
    if (const auto* reference = std::get_if<Reference>(&part))
        return known(site_of_part(site, text, reference->offset, reference->length), *reference, purpose);
    auto value = evaluate(site, text, std::get<Call>(part), purpose);
    if (!value) return std::nullopt;
    const bool is_text = value->string() != nullptr;
    return Known{*std::move(value), is_text};
}

bool Interpolator::add_known(const Site& site, const Value& value, const Purpose& purpose, bool alone,
                             Template& rest, std::vector<Edge>& edges) {
    const auto* unknown = value.unknown();
    if (!unknown && value.has_unknown()) {
        diagnostics_.add(
            site.error("Reference of the wrong type",
                       fmt::format("In \"{}\" stands {}, which cannot stand inside a longer text.", site.name,
                                   kind_phrase(value))));
        return false;
    }
    if (!unknown) {
        rest.parts.emplace_back(plain_text(value));
        return true;
    }
    auto inner = std::get<Template>(parse_template(unknown->text));
    bool good = true;
    for (auto& part : inner.parts) {
        if (auto* reference = std::get_if<Reference>(&part)) {
            good = check(site, *reference, purpose, alone && inner.parts.size() == 1) && good;
            if (reference->resource) edges.push_back({*reference->resource, site.range()});
        }
        rest.parts.push_back(std::move(part));
    }
    return good;
}

std::optional<Interpolator::Known> Interpolator::known(const Site& site, const Reference& reference,
                                                       const Purpose& purpose) {
    if (reference.root == "env") return environment_variable(site, reference);
    if (reference.root == "each") return each(site, reference, purpose);
    if (purpose.variables)
        return reference.root == "var" ? variable(site, reference, purpose) : local(site, reference, purpose);
    diagnostics_.add(site.error("Reference not allowed here",
                                reference.root == "var"
                                    ? fmt::format("\"{}\" cannot depend on another variable.", site.name)
                                    : fmt::format("\"{}\" cannot depend on a local value.", site.name),
                                "write the value itself"));
    return std::nullopt;
}

bool Interpolator::may_use(const Site& site, bool sensitive, const std::string& what,
                           const Purpose& purpose) {
    used_sensitive_ = used_sensitive_ || sensitive;
    if (!sensitive || purpose.sensitive) return true;
    diagnostics_.add(sensitive_in_the_open(site, what));
    return false;
}

std::optional<Interpolator::Known> Interpolator::variable(const Site& site, const Reference& reference,
                                                          const Purpose& purpose) {
    const auto found = variables_.find(reference.name);
    if (found == variables_.end()) {
        if (blocks_.incomplete) return std::nullopt;
        std::vector<std::string_view> names;
        for (const auto& [name, variable] : variables_)
            names.push_back(name);
        std::string hint = did_you_mean(reference.name, names);
        if (hint.empty()) hint = fmt::format("declare it: [variables.{}]", reference.name);
        diagnostics_.add(site.error("Unknown variable",
                                    fmt::format("There is no variable \"{}\".", reference.name),
                                    std::move(hint)));
        return std::nullopt;
    }
    if (!may_use(site, found->second.sensitive, kind_of_root(reference), purpose)) return std::nullopt;
    if (!found->second.value) return std::nullopt;
    auto value = part_of(site, reference, *found->second.value);
    return value ? std::optional(Known{*std::move(value)}) : std::nullopt;
}

std::optional<Interpolator::Known> Interpolator::environment_variable(const Site& site,
                                                                      const Reference& reference) {
    const auto found = environment_.find(reference.name);
    if (found != environment_.end()) return Known{Value(found->second), true};
    diagnostics_.add(site.error("Environment variable is not set",
                                fmt::format("\"{}\" needs {}, which is not set.", site.name, reference.name),
                                fmt::format("export {}=...", reference.name)));
    return std::nullopt;
}

bool Interpolator::is_unset_variable(const std::string& text) const {
    const auto parsed = parse_template(text);
    const auto* parts = std::get_if<Template>(&parsed);
    if (!parts || parts->parts.size() != 1) return false;
    const auto* reference = std::get_if<Reference>(&parts->parts.front());
    return reference && reference->root == "env" && !environment_.contains(reference->name);
}

std::optional<Interpolator::Known> Interpolator::local(const Site& site, const Reference& reference,
                                                       const Purpose& purpose) {
    const Local* found = locals_ ? locals_(site, reference.name) : nullptr;
    if (!found || !may_use(site, found->sensitive, kind_of_root(reference), purpose)) return std::nullopt;
    if (!found->value) return std::nullopt;
    auto value = part_of(site, reference, *found->value);
    return value ? std::optional(Known{*std::move(value), found->text}) : std::nullopt;
}

std::optional<Interpolator::Known> Interpolator::each(const Site& site, const Reference& reference,
                                                      const Purpose& purpose) {
    if (!each_) {
        diagnostics_.add(site.error("Reference not allowed here",
                                    fmt::format("In \"{}\": {} has a meaning in blocks with for_each only.",
                                                site.name, to_text(reference)),
                                    "write for_each = [\"a\", \"b\"] in the block"));
        return std::nullopt;
    }
    if (reference.name == "key") return Known{Value(each_->key)};
    if (!may_use(site, each_->sensitive, fmt::format("value of \"{}\" in for_each", each_->key), purpose))
        return std::nullopt;
    auto value = part_of(site, reference, each_->value);
    return value ? std::optional(Known{*std::move(value)}) : std::nullopt;
}

std::optional<Value> Interpolator::part_of(const Site& site, const Reference& reference, const Value& value) {
    const Value* at = &value;
    for (const std::string& segment : reference.path) {
        const Value* next = nullptr;
        std::string hint;
        if (const auto* map = at->map()) {
            const auto found = map->find(segment);
            if (found != map->end()) next = &found->second;
            std::vector<std::string_view> keys;
            for (const auto& [key, inner] : *map)
                keys.push_back(key);
            if (!next) hint = did_you_mean(segment, keys);
        } else if (const auto* list = at->list()) {
            next = element(*list, segment);
            hint = fmt::format("its elements are [0] to [{}]", list->size() - 1);
            if (list->empty()) hint = "it is empty";
        }
        if (!next) {
            diagnostics_.add(site.error("Value has no such part",
                                        fmt::format("{} leads nowhere: {} has no part \"{}\".",
                                                    to_text(reference), kind_phrase(*at), segment),
                                        std::move(hint)));
            return std::nullopt;
        }
        at = next;
    }
    return *at;
}

bool Interpolator::fill_key(const Site& site, Reference& reference, const Purpose& purpose) {
    if (reference.key.empty()) return true;
    // Keys are in addresses, which everybody may see.
    Purpose of_key = purpose;
    of_key.sensitive = false;
    const auto key = known(site, reference.key.front(), of_key);
    if (!key) return false;
    if (!key->value.string() && !key->value.integer()) {
        diagnostics_.add(site.error("Reference of the wrong type",
                                    fmt::format("{} is {}; the key of a resource is a text.",
                                                to_text(reference.key.front()), kind_phrase(key->value))));
        return false;
    }
    reference.resource->key = plain_text(key->value);
    reference.key.clear();
    return true;
}

bool Interpolator::refuse_instance(const Site& site, const Address& address) {
    const Address block{address.type, address.name, std::nullopt};
    const auto group = blocks_.groups.find(block);
    if (group == blocks_.groups.end()) {
        if (!address.key || !blocks_.resources.contains(block)) return false;
        diagnostics_.add(site.error("Unknown resource",
                                    fmt::format("There is no resource {}.", to_text(address)),
                                    fmt::format("{0} has no for_each: write {0}", to_text(block))));
        return true;
    }
    if (!group->second.known) return true;
    const auto& instances = group->second.instances;
    std::vector<std::string_view> keys;
    for (const Address& instance : instances)
        keys.push_back(*instance.key);
    std::string hint = address.key ? did_you_mean(*address.key, keys) : "";
    if (keys.empty()) {
        hint = "its for_each is empty";
    } else if (hint.empty()) {
        constexpr std::size_t shown_max = 5;
        hint = fmt::format("write {}[each.key]", to_text(block));
        for (std::size_t i = 0; i < std::min(keys.size(), shown_max); ++i)
            hint += fmt::format("{}{}", i + 1 == keys.size() ? " or " : ", ", to_text(instances[i]));
        if (keys.size() > shown_max) hint += ", ...";
    }
    diagnostics_.add(
        site.error("Unknown resource",
                   address.key ? fmt::format("There is no resource {}.", to_text(address))
                               : fmt::format("{} has for_each and is several resources.", to_text(address)),
                   std::move(hint)));
    return true;
}

std::vector<Address> Interpolator::check_resources(const Site& site, const Address& address) {
    const auto group = blocks_.groups.find(address);
    if (group != blocks_.groups.end()) return group->second.instances;
    if (!check_resource(site, address)) return {};
    return {address};
}

std::optional<Value> Interpolator::evaluate(const Site& site, const std::string& text, const Call& call,
                                            const Purpose& purpose) {
    const bool is_list = call.function == "[]";
    const Site place = site_of_part(site, text, call.offset, call.length);
    if (!is_list && !functions_.exists(place, call.function)) return std::nullopt;
    const bool sensitive_before = exchange_used_sensitive(false);
    Functions::Arguments arguments;
    bool good = true;
    for (const Expression& expression : call.arguments) {
        auto value = argument(site, text, expression, purpose, call.function == "coalesce");
        good = good && value;
        if (value) arguments.values.push_back(*std::move(value));
    }
    arguments.sensitive = used_sensitive_;
    used_sensitive_ = used_sensitive_ || sensitive_before;
    if (!good) return std::nullopt;
    if (is_list) return Value(Value::List(std::move(arguments.values)));
    return functions_.call(place, call.function, arguments);
}

std::optional<Value> Interpolator::argument(const Site& site, const std::string& text,
                                            const Expression& expression, const Purpose& purpose,
                                            bool may_lack) {
    if (const auto* value = std::get_if<Value>(&expression.part)) return *value;
    if (const auto* call = std::get_if<Call>(&expression.part)) return evaluate(site, text, *call, purpose);
    const auto& reference = std::get<Reference>(expression.part);
    const Site place = site_of_part(site, text, reference.offset, reference.length);
    if (may_lack && reference.root == "env" && !environment_.contains(reference.name)) return Value();
    std::optional<Value> value;
    const bool later = reference.resource || reference.root == "lookup";
    if (!later) {
        auto found = known(place, reference, purpose);
        if (!found) return std::nullopt;
        value = std::move(found->value);
    }
    if (value && !value->has_unknown()) return value;
    diagnostics_.add(place.error(
        "Reference not allowed here",
        fmt::format("In \"{}\": a function takes what is known before anything is applied; {} is not.",
                    site.name, to_text(reference)),
        "refer to it outside of the function"));
    return std::nullopt;
}

}  // namespace fireform
