#include "schemas/value_json.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

using namespace fireform;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

const ResourceType& deployment() {
    return *fireworks_catalog().find("deployment");
}

std::string there(const Value& value) {
    return json::serialize(to_json(value));
}

}  // namespace

TEST_CASE("value_json: every kind survives the way through text") {
    const struct {
        std::string name;
        Value value;
        std::string text;
    } rows[] = {
        {"null", {}, "null"},
        {"boolean", true, "true"},
        {"integer", std::int64_t{-9007199254740993}, "-9007199254740993"},
        {"number", 0.5, "5E-1"},
        {"whole number stays a number", 1.0, "1E0"},
        {"string", "a\"ü", "\"a\\\"ü\""},
        {"list", Value::List{"a", Value::List{}, {}}, R"(["a",[],null])"},
        {"map", Value::Map{{"b", 1}, {"a", Value::Map{}}}, R"({"a":{},"b":1})"},
        {"unknown", Unknown{"s-${dataset.d.id}"}, R"({"$unknown":"s-${dataset.d.id}"})"},
        {"a map that looks like one", Value::Map{{"$unknown", "x"}}, R"({"$$unknown":"x"})"},
        {"dollars", Value::Map{{"$$", "x"}, {"a$", "y"}}, R"({"$$$":"x","a$":"y"})"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(there(row.value) == row.text);
        CHECK(from_json(json::parse(there(row.value))) == row.value);
    }
}

TEST_CASE("value_json: numbers come back bit by bit") {
    for (const double number : {0.1, 1e-5, 9.999999747378752e-05, 1.7976931348623157e308, 5e-324, -0.3}) {
        CAPTURE(number);
        CHECK(from_json(json::parse(there(number))) == Value(number));
    }
}

TEST_CASE("value_json: a number beyond all numbers is no value") {
    CHECK(from_json(json::parse("1e999")) == Value());
    CHECK(from_json(json::parse("[1, -1e999]")) == Value(Value::List{Value(1), Value()}));
}

TEST_CASE("value_json: an attribute says what a text or a whole number is") {
    const Attribute& window = *deployment().find("scale_up_window");
    CHECK(there(Duration(5min)) == "\"5m\"");
    CHECK(from_json(json::parse("\"5m\"")) == Value("5m"));
    CHECK(from_json(window, json::parse("\"5m\"")) == Value(Duration(5min)));
    CHECK(from_json(*deployment().find("load_targets"), json::parse(R"({"default": 1})")) ==
          Value(Value::Map{{"default", 1.0}}));
    CHECK(from_json(*deployment().find("scaling_schedules"),
                    json::parse(R"({"a": {"duration": "8h", "description": "5m"}})")) ==
          Value(Value::Map{{"a", Value::Map{{"duration", Duration(8h)}, {"description", "5m"}}}}));
    CHECK(from_json(window, json::parse(R"({"$unknown": "${a.b.c}"})")) == Value(Unknown{"${a.b.c}"}));
}

TEST_CASE("value_json: attributes are written in table order, without secrets, and read back") {
    Attributes attributes;
    attributes.put(deployment(), "scale_up_window", Duration(90s));
    attributes.put(deployment(), "display_name", "chat");
    attributes.put(deployment(), "direct_route_api_keys", Value::List{"secret"});
    attributes.put(deployment(), "model", Unknown{"${a.b.c}"});
    const json::object object = to_json(deployment(), attributes);
    CHECK(json::serialize(object) ==
          R"({"display_name":"chat","model":{"$unknown":"${a.b.c}"},"scale_up_window":"1m30s"})");

    attributes.erase(deployment().index_of("direct_route_api_keys"));
    CHECK(attributes_from_json(deployment(), object) == attributes);
}

TEST_CASE("value_json: names of a newer fireform are skipped and reported") {
    std::vector<std::string> unknown_names;
    const auto object = json::parse(R"({"display_name": "a", "hologram": 1})").as_object();
    const Attributes attributes = attributes_from_json(deployment(), object, &unknown_names);
    CHECK(to_text(deployment(), attributes) == "display_name = \"a\"");
    CHECK(unknown_names == std::vector<std::string>{"hologram"});
}
