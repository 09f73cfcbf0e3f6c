// What the lists of a refresh do not show, or show as it was: a list may lag behind for seconds, a read by id
// does not (brief 8.9).
#pragma once

#include "providers/live.hpp"
#include "state/snapshot.hpp"

#include <set>
#include <string>
#include <vector>

namespace fireform {

/// An object to be read by its id.
struct Record {
    const ResourceType* type = nullptr;
    std::string id;
};

/// What state or an open intent names, of types that were listed: no list has it, or says that it was
/// deleted, which an undelete may have changed since.
[[nodiscard]] std::vector<Record> unlisted(const Snapshot& prior, const Live& live, const Catalog& catalog);

/// Of addons that were announced and that no list has, the models (full names): reading one tells where it is
/// loaded, and by which id the service made (brief 2.4).
[[nodiscard]] std::set<std::string> models_of_unlisted(const Snapshot& prior, const Live& live);

/// The addons that those models are.
[[nodiscard]] std::vector<Record> addons_on(const std::vector<LiveModel>& models, const Snapshot& prior,
                                            const Live& live, const Catalog& catalog);

}  // namespace fireform
