// `${...}` in strings: parsing a template, and replacing its references by values. Used when the
// configuration is loaded (variables), when it is planned and when it is applied (resources).
#pragma once

#include "schemas/address.hpp"
#include "schemas/diagnostic.hpp"
#include "schemas/value.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fireform {

/// One `${...}`: var.X, env.X, local.X, each.key, each.value, or TYPE.NAME.ATTRIBUTE.
struct Reference {
    std::string root;                 ///< "var", "env", "local", "each", "lookup", or "resource"
    std::string name;                 ///< of the variable; of a lookup all behind the root; "" for a resource
    std::optional<Address> resource;  ///< of a resource
    std::string attribute;            ///< of a resource: "id", "wandb.project"
    std::vector<std::string> path;    ///< into the value of var, local, each.value: keys, positions in lists
    std::vector<Reference> key;       ///< of a resource: what its key is, as in `chat[each.key]`; one at most
    std::size_t offset = 0;  ///< of the `$` in the template, bytes; in a function, of the first letter
    std::size_t length = 0;  ///< of the whole `${...}`
    bool operator==(const Reference&) const = default;
};

struct Expression;

/// One `${NAME(...)}`; functions.hpp has the functions. Evaluated when the configuration is loaded, so that
/// no value that a plan sees has one.
struct Call {
    std::string function;  ///< "lower"; "[]" of a list that is written out
    std::vector<Expression> arguments;
    std::size_t offset = 0;  ///< as in Reference
    std::size_t length = 0;
};

/// What a function takes.
struct Expression {
    std::variant<Value, Reference, Call> part;
};

/// What `${lookup.TYPE.NAME.ATTRIBUTE}` names.
struct LookupReference {
    Address lookup;         ///< "model.base"
    std::string attribute;  ///< "context_length"
};
/// REQUIRES: the root is "lookup".
[[nodiscard]] LookupReference lookup_of(const Reference& reference);

/// A parsed string: texts, references and calls in order.
struct Template {
    std::vector<std::variant<std::string, Reference, Call>> parts;
};

struct TemplateError {
    std::size_t offset = 0;  ///< bytes into the text
    std::string message;     ///< "a reference is not closed by }"
    bool corrected = false;  ///< the message says what to write instead of the whole reference
};

/// `$${` is a literal `${`, and so is a quoted text as in `${"$"}`: the only way to write a `$` in front of a
/// reference. Calls are in one another 20 deep at most.
[[nodiscard]] std::variant<Template, TemplateError> parse_template(std::string_view text);

/// The text parse_template() reads back, references without spaces.
[[nodiscard]] std::string to_text(const Template& text);
/// "${deployment.chat.id}"
[[nodiscard]] std::string to_text(const Reference& reference);
/// As it stands in a longer text: a string without quotes, a number plainly.
[[nodiscard]] std::string plain_text(const Value& value);

/// Every resource reference inside the value (Unknown templates, in lists and maps too), in order.
[[nodiscard]] std::vector<Reference> references(const Value& value);

/// The value of a reference, or none when it is not known yet.
using Scope = std::function<std::optional<Value>(const Reference&)>;

/// `value` with every Unknown template resolved as far as `scope` knows. A template that is one reference
/// keeps the referenced type; in a longer text numbers, booleans and durations are printed plainly. What
/// stays unknown stays a template in which the known parts are filled in.
[[nodiscard]] Value resolve(const Value& value, const Scope& scope);

/// `text` as a template that stands for exactly these characters, whatever template follows it: every `${`
/// becomes `$${`, dollars at the end `${"$"}`.
[[nodiscard]] std::string escape_template(std::string_view text);

/// Whether the value can stand inside a longer text: everything but lists, maps and what is unknown.
[[nodiscard]] bool is_scalar(const Value& value);

}  // namespace fireform
