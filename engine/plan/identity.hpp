// Which live object belongs to a resource: contract section 4, in its order (prior state, open intent,
// written id, our tags, natural identity).
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/live_index.hpp"
#include "engine/plan/plan.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fireform {

enum class Found {
    nothing,
    prior,    ///< state names it
    ours,     ///< not in state, but an id or tags that only we can have made
    written,  ///< the configuration names its id, and nobody owns it
    natural   ///< agrees on the natural identity, and nobody owns it
};

struct Match {
    Found how = Found::nothing;
    const LiveObject* object = nullptr;  ///< null: absent, whatever `how` says
    int generation = 1;                  ///< of the object, when its id is derived
    std::vector<Deposed> left_over;      ///< older objects of ours, from a replacement that was cut short
};

/// What identity needs to know about one resource.
struct IdentityQuery {
    const ResourceConfig* config = nullptr;
    const Attributes* desired = nullptr;  ///< resolved and normalised
    const ResourceState* prior = nullptr;
    const std::map<Address, ResourceConfig>* fleet = nullptr;  ///< every configured resource
    std::string lineage;
    std::string account;
    std::string chosen_id;          ///< the id a create would use; "" server-made
    std::string import_id;          ///< what [[import]] names, an id or full name; "" nothing
    std::vector<Address> formerly;  ///< addresses that objects of ours may still carry
    bool id_written = false;
    bool state_is_new = false;  ///< no state yet: what carries this very address may be of one that got lost
    bool announced = false;     ///< the journal has an open intent to create it: what is found is ours
};

/// Ids of objects that entries of our state own: type name -> id -> address. The state outlives it.
using Owners = std::map<std::string_view, std::unordered_map<std::string_view, const Address*>>;
[[nodiscard]] Owners owners_of(const Snapshot& prior);
/// Null: no entry of our state has it.
[[nodiscard]] const Address* owner_of(const Owners& owners, std::string_view type, std::string_view id);
/// An error for each object that two entries name: whichever is planned last would undo the other.
[[nodiscard]] Diagnostics check_owners(const Snapshot& prior);

/// The id that a create takes: the written one, one made of the content, or one derived from the lineage; ""
/// no lineage yet, or the service makes it.
[[nodiscard]] std::string chosen_id(const ResourceConfig& resource, const Attributes& desired,
                                    std::string_view lineage, int generation);

/// Errors: owned by another lineage, owned by another address of ours, several candidates, a stranger's
/// soft-deleted object on the written id.
[[nodiscard]] Checked<Match> find_object(const IdentityQuery& query, const LiveIndex& live,
                                         const Owners& owners);

}  // namespace fireform
