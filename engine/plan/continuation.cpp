#include "engine/plan/continuation.hpp"

#include "engine/config/wording.hpp"
#include "engine/plan/run_messages.hpp"
#include "schemas/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace fireform {
namespace {

constexpr std::array<std::string_view, 1> rank_alone{"lora_rank"};

/// As the API keeps it: 9.999999747378752e-05 is 0.0001 in 32 bits (brief 8.10).
Value in_32_bits(const Value& value) {
    if (!value.number()) return value;
    const std::string text = fmt::format("{}", static_cast<float>(*value.number()));
    return Value(std::strtod(text.c_str(), nullptr));
}

Value fallback_of(const Attribute& attribute) {
    return literal_value(attribute.type, attribute.fallback);
}

/// Where the values of a start model come from.
struct Origin {
    const ResourceType* type = nullptr;
    const Attributes* values = nullptr;  ///< null: only the rank is known
    bool planned = false;  ///< of a run that this plan makes: what is not there takes the type's default
    std::string name;      ///< of the run, or of the model where no run is known
    std::string missing;   ///< why the values are not known: "accounts/... is gone"
    bool unread = false;   ///< because of --refresh=false
    std::int64_t rank = 0;
};

Origin origin_of(const StartModel& start, const LiveIndex& live) {
    Origin origin;
    origin.name = start.name;
    if (start.model) origin.rank = start.model->lora_rank;
    if (start.maker) {
        origin.type = start.maker->type;
        origin.values = start.maker->values;
        origin.planned = start.maker->anew;
        origin.name = to_text(start.maker->address);
        origin.missing = fmt::format("{} leaves them to the service", origin.name);
        return origin;
    }
    std::string run = start.model ? start.model->fine_tuning_job : std::string();
    if (run.empty() && start.remembered) run = start.remembered->name;
    if (run.empty()) {
        origin.missing = "no run is known that made it";
        return origin;
    }
    const LiveObject* record = live.by_name(run);
    if (record && record->phase != Phase::gone) {
        origin.type = record->type;
        origin.values = &record->attributes;
    } else if (start.remembered) {
        origin.type = fireworks_catalog().find(start.remembered->address.type);
        origin.values = &start.remembered->seen;
    } else if (start.account_read) {
        origin.missing = fmt::format("{}, which made it, is not to be found", run);
        return origin;
    } else {
        origin.missing =
            fmt::format("state does not know {}, which made it, and the account is not read", run);
        origin.unread = true;
        return origin;
    }
    origin.name = run;
    origin.missing = fmt::format("{}, which made it, does not tell them", run);
    return origin;
}

/// What the run had; null: not known. Zero is "not recorded" (brief 4.8).
Value first_value(const Origin& origin, std::string_view name) {
    if (origin.values) {
        const std::size_t index = origin.type->index_of(name);
        if (index == ResourceType::npos) return {};
        const Attribute& attribute = origin.type->attributes[index];
        const Value& value = origin.values->at(index);
        if (value.is_null() && origin.planned && attribute.always_send) return fallback_of(attribute);
        if (!value.has_unknown() && !is_absent(attribute, value)) return in_32_bits(value);
    }
    if (name == "lora_rank" && origin.rank > 0) return Value(origin.rank);
    return {};
}

class Completion {
 public:
    Completion(Change& change, const ResourceConfig& config) : change_(change), config_(config) {}

    void inherit(const StartModel& start, const Origin& origin) {
        const bool all = !change_.type->continuation.empty();
        const std::span<const std::string_view> names =
            all ? change_.type->continuation : std::span<const std::string_view>(rank_alone);
        std::vector<std::string_view> unknown;
        for (const std::string_view name : names) {
            const std::size_t index = change_.type->index_of(name);
            const Value first = first_value(origin, name);
            const Value& wanted = change_.desired.at(index);
            if (first.is_null())
                unknown.push_back(name);
            else if (wanted.is_null())
                fill(index, first, "from " + origin.name);
            else if (!wanted.has_unknown() && !same(change_.type->attributes[index], wanted, first))
                differs(start, origin, index, first);
        }
        if (all && !unknown.empty()) not_checked(start, origin, unknown);
    }

    void take_defaults() {
        if (change_.type->continuation.empty()) return;  // the service has them, or the request adds them
        for (std::size_t index = 0; index < change_.type->attributes.size(); ++index) {
            const Attribute& attribute = change_.type->attributes[index];
            if (attribute.always_send && change_.desired.at(index).is_null())
                fill(index, fallback_of(attribute), "default");
        }
    }

    Diagnostics take_problems() {
        std::ranges::sort(change_.unwritten);
        std::ranges::sort(change_.attributes, {}, &AttributeChange::index);
        return std::move(problems_);
    }

 private:
    void fill(std::size_t index, const Value& value, std::string note) {
        const Attribute& attribute = change_.type->attributes[index];
        change_.desired.set(index, value);
        change_.unwritten.push_back(static_cast<std::uint16_t>(index));
        const bool replaces = change_.action == Action::replace;
        if (replaces && same(attribute, value, change_.live.at(index))) return;
        AttributeChange shown;
        shown.index = static_cast<std::uint16_t>(index);
        shown.path = attribute.name;
        if (replaces) shown.before = in_32_bits(change_.live.at(index));
        shown.after = value;
        shown.note = std::move(note);
        change_.attributes.push_back(std::move(shown));
    }

    void differs(const StartModel& start, const Origin& origin, std::size_t index, const Value& first) {
        const std::string_view name = change_.type->attributes[index].name;
        const bool strict = !change_.type->continuation.empty();
        const std::string made = start.name.empty() ? "its start model" : start.name;
        const std::string whose = origin.name == start.name ? fmt::format("{} has {}", made, to_text(first))
                                                            : fmt::format("{}, which made {}, has {}",
                                                                          origin.name, made, to_text(first));
        Diagnostic problem =
            about_run(config_, name,
                      strict ? "Continuation differs from its start" : "Rank differs from the start model",
                      fmt::format("\"{}\" is {}; {}, and a run that goes on from a LoRA keeps it.", name,
                                  to_text(change_.desired.at(index)), whose),
                      fmt::format("write {} = {}, or remove it: it is inherited", name, to_text(first)));
        if (!strict) problem.severity = Severity::warning;
        problems_.add(std::move(problem));
    }

    void not_checked(const StartModel& start, const Origin& origin,
                     const std::vector<std::string_view>& names) {
        const std::string_view them = names.size() == 1 ? "it" : "them";
        Diagnostic warning = about_run(
            config_, start.attribute, "Continuation cannot be checked",
            fmt::format(
                "The run that made {} had its own {}, and one that goes on from it must have the same: "
                "{}.",
                start.name.empty() ? "the start model" : start.name, all_of_text(names), origin.missing),
            origin.unread
                ? fmt::format("plan without --refresh=false, or write {} as in that run", them)
                : fmt::format("write {} as in that run, if the service refuses what the plan shows", them));
        warning.severity = Severity::warning;
        problems_.add(std::move(warning));
    }

    Change& change_;
    const ResourceConfig& config_;
    Diagnostics problems_;
};

}  // namespace

Diagnostics complete_values(Change& change, const ResourceConfig& config, const StartModel& start,
                            const LiveIndex& live) {
    Completion completion(change, config);
    if (start.attribute == "warm_start_from") completion.inherit(start, origin_of(start, live));
    completion.take_defaults();
    return completion.take_problems();
}

}  // namespace fireform
