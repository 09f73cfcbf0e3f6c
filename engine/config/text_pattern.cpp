#include "engine/config/text_pattern.hpp"

#include "engine/config/toml_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace fireform {
namespace {

using Instruction = TextPattern::Instruction;
using Kind = Instruction::Kind;
using Set = TextPattern::Set;

constexpr std::size_t pattern_max = 1000;
constexpr std::size_t program_max = 5000;
constexpr std::size_t depth_max = 50;
constexpr std::size_t repeat_max = 1000;

/// A byte that begins no character of UTF-8 counts as one.
std::u32string code_points_of(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::max<std::size_t>(utf8_length(text.substr(at)), 1);
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
        char32_t point = length == 1 ? byte(0) : byte(0) & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i)
            point = (point << 6) | (byte(i) & 0x3FU);
        out += point;
        at += length;
    }
    return out;
}

bool contains(const Set& set, char32_t point) {
    const bool inside = std::ranges::any_of(
        set.ranges, [point](const auto& range) { return range.first <= point && point <= range.second; });
    return inside != set.negated;
}

/// The pattern as a tree.
struct Node {
    enum class Kind : std::uint8_t { set, begin, end, sequence, choice, repeat };
    Kind kind = Kind::sequence;
    Set set = {};
    std::vector<Node> parts = {};
    std::size_t least = 0;
    std::optional<std::size_t> most = {};
};

class Parser {
 public:
    explicit Parser(std::u32string_view text) : text_(text) {}

    /// What is wrong is in `problem`.
    Node parse() {
        Node node = choice(0);
        if (problem.empty() && !at_end()) problem = "a ) closes nothing";
        return node;
    }

    std::string problem;

 private:
    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    bool take(char32_t expected) {
        if (at_end() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }
    void fail(std::string what) {
        if (problem.empty()) problem = std::move(what);
        at_ = text_.size();
    }

    Node choice(std::size_t depth) {
        Node node{Node::Kind::choice};
        if (depth > depth_max) {
            fail(fmt::format("groups are more than {} deep in one another", depth_max));
            return node;
        }
        do
            node.parts.push_back(sequence(depth));
        while (take('|'));
        return node;
    }

    Node sequence(std::size_t depth) {
        Node node{Node::Kind::sequence};
        while (!at_end() && text_[at_] != '|' && text_[at_] != ')') {
            Node part = atom(depth);
            while (repeated(part)) {
            }
            node.parts.push_back(std::move(part));
        }
        return node;
    }

    /// Wraps `part` in what follows it.
    bool repeated(Node& part) {
        Node node{Node::Kind::repeat};
        if (take('*')) {
            node.least = 0;
        } else if (take('+')) {
            node.least = 1;
        } else if (take('?')) {
            node.most = 1;
        } else if (take('{')) {
            counts(node);
        } else {
            return false;
        }
        node.parts.push_back(std::move(part));
        part = std::move(node);
        return problem.empty();
    }

    void counts(Node& node) {
        const auto least = number();
        node.least = least.value_or(0);
        node.most = least;
        if (take(',')) node.most = number();
        if (!least || !take('}') || (node.most && *node.most < node.least))
            return fail("a { is written {2}, {2,} or {2,4}");
        if (node.least > repeat_max || node.most.value_or(0) > repeat_max)
            fail(fmt::format("a part is repeated {} times at most", repeat_max));
    }

    std::optional<std::size_t> number() {
        std::optional<std::size_t> out;
        for (; !at_end() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
            out = std::min<std::size_t>(out.value_or(0) * 10 + (text_[at_] - '0'), 10 * repeat_max);
        return out;
    }

    Node atom(std::size_t depth) {
        const char32_t point = text_[at_++];
        if (point == '^') return {Node::Kind::begin};
        if (point == '$') return {Node::Kind::end};
        if (point == '.') return {Node::Kind::set, Set{{}, true}};
        if (point == '[') return {Node::Kind::set, bracket()};
        if (point == '\\') return {Node::Kind::set, escape()};
        if (point == '(') {
            if (take('?') && !take(':')) fail("a group is written (...) or (?:...)");
            Node node = choice(depth + 1);
            if (problem.empty() && !take(')')) fail("a ( is not closed");
            return node;
        }
        if (point == '*' || point == '+' || point == '?' || point == '{')
            fail(fmt::format("nothing stands in front of {}", static_cast<char>(point)));
        return {Node::Kind::set, Set{{{point, point}}}};
    }

    /// Behind the backslash.
    Set escape() {
        if (at_end()) {
            fail("a \\ stands at the end");
            return {};
        }
        const char32_t point = text_[at_++];
        switch (point) {
            case 'd':
            case 'D':
                return {{{'0', '9'}}, point == 'D'};
            case 'w':
            case 'W':
                return {{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}}, point == 'W'};
            case 's':
            case 'S':
                return {{{' ', ' '}, {'\t', '\r'}}, point == 'S'};
            case 'n':
                return {{{'\n', '\n'}}};
            case 't':
                return {{{'\t', '\t'}}};
            default:
                break;
        }
        const bool letter = point < 0x80 && (contains({{{'a', 'z'}, {'A', 'Z'}, {'0', '9'}}}, point));
        if (letter) fail(fmt::format("\\{} has no meaning", static_cast<char>(point)));
        return {{{point, point}}};
    }

    /// Behind the opening bracket.
    Set bracket() {
        Set set;
        set.negated = take('^');
        bool first = true;
        while (!at_end() && (first || text_[at_] != ']')) {
            first = false;
            const Set low = member();
            const bool single = low.ranges.size() == 1 && low.ranges[0].first == low.ranges[0].second;
            if (low.negated) fail("\\D, \\W and \\S cannot stand in [ ]");
            if (single && at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
                ++at_;
                const Set high = member();
                if (!problem.empty()) return set;
                if (high.ranges[0].second < low.ranges[0].first) fail("a range in [ ] runs backwards");
                set.ranges.emplace_back(low.ranges[0].first, high.ranges[0].second);
            } else {
                set.ranges.insert(set.ranges.end(), low.ranges.begin(), low.ranges.end());
            }
        }
        if (!take(']')) fail("a [ is not closed");
        return set;
    }

    Set member() {
        const char32_t point = text_[at_++];
        return point == '\\' ? escape() : Set{{{point, point}}};
    }

    std::u32string_view text_;
    std::size_t at_ = 0;
};

/// Writes a tree as a program; what follows a part is the instruction behind it.
class Writer {
 public:
    Writer(std::vector<Instruction>& program, std::vector<Set>& sets) : program_(program), sets_(sets) {}

    void write(const Node& node) {
        if (full()) return;
        switch (node.kind) {
            case Node::Kind::set:
                program_.push_back({Kind::set, here() + 1, static_cast<std::uint32_t>(sets_.size())});
                sets_.push_back(node.set);
                return;
            case Node::Kind::begin:
            case Node::Kind::end:
                program_.push_back({node.kind == Node::Kind::begin ? Kind::begin : Kind::end, here() + 1, 0});
                return;
            case Node::Kind::sequence:
                for (const Node& part : node.parts)
                    write(part);
                return;
            case Node::Kind::choice:
                return choice(node);
            case Node::Kind::repeat:
                return repeat(node);
        }
    }

    [[nodiscard]] bool full() const { return program_.size() > program_max; }

 private:
    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(program_.size()); }
    std::uint32_t split() {
        program_.push_back({Kind::split, here() + 1, here() + 1});
        return here() - 1;
    }

    void choice(const Node& node) {
        std::vector<std::uint32_t> ends;
        for (std::size_t i = 0; i < node.parts.size(); ++i) {
            const bool last = i + 1 == node.parts.size();
            const std::uint32_t fork = last ? 0 : split();
            write(node.parts[i]);
            if (last) break;
            ends.push_back(split());
            program_[fork].other = here();
        }
        for (const std::uint32_t end : ends)
            program_[end].next = program_[end].other = here();
    }

    void repeat(const Node& node) {
        for (std::size_t i = 0; i < node.least && !full(); ++i)
            write(node.parts[0]);
        if (!node.most) {
            const std::uint32_t fork = split();
            write(node.parts[0]);
            program_.push_back({Kind::split, fork, fork});
            program_[fork].other = here();
            return;
        }
        std::vector<std::uint32_t> forks;
        for (std::size_t i = node.least; i < *node.most && !full(); ++i) {
            forks.push_back(split());
            write(node.parts[0]);
        }
        for (const std::uint32_t fork : forks)
            program_[fork].other = here();
    }

    std::vector<Instruction>& program_;
    std::vector<Set>& sets_;
};

/// The instructions that are reached without a further character, each once.
class Threads {
 public:
    explicit Threads(std::size_t size) : seen_(size, 0) {}

    void clear() {
        reached.clear();
        ++round_;
    }
    void add(const std::vector<Instruction>& program, std::uint32_t start, bool at_begin, bool at_end) {
        stack_.push_back(start);
        while (!stack_.empty()) {
            const std::uint32_t here = stack_.back();
            stack_.pop_back();
            if (seen_[here] == round_) continue;
            seen_[here] = round_;
            const Instruction& instruction = program[here];
            if (instruction.kind == Kind::split) {
                stack_.push_back(instruction.other);
                stack_.push_back(instruction.next);
            } else if (instruction.kind == Kind::begin || instruction.kind == Kind::end) {
                if (instruction.kind == Kind::begin ? at_begin : at_end) stack_.push_back(instruction.next);
            } else {
                reached.push_back(here);
            }
        }
    }

    std::vector<std::uint32_t> reached;

 private:
    std::vector<std::uint32_t> seen_;
    std::vector<std::uint32_t> stack_;
    std::uint32_t round_ = 1;
};

}  // namespace

std::variant<TextPattern, std::string> TextPattern::compile(std::string_view pattern) {
    const std::u32string text = code_points_of(pattern);
    if (text.size() > pattern_max) return fmt::format("it is longer than {} characters", pattern_max);
    Parser parser(text);
    const Node tree = parser.parse();
    if (!parser.problem.empty()) return std::move(parser.problem);
    TextPattern out;
    Writer writer(out.program_, out.sets_);
    writer.write(tree);
    if (writer.full()) return "it is too large: fewer repetitions, please";
    out.program_.push_back({Kind::match, 0, 0});
    return out;
}

bool TextPattern::matches(std::string_view text) const {
    const std::u32string points = code_points_of(text);
    Threads now(program_.size());
    Threads next(program_.size());
    now.add(program_, 0, true, points.empty());
    for (std::size_t at = 0; at < points.size() && !now.reached.empty(); ++at) {
        next.clear();
        for (const std::uint32_t here : now.reached) {
            const Instruction& instruction = program_[here];
            if (instruction.kind == Kind::set && contains(sets_[instruction.other], points[at]))
                next.add(program_, instruction.next, false, at + 1 == points.size());
        }
        std::swap(now, next);
    }
    return std::ranges::any_of(now.reached,
                               [this](std::uint32_t here) { return program_[here].kind == Kind::match; });
}

}  // namespace fireform
