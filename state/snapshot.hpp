// What we knew at the end of the last run: the snapshot of state (contract section 5).
// Read and written by store.hpp; its JSON is snapshot_json.hpp.
#pragma once

#include "schemas/address.hpp"
#include "schemas/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace fireform {

/// An object that was replaced and is still to be destroyed.
struct Deposed {
    std::string id;
    std::string name;
    bool operator==(const Deposed&) const = default;
};

enum class ResourceStatus {
    ready,    ///< the last action finished
    pending,  ///< accepted by the API, not seen ready yet: the next run waits on
    tainted   ///< the last action failed after the object was made
};

struct ResourceState {
    Address address;
    std::string id;      ///< last segment of `name`; "" while only deposed objects are left
    std::string name;    ///< "accounts/acme/deployments/chat-3f2a91bc"
    int generation = 1;  ///< counts replacements; part of derived ids
    ResourceStatus status = ResourceStatus::ready;
    bool adopted = false;  ///< was there before us
    bool untagged =
        false;  ///< adopted, and of a type that carries no tags: destroy forgets it unless told otherwise
    bool protect = false;     ///< lifecycle.protect at the last apply
    std::string on_destroy;   ///< lifecycle.on_destroy as written at the last apply; "" unwritten
    bool id_written = false;  ///< the configuration named the id
    Attributes
        applied;      ///< configured attributes at the last apply; sensitive ones as fingerprints (hash.hpp)
    Attributes seen;  ///< everything last seen live, without sensitive values
    std::string update_time;            ///< the object's, when last seen
    std::vector<Address> dependencies;  ///< direct, sorted
    std::vector<Deposed> deposed;
    std::string extra;  ///< JSON object of keys that a newer fireform wrote; "" none

    bool operator==(const ResourceState&) const = default;
};

struct OutputState {
    Value value;  ///< null when sensitive
    bool sensitive = false;
    bool operator==(const OutputState&) const = default;
};

/// An action as it is announced before its request is sent.
struct Intent {
    Address address;
    std::string verb;          ///< "create", "update", "destroy", ...
    std::string id = {};       ///< the object it is about; of a create the id that was chosen, "" server-made
    std::string run = {};      ///< who announced it (run_name() in store.hpp); "" an older fireform
    std::string desired = {};  ///< fingerprint of the attributes that are sent (hash.hpp); "" none are sent
    /// Of a create whose id the service makes: its natural identity, by which the object is found again.
    Attributes identity = {};
    bool operator==(const Intent&) const = default;
};
/// One whose outcome was never recorded.
using OpenIntent = Intent;

/// A run that changed something, as `history` shows it. One that was killed has none.
struct RunRecord {
    struct Destroyed {
        Address address;
        std::string id;
        bool operator==(const Destroyed&) const = default;
    };
    int number = 0;  ///< counts from 1, never again
    std::string command;
    std::string user;
    std::string host;
    std::string since;         ///< RFC 3339, UTC
    std::int64_t seconds = 0;  ///< how long it took
    std::string result;        ///< "complete", "failed", "interrupted"
    int adopted = 0, added = 0, changed = 0, removed = 0, forgotten = 0;
    std::vector<Destroyed> destroyed;  ///< objects that were deleted, by address
    bool operator==(const RunRecord&) const = default;
};
/// Older ones are dropped.
inline constexpr std::size_t history_max = 20;

struct Snapshot {
    std::string lineage;       ///< born with the state, never changes; "" in a state that was never written
    std::uint64_t serial = 0;  ///< counts writes
    std::string fireform_version;
    std::map<Address, ResourceState> resources;
    std::map<std::string, OutputState> outputs;
    std::vector<RunRecord> history;        ///< the oldest first
    std::vector<OpenIntent> open_intents;  ///< from the journal; never in the snapshot file
    std::string extra;                     ///< JSON object of unknown top-level keys; "" none

    bool operator==(const Snapshot&) const = default;
};

/// Newest `format` this program reads and writes.
inline constexpr int snapshot_format = 1;

}  // namespace fireform
