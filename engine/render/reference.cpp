#include "engine/render/reference.hpp"

#include "engine/render/attribute_words.hpp"
#include "engine/render/text.hpp"
#include "schemas/block_settings.hpp"
#include "schemas/value.hpp"

#include <fmt/format.h>

#include <algorithm>
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

std::string attribute_text(const Attribute& attribute, const Style& style) {
    const std::string limits = limits_text(attribute);
    const bool beside = limits.size() <= limits_beside_max;
    std::string out = fmt::format("  {}  {}{}", paint(attribute.name, Tone::strong, style),
                                  flags_text(attribute), kind_text(attribute));
    if (!limits.empty() && beside) out += ", " + limits;
    out += fmt::format("\n      {}\n", attribute.description);
    if (!beside) out += fmt::format("      {}\n", limits);
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

void markdown_row(const Attribute& attribute, const std::string& name, std::string& out) {
    const std::string limits = limits_text(attribute);
    const std::string kind =
        flags_text(attribute) + kind_text(attribute) + (limits.empty() ? "" : ", " + limits);
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", name, cell(kind), cell(attribute.fallback),
                       is_writable(attribute) ? update_text(attribute) : "computed",
                       cell(attribute.description));
}

constexpr std::string_view markdown_head =
    "| attribute | kind | default | change | meaning |\n|---|---|---|---|---|\n";

/// A setting of every block under its full name, with the default that `type` has for it.
struct Setting {
    std::string name;
    std::string fallback;
    Attribute row;
};

std::vector<Setting> settings_of(const ResourceType* type) {
    std::vector<Setting> out{{std::string(depends_on_setting.name), "", depends_on_setting}};
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
    std::size_t width = 0;
    for (const ResourceType* type : catalog)
        width = std::max(width, type->name.size());
    std::string out;
    for (const ResourceType* type : catalog)
        out += fmt::format("{}{}  {}\n", paint(type->name, Tone::strong, style),
                           std::string(width - type->name.size(), ' '), type->description);
    return out + "\nAttributes of a type: fireform schema TYPE\n";
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
