#include "schemas/value.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <utility>

using namespace fireform;
using namespace std::chrono_literals;

TEST_CASE("value: text as a user could write it") {
    const struct {
        std::string name;
        Value value;
        std::string text;
    } rows[] = {
        {"null", {}, "null"},
        {"true", true, "true"},
        {"integer", 42, "42"},
        {"smallest integer", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {"number", 0.8, "0.8"},
        {"small number", 1e-5, "1e-05"},
        {"whole number", 1.0, "1"},
        {"large number", 1e22, "1e+22"},
        {"a float that came back", 9.999999747378752e-05, "9.999999747378752e-05"},
        {"string", "chat \"x\"", R"("chat \"x\"")"},
        {"duration", Duration(5min), R"("5m")"},
        {"list", Value::List{"a", 1, true}, R"(["a", 1, true])"},
        {"empty list", Value::List{}, "[]"},
        {"map", Value::Map{{"custom/x", "y"}, {"a", 1}}, R"({a = 1, "custom/x" = "y"})"},
        {"empty map", Value::Map{}, "{}"},
        {"map of maps", Value::Map{{"day", Value::Map{{"min", 2}}}}, "{day = {min = 2}}"},
        {"unknown", Unknown{"${dataset.d.id}"}, "(known after apply)"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(to_text(row.value) == row.text);
    }
}

TEST_CASE("value: equality is exact") {
    CHECK(Value(1) == Value(1));
    CHECK_FALSE(Value(1) == Value(1.0));
    CHECK_FALSE(Value("5m") == Value(Duration(5min)));
    CHECK_FALSE(Value() == Value(""));
    CHECK(Value(Value::List{1, "a"}) == Value(Value::List{1, "a"}));
    CHECK_FALSE(Value(Unknown{"${a.b.c}"}) == Value(Unknown{"${a.b.d}"}));
}

TEST_CASE("value: unknown is found inside lists and maps") {
    const Value unknown = Unknown{"${dataset.d.id}"};
    CHECK(unknown.has_unknown());
    CHECK(Value(Value::List{"a", unknown}).has_unknown());
    CHECK(Value(Value::Map{{"a", Value::List{unknown}}}).has_unknown());
    CHECK_FALSE(Value(Value::Map{{"a", Value::List{"b"}}}).has_unknown());
}

TEST_CASE("value: an accessor for another kind gives nothing") {
    const Value value = "text";
    CHECK(value.integer() == nullptr);
    CHECK(value.as_number() == 0);
    CHECK(Value(3).text().empty());
    CHECK(Value(3).as_number() == 3);
    CHECK(Value(0.5).as_number() == 0.5);
}

TEST_CASE("value: a copy does not see what becomes of the original") {
    Value list = Value::List{"a", "b"};
    const Value list_before = list;
    list.list()->push_back("c");
    CHECK(to_text(list) == R"(["a", "b", "c"])");
    CHECK(to_text(list_before) == R"(["a", "b"])");

    Value map = Value::Map{{"inner", Value::Map{{"a", 1}}}};
    const Value map_before = map;
    (*map.map())["inner"].map()->insert_or_assign("a", 2);
    CHECK(to_text(map) == "{inner = {a = 2}}");
    CHECK(to_text(map_before) == "{inner = {a = 1}}");

    Value text = "before";
    const Value text_before = text;
    text = Value("after");
    CHECK(text_before == Value("before"));
    text = std::as_const(text);
    CHECK(text == Value("after"));
    const Value moved = std::move(text);
    CHECK(moved == Value("after"));
}

TEST_CASE("value: durations are read") {
    const struct {
        std::string text;
        Duration duration;
    } rows[] = {
        {"90s", 90s},    {"5m", 5min}, {"1h30m", 90min},      {"1.5s", 1500ms},   {"250ms", 250ms},
        {"90", 90s},     {"0", 0s},    {"300s", 300s},        {"1.500s", 1500ms}, {"1h1m1s1ms", 3661001ms},
        {"1.5h", 90min}, {"-3s", -3s}, {"0.000000001s", 1ns}, {"168h", 168h},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto duration = parse_duration(row.text);
        REQUIRE(duration);
        CHECK(duration->count() == row.duration.count());
    }
}

TEST_CASE("value: what is no duration") {
    for (const std::string text :
         {"", "-", "m", "5 m", "5M", "5m5h", "5m5m", "1.s", ".5s", "1..5s", "1.5", "5d", "five",
          "0.0000000001s", "9999999999999h", "99999999999999999999", "5ms5s", "+5s", "1e3s"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("value: the shortest text of a duration is read back") {
    const struct {
        Duration duration;
        std::string text;
    } rows[] = {
        {0s, "0s"},
        {90s, "1m30s"},
        {5min, "5m"},
        {90min, "1h30m"},
        {1500ms, "1.5s"},
        {250ms, "250ms"},
        {500ms, "0.5s"},
        {1ms, "1ms"},
        {1ns, "0.000000001s"},
        {3600s, "1h"},
        {60500ms, "1m0.5s"},
        {168h, "168h"},
        {-90s, "-1m30s"},
        {1234567ns, "0.001234567s"},
        {3600s + 1s, "1h1s"},
        {Duration::max(), "2562047h47m16.854775807s"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(duration_text(row.duration) == row.text);
        const auto again = parse_duration(row.text);
        REQUIRE(again);
        CHECK(again->count() == row.duration.count());
    }
}

TEST_CASE("value: quoted text survives the way back") {
    const struct {
        std::string text;
        std::string quoted_text;
    } rows[] = {
        {"", R"("")"},
        {"plain", R"("plain")"},
        {"\"\\", R"("\"\\")"},
        {"a\tb\nc\rd\be\f", R"("a\tb\nc\rd\be\f")"},
        {std::string("\0\x1b\x7f", 3), R"("\u0000\u001B\u007F")"},
        {"grün ☃", R"("grün ☃")"},
        {"${var.x}", R"("${var.x}")"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.quoted_text);
        CHECK(in_quotes(row.text) == row.quoted_text);
        CHECK(unquoted(row.quoted_text) == row.text);
    }
    CHECK(unquoted(R"("\u00e9\U0001F525")") == "é🔥");
}

TEST_CASE("value: what is not one quoted string") {
    for (const std::string text : {"", "\"", "a", "\"a", "a\"", R"("a"b")", R"("\")", R"("\u12")",
                                   R"("\ud800")", R"("\x41")", R"("\U00110000")"}) {
        CAPTURE(text);
        CHECK_FALSE(unquoted(text));
    }
}
