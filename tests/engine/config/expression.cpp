#include "engine/config/expression.hpp"

#include <doctest/doctest.h>

namespace fireform {
namespace {

/// Parts in brackets: "text", "var.x", "deployment.chat | wandb.project"; errors as "error at 3: ...".
std::string parts(std::string_view text) {
    const auto parsed = parse_template(text);
    if (const auto* error = std::get_if<TemplateError>(&parsed))
        return "error at " + std::to_string(error->offset) + ": " + error->message;
    std::string out;
    for (const auto& part : std::get<Template>(parsed).parts) {
        out += '[';
        if (const auto* literal = std::get_if<std::string>(&part)) {
            out += in_quotes(*literal);
        } else if (const auto* call = std::get_if<Call>(&part)) {
            out += call->function + " of " + std::to_string(call->arguments.size());
        } else {
            const auto& reference = std::get<Reference>(part);
            out += reference.resource ? to_text(*reference.resource) + " | " + reference.attribute
                                      : reference.root + "." + reference.name;
        }
        out += ']';
    }
    return out;
}

std::string again(std::string_view text) {
    return to_text(std::get<Template>(parse_template(text)));
}

/// `var.list`, `var.three`, ... have values; every resource reference to deployment.known is "kept".
std::optional<Value> scope(const Reference& reference) {
    if (reference.resource)
        return reference.resource->name == "known" ? std::optional(Value("kept")) : std::nullopt;
    if (reference.name == "three") return Value(3);
    if (reference.name == "rate") return Value(1e-5);
    if (reference.name == "yes") return Value(true);
    if (reference.name == "window") return Value(Duration(std::chrono::minutes(5)));
    if (reference.name == "list") return Value(Value::List{1, 2});
    if (reference.name == "dollar") return Value("cost$");
    if (reference.name == "template") return Value("${var.three}");
    if (reference.name == "later") return Value(Unknown{"${dataset.d.id}"});
    return std::nullopt;
}

Value resolved(std::string_view text) {
    return resolve(Unknown{std::string(text)}, scope);
}

}  // namespace

TEST_CASE("expression: a template is texts and references in order") {
    CHECK(parts("") == "");
    CHECK(parts("plain") == "[\"plain\"]");
    CHECK(parts("${var.x}") == "[var.x]");
    CHECK(parts("a${var.x}b${env.HOME}c") == "[\"a\"][var.x][\"b\"][env.HOME][\"c\"]");
    CHECK(parts("${ var.x }") == "[var.x]");
    CHECK(parts("${deployment.chat.id}") == "[deployment.chat | id]");
    CHECK(parts("${job.a-b_c.wandb.project}") == "[job.a-b_c | wandb.project]");
    CHECK(parts("${deployment.chat[\"eu\"].id}") == "[deployment.chat[\"eu\"] | id]");
    CHECK(parts("${deployment.chat[\"a}b\"].id}") == "[deployment.chat[\"a}b\"] | id]");
    CHECK(parts("${local.x}${each.key}${each.value}") == "[local.x][each.key][each.value]");
    CHECK(parts("${lookup.model.base.kind}") == "[lookup.model.base.kind]");
    CHECK(parts("${lower(var.x)}-${ max(1, 2,-3) }") == "[lower of 1][\"-\"][max of 3]");
}

TEST_CASE("expression: $${ and quoted texts are literal") {
    CHECK(parts("$${var.x}") == "[\"${var.x}\"]");
    CHECK(parts("$$${var.x}") == "[\"$${var.x}\"]");
    CHECK(parts("a $ b $") == "[\"a $ b $\"]");
    CHECK(parts("${\"$\"}${var.x}") == "[\"$\"][var.x]");
    CHECK(parts("${\"a\\\"b\"}") == "[\"a\\\"b\"]");
}

TEST_CASE("expression: a reference knows where it stands") {
    const auto parsed = std::get<Template>(parse_template("ab${ var.x }c"));
    const auto& reference = std::get<Reference>(parsed.parts[1]);
    CHECK(reference.offset == 2);
    CHECK(reference.length == 10);
}

TEST_CASE("expression: errors name the place and what is wrong") {
    CHECK(parts("a${var.x") == "error at 1: a reference is not closed by }");
    CHECK(parts("${") == "error at 0: a reference is not closed by }");
    CHECK(parts("${deployment.chat[\"eu") == "error at 0: a reference is not closed by }");
    CHECK(parts("a ${}") == "error at 2: a reference is empty");
    CHECK(parts("${var}") == "error at 0: var is followed by a name: ${var.NAME}");
    CHECK(parts("${env.}") == "error at 0: env is followed by a name: ${env.NAME}");
    CHECK(parts("${chat}") ==
          "error at 0: a reference is written ${TYPE.NAME.ATTRIBUTE}, ${var.NAME} or ${env.NAME}");
    CHECK(parts("${deployment.chat}") ==
          "error at 0: a reference to a resource names one of its attributes: ${deployment.chat.id}");
    CHECK(parts("${var.a + 1}") == "error at 8: '+' cannot stand here in a reference");
    CHECK(parts("${lower(var.a}") == "error at 13: '}' cannot stand here in a reference");
    CHECK(parts("${lower(var.a") == "error at 0: a function is not closed by )");
    CHECK(parts("${lower(var.a,)}") == "error at 14: ')' cannot stand here in a reference");
    CHECK(parts("${lower(\"a)}") == "error at 8: a text in a function is not closed by its quote");
    CHECK(parts("${lower(-)}") == "error at 8: '-' cannot stand here in a reference");
    CHECK(parts("${deployment.chat[env.X].id}") ==
          "error at 18: a key is a text in quotes, each.key, each.value, var.NAME or local.NAME");
    std::string deep = "1";
    for (int i = 0; i < 30; ++i)
        deep = "max(" + deep + ")";
    CHECK(parts("${" + deep + "}") == "error at 90: functions are more than 20 deep in one another");
    CHECK(parts("${each.index}") == "error at 0: each has only ${each.key} and ${each.value}");
    CHECK(parts("${vars.x}") == "error at 0: a variable is written ${var.NAME}");
    CHECK(parts("${lookup}") == "error at 0: a lookup is written ${lookup.model.NAME.ATTRIBUTE}");
    CHECK(parts("${.x}") == "error at 2: '.' cannot stand here in a reference");
    CHECK(parts("${\xC3\xA4}") == "error at 2: byte 195 cannot stand in a reference");
}

TEST_CASE("expression: a template prints as what reads back the same") {
    for (const char* text :
         {"", "plain", "a${var.x}b", "$${literal}", "$$${x}", "${deployment.chat[\"e}u\"].id}",
          "${\"$\"}${var.x}", "$$", "{$}", "${lookup.model.x.kind}", "${each.value.a[\"b c\"]}",
          "${deployment.chat[each.key].id}", "a${format(\"%s}\", [1, -2.5], true, lower(var.x))}b"}) {
        CAPTURE(text);
        CHECK(parts(again(text)) == parts(text));
        CHECK(again(again(text)) == again(text));
    }
    CHECK(again("${ var.x }") == "${var.x}");
    CHECK(again("${ join( '-',[ 'a',1e3 ] ) }") == "${join(\"-\", [\"a\", 1000])}");
    CHECK(again("${var.list[0]['a']}") == "${var.list[0].a}");
    CHECK(again("${deployment.chat['eu'].id}") == "${deployment.chat[\"eu\"].id}");
}

TEST_CASE("expression: an escaped text stands for itself, whatever follows it") {
    for (const char* text : {"$", "$$", "${", "$${", "a$", "${x}", "$${x}$", "}{$"}) {
        CAPTURE(text);
        const std::string escaped = escape_template(text);
        CHECK(resolved(escaped) == Value(text));
        CHECK(resolved(escaped + "${var.three}") == Value(text + std::string("3")));
        CHECK(resolved(escaped + "{") == Value(text + std::string("{")));
    }
}

TEST_CASE("expression: a template that is one reference keeps the type") {
    CHECK(resolved("${var.three}") == Value(3));
    CHECK(resolved("${var.yes}") == Value(true));
    CHECK(resolved("${var.list}") == Value(Value::List{1, 2}));
    CHECK(resolved("${var.window}") == Value(Duration(std::chrono::minutes(5))));
    CHECK(resolved("${deployment.known.id}") == Value("kept"));
}

TEST_CASE("expression: in a longer text values are printed plainly") {
    CHECK(resolved("n = ${var.three}") == Value("n = 3"));
    CHECK(resolved("${var.three}${var.three}") == Value("33"));
    CHECK(resolved("${var.yes}, ${var.rate}, ${var.window}") == Value("true, 1e-05, 5m"));
    CHECK(resolved("a ${deployment.known.id}") == Value("a kept"));
}

TEST_CASE("expression: what is not known stays, with the known parts filled in") {
    CHECK(resolved("${dataset.d.id}") == Value(Unknown{"${dataset.d.id}"}));
    CHECK(resolved("s-${var.three}-${ dataset.d.id }") == Value(Unknown{"s-3-${dataset.d.id}"}));
    CHECK(resolved("${var.dollar}${dataset.d.id}") == Value(Unknown{"cost${\"$\"}${dataset.d.id}"}));
    CHECK(resolved("${var.template} ${dataset.d.id}") == Value(Unknown{"$${var.three} ${dataset.d.id}"}));
    CHECK(resolved("x ${var.later}") == Value(Unknown{"x ${dataset.d.id}"}));
    CHECK(resolved("${var.later}") == Value(Unknown{"${dataset.d.id}"}));
}

TEST_CASE("expression: a value that was filled in is not read as a template again") {
    CHECK(resolved("${var.template}") == Value("${var.three}"));
    CHECK(resolved("a ${var.template}") == Value("a ${var.three}"));
}

TEST_CASE("expression: lists and maps are resolved inside") {
    const Value value(
        Value::Map{{"a", Value::List{Unknown{"${var.three}"}, "x"}}, {"b", Unknown{"${dataset.d.id}"}}});
    CHECK(resolve(value, scope) ==
          Value(Value::Map{{"a", Value::List{3, "x"}}, {"b", Unknown{"${dataset.d.id}"}}}));
    const auto found = references(value);
    REQUIRE(found.size() == 1);
    CHECK(to_text(found[0]) == "${dataset.d.id}");
}

}  // namespace fireform
