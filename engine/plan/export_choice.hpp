// Which live objects `export` writes and `orphans` lists.
#pragma once

#include "providers/live.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// `--filter`: "chat-*" for ids and display names, or "ATTRIBUTE=chat-*"; "" everything.
struct ObjectFilter {
    std::string attribute;  ///< canonical; "annotations.custom/team" for one entry of a map; "" id or name
    std::string pattern;
};
[[nodiscard]] ObjectFilter object_filter(std::string_view text);
/// Whether some type has the attribute.
[[nodiscard]] bool is_known(const ObjectFilter& filter, const Catalog& catalog);
[[nodiscard]] bool matches(const ObjectFilter& filter, const LiveObject& object);

/// What is there for people: not deleted, nor the service's own.
[[nodiscard]] bool is_present(const LiveObject& object);

/// An object that is not written, and why.
struct LeftOut {
    std::string name;
    std::string reason;  ///< "it failed: ..."
    bool operator==(const LeftOut&) const = default;
};

struct ExportChoice {
    std::vector<const LiveObject*> objects;  ///< by name
    std::vector<LeftOut> left_out;
};
struct ChoiceOptions {
    std::vector<std::string> types;  ///< empty: all
    ObjectFilter filter;
    bool owned = false;  ///< what another state owns as well
};
[[nodiscard]] ExportChoice choose(const Live& live, const ChoiceOptions& options);

}  // namespace fireform
