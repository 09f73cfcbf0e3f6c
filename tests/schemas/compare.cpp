#include "schemas/compare.hpp"

#include "schemas/schema.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace std::chrono_literals;

namespace {

const Attribute& attribute(std::string_view name) {
    const ResourceType* deployment = fireworks_catalog().find("deployment");
    const Attribute* found = deployment->find(name);
    if (!found) found = fireworks_catalog().find("supervised_fine_tuning_job")->find(name);
    REQUIRE(found);
    return *found;
}

constexpr const char* shape = "accounts/fireworks/deploymentShapes/llama-fast";

Value::Map nightly(Value minimum, Value disabled) {
    return {{"nightly", Value::Map{{"min_replica_count", std::move(minimum)},
                                   {"schedule", "0 8 * * *"},
                                   {"duration", Duration(8h)},
                                   {"disabled", std::move(disabled)}}}};
}

}  // namespace

TEST_CASE("compare: what means the same is no change") {
    const struct {
        std::string name;
        std::string attribute;
        Value desired;
        Value live;
        bool equal;
    } rows[] = {
        {"equal strings", "display_name", "a", "a", true},
        {"different strings", "display_name", "a", "b", false},
        {"empty and absent string", "display_name", "", {}, true},
        {"false and absent", "enable_addons", false, {}, true},
        {"true and absent", "enable_addons", true, {}, false},
        {"zero and absent", "min_replica_count", 0, {}, true},
        {"absent and zero", "min_replica_count", {}, 0, true},
        {"zero and absent where zero counts", "max_replica_count", 0, {}, false},
        {"zero and zero where zero counts", "max_replica_count", 0, 0, true},
        {"different integers", "min_replica_count", 1, 2, false},
        {"large integers are exact", "min_replica_count", std::int64_t{16777216}, std::int64_t{16777217},
         false},
        {"empty and absent map", "annotations", Value::Map{}, {}, true},
        {"empty and absent list", "regions", Value::List{}, {}, true},
        {"an enum's zero and absent", "precision", {}, "PRECISION_UNSPECIFIED", true},
        {"an enum's zero and a word", "precision", "FP8", "PRECISION_UNSPECIFIED", false},
        {"a name that looks like a zero", "display_name", {}, "A_UNSPECIFIED", false},
        {"number through 32 bits", "learning_rate", 1e-4, 9.999999747378752e-05, true},
        {"number that differs", "learning_rate", 1e-4, 1.01e-4, false},
        {"whole number and integer", "learning_rate", 1.0, 1, true},
        {"durations", "scale_up_window", Duration(60s), Duration(1min), true},
        {"no window is a value", "scale_up_window", Duration(0s), {}, false},
        {"shape and its version", "deployment_shape", shape, std::string(shape) + "/versions/v7", true},
        {"version and the same", "deployment_shape", std::string(shape) + "/versions/v7",
         std::string(shape) + "/versions/v7", true},
        {"version and another", "deployment_shape", std::string(shape) + "/versions/v6",
         std::string(shape) + "/versions/v7", false},
        {"version and bare shape", "deployment_shape", std::string(shape) + "/versions/v6", shape, false},
        {"shape and one with a longer name", "deployment_shape", shape, std::string(shape) + "er/versions/v7",
         false},
        {"a version rule for shapes only", "model", "m", "m/versions/1", false},
        {"lists in order", "regions", Value::List{"US_IOWA_1", "US_OHIO_1"},
         Value::List{"US_IOWA_1", "US_OHIO_1"}, true},
        {"lists in another order", "regions", Value::List{"US_IOWA_1", "US_OHIO_1"},
         Value::List{"US_OHIO_1", "US_IOWA_1"}, false},
        {"a longer list", "regions", Value::List{"US_IOWA_1"}, Value::List{"US_IOWA_1", "US_OHIO_1"}, false},
        {"maps of numbers", "load_targets", Value::Map{{"default", 0.8}},
         Value::Map{{"default", 0.800000011920929}}, true},
        {"maps with other keys", "load_targets", Value::Map{{"default", 0.8}},
         Value::Map{{"requests_per_second", 0.8}}, false},
        {"a map with one more", "annotations", Value::Map{{"custom/a", "b"}},
         Value::Map{{"custom/a", "b"}, {"custom/c", "d"}}, false},
        {"tables whose fields mean the same", "scaling_schedules", nightly(2, false), nightly(2, {}), true},
        {"tables that differ in a field", "scaling_schedules", nightly(2, false), nightly(3, false), false},
        {"unknown and anything", "display_name", Unknown{"${a.b.c}"}, "a", false},
        {"unknown and itself", "display_name", Unknown{"${a.b.c}"}, Unknown{"${a.b.c}"}, false},
        {"unknown inside", "regions", Value::List{Unknown{"${a.b.c}"}}, Value::List{"a"}, false},
        {"another kind", "display_name", "1", 1, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(same(attribute(row.attribute), row.desired, row.live) == row.equal);
    }
}

TEST_CASE("compare: what the API takes for absent") {
    CHECK(is_absent(attribute("display_name"), {}));
    CHECK(is_absent(attribute("display_name"), ""));
    CHECK(is_absent(attribute("scale_to_zero_window"), Duration(0s)));
    CHECK(is_absent(attribute("max_replica_count"), {}));
    CHECK_FALSE(is_absent(attribute("max_replica_count"), 0));
    CHECK_FALSE(is_absent(attribute("display_name"), Unknown{"${a.b.c}"}));
}
