#include "engine/config/variables.hpp"

#include "engine/config/plain_value.hpp"
#include "engine/config/variable_rules.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fireform {
namespace {

constexpr std::array<std::string_view, 5> types = {"string", "number", "bool", "list", "map"};
constexpr std::array<std::string_view, 4> keys = {"type", "default", "description", "sensitive"};
constexpr Purpose literal{.sensitive = true, .variables = false};

std::string_view type_of(const TomlNode& node) {
    if (node.boolean()) return "bool";
    if (node.integer() || node.number()) return "number";
    if (node.array()) return "list";
    return node.table() ? "map" : "string";
}

std::string_view article_type(std::string_view type) {
    constexpr std::array<std::string_view, 5> phrases = {"a string", "a number", "true or false", "a list",
                                                         "a table"};
    const auto at = std::ranges::find(types, type) - types.begin();
    return phrases[static_cast<std::size_t>(at)];
}

/// A value somebody gave: written in a file, or as text in the environment or on the command line.
struct Given {
    const std::string* file = nullptr;
    const TomlMember* member = nullptr;
    std::string source;  ///< "--var environment", for texts
    std::string_view text;
};

class Reader {
 public:
    Reader(const Blocks& blocks, const LoadOptions& options, std::vector<SecretPlace>& secret_places,
           Diagnostics& diagnostics)
        : blocks_(blocks),
          options_(options),
          secret_places_(secret_places),
          diagnostics_(diagnostics),
          interpolator_(blocks, no_types_, none_, options, diagnostics) {}

    Variables read(const ValueFiles& value_files) {
        collect(value_files.files);
        values_incomplete_ = value_files.incomplete;
        Variables variables;
        for (const auto& [name, block] : blocks_.variables)
            variables.emplace(name, declaration(name, block));
        return variables;
    }

 private:
    /// Later ones win, so that the order of the calls is the precedence.
    void collect(const std::vector<ConfigFile>& value_files) {
        for (const auto& [name, block] : blocks_.variables)
            if (const auto found = options_.environment.find("FIREFORM_VAR_" + name);
                found != options_.environment.end())
                given_[name] = {nullptr, nullptr, found->first, found->second};
        for (const ConfigFile& file : value_files)
            for (const TomlMember& member : *file.root.table()) {
                if (blocks_.variables.contains(member.key))
                    given_[member.key] = {&file.name, &member, "", ""};
                else if (!blocks_.incomplete)
                    diagnostics_.add(undeclared(Site{&file.name, member.key_place, nullptr, member.key}));
            }
        for (const auto& [name, text] : options_.variables) {
            if (blocks_.variables.contains(name))
                given_[name] = {nullptr, nullptr, "--var " + name, text};
            else if (!blocks_.incomplete)
                diagnostics_.add(
                    {Severity::error, "Unknown variable",
                     fmt::format("--var {0} gives a value, but there is no variable \"{0}\".", name),
                     std::nullopt, std::nullopt, hint_for(name)});
        }
    }

    Diagnostic undeclared(const Site& site) const {
        return site.warning("Unknown variable",
                            fmt::format("There is no variable \"{}\"; its value is not used.", site.name),
                            hint_for(site.name));
    }

    std::string hint_for(std::string_view name) const {
        std::vector<std::string_view> names;
        for (const auto& [declared, block] : blocks_.variables)
            names.push_back(declared);
        std::string hint = did_you_mean(name, names);
        return hint.empty() ? fmt::format("declare it: [variables.{}]", name) : hint;
    }

    Variable declaration(const std::string& name, const Block& block) {
        const TomlNode& table = block.member->value;
        const Site site = block.site(name);
        for (const TomlMember& member : *table.table())
            check_key(site.at(member.key_place, "variables." + name), member.key);
        Variable variable;
        variable.sensitive = flag(site, table, "sensitive");
        const TomlMember* fallback = table.find("default");
        variable.type = read_type(site, table.find("type"), fallback);
        if (const auto* text = table.find("description"); text && !text->value.string())
            diagnostics_.add(wrong_type(site.at(text->value.place, "description"), text->value, "a string"));
        if (variable.type.empty()) return variable;
        if (variable.sensitive && fallback) secret_places_.push_back({*block.file, fallback->value.place});

        const VariableRules rules =
            read_variable_rules(site.at(site.place, "variables." + name), table, variable.type, diagnostics_);
        const auto found = given_.find(name);
        if (found != given_.end()) {
            variable.value = given_value(site, found->second, variable);
            if (fallback) static_cast<void>(written_value(site, *fallback, variable));  // for its errors
            check_rules(site_of_given(site, found->second), rules, variable, found->second.source);
        } else if (fallback) {
            variable.value = written_value(site, *fallback, variable);
            check_rules(site.at(fallback->value.place, name), rules, variable, "");
        } else if (!values_incomplete_) {
            diagnostics_.add(missing(site, name));
        }
        return variable;
    }

    static Site site_of_given(const Site& declared, const Given& given) {
        if (!given.member) return declared;
        return Site{given.file, given.member->value.place, nullptr, declared.name};
    }

    /// A value that breaks one is none, so that nothing is said about what is made of it.
    void check_rules(const Site& site, const VariableRules& rules, Variable& variable,
                     const std::string& source) {
        if (!variable.value) return;
        std::string problem = broken_rule(rules, *variable.value);
        if (problem.empty()) return;
        // The allowed values of a secret are secrets.
        if (variable.sensitive && !rules.allowed.empty()) problem = "it does not keep its validation";
        const std::string shown = variable.sensitive ? "(sensitive)" : abbreviated(to_text(*variable.value));
        diagnostics_.add(
            site.error("Value not allowed",
                       fmt::format("Variable \"{}\" is {}{}; {}.", site.name, shown,
                                   source.empty() ? "" : fmt::format(", by {}", source), problem),
                       rules.message));
        variable.value.reset();
    }

    void check_key(const Site& site, const std::string& key) {
        if (std::ranges::find(keys, key) != keys.end() || is_variable_rule(key)) return;
        std::vector<std::string_view> known(keys.begin(), keys.end());
        known.insert(known.end(), {"allowed", "max", "message", "min", "pattern", "validation"});
        diagnostics_.add(site.error("Unknown setting", fmt::format("A variable has no setting \"{}\".", key),
                                    did_you_mean(key, known)));
    }

    /// "": wrong, and reported.
    std::string read_type(const Site& site, const TomlMember* member, const TomlMember* fallback) {
        if (!member) return std::string(fallback ? type_of(fallback->value) : "string");
        const auto* word = member->value.string();
        if (word && std::ranges::find(types, *word) != types.end()) return *word;
        const std::vector<std::string_view> known(types.begin(), types.end());
        std::string hint = word ? did_you_mean(*word, known) : "";
        if (word && (*word == "integer" || *word == "int" || *word == "float"))
            hint = "did you mean \"number\"?";
        diagnostics_.add(site.at(member->value.place, "type")
                             .error("Invalid value",
                                    fmt::format("The type of a variable is {}.", any_of_text(known, true)),
                                    std::move(hint)));
        return "";
    }

    bool flag(const Site& site, const TomlNode& table, std::string_view key) {
        const TomlMember* member = table.find(key);
        if (!member) return false;
        if (const auto* value = member->value.boolean()) return *value;
        diagnostics_.add(
            wrong_type(site.at(member->value.place, std::string(key)), member->value, "true or false"));
        return true;  // the careful reading of a broken `sensitive`
    }

    static Diagnostic wrong_type(const Site& site, const TomlNode& node, std::string_view wanted) {
        return site.error("Wrong type",
                          fmt::format("\"{}\" is {}; it must be {}.", site.name, kind_name(node), wanted));
    }

    std::optional<Value> given_value(const Site& site, const Given& given, const Variable& variable) {
        if (given.member) {
            if (variable.sensitive) secret_places_.push_back({*given.file, given.member->value.place});
            return written_value(Site{given.file, {}, nullptr, site.name}, *given.member, variable);
        }
        auto value = parse_variable_text(given.text, variable.type);
        if (!value) diagnostics_.add(not_readable(site, given.source, given.text, variable));
        return value;
    }

    static Diagnostic not_readable(const Site& site, const std::string& source, std::string_view text,
                                   const Variable& variable) {
        const std::string shown = variable.sensitive ? "(sensitive)" : in_quotes(text);
        std::string hint;
        if (variable.type == "list") hint = "write it in TOML: [\"a\", \"b\"]";
        if (variable.type == "map") hint = "write it in TOML: {a = \"x\"}";
        return site.error("Invalid variable value",
                          fmt::format("{} gives {} for \"{}\", which is {}.", source, shown, site.name,
                                      article_type(variable.type)),
                          std::move(hint));
    }

    std::optional<Value> written_value(const Site& declared, const TomlMember& member,
                                       const Variable& variable) {
        const Site site = declared.at(member.value.place, declared.name);
        const Site value_site = declared.at(member.value.place, "variables." + declared.name);
        const auto errors_before = diagnostics_.size();
        std::vector<Edge> edges;
        std::optional<Value> value;
        if (const auto* string = member.value.string()) {
            const auto filled = interpolator_.fill(value_site, *string, literal, edges);
            if (!filled) return std::nullopt;
            value = filled->text ? parse_variable_text(filled->value.text(), variable.type) : filled->value;
        } else {
            value = plain_value(value_site, member.value, literal, interpolator_, edges, diagnostics_);
            if (!value && diagnostics_.size() > errors_before) return std::nullopt;
        }
        if (value && is_of_variable_type(*value, variable.type)) return value;
        diagnostics_.add(site.error("Invalid variable value",
                                    fmt::format("Variable \"{}\" is {}; the value is {}.", site.name,
                                                article_type(variable.type), kind_name(member.value))));
        return std::nullopt;
    }

    static Diagnostic missing(const Site& site, const std::string& name) {
        return site.error(
            "Variable without a value", fmt::format("Variable \"{}\" has no default and no value.", name),
            fmt::format("give one: --var {0}=..., FIREFORM_VAR_{0}, fireform.vars.toml, --var-file, or a "
                        "default",
                        name));
    }

    const Blocks& blocks_;
    const LoadOptions& options_;
    std::vector<SecretPlace>& secret_places_;
    Diagnostics& diagnostics_;
    Variables none_;
    Catalog no_types_{std::span<const ResourceType* const>{}};
    Interpolator interpolator_;
    std::map<std::string, Given, std::less<>> given_;
    bool values_incomplete_ = false;
};

}  // namespace

Variables read_variables(const Blocks& blocks, const ValueFiles& value_files, const LoadOptions& options,
                         std::vector<SecretPlace>& secret_places, Diagnostics& diagnostics) {
    return Reader(blocks, options, secret_places, diagnostics).read(value_files);
}

}  // namespace fireform
