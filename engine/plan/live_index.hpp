// The live account by what plans look objects up with.
#pragma once

#include "providers/live.hpp"

#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fireform {

class LiveIndex {
 public:
    /// `live` must outlive the index, unchanged.
    explicit LiveIndex(const Live& live);

    /// Null: absent. Bookkeeping objects of the service are never found.
    [[nodiscard]] const LiveObject* by_id(const ResourceType& type, std::string_view id) const;
    /// By full name; null: absent.
    [[nodiscard]] const LiveObject* by_name(std::string_view name) const;
    /// Objects whose tags name this lineage and address, sorted by name.
    [[nodiscard]] std::vector<const LiveObject*> by_tags(const ResourceType& type, std::string_view lineage,
                                                         const Address& address) const;
    /// Objects that agree with `key` on the attribute a natural identity begins with (display name, or the
    /// addon's model), sorted by name: few, so that the rest can be compared one by one.
    [[nodiscard]] std::vector<const LiveObject*> by_leading_attribute(const ResourceType& type,
                                                                      std::string_view key) const;
    /// Null: no such model in our account, or models were not listed.
    [[nodiscard]] const LiveModel* model(std::string_view name) const;

 private:
    struct Key {
        const ResourceType* type = nullptr;
        std::string_view text;  // of the object
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            return std::hash<std::string_view>()(key.text) ^ std::hash<const void*>()(key.type);
        }
    };
    using Objects = std::unordered_multimap<Key, const LiveObject*, KeyHash>;
    [[nodiscard]] static std::vector<const LiveObject*> all_of(const Objects& objects, const Key& key);

    Objects ids_;
    Objects tags_;     // by the address
    Objects leading_;  // by the display name, and the like
    std::unordered_map<std::string_view, const LiveObject*> names_;
    std::unordered_map<std::string_view, const LiveModel*> models_;
};

/// The attribute of `type` that by_leading_attribute() takes: "display_name", or "model" of an addon; ""
/// none.
[[nodiscard]] std::string_view leading_attribute(const ResourceType& type);

}  // namespace fireform
