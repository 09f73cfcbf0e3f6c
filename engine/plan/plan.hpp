// The plan: what has to change for the live account to match the configuration, as data. Made by
// make_plan.hpp, carried out by engine/apply/, printed by engine/render/, saved by plan_json.hpp.
#pragma once

#include "providers/live.hpp"
#include "schemas/address.hpp"
#include "schemas/diagnostic.hpp"
#include "schemas/money.hpp"
#include "schemas/schema.hpp"
#include "state/snapshot.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fireform {

enum class Action { none, create, adopt, update, replace, repair, destroy, forget, undelete };

struct AttributeChange {
    std::uint16_t index = 0;  ///< position in the type's attributes
    std::string path;         ///< canonical name
    Value before;             ///< live; null while the object does not exist
    Value after;              ///< desired; Unknown if decided during apply; null: cleared
    bool forces_replacement = false;
    bool sensitive = false;
    std::string note;  ///< "(server default)" where `after` is null and the server fills it in; reasons
    bool operator==(const AttributeChange&) const = default;
};

/// What happens to one address, for people and for the executor.
struct Change {
    Address address;
    const ResourceType* type = nullptr;
    Action action = Action::none;
    std::string reason;  ///< why, one clause: "display name and base model match"; "" obvious
    std::vector<AttributeChange> attributes;  ///< sorted by position; empty for `none`

    Attributes desired;  ///< configured, names full; what depends on others is Unknown. Secrets in the clear:
                         ///< never print
    Attributes live;     ///< of the existing object, computed ones included; empty when there is none
    std::vector<std::uint16_t>
        unwritten;            ///< positions in `desired` that the user did not write: sent, never "applied"
    std::string object_id;    ///< existing object; "" none
    std::string leaving_id;   ///< of an object that is being deleted: a create waits until it has gone
    std::string object_name;  ///< its full name
    std::string new_id;       ///< of the object a create makes; "" server-made, or nothing is made
    std::string live_update_time;  ///< of the existing object when planned
    std::string lineage_before;    ///< lineage in the tags of an object that is adopted

    int generation = 1;                  ///< after the action
    bool create_before_destroy = false;  ///< of a replacement
    bool hard = false;                   ///< the destroy frees the id for good
    bool adopted = false;                ///< after the action: the object was there before us
    bool imported = false;               ///< of an adoption: [[import]] asks for it
    bool pending = false;                ///< the object exists and is not ready yet: apply waits for it
    bool wake = false;                   ///< sleeps at zero replicas, and apply starts one
    bool probe = false;                  ///< ready means: has answered a request
    bool write_tags = false;             ///< ours are missing on the object
    bool in_progress_run = false;        ///< destroy cancels it first
    bool unmanaged = false;    ///< destroyed only by deposing: no configuration, no entry left but `deposed`
    std::string output_model;  ///< full name of a model that destroy deletes too; "" none
    std::optional<Money> estimated_cost;  ///< of a run that is to start, where the service told
    std::vector<Deposed> deposed;         ///< left over from earlier replacements, to be destroyed
    std::vector<Address> dependencies;    ///< of the entry after the action, direct, sorted
    bool protect = false;
    std::string on_destroy;
    bool id_written = false;
    Timeouts timeouts;
    bool partial_skip = false;  ///< left out by --target: shown nowhere, changed nowhere
};

/// What the executor does: one request, or one wait (clear: until an object has gone), or one entry in state.
enum class Verb { create, update, adopt, undelete, purge, destroy, forget, clear, wait, wake, probe };

struct Step {
    Address address;
    Verb verb = Verb::create;
    std::string id;  ///< the object it is about; "" server-made at create
    std::vector<std::uint32_t>
        after;             ///< steps (by position) that must have succeeded before this starts; sorted
    bool deposed = false;  ///< destroys a replaced object, not the entry's own
    bool hard = false;
    bool operator==(const Step&) const = default;
};

/// A difference between what was applied and what is there (contract section 3, "Drift").
struct Drift {
    Address address;
    bool gone = false;                        ///< the object is not there any more
    bool soft_deleted = false;                ///< ... and can be restored
    std::vector<AttributeChange> attributes;  ///< before: applied; after: live
    std::string reason;  ///< a likely cause: "possibly deleted by the service after 7 idle days"
};

/// An entry of state that takes another address; its object stays what it is.
struct Move {
    Address from;
    Address to;
    bool operator==(const Move&) const = default;
};

/// Of a sensitive output: both sides are `sensitive_output` where there is a value, so that a plan holds
/// none.
inline constexpr std::string_view sensitive_output = "(sensitive)";

struct OutputChange {
    std::string name;
    Value before;  ///< null: new
    Value after;   ///< Unknown if decided during apply; null: removed
    bool sensitive = false;
    bool operator==(const OutputChange&) const = default;
};

/// What a deployment costs while its replicas run (brief 9.1).
struct HourlyCost {
    std::int64_t replicas_min = 0;
    std::int64_t replicas_max = 0;
    std::optional<double> per_replica;  ///< dollars an hour; none: no price is known
    bool at_least = false;  ///< the service chooses how many accelerators a replica has: one is counted
    bool operator==(const HourlyCost&) const = default;
};

struct CostChange {
    Address address;
    std::optional<HourlyCost> before;  ///< none: there is no such deployment
    std::optional<HourlyCost> after;
    bool operator==(const CostChange&) const = default;
};

/// What is known beyond the changes themselves; forecast.hpp fills it in. Apply does not look at it.
struct Forecast {
    std::vector<CostChange> costs;  ///< of deployments, by address; those that stay as they are too
    std::map<Address, Attributes>
        defaults;  ///< of creates that the service has validated: what it would fill in
    [[nodiscard]] const CostChange* cost_of(const Address& address) const;
};

enum class PlanMode { normal, destroy, refresh_only };

struct Counts {
    int import = 0, adopt = 0, add = 0, change = 0, destroy = 0, forget = 0;
    bool operator==(const Counts&) const = default;
};

struct Plan {
    PlanMode mode = PlanMode::normal;
    std::string lineage;  ///< of the state it was made from; new when the state was empty
    std::uint64_t serial = 0;
    std::string account;
    std::vector<Change> changes;        ///< by address; `none` is kept
    std::vector<Step> steps;            ///< in an order that respects `after`; equal inputs, equal order
    std::vector<Move> moves;            ///< by `to`; the changes have the new addresses already
    std::vector<Drift> drift;           ///< by address
    std::vector<OutputChange> outputs;  ///< by name; unchanged ones are kept
    bool partial = false;               ///< --target was used
    Naming naming;                      ///< for names that become known during apply
    Forecast forecast;

    [[nodiscard]] const Change* find(const Address& address) const;
    /// Where the entry was before; null: it did not move.
    [[nodiscard]] const Address* origin(const Address& address) const;
    /// Contract section 3: a replacement counts in add and in destroy, an adoption with an update in adopt
    /// and change.
    [[nodiscard]] Counts counts() const;
    /// Whether apply would change the account, state entries or outputs.
    [[nodiscard]] bool has_changes() const;
};

/// Whether the change makes a new object.
[[nodiscard]] bool makes_object(const Change& change);
/// Whether a run that has ended goes on: for a run, what undelete is.
[[nodiscard]] bool resumes(const Change& change);
[[nodiscard]] bool removes(Verb verb);

/// "create", "adopt", ...
[[nodiscard]] std::string_view to_text(Action action);
[[nodiscard]] std::string_view to_text(Verb verb);
/// "+", "&", "~", "-/+", "+/-", "-", ".", "!"; "" for none. Undelete is "+", of a run, which it
/// resumes, "~".
[[nodiscard]] std::string_view symbol(const Change& change);

}  // namespace fireform
