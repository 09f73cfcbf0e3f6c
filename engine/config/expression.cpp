#include "engine/config/expression.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace fireform {
namespace {

constexpr std::string_view opening = "${";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

constexpr int depth_max = 20;  // of calls in one another
constexpr std::string_view list_function = "[]";

std::string bare_text(const Reference& reference) {
    if (reference.resource) {
        const Address& address = *reference.resource;
        if (reference.key.empty()) return fmt::format("{}.{}", to_text(address), reference.attribute);
        return fmt::format("{}[{}].{}", to_text(address), bare_text(reference.key.front()),
                           reference.attribute);
    }
    std::string text = fmt::format("{}.{}", reference.root, reference.name);
    for (const std::string& segment : reference.path) {
        const bool position =
            !segment.empty() && segment.find_first_not_of("0123456789") == std::string::npos;
        if (is_block_name(segment))
            text += "." + segment;
        else
            text += fmt::format("[{}]", position ? segment : in_quotes(segment));
    }
    return text;
}

std::string bare_text(const Call& call);

std::string bare_text(const Expression& expression) {
    if (const auto* value = std::get_if<Value>(&expression.part)) return to_text(*value);
    if (const auto* reference = std::get_if<Reference>(&expression.part)) return bare_text(*reference);
    return bare_text(std::get<Call>(expression.part));
}

std::string bare_text(const Call& call) {
    std::string arguments;
    for (const Expression& argument : call.arguments)
        arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ", bare_text(argument));
    if (call.function == list_function) return fmt::format("[{}]", arguments);
    return fmt::format("{}({})", call.function, arguments);
}

/// What resolve() puts together: the text itself, and the template of it for the case that a part is missing.
struct Assembly {
    std::string text;
    std::string as_template;
    bool known = true;

    void add(std::string_view literal) {
        text += literal;
        as_template += escape_template(literal);
    }
    void add_missing(std::string_view template_text) {
        as_template += template_text;
        known = false;
    }
};

Value resolve_template(const Unknown& unknown, const Scope& scope) {
    const auto parsed = parse_template(unknown.text);
    const auto* whole = std::get_if<Template>(&parsed);
    if (!whole) return unknown;
    if (whole->parts.size() == 1)
        if (const auto* only = std::get_if<Reference>(&whole->parts.front())) {
            auto value = scope(*only);
            return value ? std::move(*value) : Value(unknown);
        }
    Assembly result;
    for (const auto& part : whole->parts) {
        if (const auto* literal = std::get_if<std::string>(&part)) {
            result.add(*literal);
            continue;
        }
        if (const auto* call = std::get_if<Call>(&part)) {
            result.add_missing(fmt::format("${{{}}}", bare_text(*call)));
            continue;
        }
        const auto& reference = std::get<Reference>(part);
        const auto value = scope(reference);
        if (!value || (value->has_unknown() && !value->unknown()))
            result.add_missing(to_text(reference));
        else if (const auto* still = value->unknown())
            result.add_missing(still->text);
        else
            result.add(plain_text(*value));
    }
    if (result.known) return Value(std::move(result.text));
    return Unknown{std::move(result.as_template)};
}

void collect(const Value& value, std::vector<Reference>& found) {
    if (const auto* unknown = value.unknown()) {
        const auto parsed = parse_template(unknown->text);
        if (const auto* whole = std::get_if<Template>(&parsed))
            for (const auto& part : whole->parts)
                if (const auto* reference = std::get_if<Reference>(&part); reference && reference->resource)
                    found.push_back(*reference);
    } else if (const auto* list = value.list()) {
        for (const Value& item : *list)
            collect(item, found);
    } else if (const auto* map = value.map()) {
        for (const auto& [key, item] : *map)
            collect(item, found);
    }
}

/// Reads what stands between the braces.
class Cursor {
 public:
    Cursor(std::string_view text, std::size_t start) : text_(text), start_(start), at_(start + 2) {}

    /// Error, or a Reference, or a Call, or the text of `${"..."}`; `end` is behind the closing brace.
    std::variant<std::string, Reference, Call, TemplateError> read(std::size_t& end) {
        skip_spaces();
        if (at_end()) return not_closed();
        if (peek() == '}') return TemplateError{start_, "a reference is empty"};
        if (peek() == '"') return read_literal(end);
        if (at_call()) return read_whole_call(end);
        Reference reference;
        if (auto error = read_path(reference)) return *std::move(error);
        if (auto error = close(end)) return *std::move(error);
        reference.offset = start_;
        reference.length = end - start_;
        return reference;
    }

 private:
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek() const { return text_[at_]; }
    void skip_spaces() {
        while (!at_end() && (peek() == ' ' || peek() == '\t'))
            ++at_;
    }
    bool take(char expected) {
        if (at_end() || peek() != expected) return false;
        ++at_;
        return true;
    }
    std::string_view take_word() {
        const std::size_t begin = at_;
        if (!at_end() && is_letter(peek()))
            while (!at_end() && is_word(peek()))
                ++at_;
        return text_.substr(begin, at_ - begin);
    }

    [[nodiscard]] TemplateError not_closed() const { return {start_, "a reference is not closed by }"}; }
    [[nodiscard]] TemplateError unexpected(std::string_view wanted) const {
        if (at_end()) return not_closed();
        if (peek() == '}' && !wanted.empty()) return {start_, std::string(wanted), true};
        const auto byte = static_cast<unsigned char>(peek());
        if (byte < 0x20 || byte >= 0x7f)
            return {at_, fmt::format("byte {} cannot stand in a reference", byte)};
        return {at_, fmt::format("'{}' cannot stand here in a reference", peek())};
    }

    std::optional<TemplateError> close(std::size_t& end) {
        skip_spaces();
        if (!take('}')) return unexpected("");
        end = at_;
        return std::nullopt;
    }

    std::variant<std::string, Reference, Call, TemplateError> read_literal(std::size_t& end) {
        auto literal = read_quoted();
        if (!literal) return not_closed();
        if (auto error = close(end)) return *std::move(error);
        return *std::move(literal);
    }

    std::variant<std::string, Reference, Call, TemplateError> read_whole_call(std::size_t& end) {
        Call call;
        if (auto error = read_call(call, 0)) return *std::move(error);
        if (auto error = close(end)) return *std::move(error);
        call.offset = start_;
        call.length = end - start_;
        return call;
    }

    /// Whether a word and an opening bracket are next.
    [[nodiscard]] bool at_call() const {
        std::size_t end = at_;
        while (end < text_.size() && is_word(text_[end]))
            ++end;
        return end > at_ && is_letter(peek()) && end < text_.size() && text_[end] == '(';
    }

    std::optional<TemplateError> read_call(Call& call, int depth) {
        call.offset = at_;
        call.function = take_word();
        ++at_;
        return read_arguments(call, ')', depth);
    }

    /// Up to and with `closing`.
    std::optional<TemplateError> read_arguments(Call& call, char closing, int depth) {
        if (depth > depth_max)
            return TemplateError{at_,
                                 fmt::format("functions are more than {} deep in one another", depth_max)};
        skip_spaces();
        while (!take(closing)) {
            if (!call.arguments.empty()) {
                if (!take(',')) return in_call();
                skip_spaces();
            }
            auto& argument = call.arguments.emplace_back();
            if (auto error = read_argument(argument, depth)) return error;
            skip_spaces();
        }
        call.length = at_ - call.offset;
        return std::nullopt;
    }

    [[nodiscard]] TemplateError in_call() const {
        if (at_end()) return {start_, "a function is not closed by )"};
        return unexpected("");
    }

    std::optional<TemplateError> read_argument(Expression& argument, int depth) {
        if (at_end()) return in_call();
        if (peek() == '"' || peek() == '\'') {
            auto literal = read_quoted();
            if (!literal) return TemplateError{at_, "a text in a function is not closed by its quote"};
            argument.part = Value(*std::move(literal));
            return std::nullopt;
        }
        if (peek() == '-' || (peek() >= '0' && peek() <= '9')) return read_number(argument);
        if (peek() == '[') {
            Call list{std::string(list_function), {}, at_++, 0};
            if (auto error = read_arguments(list, ']', depth + 1)) return error;
            argument.part = std::move(list);
            return std::nullopt;
        }
        if (at_call()) {
            Call call;
            if (auto error = read_call(call, depth + 1)) return error;
            argument.part = std::move(call);
            return std::nullopt;
        }
        for (const bool value : {false, true})
            if (take_exactly(value ? "true" : "false")) {
                argument.part = Value(value);
                return std::nullopt;
            }
        Reference reference;
        const std::size_t begin = at_;
        if (auto error = read_path(reference)) return error;
        reference.offset = begin;
        reference.length = at_ - begin;
        argument.part = std::move(reference);
        return std::nullopt;
    }

    /// The word, when it ends there.
    bool take_exactly(std::string_view word) {
        const auto rest = text_.substr(at_);
        if (!rest.starts_with(word)) return false;
        if (rest.size() > word.size() && (is_word(rest[word.size()]) || rest[word.size()] == '.'))
            return false;
        at_ += word.size();
        return true;
    }

    std::optional<TemplateError> read_number(Expression& argument) {
        const char* begin = text_.data() + at_;
        const char* end = text_.data() + text_.size();
        std::int64_t integer = 0;
        double number = 0;
        const auto whole = std::from_chars(begin, end, integer);
        const auto real = std::from_chars(begin, end, number);
        if (real.ec != std::errc{} || !std::isfinite(number)) return unexpected("");
        if ((whole.ec == std::errc{} && whole.ptr == real.ptr) || number == 0)
            argument.part = Value(integer);
        else
            argument.part = Value(number);
        at_ += static_cast<std::size_t>(real.ptr - begin);
        return std::nullopt;
    }

    /// A text in quotes at the cursor; none: it does not end, or an escape is wrong. In single quotes nothing
    /// is an escape, as in TOML.
    std::optional<std::string> read_quoted() {
        if (peek() == '\'') {
            const std::size_t close = text_.find('\'', at_ + 1);
            if (close == std::string_view::npos) return std::nullopt;
            std::string inside(text_.substr(at_ + 1, close - at_ - 1));
            at_ = close + 1;
            return inside;
        }
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != '"')
            end += text_[end] == '\\' ? 2 : 1;
        if (end >= text_.size()) return std::nullopt;
        const auto quotes = text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
        return unquoted(quotes);
    }

    std::optional<TemplateError> read_path(Reference& reference) {
        const std::string root(take_word());
        if (root.empty()) return unexpected("");
        if (root == "var" || root == "env" || root == "local" || root == "each") {
            const auto wanted = fmt::format("{0} is followed by a name: ${{{0}.NAME}}", root);
            if (!take('.')) return unexpected(wanted);
            reference.root = root;
            reference.name = take_word();
            if (reference.name.empty()) return unexpected(wanted);
            if (root == "each" && reference.name != "key" && reference.name != "value")
                return TemplateError{start_, "each has only ${each.key} and ${each.value}", true};
            const bool has_parts = root != "env" && (root != "each" || reference.name == "value");
            return has_parts ? read_parts(reference) : std::nullopt;
        }
        if (root == "lookup") return read_lookup(reference);
        if (root == "vars" || root == "variable" || root == "variables")
            return TemplateError{start_, "a variable is written ${var.NAME}", true};
        if (root == "locals") return TemplateError{start_, "a local value is written ${local.NAME}", true};
        return read_resource(root, reference);
    }

    /// What of the value is meant: `.region`, `["eu-1"]`, `[0]`.
    std::optional<TemplateError> read_parts(Reference& reference) {
        while (!at_end() && (peek() == '.' || peek() == '[')) {
            if (take('.')) {
                reference.path.emplace_back(take_word());
                if (reference.path.back().empty()) return unexpected("");
                continue;
            }
            ++at_;
            if (!at_end() && (peek() == '"' || peek() == '\'')) {
                auto key = read_quoted();
                if (!key) return not_closed();
                reference.path.push_back(*std::move(key));
            } else {
                const std::size_t begin = at_;
                while (!at_end() && peek() >= '0' && peek() <= '9')
                    ++at_;
                if (begin == at_) return unexpected("");
                reference.path.emplace_back(text_.substr(begin, at_ - begin));
            }
            if (!take(']')) return unexpected("");
        }
        return std::nullopt;
    }

    std::optional<TemplateError> read_lookup(Reference& reference) {
        reference.root = "lookup";
        int words = 0;
        for (; take('.'); ++words) {
            const auto word = take_word();
            if (word.empty()) break;
            if (!reference.name.empty()) reference.name += '.';
            reference.name += word;
        }
        if (words < 3) return unexpected("a lookup is written ${lookup.model.NAME.ATTRIBUTE}");
        return std::nullopt;
    }

    std::optional<TemplateError> read_resource(const std::string& type, Reference& reference) {
        constexpr auto wanted = "a reference is written ${TYPE.NAME.ATTRIBUTE}, ${var.NAME} or ${env.NAME}";
        if (!take('.')) return unexpected(wanted);
        Address address{type, std::string(take_word()), std::nullopt};
        if (address.name.empty()) return unexpected(wanted);
        if (take('[')) {
            if (at_end()) return not_closed();
            if (peek() == '"' || peek() == '\'') {
                address.key = read_quoted();
                if (!address.key) return not_closed();
            } else if (auto error = read_key(reference)) {
                return error;
            }
            if (!take(']')) return unexpected(wanted);
        }
        while (take('.')) {
            const auto word = take_word();
            if (word.empty()) return unexpected(wanted);
            if (!reference.attribute.empty()) reference.attribute += '.';
            reference.attribute += word;
        }
        if (reference.attribute.empty()) {
            const auto example = fmt::format("${{{}.id}}", to_text(address));
            return unexpected("a reference to a resource names one of its attributes: " + example);
        }
        reference.root = "resource";
        reference.resource = std::move(address);
        return std::nullopt;
    }

    /// What stands for a key: `each.key`, `var.region`.
    std::optional<TemplateError> read_key(Reference& reference) {
        const std::size_t begin = at_;
        const auto root = take_word();
        at_ = begin;
        if (root != "each" && root != "var" && root != "local")
            return TemplateError{begin,
                                 "a key is a text in quotes, each.key, each.value, var.NAME or local.NAME"};
        Reference& key = reference.key.emplace_back();
        auto error = read_path(key);
        key.offset = begin;
        key.length = at_ - begin;
        return error;
    }

    std::string_view text_;
    std::size_t start_;
    std::size_t at_;
};

}  // namespace

std::variant<Template, TemplateError> parse_template(std::string_view text) {
    Template result;
    std::string literal;
    const auto flush = [&] {
        if (!literal.empty()) result.parts.emplace_back(std::exchange(literal, {}));
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        if (rest.starts_with("$${")) {
            literal += opening;
            at += 3;
        } else if (rest.starts_with(opening)) {
            auto part = Cursor(text, at).read(at);
            if (auto* error = std::get_if<TemplateError>(&part)) return std::move(*error);
            if (auto* quoted_text = std::get_if<std::string>(&part)) {
                literal += *quoted_text;
                continue;
            }
            flush();
            if (auto* call = std::get_if<Call>(&part))
                result.parts.emplace_back(std::move(*call));
            else
                result.parts.emplace_back(std::get<Reference>(std::move(part)));
        } else {
            literal += text[at++];
        }
    }
    flush();
    return result;
}

LookupReference lookup_of(const Reference& reference) {
    const std::size_t name = reference.name.find('.') + 1;
    const std::size_t attribute = reference.name.find('.', name) + 1;
    return {
        {reference.name.substr(0, name - 1), reference.name.substr(name, attribute - 1 - name), std::nullopt},
        reference.name.substr(attribute)};
}

std::string to_text(const Template& text) {
    std::string out;
    for (const auto& part : text.parts) {
        if (const auto* literal = std::get_if<std::string>(&part))
            out += escape_template(*literal);
        else if (const auto* call = std::get_if<Call>(&part))
            out += fmt::format("${{{}}}", bare_text(*call));
        else
            out += to_text(std::get<Reference>(part));
    }
    return out;
}

std::string to_text(const Reference& reference) {
    return fmt::format("${{{}}}", bare_text(reference));
}

std::string plain_text(const Value& value) {
    if (const auto* text = value.string()) return *text;
    if (const auto* duration = value.duration()) return duration_text(*duration);
    return value.is_null() ? "" : to_text(value);
}

std::vector<Reference> references(const Value& value) {
    std::vector<Reference> found;
    collect(value, found);
    return found;
}

Value resolve(const Value& value, const Scope& scope) {
    if (const auto* unknown = value.unknown()) return resolve_template(*unknown, scope);
    if (!value.has_unknown()) return value;
    if (const auto* list = value.list()) {
        Value::List resolved;
        for (const Value& item : *list)
            resolved.push_back(resolve(item, scope));
        return resolved;
    }
    Value::Map resolved;
    for (const auto& [key, item] : *value.map())
        resolved.emplace(key, resolve(item, scope));
    return resolved;
}

std::string escape_template(std::string_view text) {
    const std::size_t dollars_at = text.find_last_not_of('$') + 1;
    std::string out;
    for (std::size_t at = 0; at < dollars_at; ++at) {
        if (text.substr(at).starts_with(opening)) out += '$';
        out += text[at];
    }
    if (dollars_at < text.size()) out += fmt::format("${{\"{}\"}}", text.substr(dollars_at));
    return out;
}

bool is_scalar(const Value& value) {
    return !value.list() && !value.map() && !value.unknown();
}

}  // namespace fireform
