#include "schemas/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

/// A key as TOML wants it: bare where that is possible.
std::string key_text(std::string_view key) {
    const auto bare = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    };
    return !key.empty() && std::ranges::all_of(key, bare) ? std::string(key) : in_quotes(key);
}

struct TextOf {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(const std::string& value) const { return in_quotes(value); }
    std::string operator()(Duration value) const { return in_quotes(duration_text(value)); }
    std::string operator()(const Unknown&) const { return "(known after apply)"; }

    std::string operator()(const Value::List& list) const {
        std::string text = "[";
        for (const Value& value : list) {
            if (text.size() > 1) text += ", ";
            text += to_text(value);
        }
        return text + "]";
    }

    std::string operator()(const Value::Map& map) const {
        std::string text = "{";
        for (const auto& [key, value] : map) {
            if (text.size() > 1) text += ", ";
            text += key_text(key) + " = " + to_text(value);
        }
        return text + "}";
    }
};

}  // namespace

Value::Value(std::string value) : kind_(Kind::string) {
    content_.shared = new SharedContent(std::move(value));
}
Value::Value(List value) : kind_(Kind::list) {
    content_.shared = new SharedContent(std::move(value));
}
Value::Value(Map value) : kind_(Kind::map) {
    content_.shared = new SharedContent(std::move(value));
}
Value::Value(Unknown value) : kind_(Kind::unknown) {
    content_.shared = new SharedContent(std::move(value));
}

void Value::free_shared() {
    switch (kind_) {
        case Kind::string:
            delete static_cast<SharedContent<std::string>*>(content_.shared);
            break;
        case Kind::list:
            delete static_cast<SharedContent<List>*>(content_.shared);
            break;
        case Kind::map:
            delete static_cast<SharedContent<Map>*>(content_.shared);
            break;
        case Kind::unknown:
            delete static_cast<SharedContent<Unknown>*>(content_.shared);
            break;
        case Kind::null:
        case Kind::boolean:
        case Kind::integer:
        case Kind::number:
        case Kind::duration:
            break;
    }
}

template <class T>
T* Value::own(Kind kind) {
    const T* content = shared<T>(kind);
    if (!content) return nullptr;
    if (content_.shared->owners > 1) *this = Value(*content);
    return &static_cast<SharedContent<T>*>(content_.shared)->content;
}

Value::List* Value::list() {
    return own<List>(Kind::list);
}

Value::Map* Value::map() {
    return own<Map>(Kind::map);
}

double Value::as_number() const {
    if (const auto* value = integer()) return static_cast<double>(*value);
    if (const auto* value = number()) return *value;
    return 0;
}

const std::string& Value::text() const {
    static const std::string none;
    const auto* value = string();
    return value ? *value : none;
}

bool Value::has_unknown() const {
    if (unknown()) return true;
    if (const auto* values = list())
        return std::ranges::any_of(*values, [](const Value& value) { return value.has_unknown(); });
    if (const auto* values = map())
        return std::ranges::any_of(*values, [](const auto& entry) { return entry.second.has_unknown(); });
    return false;
}

bool Value::operator==(const Value& other) const {
    if (kind_ != other.kind_) return false;
    switch (kind_) {
        case Kind::null:
            return true;
        case Kind::boolean:
            return content_.boolean == other.content_.boolean;
        case Kind::integer:
            return content_.integer == other.content_.integer;
        case Kind::number:
            return content_.number == other.content_.number;
        case Kind::string:
            return content_.shared == other.content_.shared || *string() == *other.string();
        case Kind::duration:
            return content_.duration == other.content_.duration;
        case Kind::list:
            return *list() == *other.list();
        case Kind::map:
            return *map() == *other.map();
        case Kind::unknown:
            return *unknown() == *other.unknown();
    }
    return false;
}

std::string to_text(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return TextOf{}(std::monostate{});
        case Value::Kind::boolean:
            return TextOf{}(*value.boolean());
        case Value::Kind::integer:
            return TextOf{}(*value.integer());
        case Value::Kind::number:
            return TextOf{}(*value.number());
        case Value::Kind::string:
            return TextOf{}(*value.string());
        case Value::Kind::duration:
            return TextOf{}(*value.duration());
        case Value::Kind::list:
            return TextOf{}(*value.list());
        case Value::Kind::map:
            return TextOf{}(*value.map());
        case Value::Kind::unknown:
            return TextOf{}(*value.unknown());
    }
    return "";
}

}  // namespace fireform
