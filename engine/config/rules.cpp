#include "engine/config/rules.hpp"

#include "engine/config/deployment_checks.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

using Names = std::vector<std::string_view>;

std::string_view be(const Names& names) {
    return names.size() == 1 ? "is" : "are";
}

/// A dataset that is in the account already is known by its id, and its content need not be here.
bool may_be_there(const ReadResource& resource) {
    const ResourceType& type = *resource.config.type;
    return type.name == "dataset" && resource.is_active(type.index_of("id"));
}

class Judge {
 public:
    Judge(const ReadResource& resource, Diagnostics& diagnostics)
        : resource_(resource), type_(*resource.config.type), diagnostics_(diagnostics) {}

    void judge(const Rule& rule) {
        if (rule.kind == Rule::Kind::not_less) {
            compare(rule);
            return;
        }
        const auto set_here = [this](std::string_view name) { return is_set(name); };
        const bool nothing_to_say =
            rule.kind != Rule::Kind::exactly_one && std::ranges::none_of(rule.names, set_here);
        if (nothing_to_say) return;
        Names set;
        Names unset;
        for (const std::string_view name : rule.names)
            (is_set(name) ? set : unset).push_back(name);
        const bool first_is_set = is_set(rule.names.front());
        switch (rule.kind) {
            case Rule::Kind::exactly_one:
                if (set.empty() && !may_make_no_deployment(resource_) && !may_be_there(resource_))
                    broken(rule, "", fmt::format("{} must be set.", any_of_text(unset, true)));
                [[fallthrough]];
            case Rule::Kind::at_most_one:
                if (set.size() > 1)
                    broken(rule, last_written(set),
                           fmt::format("{} are set; only one of them may be.", all_of_text(set)));
                return;
            case Rule::Kind::all_or_none:
                if (!set.empty() && !unset.empty()) broken(rule, set.front(), set_and_unset(set, unset));
                return;
            case Rule::Kind::requires_all:
                if (first_is_set && !unset.empty())
                    broken(rule, rule.names.front(), set_and_unset({rule.names.front()}, unset));
                return;
            case Rule::Kind::conflicts:
                if (first_is_set && set.size() > 1) {
                    const Names others(set.begin() + 1, set.end());
                    broken(rule, others.front(),
                           fmt::format("{} cannot be set together with {}.", all_of_text(others),
                                       in_quotes(set.front())));
                }
                return;
            case Rule::Kind::not_less:  // above: its names may be of members of tables
                return;
            case Rule::Kind::excluded_by:
                exclude(rule, set);
                return;
        }
    }

 private:
    bool is_set(std::string_view name) const { return resource_.is_active(type_.index_of(name)); }

    static std::string set_and_unset(const Names& set, const Names& unset) {
        return fmt::format("{} {} set, {} {} not.", all_of_text(set), be(set), all_of_text(unset), be(unset));
    }

    std::string_view last_written(const Names& names) const {
        const auto place = [this](std::string_view name) {
            const SourceRange range = resource_.config.range_of(type_.index_of(name));
            return std::pair(range.line, range.column);
        };
        return *std::ranges::max_element(names, {}, place);
    }

    void compare(const Rule& rule) {
        const Value& larger = resource_.config.attributes.get(type_, rule.names[0]);
        const auto dot = rule.names[1].rfind('.');
        const bool in_tables = !type_.find(rule.names[1]) && dot != std::string_view::npos;
        if (!in_tables) {
            const Value& smaller = resource_.config.attributes.get(type_, rule.names[1]);
            compare(rule, larger, rule.names[0], smaller, rule.names[1]);
            return;
        }
        const std::string_view tables = rule.names[1].substr(0, dot);
        const std::string_view field = rule.names[1].substr(dot + 1);
        const Value& written = resource_.config.attributes.get(type_, tables);
        if (!written.map()) return;
        for (const auto& [name, table] : *written.map()) {
            const auto* members = table.map();
            if (!members) continue;
            if (const auto found = members->find(field); found != members->end())
                compare(rule, larger, tables, found->second, fmt::format("{}.{}.{}", tables, name, field));
        }
    }

    /// `pointed`: the attribute whose place is told.
    void compare(const Rule& rule, const Value& larger, std::string_view pointed, const Value& smaller,
                 std::string_view smaller_name) {
        const auto is_number = [](const Value& value) { return value.integer() || value.number(); };
        if (!is_number(larger) || !is_number(smaller) || larger.as_number() >= smaller.as_number()) return;
        broken(rule, pointed,
               fmt::format("\"{}\" is {}, \"{}\" is {}.", rule.names[0], to_text(larger), smaller_name,
                           to_text(smaller)));
    }

    void exclude(const Rule& rule, Names set) {
        const std::string_view decides = rule.names.front();
        const Value& written = resource_.config.attributes.get(type_, decides);
        const std::string_view word = written.is_null() ? type_.find(decides)->fallback : written.text();
        std::erase(set, decides);
        if (set.empty() || std::ranges::find(rule.values, word) == rule.values.end()) return;
        broken(rule, set.front(),
               fmt::format("{} cannot be set while {} is {}.", all_of_text(set), in_quotes(decides),
                           in_quotes(word)));
    }

    /// `name`: the attribute to point at; "" the header.
    void broken(const Rule& rule, std::string_view name, std::string detail) {
        const ResourceConfig& config = resource_.config;
        const SourceRange range = name.empty() ? config.range : config.range_of(type_.index_of(name));
        diagnostics_.add({Severity::error, std::string(rule.summary), std::move(detail), config.address,
                          range, std::string(rule.hint)});
    }

    const ReadResource& resource_;
    const ResourceType& type_;
    Diagnostics& diagnostics_;
};

}  // namespace

void check_rules(const ReadResource& resource, Diagnostics& diagnostics) {
    Judge judge(resource, diagnostics);
    for (const Rule& rule : resource.config.type->rules)
        judge.judge(rule);
}

}  // namespace fireform
