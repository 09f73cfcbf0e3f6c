#include "providers/emulator/filter.hpp"

#include "providers/emulator/masks.hpp"
#include "providers/emulator/times.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace fireform::emulator {

struct Filter::Node {
    enum class Kind { all, any, none, test };  ///< AND, OR, NOT, a comparison
    enum class Sign { equal, unequal, less, less_equal, greater, greater_equal, has };

    Kind kind = Kind::test;
    std::vector<std::unique_ptr<Node>> children;

    FieldPath path;
    Sign sign = Sign::equal;
    std::string text;   ///< literal of a text, an enumeration or a 64-bit number
    double number = 0;  ///< literal of a number or a truth value
    Nanos time{0};      ///< literal of a time or a duration
    bool star_before = false, star_behind = false, present = false;  ///< "*x", "x*", ":*"
};

namespace {

using Node = Filter::Node;
constexpr int depth_max = 50;
constexpr std::size_t length_max = 16384;

enum class Token { end, word, quoted, open, close, sign, minus, bad };

/// Words are cut at white space, parentheses and comparison signs.
class Lexer {
 public:
    explicit Lexer(std::string_view text) : rest_(text) { next(); }

    Token kind = Token::end;
    std::string text;

    void next() {
        text.clear();
        while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != std::string_view::npos)
            rest_.remove_prefix(1);
        if (rest_.empty()) {
            kind = Token::end;
            return;
        }
        const char c = rest_[0];
        if (c == '(' || c == ')') {
            kind = c == '(' ? Token::open : Token::close;
            rest_.remove_prefix(1);
        } else if (c == '"' || c == '\'') {
            in_quotes(c);
        } else if (const auto length = sign_length(); length != 0) {
            kind = Token::sign;
            take(length);
        } else if (c == '-' && !after_sign_) {
            kind = Token::minus;
            rest_.remove_prefix(1);
        } else {
            kind = Token::word;
            take(std::min(rest_.find_first_of(" \t\r\n()=<>:\"'!"), rest_.size()));
        }
        if (kind == Token::word && after_sign_) time_of_day();
        after_sign_ = kind == Token::sign;
    }

 private:
    [[nodiscard]] std::size_t sign_length() const {
        if (rest_.starts_with("!=") || rest_.starts_with("<=") || rest_.starts_with(">=")) return 2;
        return rest_[0] == '=' || rest_[0] == '<' || rest_[0] == '>' || rest_[0] == ':' ? 1 : 0;
    }
    void take(std::size_t length) {
        if (length == 0) {  // a lone '!'
            kind = Token::bad;
            return;
        }
        text.append(rest_.substr(0, length));
        rest_.remove_prefix(length);
    }
    void in_quotes(char quote) {
        rest_.remove_prefix(1);
        kind = Token::bad;
        while (!rest_.empty()) {
            char c = rest_[0];
            rest_.remove_prefix(1);
            if (c == quote) {
                kind = Token::quoted;
                return;
            }
            if (c == '\\' && !rest_.empty()) {
                c = rest_[0];
                rest_.remove_prefix(1);
            }
            text += c;
        }
    }
    /// An unquoted time has colons: 2026-05-01T12:00:00Z is one word behind a comparison.
    void time_of_day() {
        while (text.size() >= 13 && rest_.starts_with(':') && rest_.size() > 1 && rest_[1] >= '0' &&
               rest_[1] <= '9') {
            text += ':';
            rest_.remove_prefix(1);
            take(std::min(rest_.find_first_of(" \t\r\n()=<>:\"'!"), rest_.size()));
        }
    }

    std::string_view rest_;
    bool after_sign_ = false;
};

class Parser {
 public:
    Parser(std::string_view text, const Message& message, bool extended)
        : lexer_(text), message_(message), extended_(extended) {}

    std::unique_ptr<Node> parse() {
        auto root = sequence(0);
        if (root != nullptr && lexer_.kind != Token::end) return fail("unexpected \"" + lexer_.text + "\"");
        return root;
    }
    std::string failure;

 private:
    std::unique_ptr<Node> fail(std::string why) {
        if (failure.empty()) failure = std::move(why);
        return nullptr;
    }
    [[nodiscard]] bool at_word(std::string_view word) const {
        return lexer_.kind == Token::word && lexer_.text == word;
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
            } else if (lexer_.kind == Token::end || lexer_.kind == Token::close) {
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
        while (lexer_.kind == Token::minus || at_word("NOT")) {
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
        if (lexer_.kind == Token::open) {
            lexer_.next();
            auto inner = sequence(depth + 1);
            if (inner == nullptr) return nullptr;
            if (lexer_.kind != Token::close) return fail("a parenthesis is not closed");
            lexer_.next();
            return inner;
        }
        if (lexer_.kind != Token::word) return fail("a field name is expected");
        auto test = std::make_unique<Node>();
        const std::string name = lexer_.text;
        lexer_.next();
        if (lexer_.kind != Token::sign) return fail("\"" + name + "\" needs a comparison");
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
        if (lexer_.kind == Token::minus) {
            literal = "-";
            lexer_.next();
        }
        if (lexer_.kind != Token::word && lexer_.kind != Token::quoted)
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

    Lexer lexer_;
    const Message& message_;
    bool extended_;
};

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
    Parser parser(text, message, extended);
    out.root_ = parser.parse();
    if (out.root_ == nullptr) return invalid("invalid filter: " + parser.failure);
    return std::nullopt;
}

bool Filter::matches(const json::object& body) const {
    return root_ == nullptr || test_node(*root_, body);
}

}  // namespace fireform::emulator
