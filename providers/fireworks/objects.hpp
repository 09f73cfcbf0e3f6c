// What can be done with an object, one function each; fireworks_provider.cpp puts them behind the contract
// of provider.hpp, whose promises are theirs.
#pragma once

#include "providers/fireworks/session.hpp"
#include "providers/provider.hpp"

namespace fireform::fireworks {

using UploadProgress = std::function<void(const Address&, std::uint64_t sent, std::uint64_t total)>;

// reading.cpp
[[nodiscard]] Task<Checked<std::vector<LiveObject>>> list_objects(Session& session, const ResourceType& type);
/// Only those that match an AIP-160 filter.
[[nodiscard]] Task<Checked<std::vector<LiveObject>>> list_objects(Session& session, const ResourceType& type,
                                                                  std::string filter);
[[nodiscard]] Task<Checked<LiveObject>> read_object(Session& session, const ResourceType& type,
                                                    std::string id);
/// Of a reply that is the object itself.
[[nodiscard]] Checked<LiveObject> object_in(Session& session, const ResourceType& type, std::string_view what,
                                            const Reply& reply);

// create.cpp, update.cpp, remove.cpp
[[nodiscard]] Task<Created> create_object(Session& session, CreateRequest request,
                                          const UploadProgress& progress);
/// `validateOnly` (brief 2.1.1).
[[nodiscard]] Task<Checked<LiveObject>> dry_run_create(Session& session, CreateRequest request);
[[nodiscard]] Task<Checked<LiveObject>> update_object(Session& session, UpdateRequest request);
[[nodiscard]] Task<Checked<LiveObject>> undelete_object(Session& session, const ResourceType& type,
                                                        std::string id);
[[nodiscard]] Task<Checked<LiveObject>> scale_object(Session& session, const ResourceType& type,
                                                     std::string id, int replicas);
[[nodiscard]] Task<Checked<bool>> remove_object(Session& session, RemoveRequest request);

// inference.cpp
[[nodiscard]] Task<Checked<ProbeAnswer>> probe_model(Session& session, ProbeRequest request);

// estimate.cpp
[[nodiscard]] Task<Checked<Money>> estimate_run(Session& session, CreateRequest request);

/// "deployment \"chat\"", for messages.
[[nodiscard]] std::string label(const ResourceType& type, std::string_view id);
/// With `address` in every diagnostic that has none.
[[nodiscard]] Diagnostics about(const Address& address, Diagnostics diagnostics);

}  // namespace fireform::fireworks
