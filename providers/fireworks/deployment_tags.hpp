// Tags of a live object, which only endpoints of their own can change (domain brief 2.1.6).
#pragma once

#include "providers/fireworks/objects.hpp"

namespace fireform::fireworks {

/// What has to be written and deleted so that the live tags are the configured ones.
struct TagChanges {
    Value::Map set;                 ///< new or different; ours where one is missing
    std::vector<std::string> keys;  ///< to delete; never ours
    bool operator==(const TagChanges&) const = default;
};
[[nodiscard]] TagChanges tag_changes(const UpdateRequest& request);

/// `:setTags`, then `:deleteTags`, each only where there is something to do.
[[nodiscard]] Task<Diagnostics> write_tags(Session& session, const LiveObject& live, TagChanges changes,
                                           std::string what);

}  // namespace fireform::fireworks
