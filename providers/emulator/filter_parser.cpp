#include "providers/emulator/filter_lexer.hpp"
#include "providers/emulator/filter_node.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace fireform::emulator {
namespace {

using Node = Filter::Node;
constexpr int depth_max = 50;

class Parser {
 public:
    Parser(std::string_view text, const Message& message, bool extended)
        : lexer_(text), message_(message), extended_(extended) {}

    std::unique_ptr<Node> parse() {
        auto root = sequence(0);
        if (root != nullptr && lexer_.kind != FilterToken::end)
            return fail("unexpected \"" + lexer_.text + "\"");
        return root;
    }
    std::string failure;

 private:
    std::unique_ptr<Node> fail(std::string why) {
        if (failure.empty()) failure = std::move(why);
        return nullptr;
    }
    [[nodiscard]] bool at_word(std::string_view word) const {
        return lexer_.kind == FilterToken::word && lexer_.text == word;
    }

    std::unique_ptr<Node> sequence(int depth) {
        if (depth > depth_max) return fail("nested too deeply");
        auto all = std::make_unique<Node>();
        all->kind = Node::Kind::all;
        while (true) {
            auto factor = alternatives(depth);
            if (factor == nullptr) return nullptr;
            all->children.push_back(std::move(factor));
            if (at_word("AND")) {
                lexer_.next();
            } else if (lexer_.kind == FilterToken::end || lexer_.kind == FilterToken::close) {
                break;
            }  // two terms side by side: AND
        }
        return all->children.size() == 1 ? std::move(all->children.front()) : std::move(all);
    }

    std::unique_ptr<Node> alternatives(int depth) {
        auto any = std::make_unique<Node>();
        any->kind = Node::Kind::any;
        while (true) {
            auto term = negated(depth);
            if (term == nullptr) return nullptr;
            any->children.push_back(std::move(term));
            if (!at_word("OR")) break;
            lexer_.next();
        }
        return any->children.size() == 1 ? std::move(any->children.front()) : std::move(any);
    }

    std::unique_ptr<Node> negated(int depth) {
        bool negative = false;
        while (lexer_.kind == FilterToken::minus || at_word("NOT")) {
            negative = !negative;
            lexer_.next();
        }
        auto term = simple(depth);
        if (term == nullptr || !negative) return term;
        auto none = std::make_unique<Node>();
        none->kind = Node::Kind::none;
        none->children.push_back(std::move(term));
        return none;
    }

    std::unique_ptr<Node> simple(int depth) {
        if (lexer_.kind == FilterToken::open) {
            lexer_.next();
            auto inner = sequence(depth + 1);
            if (inner == nullptr) return nullptr;
            if (lexer_.kind != FilterToken::close) return fail("a parenthesis is not closed");
            lexer_.next();
            return inner;
        }
        if (lexer_.kind != FilterToken::word) return fail("a field name is expected");
        auto test = std::make_unique<Node>();
        const std::string name = lexer_.text;
        lexer_.next();
        if (lexer_.kind != FilterToken::sign) return fail("\"" + name + "\" needs a comparison");
        auto path = find_path(message_, name, extended_);
        if (!path) return fail("unknown field \"" + name + "\"");
        test->path = std::move(*path);
        const std::string sign = lexer_.text;
        test->sign = sign == "="    ? Node::Sign::equal
                     : sign == "!=" ? Node::Sign::unequal
                     : sign == "<"  ? Node::Sign::less
                     : sign == "<=" ? Node::Sign::less_equal
                     : sign == ">"  ? Node::Sign::greater
                     : sign == ">=" ? Node::Sign::greater_equal
                                    : Node::Sign::has;
        lexer_.next();
        std::string literal;
        if (lexer_.kind == FilterToken::minus) {
            literal = "-";
            lexer_.next();
        }
        if (lexer_.kind != FilterToken::word && lexer_.kind != FilterToken::quoted)
            return fail("a value is expected after \"" + name + sign + "\"");
        literal += lexer_.text;
        lexer_.next();
        return bind(*test, name, std::move(literal)) ? std::move(test) : nullptr;
    }

    bool wrong(const std::string& name, std::string_view what) {
        (void)fail("\"" + name + "\" " + std::string(what));
        return false;
    }

    /// Reads the literal as the field's type has it.
    bool bind(Node& test, const std::string& name, std::string literal) {
        const Field& field = *test.path.back();
        if (field.shape == Shape::map) return wrong(name, "cannot be filtered on");
        const bool ordered = test.sign != Node::Sign::equal && test.sign != Node::Sign::unequal &&
                             test.sign != Node::Sign::has;
        if (test.sign == Node::Sign::has && literal == "*") {
            test.present = true;
            return true;
        }
        if (field.shape == Shape::list && test.sign != Node::Sign::has)
            return wrong(name, "is a list: use \":\"");
        const auto number = [&] {
            const auto [end, failed] =
                std::from_chars(literal.data(), literal.data() + literal.size(), test.number);
            return failed == std::errc() && end == literal.data() + literal.size();
        };
        switch (field.kind) {
            case Kind::message:
            case Kind::object:
                return wrong(name, "is a message: name one of its fields");
            case Kind::boolean:
                if (ordered || (literal != "true" && literal != "false"))
                    return wrong(name, "is true or false");
                test.number = literal == "true" ? 1 : 0;
                return true;
            case Kind::int32:
            case Kind::int64:
            case Kind::float32:
            case Kind::float64:
                return number() || wrong(name, "is a number");
            case Kind::timestamp: {
                const auto time = parse_timestamp(literal);
                test.time = time.value_or(Nanos{0});
                return time || wrong(name, "is an RFC 3339 time");
            }
            case Kind::duration: {
                const auto length = parse_duration(literal);
                test.time = length.value_or(Nanos{0});
                return length || wrong(name, "is a duration such as 300s");
            }
            case Kind::enumeration:
                if (ordered) return wrong(name, "is an enum and has no order");
                if (std::find(field.values.begin(), field.values.end(), literal) == field.values.end())
                    return wrong(name, "has no value \"" + literal + "\"");
                test.text = std::move(literal);
                return true;
            case Kind::text:
                if (!ordered && literal.size() > 1 && literal.ends_with('*')) {
                    test.star_behind = true;
                    literal.pop_back();
                }
                if (!ordered && literal.size() > 1 && literal.starts_with('*')) {
                    test.star_before = true;
                    literal.erase(0, 1);
                }
                test.text = std::move(literal);
                return true;
        }
        return false;
    }

    FilterLexer lexer_;
    const Message& message_;
    bool extended_;
};

}  // namespace

ParsedFilter parse_filter(std::string_view text, const Message& message, bool extended) {
    Parser parser(text, message, extended);
    ParsedFilter out;
    out.root = parser.parse();
    out.failure = std::move(parser.failure);
    return out;
}

}  // namespace fireform::emulator
