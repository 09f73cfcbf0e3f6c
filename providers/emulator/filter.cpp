#include "providers/emulator/filter.hpp"

#include "providers/emulator/filter_node.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace fireform::emulator {
namespace {

using Node = Filter::Node;
constexpr std::size_t length_max = 16384;

template <class T>
bool compare(Node::Sign sign, const T& left, const T& right) {
    switch (sign) {
        case Node::Sign::less:
            return left < right;
        case Node::Sign::less_equal:
            return left <= right;
        case Node::Sign::greater:
            return left > right;
        case Node::Sign::greater_equal:
            return left >= right;
        case Node::Sign::unequal:
            return left != right;
        case Node::Sign::equal:
        case Node::Sign::has:
            return left == right;
    }
    return false;
}

bool test_text(const Node& node, std::string_view held) {
    if (node.sign == Node::Sign::has && !node.star_before && !node.star_behind)
        return held.find(node.text) != std::string_view::npos;
    if (!node.star_before && !node.star_behind) return compare<std::string_view>(node.sign, held, node.text);
    const bool like = node.star_before && node.star_behind ? held.find(node.text) != std::string_view::npos
                      : node.star_before                   ? held.ends_with(node.text)
                                                           : held.starts_with(node.text);
    return like != (node.sign == Node::Sign::unequal);
}

/// `held` null: the field's zero value.
bool test_one(const Node& node, const Field& field, const json::value* held) {
    const auto text = [&]() -> std::string_view {
        return held != nullptr && held->is_string() ? std::string_view(held->get_string())
                                                    : std::string_view{};
    };
    switch (field.kind) {
        case Kind::boolean:
            return compare(node.sign, held != nullptr && held->is_bool() && held->get_bool(),
                           node.number != 0);
        case Kind::int32:
        case Kind::float32:
        case Kind::float64:
            return compare(node.sign, held != nullptr ? held->to_number<double>() : 0.0, node.number);
        case Kind::int64: {
            double number = 0;
            std::from_chars(text().data(), text().data() + text().size(), number);
            return compare(node.sign, number, node.number);
        }
        case Kind::timestamp:
            return held != nullptr &&
                   compare(node.sign, parse_timestamp(text()).value_or(Nanos{0}), node.time);
        case Kind::duration:
            return held != nullptr &&
                   compare(node.sign, parse_duration(text()).value_or(Nanos{0}), node.time);
        case Kind::enumeration:
            return compare<std::string_view>(node.sign, held != nullptr ? text() : field.values.front(),
                                             node.text);
        case Kind::text:
            return test_text(node, text());
        case Kind::message:
        case Kind::object:
            return false;
    }
    return false;
}

bool test_node(const Node& node, const json::object& body) {
    switch (node.kind) {
        case Node::Kind::all:
            return std::all_of(node.children.begin(), node.children.end(),
                               [&](const auto& child) { return test_node(*child, body); });
        case Node::Kind::any:
            return std::any_of(node.children.begin(), node.children.end(),
                               [&](const auto& child) { return test_node(*child, body); });
        case Node::Kind::none:
            return !test_node(*node.children.front(), body);
        case Node::Kind::test:
            break;
    }
    const Field& field = *node.path.back();
    const json::value* held = follow(body, node.path);
    if (node.present) return held != nullptr && !(held->is_string() && held->get_string().empty());
    if (field.shape == Shape::one) return test_one(node, field, held);
    if (held == nullptr) return false;
    Node whole;  // an element of a list is had when it is equal
    whole.sign = Node::Sign::equal;
    whole.text = node.text;
    whole.number = node.number;
    whole.time = node.time;
    const json::array& items = held->get_array();
    return std::any_of(items.begin(), items.end(),
                       [&](const json::value& item) { return test_one(whole, field, &item); });
}

}  // namespace

Filter::Filter() = default;
Filter::~Filter() = default;
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;

std::optional<Refusal> Filter::parse(std::string_view text, const Message& message, bool extended,
                                     Filter& out) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
    if (text.size() > length_max) return invalid("invalid filter: longer than 16384 bytes");
    ParsedFilter parsed = parse_filter(text, message, extended);
    if (parsed.root == nullptr) return invalid("invalid filter: " + parsed.failure);
    out.root_ = std::move(parsed.root);
    return std::nullopt;
}

bool Filter::matches(const json::object& body) const {
    return root_ == nullptr || test_node(*root_, body);
}

}  // namespace fireform::emulator
