// Where the objects live: by name in O(1), by collection in the order of creation and of names, and by what
// they refer to.
#pragma once

#include "providers/emulator/object.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fireform::emulator {

using Listed = std::map<std::uint64_t, Object*>;  ///< by order of creation

/// The objects of one collection under one parent.
struct Bucket {
    Listed by_serial;
    std::map<std::string_view, Object*> by_id;
    std::vector<std::unique_ptr<Object>> ghosts;  ///< erased, but still listed by lists that lag
};

class Store {
 public:
    /// Its body must be complete: the fields of Collection::indexed are read once. The name must be free.
    Object& insert(std::unique_ptr<Object> object);
    /// With `ghost` it stays for lists that lag.
    void erase(Object& object, bool ghost);
    void clear();

    [[nodiscard]] Object* find(std::string_view name) const;
    [[nodiscard]] Object* find(std::uint64_t serial) const;
    /// Of "accounts/acme", "deployments"; null: it never had an object.
    [[nodiscard]] Bucket* bucket(std::string_view parent, std::string_view segment);
    [[nodiscard]] const Bucket* bucket(std::string_view parent, std::string_view segment) const;
    /// Every bucket, by "accounts/acme/deployments".
    [[nodiscard]] std::map<std::string, Bucket, std::less<>>& buckets() { return buckets_; }
    /// Objects of `segment` whose indexed `field` is `value`.
    [[nodiscard]] const Listed& referring(std::string_view segment, std::string_view field,
                                          std::string_view value) const;
    [[nodiscard]] const std::map<std::uint64_t, std::unique_ptr<Object>>& all() const { return objects_; }

    std::uint64_t serial_next = 1;

 private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::map<std::uint64_t, std::unique_ptr<Object>> objects_;
    std::unordered_map<std::string_view, Object*, Hash, std::equal_to<>> by_name_;
    std::map<std::string, Bucket, std::less<>> buckets_;
    std::unordered_map<std::string, Listed, Hash, std::equal_to<>> references_;
};

}  // namespace fireform::emulator
