#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/render/reference.hpp"

#include <fmt/format.h>

#include <optional>

namespace fireform::cli {
namespace {

using Form = SchemaCommand::Form;

constexpr std::string_view lookup_prefix = "lookup.";

std::string of_all(Form form, const Catalog& catalog, const Style& style) {
    if (form == Form::text) return reference_text(catalog, style);
    if (form == Form::json_schema) return json_schema(catalog);
    std::string out;
    for (const ResourceType* type : catalog)
        out += reference_markdown(*type) + '\n';
    for (const LookupType& type : fireworks_lookups())
        out += reference_markdown(type) + '\n';
    return out + settings_markdown(nullptr) + '\n' + founding_arguments_markdown(catalog);
}

std::string of_one(Form form, const ResourceType& type, const Style& style) {
    if (form == Form::text) return reference_text(type, style);
    if (form == Form::json_schema) return json_schema(type);
    return reference_markdown(type) + '\n' + settings_markdown(&type);
}

std::string of_one(Form form, const LookupType& type, const Style& style) {
    if (form == Form::text) return reference_text(type, style);
    if (form == Form::json_schema) return json_schema(type);
    return reference_markdown(type);
}

/// A resource type, or "lookup.TYPE"; nothing: no such type.
std::optional<std::string> of_name(Form form, std::string_view name, const Style& style) {
    if (const ResourceType* type = fireworks_catalog().find(name)) return of_one(form, *type, style);
    if (!name.starts_with(lookup_prefix)) return std::nullopt;
    const LookupType* lookup = find_lookup(name.substr(lookup_prefix.size()));
    return lookup ? std::optional(of_one(form, *lookup, style)) : std::nullopt;
}

Diagnostic unknown_type(const std::string& name) {
    std::vector<std::string> names;
    for (const ResourceType* type : fireworks_catalog())
        names.emplace_back(type->name);
    for (const LookupType& type : fireworks_lookups())
        names.push_back(fmt::format("{}{}", lookup_prefix, type.name));
    return problem("Unknown type", fmt::format("There is no resource type {}.", in_quotes(name)),
                   meant(name, names, "fireform schema"));
}

}  // namespace

int carry_out(Context& context, const SchemaCommand& command) {
    if (command.type.empty()) {
        context.console.out(of_all(command.form, fireworks_catalog(), context.out));
        return exit_code::done;
    }
    if (const auto text = of_name(command.form, command.type, context.out)) {
        context.console.out(*text);
        return exit_code::done;
    }
    Diagnostics problems;
    problems.add(unknown_type(command.type));
    Reporter(context, false).tell(problems);
    return exit_code::error;
}

}  // namespace fireform::cli
