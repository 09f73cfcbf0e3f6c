#include "engine/render/reference.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace fireform;
namespace json = boost::json;

TEST_CASE("reference: every type and every attribute is named, in text and in Markdown") {
    const std::string all = reference_text(fireworks_catalog(), Style{});
    for (const ResourceType* type : fireworks_catalog()) {
        CHECK(all.find(std::string(type->name) + " ") != std::string::npos);
        const std::string text = reference_text(*type, Style{});
        const std::string markdown = reference_markdown(*type);
        for (const Attribute& attribute : type->attributes) {
            INFO(type->name << "." << attribute.name);
            CHECK(text.find("  " + std::string(attribute.name) + "  ") != std::string::npos);
            CHECK(markdown.find("| `" + std::string(attribute.name) + "` |") != std::string::npos);
        }
    }
}

TEST_CASE("reference: a look-up says what it goes by and what it finds") {
    const std::string all = reference_text(fireworks_catalog(), Style{});
    for (const LookupType& type : fireworks_lookups()) {
        const std::string name = "lookup." + std::string(type.name);
        CHECK(all.find("\n" + name + " ") != std::string::npos);
        const std::string text = reference_text(type, Style{});
        CHECK(text.starts_with("[" + name + ".NAME]\n"));
        const std::string markdown = reference_markdown(type);
        const std::size_t found =
            text.find("\nFound, to be used in references as ${" + name + ".NAME.ATTRIBUTE}:\n");
        REQUIRE(found != std::string::npos);
        for (const Attribute& argument : type.arguments)
            CHECK(text.find("\n  " + std::string(argument.name) + "  ") < found);
        for (const Attribute& attribute : type.object->attributes) {
            INFO(name << "." << attribute.name);
            const bool offered =
                text.find("\n  " + std::string(attribute.name) + "  ", found) != std::string::npos;
            CHECK(offered == can_be_looked_up(attribute));
            if (offered)
                CHECK(markdown.find("| `" + std::string(attribute.name) + "` |") != std::string::npos);
        }
    }
    CHECK(reference_text(*find_lookup("model"), Style{})
              .starts_with(
                  "[lookup.model.NAME]\n"
                  "  A model that is there: what it is, where it runs and what can be done with it.\n\n"
                  "  name  required, string\n"
                  "      Name of the model: a public one, or one of the account.\n\n"
                  "Found, to be used in references as ${lookup.model.NAME.ATTRIBUTE}:\n\n"));
}

TEST_CASE("reference: an attribute says its kind, its limits, its default and how it changes") {
    const ResourceType& deployment = *fireworks_catalog().find("deployment");
    const std::string text = reference_text(deployment, Style{});
    const std::size_t begin = text.find("  scale_to_zero_window  ");
    const std::string entry = text.substr(begin, text.find("\n  ", text.find("default", begin)) - begin);
    CHECK(entry.starts_with("  scale_to_zero_window  duration, 5m or more\n      "));
    CHECK(entry.find("changed in place; default 1h") != std::string::npos);
}

TEST_CASE("reference: what every block may say stands once, with the defaults of the type") {
    const ResourceType& addon = *fireworks_catalog().find("lora_addon");
    const std::string text = reference_text(addon, Style{});
    const std::size_t begin = text.find("\nIn the block of every type:\n");
    REQUIRE(begin != std::string::npos);
    CHECK(text.find("  lifecycle.protect  boolean\n", begin) != std::string::npos);
    CHECK(text.find("  lifecycle.on_destroy  string, one of destroy, keep\n", begin) != std::string::npos);
    CHECK(
        text.ends_with("  timeouts.create  duration, 1s to 168h, a multiple of 1s\n"
                       "      How long apply waits until a new object is ready.\n"
                       "      fireform's own; default 30m\n"
                       "  timeouts.update  duration, 1s to 168h, a multiple of 1s\n"
                       "      How long apply waits until a changed object is ready again.\n"
                       "      fireform's own; default 30m\n"
                       "  timeouts.delete  duration, 1s to 168h, a multiple of 1s\n"
                       "      How long apply waits until a deleted object is gone.\n"
                       "      fireform's own; default 10m\n"));
    CHECK(settings_markdown(&addon).find(
              "| `timeouts.create` | duration, 1s to 168h, a multiple of 1s | 30m |") != std::string::npos);
    CHECK(settings_markdown(nullptr).find("| `depends_on` | list of strings |  |") != std::string::npos);
}

TEST_CASE("reference: the Markdown has no column that only we can read") {
    for (const ResourceType* type : fireworks_catalog())
        CHECK(reference_markdown(*type).find("brief ") == std::string::npos);
}

TEST_CASE("reference: the JSON Schema knows every attribute that may be written and refuses the others") {
    const json::value schema = json::parse(json_schema(fireworks_catalog()));
    CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    for (const ResourceType* type : fireworks_catalog()) {
        const json::object& block = schema.at("properties")
                                        .at(std::string(type->name))
                                        .at("patternProperties")
                                        .as_object()
                                        .begin()
                                        ->value()
                                        .as_object();
        CHECK(block.at("additionalProperties") == false);
        for (const Attribute& attribute : type->attributes) {
            INFO(type->name << "." << attribute.name);
            std::string_view path = attribute.name;
            const json::object* table = &block;
            for (std::size_t dot; table && (dot = path.find('.')) != std::string_view::npos;
                 path.remove_prefix(dot + 1)) {
                const json::value* inner =
                    table->at("properties").as_object().if_contains(path.substr(0, dot));
                table = inner ? &inner->as_object() : nullptr;
            }
            const bool known = table && table->at("properties").as_object().contains(path);
            CHECK(known ==
                  (attribute.update != Update::computed && (attribute.hint.empty() || attribute.withdrawn)));
        }
    }
    const json::value& shapes = schema.at("properties").at("lookup").at("properties").at("deployment_shape");
    const json::object& shape = shapes.at("patternProperties").as_object().begin()->value().as_object();
    CHECK(shape.at("properties").as_object().contains("preset"));
    CHECK(shape.at("required") == json::array{"model"});
    CHECK(json::parse(json_schema(*fireworks_catalog().find("dataset")))
              .at("properties")
              .as_object()
              .contains("file"));
}
