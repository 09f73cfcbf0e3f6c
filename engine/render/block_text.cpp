#include "engine/render/block_text.hpp"

#include "engine/config/expression.hpp"
#include "schemas/address.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace fireform {
namespace {

std::string key_text(std::string_view key) {
    const bool bare = !key.empty() && std::ranges::all_of(key, [](unsigned char c) {
        return (c < 0x80 && std::isalnum(c) != 0) || c == '_' || c == '-';
    });
    return bare ? std::string(key) : toml_text(key);
}

std::string number_text(double number) {
    std::string text = fmt::format("{}", number);
    // TOML wants digits behind the point, or an exponent.
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
}

std::string value_text(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::boolean:
            return *value.boolean() ? "true" : "false";
        case Value::Kind::integer:
            return fmt::format("{}", *value.integer());
        case Value::Kind::number:
            return number_text(*value.number());
        case Value::Kind::string:
            return toml_text(escape_template(value.text()));
        case Value::Kind::unknown:
            return toml_text(value.unknown()->text);
        case Value::Kind::list: {
            std::vector<std::string> items;
            for (const Value& each : *value.list())
                items.push_back(value_text(each));
            return fmt::format("[{}]", fmt::join(items, ", "));
        }
        case Value::Kind::map: {
            std::vector<std::string> members;
            for (const auto& [key, each] : *value.map())
                members.push_back(fmt::format("{} = {}", key_text(key), value_text(each)));
            return fmt::format("{{ {} }}", fmt::join(members, ", "));
        }
        case Value::Kind::duration:
            return to_text(value);
        case Value::Kind::null:
            break;
    }
    return "\"\"";
}

/// "custom/env" as "env": the prefix comes by itself.
std::string_view without_prefix(const Attribute& attribute, std::string_view key) {
    if (attribute.key_prefix.empty() || !key.starts_with(attribute.key_prefix)) return key;
    const std::string_view rest = key.substr(attribute.key_prefix.size());
    return rest.starts_with(attribute.key_prefix) ? key : rest;
}

class Writer {
 public:
    explicit Writer(const DescribedBlock& block)
        : block_(block), type_(*block.object->type), header_(to_text(block.address)) {}

    std::string write() {
        for (const std::string& note : block_.notes)
            out_ += fmt::format("# {}\n", note);
        out_ += fmt::format("[{}]\n", header_);
        for (const auto& [index, value] : block_.values)
            if (const Attribute& attribute = type_.attributes[index];
                !value.map() && attribute.name.find('.') == std::string_view::npos)
                pair(attribute.name, value);
        groups();
        for (const auto& [index, value] : block_.values)
            if (value.map()) table(type_.attributes[index], *value.map());
        lifecycle();
        return std::move(out_);
    }

 private:
    void pair(std::string_view key, const Value& value) {
        out_ += fmt::format("{} = {}\n", key_text(key), value_text(value));
    }

    /// "wandb.project" stands in the table "wandb".
    void groups() {
        std::vector<std::string_view> groups;
        const auto group_of = [](const Attribute& attribute) {
            const std::size_t dot = attribute.name.rfind('.');
            return dot == std::string_view::npos ? std::string_view() : attribute.name.substr(0, dot);
        };
        for (const auto& [index, value] : block_.values) {
            const std::string_view group = group_of(type_.attributes[index]);
            if (!group.empty() && !value.map() && std::ranges::find(groups, group) == groups.end())
                groups.push_back(group);
        }
        for (const std::string_view group : groups) {
            out_ += fmt::format("\n[{}.{}]\n", header_, group);
            for (const auto& [index, value] : block_.values)
                if (const Attribute& attribute = type_.attributes[index];
                    !value.map() && group_of(attribute) == group)
                    pair(attribute.name.substr(group.size() + 1), value);
        }
    }

    void table(const Attribute& attribute, const Value::Map& members) {
        if (attribute.type != ValueType::table_map) {
            out_ += fmt::format("\n[{}.{}]\n", header_, attribute.name);
            for (const auto& [key, value] : members)
                pair(without_prefix(attribute, key), value);
            return;
        }
        for (const auto& [name, inner] : members) {
            out_ += fmt::format("\n[{}.{}.{}]\n", header_, attribute.name, key_text(name));
            if (!inner.map()) continue;
            for (const auto& [key, value] : *inner.map())
                if (!value.is_null()) pair(key, value);
        }
    }

    void lifecycle() {
        if (block_.ignore_changes.empty() && block_.on_destroy.empty() && block_.adopt.empty()) return;
        out_ += fmt::format("\n[{}.lifecycle]\n", header_);
        if (!block_.ignore_changes.empty()) {
            Value::List names;
            for (const std::string& name : block_.ignore_changes)
                names.emplace_back(name);
            pair("ignore_changes", Value(std::move(names)));
        }
        if (!block_.on_destroy.empty()) pair("on_destroy", Value(block_.on_destroy));
        if (!block_.adopt.empty()) pair("adopt", Value(block_.adopt));
    }

    const DescribedBlock& block_;
    const ResourceType& type_;
    std::string header_;
    std::string out_;
};

}  // namespace

std::string toml_text(std::string_view text) {
    const bool lines = text.find('\n') != std::string_view::npos;
    // The first line break of a text on several lines is not part of it.
    std::string out = lines ? "\"\"\"\n" : "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += fmt::format("\\{}", c);
        else if (c == '\t')
            out += "\\t";
        else if (c == '\n')
            out += c;
        else if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\u{:04X}", byte);
        else
            out += c;
    }
    return out + (lines ? "\"\"\"" : "\"");
}

std::string block_text(const DescribedBlock& block) {
    return Writer(block).write();
}

}  // namespace fireform
