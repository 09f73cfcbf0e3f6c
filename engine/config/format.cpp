#include "engine/config/format.hpp"

#include "engine/config/toml_document.hpp"
#include "engine/config/toml_lines.hpp"
#include "engine/config/wording.hpp"
#include "schemas/bug.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

namespace fireform {
namespace {

using Kind = TomlLine::Kind;
using Lines = std::vector<TomlLine>;

constexpr std::size_t comment_gap = 2;

/// One empty line where there are several, none at the ends, and one before each header with its comments.
Lines with_blank_lines(Lines lines) {
    Lines out;
    for (TomlLine& line : lines) {
        const bool needless = line.kind == Kind::blank && (out.empty() || out.back().kind == Kind::blank);
        if (needless) continue;
        if (line.kind == Kind::header) {
            const auto comments = std::find_if(out.rbegin(), out.rend(),
                                               [](const TomlLine& one) { return one.kind != Kind::comment; });
            if (comments != out.rend() && comments->kind != Kind::blank)
                out.insert(comments.base(), TomlLine{});
        }
        out.push_back(std::move(line));
    }
    if (!out.empty() && out.back().kind == Kind::blank) out.pop_back();
    return out;
}

bool in_run(const TomlLine& line) {
    return line.kind == Kind::pair && !line.several_lines();
}

/// How many of the first lines `belongs` holds for.
template <class Belongs>
std::size_t run_length(std::span<TomlLine> lines, Belongs belongs) {
    return static_cast<std::size_t>(std::distance(lines.begin(), std::ranges::find_if_not(lines, belongs)));
}

void pad_keys(std::span<TomlLine> run) {
    std::size_t widest = 0;
    for (const TomlLine& line : run)
        widest = std::max(widest, code_points(line.text));
    for (TomlLine& line : run)
        line.text.append(widest - code_points(line.text), ' ');
}

/// Before their comments; keys are padded already.
void pad_values(std::span<TomlLine> run) {
    std::size_t widest = 0;
    for (const TomlLine& line : run)
        widest = std::max(widest, code_points(line.value));
    for (TomlLine& line : run)
        line.value.append(widest - code_points(line.value), ' ');
}

void align(std::span<TomlLine> lines) {
    while (!lines.empty()) {
        const std::size_t length = run_length(lines, in_run);
        auto run = lines.first(length);
        lines = lines.subspan(std::max<std::size_t>(length, 1));
        pad_keys(run);
        while (!run.empty()) {
            const std::size_t told =
                run_length(run, [](const TomlLine& line) { return !line.comment.empty(); });
            pad_values(run.first(told));
            run = run.subspan(std::max<std::size_t>(told, 1));
        }
    }
}

std::string print(const Lines& lines) {
    std::string out;
    for (const TomlLine& line : lines) {
        out += line.text;
        if (line.kind == Kind::pair) out += " = " + line.value;
        if (!line.comment.empty()) out += std::string(comment_gap, ' ') + line.comment;
        out += '\n';
    }
    return out;
}

bool same(const TomlNode& a, const TomlNode& b) {
    const auto both = [](const TomlNode& left, const TomlNode& right) { return same(left, right); };
    if (a.array() && b.array()) return std::ranges::equal(*a.array(), *b.array(), both);
    if (a.table() && b.table())
        return std::ranges::equal(*a.table(), *b.table(),
                                  [](const TomlMember& left, const TomlMember& right) {
                                      return left.key == right.key && same(left.value, right.value);
                                  });
    if (a.array() || a.table() || b.array() || b.table()) return false;
    if (a.number() && b.number() && std::isnan(*a.number())) return std::isnan(*b.number());
    if (a.data.index() != b.data.index()) return false;
    if (a.string()) return *a.string() == *b.string();
    if (a.integer()) return *a.integer() == *b.integer();
    if (a.number()) return *a.number() == *b.number();
    return !a.boolean() || *a.boolean() == *b.boolean();
}

}  // namespace

Checked<std::string> format_toml(const std::string& file, std::string_view text) {
    text = without_mark(text);
    const Checked<TomlNode> before = parse_toml(file, text);
    if (!before.value) return before.diagnostics;
    Lines lines = with_blank_lines(toml_lines(text));
    align(lines);
    std::string out = print(lines);
    const Checked<TomlNode> after = parse_toml(file, out);
    require(after.value && same(*before.value, *after.value), "a formatted file says what it said");
    return out;
}

}  // namespace fireform
