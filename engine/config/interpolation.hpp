// Fills in what the configuration knows by itself, as `${var.X}`, `${env.X}`, `${local.X}`, `${each.value}`
// and functions of them, and checks references to other resources, which stay as Unknown templates.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/expression.hpp"
#include "engine/config/functions.hpp"
#include "engine/config/site.hpp"
#include "schemas/schema.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

struct LoadOptions;  // engine/config/config.hpp

struct Variable {
    std::string type = "string";  ///< "string", "number", "bool", "list", "map"
    std::optional<Value> value;   ///< none: missing or wrong, which was reported
    bool sensitive = false;
};
using Variables = std::map<std::string, Variable, std::less<>>;

/// What `${local.X}` stands for.
struct Local {
    std::optional<Value> value;  ///< none: wrong, which was reported; Unknown with references to resources
    bool sensitive = false;      ///< made of something that is
    bool text = false;           ///< as in Filled
};
/// Reports a name that no local value has, and a loop; then null.
using LocalSource = std::function<const Local*(const Site& user, const std::string& name)>;

/// What `${each.key}` and `${each.value}` stand for in one instance of a block with `for_each`.
struct Each {
    std::string key;
    Value value;             ///< Unknown with references to resources
    bool sensitive = false;  ///< the value
};

/// What a text is for: what it may refer to, and what must come out.
struct Purpose {
    const Attribute* attribute = nullptr;  ///< null: a value of any type
    bool element = false;                  ///< an element of that list or map, not the whole
    bool sensitive = false;                ///< sensitive values may go in
    bool deferred = false;                 ///< may stay unknown until apply
    bool variables = true;                 ///< may refer to variables
};

/// One resource needs another.
struct Edge {
    Address to;
    SourceRange range;  ///< of the reference, or of the entry in depends_on
};

struct Filled {
    Value value;
    bool text =
        false;  ///< came as text, from the environment or of several parts: to be read as what is wanted
};

class Interpolator {
 public:
    /// All must outlive this.
    Interpolator(const Blocks& blocks, const Catalog& catalog, const Variables& variables,
                 const LoadOptions& options, Diagnostics& diagnostics);

    /// Until then there are no local values.
    void set_locals(LocalSource locals) { locals_ = std::move(locals); }
    /// What `each` is from now on; null: nothing. It must outlive its use.
    void set_each(const Each* each) { each_ = each; }
    /// Whether anything sensitive was filled in since the last time this was asked and set.
    [[nodiscard]] bool exchange_used_sensitive(bool now) { return std::exchange(used_sensitive_, now); }

    /// No value: an error was reported, or one was before (a variable without a value). References to
    /// resources are added to `edges` and rewritten to canonical names.
    [[nodiscard]] std::optional<Filled> fill(const Site& site, const std::string& text,
                                             const Purpose& purpose, std::vector<Edge>& edges);

    /// Reports a name that no resource has; true: it has.
    bool check_resource(const Site& site, const Address& address);
    /// Whether the text is one `${env.X}` and nothing else, of a variable that is not set.
    [[nodiscard]] bool is_unset_variable(const std::string& text) const;
    /// The resources that an address in depends_on names, all of a block with for_each; none: there is none
    /// of that name, which was reported.
    [[nodiscard]] std::vector<Address> check_resources(const Site& site, const Address& address);

 private:
    /// A value that is known, or a list or table with Unknown in it, or Unknown.
    struct Known {
        Value value;
        bool text = false;  ///< as in Filled
    };
    bool check(const Site& site, Reference& reference, const Purpose& purpose, bool alone);
    using Part = std::variant<std::string, Reference, Call>;
    static Site site_of_known(const Site& site, const std::string& text, const Part& part);
    /// `part`: a call, or a reference to what the configuration knows.
    std::optional<Known> known_part(const Site& site, const std::string& text, const Part& part,
                                    const Purpose& purpose);
    /// Puts a value into a longer text; its references to resources are checked as if written there.
    bool add_known(const Site& site, const Value& value, const Purpose& purpose, bool alone, Template& rest,
                   std::vector<Edge>& edges);
    std::optional<Known> known(const Site& site, const Reference& reference, const Purpose& purpose);
    std::optional<Known> variable(const Site& site, const Reference& reference, const Purpose& purpose);
    std::optional<Known> environment_variable(const Site& site, const Reference& reference);
    std::optional<Known> local(const Site& site, const Reference& reference, const Purpose& purpose);
    std::optional<Known> each(const Site& site, const Reference& reference, const Purpose& purpose);
    /// The part of `value` that the path of the reference leads to.
    std::optional<Value> part_of(const Site& site, const Reference& reference, const Value& value);
    /// `site` and `text`: of the whole string that the call stands in.
    std::optional<Value> evaluate(const Site& site, const std::string& text, const Call& call,
                                  const Purpose& purpose);
    std::optional<Value> argument(const Site& site, const std::string& text, const Expression& expression,
                                  const Purpose& purpose, bool may_lack);
    /// `chat[each.key]` becomes `chat["eu"]`.
    bool fill_key(const Site& site, Reference& reference, const Purpose& purpose);
    bool may_use(const Site& site, bool sensitive, const std::string& what, const Purpose& purpose);
    bool check_attribute(const Site& site, Reference& reference, const Purpose& purpose, bool alone);
    bool check_lookup(const Site& site, const Reference& reference, const Purpose& purpose, bool alone);
    /// Whether a value of `from` can stand where the reference does.
    bool check_fit(const Site& site, const Reference& reference, const Purpose& purpose, bool alone,
                   const Attribute& from);
    bool check_kind(const Site& site, const Reference& reference, const Purpose& purpose,
                    const ResourceType& type, const Attribute& from);
    /// A value that is not known in time.
    std::nullopt_t refuse_later(const Site& site, std::string_view what);
    std::string suggest_resource(const Address& address);
    /// Reports an instance that there is not, and a block with for_each without a key; false: it is neither.
    bool refuse_instance(const Site& site, const Address& address);

    const Blocks& blocks_;
    const Catalog& catalog_;
    const Variables& variables_;
    const Environment& environment_;
    Diagnostics& diagnostics_;
    Functions functions_;
    LocalSource locals_;
    const Each* each_ = nullptr;
    bool used_sensitive_ = false;
    int suggestions_left_ = 50;  ///< each costs a look at every resource
};

/// Where a part of the text stands: to the byte when the text has no escapes and is on one line.
[[nodiscard]] Site site_of_part(const Site& site, const std::string& text, std::size_t offset,
                                std::size_t length);

/// The error about sensitive material in a place that is shown. `what`: "variable \"key\"".
[[nodiscard]] Diagnostic sensitive_in_the_open(const Site& site, const std::string& what);

}  // namespace fireform
