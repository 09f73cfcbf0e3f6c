// Fills in what the configuration knows by itself, `${var.X}` and `${env.X}`, and checks references to other
// resources, which stay as Unknown templates.
#pragma once

#include "engine/config/blocks.hpp"
#include "engine/config/expression.hpp"
#include "engine/config/site.hpp"
#include "schemas/schema.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

using Environment = std::map<std::string, std::string, std::less<>>;

struct Variable {
    std::string type = "string";  ///< "string", "number", "bool", "list", "map"
    std::optional<Value> value;   ///< none: missing or wrong, which was reported
    bool sensitive = false;
};
using Variables = std::map<std::string, Variable, std::less<>>;

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
                 const Environment& environment, Diagnostics& diagnostics)
        : blocks_(blocks),
          catalog_(catalog),
          variables_(variables),
          environment_(environment),
          diagnostics_(diagnostics) {}

    /// No value: an error was reported, or one was before (a variable without a value). References to
    /// resources are added to `edges` and rewritten to canonical names.
    [[nodiscard]] std::optional<Filled> fill(const Site& site, const std::string& text,
                                             const Purpose& purpose, std::vector<Edge>& edges);

    /// Reports a name that no resource has; true: it has.
    bool check_resource(const Site& site, const Address& address);

 private:
    bool check(const Site& site, Reference& reference, const Purpose& purpose, bool alone);
    bool check_variable(const Site& site, const Reference& reference, const Purpose& purpose);
    bool check_attribute(const Site& site, Reference& reference, const Purpose& purpose, bool alone);
    bool check_lookup(const Site& site, const Reference& reference, const Purpose& purpose, bool alone);
    /// Whether a value of `from` can stand where the reference does.
    bool check_fit(const Site& site, const Reference& reference, const Purpose& purpose, bool alone,
                   const Attribute& from);
    bool check_kind(const Site& site, const Reference& reference, const Purpose& purpose,
                    const ResourceType& type, const Attribute& from);
    std::string suggest_resource(const Address& address);

    const Blocks& blocks_;
    const Catalog& catalog_;
    const Variables& variables_;
    const Environment& environment_;
    Diagnostics& diagnostics_;
    int suggestions_left_ = 50;  ///< each costs a look at every resource
};

/// The error about sensitive material in a place that is shown. `what`: "variable \"key\"".
[[nodiscard]] Diagnostic sensitive_in_the_open(const Site& site, const std::string& what);

}  // namespace fireform
