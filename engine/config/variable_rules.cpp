#include "engine/config/variable_rules.hpp"

#include "engine/config/duplicate_key.hpp"
#include "engine/config/plain_value.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace fireform {
namespace {

constexpr std::string_view rules_table = "validation";
constexpr std::array<std::string_view, 5> rule_names{"allowed", "max", "message", "min", "pattern"};

bool is_rule(std::string_view key) {
    return std::ranges::find(rule_names, key) != rule_names.end();
}

/// How large a value is, and in what: a number itself, a text in characters.
double size_of(const Value& value) {
    if (value.string()) return static_cast<double>(code_points(value.text()));
    if (const auto* list = value.list()) return static_cast<double>(list->size());
    if (const auto* map = value.map()) return static_cast<double>(map->size());
    return value.as_number();
}

std::string limit_text(double limit, const Value& value) {
    const std::string number = number_text(limit);
    const std::string_view plural = limit == 1 ? "" : "s";
    if (value.string()) return fmt::format("{} character{}", number, plural);
    if (value.list()) return fmt::format("{} element{}", number, plural);
    return value.map() ? fmt::format("{} entr{}", number, limit == 1 ? "y" : "ies") : number;
}

std::string allowed_text(const std::vector<Value>& allowed) {
    std::vector<std::string> texts;
    for (const Value& value : allowed)
        texts.push_back(to_text(value));
    return any_of_text({texts.begin(), texts.end()}, false);
}

bool is_same(const Value& a, const Value& b) {
    const bool numbers = (a.integer() || a.number()) && (b.integer() || b.number());
    return numbers ? a.as_number() == b.as_number() : a == b;
}

class Reader {
 public:
    Reader(const Site& site, std::string_view type, Diagnostics& diagnostics)
        : site_(site), type_(type), diagnostics_(diagnostics) {}

    void read(const TomlNode& table, bool outer) {
        for (const TomlMember& member : *table.table()) {
            if (outer && member.key == rules_table)
                read_table(member);
            else if (is_rule(member.key))
                read_rule(member);
            else if (!outer)
                diagnostics_.add(
                    site_.at(member.key_place, site_.name)
                        .error("Unknown setting",
                               fmt::format("The validation of a variable has no setting \"{}\".", member.key),
                               did_you_mean(member.key, {rule_names.begin(), rule_names.end()})));
        }
    }

    VariableRules take() {
        if (out_.least && out_.most && *out_.least > *out_.most)
            diagnostics_.add(
                site_.error("Invalid validation",
                            fmt::format("In \"{}\" no value can be right: \"min\" is {} and "
                                        "\"max\" is {}.",
                                        site_.name, number_text(*out_.least), number_text(*out_.most))));
        return std::move(out_);
    }

 private:
    [[nodiscard]] Site site_of(const TomlMember& member) const {
        return site_.at(member.value.place, fmt::format("{}.{}", site_.name, member.key));
    }
    void wrong_type(const TomlMember& member, std::string_view wanted) {
        const Site site = site_of(member);
        diagnostics_.add(site.error("Wrong type", fmt::format("\"{}\" is {}; it must be {}.", site.name,
                                                              kind_name(member.value), wanted)));
    }

    void read_table(const TomlMember& member) {
        if (member.value.table())
            read(member.value, false);
        else
            wrong_type(member, "a table");
    }

    void read_rule(const TomlMember& member) {
        const auto [first, is_new] = places_.emplace(member.key, member.key_place);
        if (!is_new) {
            diagnostics_.add(defined_twice(fmt::format("{}.{}", site_.name, member.key),
                                           site_.at(member.key_place, "").range(),
                                           site_.at(first->second, "").range()));
            return;
        }
        if (member.key == "message")
            read_message(member);
        else if (member.key == "pattern")
            read_pattern(member);
        else if (member.key == "allowed")
            read_allowed(member);
        else
            read_limit(member, member.key == "min" ? out_.least : out_.most);
    }

    void read_message(const TomlMember& member) {
        if (const auto* text = member.value.string())
            out_.message = *text;
        else
            wrong_type(member, "a string");
    }

    void read_limit(const TomlMember& member, std::optional<double>& limit) {
        if (type_ == "bool") return not_for_type(member);
        if (const auto* integer = member.value.integer())
            limit = static_cast<double>(*integer);
        else if (const auto* number = member.value.number())
            limit = *number;
        else
            wrong_type(member, "a number");
    }

    void read_pattern(const TomlMember& member) {
        if (type_ != "string" && type_ != "list") return not_for_type(member);
        const auto* text = member.value.string();
        if (!text) return wrong_type(member, "a string");
        auto compiled = TextPattern::compile(*text);
        if (const auto* problem = std::get_if<std::string>(&compiled)) {
            const Site site = site_of(member);
            diagnostics_.add(site.error(
                "Invalid pattern", fmt::format("\"{}\" is no regular expression: {}.", site.name, *problem),
                "it must match the whole value, as in pattern = '[a-z]+(-[a-z]+)*'"));
            return;
        }
        out_.pattern = std::get<TextPattern>(std::move(compiled));
        out_.pattern_text = *text;
    }

    void read_allowed(const TomlMember& member) {
        if (type_ == "map") return not_for_type(member);
        const auto* items = member.value.array();
        if (!items) return wrong_type(member, "a list");
        for (const TomlNode& item : *items) {
            std::optional<Value> value;
            if (const auto* text = item.string()) value = Value(*text);
            if (const auto* flag = item.boolean()) value = Value(*flag);
            if (const auto* integer = item.integer()) value = Value(*integer);
            if (const auto* number = item.number()) value = Value(*number);
            const bool fits = value && (type_ == "list" || is_of_variable_type(*value, type_));
            if (fits) {
                out_.allowed.push_back(*std::move(value));
                continue;
            }
            diagnostics_.add(
                site_of(member)
                    .at(item.place, site_.name)
                    .error("Wrong type", fmt::format("\"{}.allowed\" has {}; the variable's type "
                                                     "is \"{}\".",
                                                     site_.name, kind_name(item), type_)));
        }
    }

    void not_for_type(const TomlMember& member) {
        diagnostics_.add(
            site_.at(member.key_place, site_.name)
                .error("Invalid validation", fmt::format("\"{}.{}\" has no meaning for the type \"{}\".",
                                                         site_.name, member.key, type_)));
    }

    const Site& site_;
    std::string_view type_;
    Diagnostics& diagnostics_;
    VariableRules out_;
    std::map<std::string_view, TomlPlace> places_;
};

std::string broken_element_rule(const VariableRules& rules, const Value& value) {
    if (!rules.allowed.empty() &&
        std::ranges::none_of(rules.allowed, [&](const Value& allowed) { return is_same(allowed, value); }))
        return fmt::format("it must be {}", allowed_text(rules.allowed));
    if (!rules.pattern) return "";
    if (!value.string()) return "it must be a text";
    if (value.text().size() > TextPattern::text_max)
        return fmt::format("it must have {} bytes at most for its pattern", TextPattern::text_max);
    return rules.pattern->matches(value.text()) ? "" : fmt::format("it must match {}", rules.pattern_text);
}

}  // namespace

bool is_variable_rule(std::string_view key) {
    return key == rules_table || is_rule(key);
}

VariableRules read_variable_rules(const Site& site, const TomlNode& table, std::string_view type,
                                  Diagnostics& diagnostics) {
    Reader reader(site, type, diagnostics);
    reader.read(table, true);
    return reader.take();
}

std::string broken_rule(const VariableRules& rules, const Value& value) {
    const std::string_view verb = value.string() || value.list() || value.map() ? "have" : "be";
    if (rules.least && !(size_of(value) >= *rules.least))
        return fmt::format("it must {} at least {}", verb, limit_text(*rules.least, value));
    if (rules.most && !(size_of(value) <= *rules.most))
        return fmt::format("it must {} at most {}", verb, limit_text(*rules.most, value));
    const auto* list = value.list();
    if (!list) return broken_element_rule(rules, value);
    for (std::size_t i = 0; i < list->size(); ++i)
        if (const std::string problem = broken_element_rule(rules, (*list)[i]); !problem.empty())
            return fmt::format("of its element {}: {}", i, problem);
    return "";
}

}  // namespace fireform
