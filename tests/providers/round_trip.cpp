// Every attribute of every type, out and back again.
#include "providers/fireworks/json_codec.hpp"
#include "schemas/compare.hpp"
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

using namespace fireform;
using namespace fireform::fireworks;
namespace json = boost::json;

namespace {

/// A value that the attribute allows and that is not what absent means.
Value sample(const Attribute& attribute, ValueType type) {
    switch (type) {
        case ValueType::boolean:
            return Value(true);
        case ValueType::integer:
            return Value(attribute.bounds.multiple_of > 1 ? attribute.bounds.multiple_of : 4);
        case ValueType::number:
            return Value(1e-4);
        case ValueType::string:
            if (!attribute.values.empty()) return Value(attribute.values.back());
            if (attribute.names == Names::none || attribute.names == Names::job)
                return Value("grö\"ße, 50 %");
            return Value(expand_name(attribute.names, "x1", Naming{"acme", {}}));
        case ValueType::duration:
            return Value(Duration(std::chrono::milliseconds(300500)));
        case ValueType::list:
            return Value(
                Value::List{sample(attribute, attribute.element), sample(attribute, attribute.element)});
        case ValueType::map:
            return Value(Value::Map{
                {"default", sample(attribute, attribute.element)},
                {std::string(attribute.key_prefix) + "other", sample(attribute, attribute.element)}});
        case ValueType::table_map: {
            Value::Map row;
            for (const Attribute& field : attribute.fields)
                row.emplace(field.name, sample(field, field.type));
            return Value(Value::Map{{"one", Value(row)}, {"two", Value(row)}});
        }
    }
    return Value();
}

bool travels(const Attribute& attribute) {
    return !attribute.api.empty() && attribute.update != Update::computed &&
           attribute.update != Update::create_query;
}

/// What a server would answer: the resource as it was sent, with a name.
LiveObject echo(const ResourceType& type, json::object body) {
    body["name"] = "accounts/acme/" + std::string(type.collection) + "/x";
    const std::string text = json::serialize(body);
    return *decode_object(type, json::parse(text).as_object(), Naming{"acme", {}});
}

}  // namespace

TEST_CASE("round trip: every attribute that is sent comes back equal, alone and among all others") {
    int attributes_seen = 0;
    for (const ResourceType* type : fireworks_catalog()) {
        Attributes all;
        for (std::size_t i = 0; i < type->attributes.size(); ++i) {
            const Attribute& attribute = type->attributes[i];
            if (!travels(attribute)) continue;
            CAPTURE(type->name);
            CAPTURE(attribute.name);
            ++attributes_seen;
            Attributes one;
            one.set(i, sample(attribute, attribute.type));
            all.set(i, sample(attribute, attribute.type));
            const json::object body = encode_create(*type, one, {});
            const LiveObject live = echo(*type, body);
            if (attribute.write_only)
                CHECK_FALSE(live.attributes.contains(i));
            else
                CHECK(same(attribute, one.at(i), live.attributes.at(i)));
            CHECK(find_path(body, attribute.api) != nullptr);
        }
        const LiveObject live = echo(*type, encode_create(*type, all, {}));
        for (const auto& [index, value] : all) {
            const Attribute& attribute = type->attributes[index];
            CAPTURE(attribute.name);
            CHECK((attribute.write_only || same(attribute, value, live.attributes.at(index))));
        }
    }
    CHECK(attributes_seen > 60);
}

TEST_CASE("round trip: every attribute that can be changed in place is in its mask and comes back equal") {
    int attributes_seen = 0;
    for (const ResourceType* type : fireworks_catalog()) {
        if (!type->updatable) continue;
        Attributes before;
        for (std::size_t i = 0; i < type->attributes.size(); ++i)
            if (travels(type->attributes[i]) && type->attributes[i].update == Update::replace)
                before.set(i, sample(type->attributes[i], type->attributes[i].type));
        for (std::size_t i = 0; i < type->attributes.size(); ++i) {
            const Attribute& attribute = type->attributes[i];
            if (attribute.update != Update::in_place || attribute.api.empty()) continue;
            CAPTURE(type->name);
            CAPTURE(attribute.name);
            ++attributes_seen;
            Attributes configured;
            configured.set(i, sample(attribute, attribute.type));
            const Patch patch = encode_patch(*type, before, configured, {static_cast<std::uint16_t>(i)});
            CHECK(patch.mask.find(',') == std::string::npos);
            CHECK_FALSE(patch.mask.empty());
            const LiveObject live = echo(*type, json::parse(patch.body).as_object());
            CHECK((attribute.write_only || same(attribute, configured.at(i), live.attributes.at(i))));

            // Cleared: in the mask, not in the body.
            const Patch cleared =
                encode_patch(*type, echo(*type, encode_create(*type, configured, {})).attributes, {},
                             {static_cast<std::uint16_t>(i)});
            CHECK(cleared.mask == patch.mask);
            CHECK(find_path(json::parse(cleared.body).as_object(), attribute.api) == nullptr);
        }
    }
    CHECK(attributes_seen > 25);
}

TEST_CASE("round trip: every create parameter reaches the query") {
    for (const ResourceType* type : fireworks_catalog())
        for (std::size_t i = 0; i < type->attributes.size(); ++i) {
            const Attribute& attribute = type->attributes[i];
            if (attribute.update != Update::create_query) continue;
            CAPTURE(attribute.name);
            Attributes one;
            one.set(i, sample(attribute, attribute.type));
            const auto parameters = create_parameters(*type, one);
            REQUIRE(parameters.size() == 1);
            CHECK(parameters[0].first == attribute.api);
            CHECK(find_path(encode_create(*type, one, {}), attribute.api) == nullptr);
        }
}
