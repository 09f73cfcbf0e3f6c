#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/render/reference.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

using Form = SchemaCommand::Form;

std::string of_all(Form form, const Catalog& catalog, const Style& style) {
    if (form == Form::text) return reference_text(catalog, style);
    if (form == Form::json_schema) return json_schema(catalog);
    std::string out;
    for (const ResourceType* type : catalog)
        out += reference_markdown(*type) + '\n';
    return out + settings_markdown(nullptr) + '\n' + founding_arguments_markdown(catalog);
}

std::string of_one(Form form, const ResourceType& type, const Style& style) {
    if (form == Form::text) return reference_text(type, style);
    if (form == Form::json_schema) return json_schema(type);
    return reference_markdown(type) + '\n' + settings_markdown(&type);
}

}  // namespace

int carry_out(Context& context, const SchemaCommand& command) {
    const Catalog& catalog = fireworks_catalog();
    if (command.type.empty()) {
        context.console.out(of_all(command.form, catalog, context.out));
        return exit_code::done;
    }
    if (const ResourceType* type = catalog.find(command.type)) {
        context.console.out(of_one(command.form, *type, context.out));
        return exit_code::done;
    }
    std::vector<std::string> names;
    for (const ResourceType* type : catalog)
        names.emplace_back(type->name);
    Diagnostics problems;
    problems.add(problem("Unknown type",
                         fmt::format("There is no resource type {}.", in_quotes(command.type)),
                         meant(command.type, names, "fireform schema")));
    Reporter(context, false).tell(problems);
    return exit_code::error;
}

}  // namespace fireform::cli
