#include "engine/config/wording.hpp"

#include "schemas/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view plural(ValueType type) {
    switch (type) {
        case ValueType::boolean:
            return "booleans";
        case ValueType::integer:
            return "integers";
        case ValueType::number:
            return "numbers";
        case ValueType::string:
            return "strings";
        case ValueType::duration:
            return "durations";
        case ValueType::list:
            return "lists";
        case ValueType::map:
        case ValueType::table_map:
            return "tables";
    }
    return "";
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string near = nearest_any_case(word, candidates);
    return near.empty() ? "" : fmt::format("did you mean \"{}\"?", near);
}

std::string nearest_any_case(std::string_view word, const std::vector<std::string_view>& candidates) {
    const auto found = std::ranges::find_if(candidates, [word](std::string_view other) {
        return std::ranges::equal(word, other, {}, lower, lower);
    });
    if (found != candidates.end()) return std::string(*found);
    if (std::string near = nearest(word, candidates); !near.empty()) return near;
    // "account" for "account_id": a part of exactly one.
    constexpr std::size_t part_min = 4;
    std::string_view whole;
    for (const std::string_view candidate : candidates) {
        if (word.size() < part_min || candidate.find(word) == std::string_view::npos) continue;
        if (!whole.empty()) return "";
        whole = candidate;
    }
    return std::string(whole);
}

std::string spoken(Duration duration) {
    constexpr Duration::rep second = 1'000'000'000;
    auto count = duration.count();
    if (count % second != 0 || count < 0) return duration_text(duration);
    count /= second;
    if (count == 0) return "0 seconds";
    std::string text;
    const auto add = [&](Duration::rep size, std::string_view name) {
        const auto amount = count / size;
        count %= size;
        if (amount == 0) return;
        text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", amount, name, amount == 1 ? "" : "s");
    };
    add(24 * 3600, "day");
    add(3600, "hour");
    add(60, "minute");
    add(1, "second");
    return text;
}

std::string number_text(double number) {
    return fmt::format("{}", number);
}

std::string type_phrase(ValueType type, ValueType element) {
    switch (type) {
        case ValueType::boolean:
            return "true or false";
        case ValueType::integer:
            return "an integer";
        case ValueType::number:
            return "a number";
        case ValueType::string:
            return "a string";
        case ValueType::duration:
            return "a duration";
        case ValueType::list:
            return fmt::format("a list of {}", plural(element));
        case ValueType::map:
            return fmt::format("a table of {}", plural(element));
        case ValueType::table_map:
            return "a table of tables";
    }
    return "";
}

std::string type_phrase(const Attribute& attribute) {
    return type_phrase(attribute.type, attribute.element);
}

std::string_view kind_phrase(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null:
            return "nothing";
        case Value::Kind::boolean:
            return "a boolean";
        case Value::Kind::integer:
            return "an integer";
        case Value::Kind::number:
            return "a number";
        case Value::Kind::string:
            return "a string";
        case Value::Kind::duration:
            return "a duration";
        case Value::Kind::list:
            return "a list";
        case Value::Kind::map:
            return "a table";
        case Value::Kind::unknown:
            return "known after apply";
    }
    return "";
}

std::string any_of_text(const std::vector<std::string_view>& words, bool with_quotes) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += with_quotes ? in_quotes(words[i]) : std::string(words[i]);
    }
    return text;
}

std::string all_of_text(const std::vector<std::string_view>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += in_quotes(words[i]);
    }
    return text;
}

std::string abbreviated(std::string_view text) {
    constexpr std::size_t shown_max = 60;
    std::size_t points = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (begins && ++points > shown_max) return std::string(text.substr(0, at)) + "...";
    }
    return std::string(text);
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace fireform
