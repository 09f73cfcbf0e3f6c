#include "engine/render/attribute_text.hpp"

#include "engine/config/expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

constexpr std::string_view indent = "      ";
constexpr std::string_view hidden = "(sensitive)";

std::string unknown_text(const Value& value) {
    std::vector<std::string> sources;
    for (const Reference& reference : references(value)) {
        if (!reference.resource) continue;
        std::string source = to_text(*reference.resource) + '.' + reference.attribute;
        if (std::ranges::find(sources, source) == sources.end()) sources.push_back(std::move(source));
    }
    if (sources.empty()) return "(known after apply)";
    return fmt::format("(known after apply: {})", printable(fmt::format("{}", fmt::join(sources, ", "))));
}

/// A key as TOML takes it behind a dot.
std::string key_text(std::string_view key) {
    const auto bare = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    };
    return !key.empty() && std::ranges::all_of(key, bare) ? std::string(key)
                                                          : printable(fireform::in_quotes(key));
}

/// "(server default)" belongs in the place of the value, everything else into the comment.
bool stands_for_value(std::string_view note) {
    return note.starts_with('(') && note.ends_with(')');
}

std::string comment(const AttributeChange& change) {
    const std::string_view note =
        change.after.is_null() && stands_for_value(change.note) ? std::string_view{} : change.note;
    if (change.forces_replacement)
        return note.empty() ? "forces replacement" : "forces replacement: " + printable(note);
    return printable(note);
}

std::string after_text(const AttributeChange& change) {
    if (change.sensitive) return change.after.is_null() ? "null" : std::string(hidden);
    if (change.after.is_null() && stands_for_value(change.note)) return printable(change.note);
    return value_text(change.after);
}

std::string before_text(const AttributeChange& change) {
    if (change.sensitive && !change.before.is_null()) return std::string(hidden);
    return value_text(change.before);
}

Tone tone_of(const Value& before, const Value& after) {
    if (before.is_null()) return Tone::create;
    return after.is_null() ? Tone::remove : Tone::change;
}

/// Of two maps the keys that differ, a line each.
void map_fields(const std::string& path, const Value& before, const Value& after, const std::string& remark,
                std::vector<FieldLine>& out) {
    if (before == after) return;
    const Value::Map* old_map = before.map();
    const Value::Map* new_map = after.map();
    if (!old_map || !new_map) {
        out.push_back({FieldLine::Shape::change, tone_of(before, after), path, value_text(before),
                       value_text(after), remark});
        return;
    }
    static const Value absent;
    for (const auto& [key, value] : *old_map) {
        const auto other = new_map->find(key);
        map_fields(path + '.' + key_text(key), value, other == new_map->end() ? absent : other->second,
                   remark, out);
    }
    for (const auto& [key, value] : *new_map)
        if (!old_map->contains(key)) map_fields(path + '.' + key_text(key), absent, value, remark, out);
}

}  // namespace

std::string value_text(const Value& value) {
    if (value.unknown()) return unknown_text(value);
    if (const Value::List* list = value.list()) {
        std::vector<std::string> parts;
        for (const Value& element : *list)
            parts.push_back(value_text(element));
        return fmt::format("[{}]", fmt::join(parts, ", "));
    }
    if (const Value::Map* map = value.map()) {
        std::vector<std::string> parts;
        for (const auto& [key, element] : *map)
            parts.push_back(fmt::format("{} = {}", key_text(key), value_text(element)));
        return fmt::format("{{{}}}", fmt::join(parts, ", "));
    }
    return printable(to_text(value));
}

std::string to_text(const FieldLine& line) {
    if (line.shape == FieldLine::Shape::note) return "# " + line.comment;
    const std::string remark = line.comment.empty() ? std::string() : "  # " + line.comment;
    return line.shape == FieldLine::Shape::value
               ? fmt::format("{} = {}{}", line.name, line.after, remark)
               : fmt::format("{}: {} -> {}{}", line.name, line.before, line.after, remark);
}

FieldLine note_line(std::string comment) {
    return {FieldLine::Shape::note, Tone::faint, {}, {}, {}, std::move(comment)};
}

FieldLine value_line(std::string name, std::string value, Tone tone) {
    return {FieldLine::Shape::value, tone, std::move(name), {}, std::move(value), {}};
}

std::string field_line(std::string_view text, Tone tone, const Style& style) {
    return fmt::format("{}{}\n", indent, paint(text, tone, style));
}

std::string field_line(const FieldLine& line, const Style& style) {
    return field_line(to_text(line), line.tone, style);
}

std::vector<FieldLine> attribute_fields(const AttributeChange& change, bool creating) {
    if (creating && change.before.is_null())
        return {
            {FieldLine::Shape::value, Tone::create, change.path, {}, after_text(change), comment(change)}};
    std::vector<FieldLine> out;
    if (!change.sensitive && change.before.map() && change.after.map())
        map_fields(change.path, change.before, change.after, comment(change), out);
    if (out.empty())
        out.push_back({FieldLine::Shape::change, tone_of(change.before, change.after), change.path,
                       before_text(change), after_text(change), comment(change)});
    return out;
}

std::string attribute_lines(const AttributeChange& change, bool creating, const Style& style) {
    std::string out;
    for (const FieldLine& line : attribute_fields(change, creating))
        out += field_line(line, style);
    return out;
}

}  // namespace fireform
