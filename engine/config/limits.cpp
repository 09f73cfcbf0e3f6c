#include "engine/config/limits.hpp"

#include "engine/config/object_name.hpp"
#include "engine/config/wording.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fireform {
namespace {

constexpr std::size_t words_shown_max = 8;
constexpr double int32_max = 2147483647;  // brief 8.10

/// Who sets the limit: fireform for its own attributes.
std::string_view judge(const Attribute& attribute) {
    return attribute.update == Update::client_side ? "fireform" : "the API";
}

std::string shown(const Attribute& attribute, std::string_view text) {
    return attribute.sensitive ? "(sensitive)" : in_quotes(abbreviated(text));
}

bool is_power_of_two(double number) {
    int exponent = 0;
    return number == 0 || std::frexp(number, &exponent) == 0.5;
}

/// Numbers and durations are checked alike, durations in seconds; only the words differ.
struct Measure {
    bool duration = false;

    [[nodiscard]] std::string spoken_text(double number) const {
        return duration ? spoken(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number)))
                        : number_text(number);
    }
    [[nodiscard]] std::string written(double number) const {
        if (!duration) return number_text(number);
        return in_quotes(
            duration_text(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number))));
    }
};

std::string limit_text(const Bounds& bounds, const Measure& measure) {
    std::string text;
    if (bounds.power_of_two) {
        if (bounds.minimum.value_or(0) > 0 && bounds.maximum)
            return fmt::format("a power of two from {} to {}", measure.spoken_text(*bounds.minimum),
                               measure.spoken_text(*bounds.maximum));
        text = "0 or a power of two";
        if (bounds.maximum) text += " up to " + measure.spoken_text(*bounds.maximum);
        return text;
    }
    if (bounds.multiple_of > 0)
        text = measure.duration && bounds.multiple_of == 1
                   ? "whole seconds, "
                   : fmt::format("a multiple of {}, ", measure.spoken_text(bounds.multiple_of));
    if (bounds.minimum && bounds.maximum)
        text += fmt::format("{} to {}", measure.spoken_text(*bounds.minimum),
                            measure.spoken_text(*bounds.maximum));
    else if (bounds.minimum)
        text += measure.spoken_text(*bounds.minimum) + " or more";
    else if (bounds.maximum)
        text += measure.spoken_text(*bounds.maximum) + " or less";
    else if (text.ends_with(", "))
        text.resize(text.size() - 2);
    return text;
}

/// What could be written instead of a number that is out of bounds.
double nearest_allowed(const Bounds& bounds, double number) {
    double nearest = std::max(number, bounds.minimum.value_or(number));
    nearest = std::min(nearest, bounds.maximum.value_or(nearest));
    if (bounds.power_of_two && nearest >= 1) nearest = std::exp2(std::floor(std::log2(nearest)));
    if (bounds.multiple_of > 0) {
        const double unit = bounds.multiple_of;
        nearest = std::ceil(nearest / unit) * unit;
        if (bounds.maximum && nearest > *bounds.maximum) nearest = std::floor(*bounds.maximum / unit) * unit;
    }
    return nearest;
}

}  // namespace

void Limits::check_scalar(const Site& site, const Attribute& attribute, bool element, const Value& value) {
    if (value.string())
        check_text(site, attribute, element, value);
    else if (value.integer() || value.number() || value.duration())
        check_number(site, attribute, value);
}

void Limits::check_number(const Site& site, const Attribute& attribute, const Value& value) {
    Bounds bounds = attribute.bounds;
    const Measure measure{value.duration() != nullptr};
    const double number =
        measure.duration ? std::chrono::duration<double>(*value.duration()).count() : value.as_number();
    const bool int32 = value.integer() && !attribute.int64_text && attribute.update != Update::client_side;
    // Named only to who exceeds it.
    if (int32 && !bounds.maximum && number > int32_max) bounds.maximum = int32_max;
    const bool good = number >= bounds.minimum.value_or(number) &&
                      number <= bounds.maximum.value_or(number) &&
                      (bounds.multiple_of == 0 || std::fmod(number, bounds.multiple_of) == 0) &&
                      (!bounds.power_of_two || is_power_of_two(number));
    if (good) return;
    // A limit that only shuts a value out is no advice: a learning rate of 0 trains nothing.
    const double nearest = nearest_allowed(bounds, number);
    const bool is_advice = nearest != 0 || attribute.type == ValueType::integer || measure.duration;
    std::string hint = is_advice ? "write " + measure.written(nearest) : "";
    if (!attribute.hint.empty()) hint += (hint.empty() ? "" : ", or ") + std::string(attribute.hint);
    diagnostics_.add(
        site.error("Attribute out of range",
                   fmt::format("\"{}\" is {}; {} allows {}.", site.name, measure.spoken_text(number),
                               judge(attribute), limit_text(bounds, measure)),
                   std::move(hint)));
}

void Limits::check_text(const Site& site, const Attribute& attribute, bool element, const Value& value) {
    const std::string& text = value.text();
    const Bounds& bounds = attribute.bounds;
    const std::size_t length_max = element ? bounds.element_length_max : bounds.length_max;
    const std::size_t length = code_points(text);
    const bool too_long_to_match = !bounds.pattern.empty() && text.size() > Patterns::length_max;
    if ((length_max > 0 && length > length_max) || too_long_to_match) {
        diagnostics_.add(
            site.error("Text too long",
                       fmt::format("\"{}\" has {} characters; {} allows {}.", site.name, length,
                                   judge(attribute), length_max > 0 ? length_max : Patterns::length_max)));
        return;
    }
    if (!bounds.pattern.empty() && !patterns_.matches(bounds.pattern, text)) {
        const std::string id = attribute.name == "id" ? slug(text, 63) : "";
        diagnostics_.add(site.error(
            "Invalid text",
            fmt::format("\"{}\" is {}; it takes {}.", site.name, shown(attribute, text), bounds.pattern_says),
            id.empty() ? "" : fmt::format("write {}", in_quotes(id))));
        return;
    }
    if (text.empty()) return;
    if (!attribute.values.empty()) check_word(site, attribute, text);
    if (attribute.names != Names::none) check_name(site, attribute.names, text);
}

void Limits::check_word(const Site& site, const Attribute& attribute, std::string_view word) {
    if (std::ranges::find(attribute.values, word) != attribute.values.end()) return;
    const std::vector<std::string_view> known(attribute.values.begin(), attribute.values.end());
    std::string hint = did_you_mean(word, known);
    if (hint.empty() && known.size() <= words_shown_max) hint = "known: " + any_of_text(known, true);
    if (attribute.closed || attribute.update == Update::client_side)
        diagnostics_.add(site.error("Invalid value",
                                    fmt::format("\"{}\" is {}; it takes {}.", site.name,
                                                shown(attribute, word), any_of_text(known, true)),
                                    did_you_mean(word, known)));
    else
        // Enums of the API grow (brief 2.1.5).
        diagnostics_.add(
            site.warning("Unknown value",
                         fmt::format("\"{}\" is {}, which fireform {} does not know; it is sent as it is.",
                                     site.name, shown(attribute, word), FIREFORM_VERSION),
                         std::move(hint)));
}

void Limits::check_name(const Site& site, Names names, std::string_view name) {
    auto problem = object_name_problem(names, name);
    if (problem)
        diagnostics_.add(site.error("Invalid object name",
                                    fmt::format("\"{}\" is {}; it takes {}.", site.name,
                                                in_quotes(abbreviated(name)), problem->wanted),
                                    std::move(problem->hint)));
}

void Limits::check_count(const Site& site, const Attribute& attribute, std::size_t count) {
    const std::size_t count_max = attribute.bounds.length_max;
    if (count_max == 0 || count <= count_max) return;
    diagnostics_.add(site.error(
        "Too many entries",
        fmt::format("\"{}\" has {} entries; {} allows {}.", site.name, count, judge(attribute), count_max)));
}

void Limits::check_key(const Site& site, const Attribute& attribute, std::string_view key) {
    if (!attribute.keys.empty() && std::ranges::find(attribute.keys, key) == attribute.keys.end()) {
        const std::vector<std::string_view> known(attribute.keys.begin(), attribute.keys.end());
        std::string hint = did_you_mean(key, known);
        if (hint.empty() && known.size() <= words_shown_max) hint = "known: " + any_of_text(known, true);
        diagnostics_.add(site.error("Unknown key",
                                    fmt::format("\"{}\" has no key {}.", attribute.name, in_quotes(key)),
                                    std::move(hint)));
        return;
    }
    const std::string_view pattern = attribute.bounds.key_pattern;
    if (pattern.empty()) return;
    if (key.size() > Patterns::length_max || !patterns_.matches(pattern, key))
        diagnostics_.add(site.error("Invalid key",
                                    fmt::format("\"{}\" has the key {}; it takes {}.", attribute.name,
                                                in_quotes(abbreviated(key)), attribute.bounds.pattern_says)));
}

}  // namespace fireform
