#include "engine/render/reference.hpp"

#include "engine/config/functions.hpp"
#include "engine/render/attribute_words.hpp"
#include "engine/render/text.hpp"
#include "schemas/block_settings.hpp"
#include "schemas/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace fireform {
namespace {

std::string flags_text(const Attribute& attribute) {
    std::string out;
    if (attribute.required) out += "required, ";
    if (attribute.sensitive) out += "sensitive, ";
    return out;
}

constexpr std::size_t limits_beside_max = 60;  ///< columns; longer ones get a line of their own

/// Kind, limits and meaning.
std::string meaning_text(const Attribute& attribute, const Style& style) {
    const std::string limits = limits_text(attribute);
    const bool beside = limits.size() <= limits_beside_max;
    std::string out = fmt::format("  {}  {}{}", paint(attribute.name, Tone::strong, style),
                                  flags_text(attribute), kind_text(attribute));
    if (!limits.empty() && beside) out += ", " + limits;
    out += fmt::format("\n      {}\n", attribute.description);
    if (!beside) out += fmt::format("      {}\n", limits);
    return out;
}

std::string attribute_text(const Attribute& attribute, const Style& style) {
    std::string out = meaning_text(attribute, style);
    if (!is_writable(attribute)) return out;
    out += fmt::format("      {}", update_text(attribute));
    if (!attribute.fallback.empty()) out += fmt::format("; default {}", attribute.fallback);
    if (!attribute.build_sdk.empty())
        out += fmt::format("; {} with defaults = \"build-sdk\"", attribute.build_sdk);
    return out + '\n';
}

std::string section(const ResourceType& type, bool writable, const Style& style) {
    std::string out;
    for (const Attribute& attribute : type.attributes) {
        if (is_writable(attribute) != writable) continue;
        out += attribute_text(attribute, style);
        for (const Attribute& field : attribute.fields) {
            Attribute inner = field;
            const std::string name = fmt::format("{}.NAME.{}", attribute.name, field.name);
            inner.name = name;
            out += attribute_text(inner, style);
        }
    }
    return out;
}

/// A cell of a Markdown table.
std::string cell(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        if (letter == '|') out += '\\';
        out += letter;
    }
    return out;
}

std::string kind_cell(const Attribute& attribute) {
    const std::string limits = limits_text(attribute);
    return cell(flags_text(attribute) + kind_text(attribute) + (limits.empty() ? "" : ", " + limits));
}

void markdown_row(const Attribute& attribute, const std::string& name, std::string& out) {
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", name, kind_cell(attribute), cell(attribute.fallback),
                       is_writable(attribute) ? update_text(attribute) : "computed",
                       cell(attribute.description));
}

constexpr std::string_view markdown_head =
    "| attribute | kind | default | change | meaning |\n|---|---|---|---|---|\n";

/// "lookup.model"
std::string full_name(const LookupType& type) {
    return fmt::format("lookup.{}", type.name);
}

/// What can be referred to: nothing of it is written, so what may be written is of no interest.
std::vector<Attribute> found_by(const LookupType& type) {
    std::vector<Attribute> out;
    std::ranges::copy_if(type.object->attributes, std::back_inserter(out), can_be_looked_up);
    for (Attribute& attribute : out) {
        attribute.required = false;
        attribute.bounds = {};
    }
    return out;
}

struct Line {
    std::string name;
    std::string_view description;
};

std::string lines_text(const std::vector<Line>& lines, const Style& style) {
    std::size_t width = 0;
    for (const Line& line : lines)
        width = std::max(width, line.name.size());
    std::string out;
    for (const auto& [name, description] : lines)
        out += fmt::format("{}{}  {}\n", paint(name, Tone::strong, style),
                           std::string(width - name.size(), ' '), description);
    return out;
}

/// A setting of every block under its full name, with the default that `type` has for it.
struct Setting {
    std::string name;
    std::string fallback;
    Attribute row;
};

std::vector<Setting> settings_of(const ResourceType* type) {
    std::vector<Setting> out;
    for (const Attribute& row : {depends_on_setting, for_each_setting, from_setting})
        out.push_back({std::string(row.name), "", row});
    for (const Attribute& row : lifecycle_settings) {
        const bool order = type && row.name == "create_before_destroy";
        out.push_back({fmt::format("lifecycle.{}", row.name),
                       order ? fmt::format("{}", type->create_before_destroy) : std::string(row.fallback),
                       row});
    }
    for (const Attribute& row : timeout_settings) {
        const Timeouts timeouts = type ? type->timeouts : Timeouts{};
        const auto limit = row.name == "create"   ? timeouts.create
                           : row.name == "update" ? timeouts.update
                                                  : timeouts.remove;
        out.push_back(
            {fmt::format("timeouts.{}", row.name), type ? duration_text(limit) : "of the type", row});
    }
    return out;
}

}  // namespace

std::string reference_text(const Catalog& catalog, const Style& style) {
    std::vector<Line> types, lookups;
    for (const ResourceType* type : catalog)
        types.push_back({std::string(type->name), type->description});
    for (const LookupType& type : fireworks_lookups())
        lookups.push_back({full_name(type), type.description});
    std::vector<Line> functions;
    for (const FunctionHelp& help : function_helps())
        functions.push_back({std::string(help.usage), help.description});
    return lines_text(types, style) + "\nRead and never changed:\n\n" + lines_text(lookups, style) +
           "\nFunctions, as in \"${lower(var.name)}\":\n\n" + lines_text(functions, style) +
           "\nAttributes of a type: fireform schema TYPE\n";
}

std::string reference_text(const LookupType& type, const Style& style) {
    std::string out =
        fmt::format("{}\n  {}\n\n", paint(fmt::format("[{}.NAME]", full_name(type)), Tone::strong, style),
                    type.description);
    for (const Attribute& argument : type.arguments)
        out += meaning_text(argument, style);
    out += fmt::format("\nFound, to be used in references as ${{{}.NAME.ATTRIBUTE}}:\n\n", full_name(type));
    for (const Attribute& attribute : found_by(type))
        out += meaning_text(attribute, style);
    return out;
}

std::string reference_text(const ResourceType& type, const Style& style) {
    std::string out = fmt::format(
        "{}\n  {}\n\n", paint(fmt::format("[{}.NAME]", type.name), Tone::strong, style), type.description);
    out += section(type, true, style);
    out += "\nComputed, to be used in references:\n\n" + section(type, false, style);
    if (!type.aliases.empty()) {
        out += "\nOther spellings:\n\n";
        for (const Alias& alias : type.aliases)
            out += fmt::format("  {} is {}\n", alias.alias, alias.name);
    }
    out += "\nIn the block of every type:\n\n";
    for (const Setting& setting : settings_of(&type)) {
        Attribute row = setting.row;
        row.name = setting.name;
        row.fallback = setting.fallback;
        out += attribute_text(row, style);
    }
    return out;
}

std::string reference_markdown(const ResourceType& type) {
    std::string out = fmt::format("## `{}`\n\n{}\n\n", type.name, type.description);
    out += markdown_head;
    for (const Attribute& attribute : type.attributes) {
        markdown_row(attribute, std::string(attribute.name), out);
        for (const Attribute& field : attribute.fields)
            markdown_row(field, fmt::format("{}.NAME.{}", attribute.name, field.name), out);
    }
    for (const Alias& alias : type.aliases)
        out += fmt::format("| `{}` | | | | same as `{}` |\n", alias.alias, alias.name);
    return out;
}

std::string reference_markdown(const LookupType& type) {
    std::string out = fmt::format("## `{}`\n\n{}\n", full_name(type), type.description);
    const auto table = [&](std::string_view head, std::span<const Attribute> rows) {
        out += fmt::format("\n| {} | kind | meaning |\n|---|---|---|\n", head);
        for (const Attribute& row : rows)
            out += fmt::format("| `{}` | {} | {} |\n", row.name, kind_cell(row), cell(row.description));
    };
    table("goes by", type.arguments);
    table("finds", found_by(type));
    return out;
}

std::string settings_markdown(const ResourceType* type) {
    std::string out = fmt::format("## In the block of every type\n\n{}", markdown_head);
    for (const Setting& setting : settings_of(type)) {
        Attribute row = setting.row;
        row.fallback = setting.fallback;
        markdown_row(row, setting.name, out);
    }
    return out;
}

}  // namespace fireform
