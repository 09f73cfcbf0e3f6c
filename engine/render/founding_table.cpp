// founding_arguments_markdown() of reference.hpp: the document's arguments, and what the catalog makes of
// them.
#include "engine/render/attribute_words.hpp"
#include "engine/render/reference.hpp"
#include "schemas/fireworks/founding_arguments.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

struct Place {
    const ResourceType* type = nullptr;
    const Attribute* attribute = nullptr;
};

/// "deployment.model"; what is not there is null.
Place find(const Catalog& catalog, std::string_view where) {
    const std::size_t dot = where.find('.');
    Place out{catalog.find(where.substr(0, dot)), nullptr};
    if (out.type) out.attribute = out.type->find(out.type->canonical(where.substr(dot + 1)));
    return out;
}

/// What a written value becomes.
std::string becomes(const Place& place) {
    if (!place.attribute) return "not in this version";
    const ResourceType& type = *place.type;
    const Attribute& attribute = *place.attribute;
    if (attribute.client_setting) return "nothing that is sent: `fireform client` prints it";
    if (!attribute.stands_for.empty()) return fmt::format("`{}`", fmt::join(attribute.stands_for, "` and `"));
    if (attribute.name == "id") return fmt::format("query `{}` of the create", type.id_parameter);
    if (attribute.api.empty()) return std::string(attribute.description);
    if (attribute.withdrawn)
        return fmt::format("`{}`, which the public API no longer takes: {}", attribute.api, attribute.hint);
    if (attribute.update == Update::create_query)
        return fmt::format("query `{}` of the create", attribute.api);
    if (attribute.update == Update::own_endpoint)
        return fmt::format("`{}` of the create, later `:setTags` and `:deleteTags`", attribute.api);
    return fmt::format("`{}`; {}", attribute.api, update_text(attribute));
}

std::string attribute_places(const Catalog& catalog, const FoundingArgument& argument) {
    std::string out;
    for (const std::string_view where : {argument.where, argument.also}) {
        if (where.empty()) continue;
        const Place place = find(catalog, where);
        const std::string_view type = where.substr(0, where.find('.'));
        const std::string_view name = place.attribute ? place.attribute->name : argument.name;
        out += fmt::format("{}`[{}]` `{}`", out.empty() ? "" : ", ", type, name);
    }
    return out;
}

}  // namespace

std::string founding_arguments_markdown(const Catalog& catalog) {
    std::string out =
        "## Arguments of the build SDK\n\n"
        "Every argument of the `LLM` class of the SDK that came before the REST API, and of its methods: "
        "where it is "
        "written here, and what it becomes.\n\n"
        "| of | argument | in fireform | becomes |\n|---|---|---|---|\n";
    for (const FoundingArgument& argument : founding_arguments()) {
        std::string where;
        std::string what(argument.note);
        switch (argument.place) {
            case FoundingArgument::Place::attribute:
                where = attribute_places(catalog, argument);
                what = becomes(find(catalog, argument.where));
                break;
            case FoundingArgument::Place::setting:
            case FoundingArgument::Place::flag:
                where = fmt::format("`{}`", argument.where);
                break;
        }
        out += fmt::format("| `{}` | `{}` | {} | {} |\n", argument.owner, argument.name, where, what);
    }
    return out;
}

}  // namespace fireform
