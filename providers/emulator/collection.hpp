// A collection of the API as one table, and its rules as functions beside it. The standard methods
// (methods.hpp) work on any collection; a new one is one more table, README.md says how.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/fields.hpp"
#include "providers/emulator/object.hpp"
#include "providers/emulator/query.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::emulator {

namespace json = boost::json;

struct World;  // world.hpp

/// A request on its way through a collection.
struct Call {
    World& world;
    const HttpRequest& request;
    const Collection& collection;
    std::string parent;  ///< "accounts/acme", or the object that a nested collection hangs on
    Query query;
    std::string_view path;               ///< as it was sent
    std::string origin;                  ///< of signed URLs
    const json::object* body = nullptr;  ///< of a verb whose table has one
    std::string id = {};                 ///< in the path; "" the collection itself
};

/// An object that a create would make. `check_create` completes it.
struct Draft {
    Call& call;
    std::string id;
    std::string name;
    const json::object& outer;  ///< the wrapping message of `{"datasetId", "dataset"}`; else empty
    json::object& body;         ///< what the request sets, zero values included
    json::object& notes;
};

/// An object that a PATCH would make of another.
struct Update {
    Call& call;
    Object& object;
    const json::object& before;
    json::object& after;                          ///< `check_update` completes it
    const std::vector<std::string_view>& fields;  ///< top-level ones that the mask names

    [[nodiscard]] bool names(std::string_view field) const;
};

/// A custom method: POST `/deployments/x:undelete`, or what hangs below an object: GET
/// `/deployments/x/ledger`.
struct Verb {
    std::string_view method;
    std::string_view name;  ///< ":undelete", "/ledger"
    HttpResponse (*run)(Call& call, Object* object) = nullptr;
    bool on_object = true;          ///< else on the collection itself, and `object` is null
    bool stored = true;             ///< false: the id names no object of the store, and `object` is null
    bool lists = false;             ///< takes the parameters of a list
    bool plain = false;             ///< of a list: those of its pages only
    const Message* body = nullptr;  ///< what it takes; null: nothing, or what is not JSON (`:upload`)
    Parameters query = {};
};

enum class IdFrom {
    query,   ///< parameter of the create
    body,    ///< field of the wrapping message
    name,    ///< of the body: the full resource name
    server,  ///< always made here
};

struct Collection {
    std::string_view segment;     ///< "deployments"
    std::string_view alias = {};  ///< another segment that takes creates: "evaluatorsV2"
    std::string_view singular;    ///< for texts: "deployment"
    const Message* message = nullptr;
    std::string_view array = {};      ///< key of the array in a list; "" the segment
    std::string_view order = "name";  ///< default order of a list: "name" or "create_time"

    IdFrom id_from = IdFrom::query;
    std::string_view id_parameter = {};  ///< "deploymentId"
    bool id_required = false;
    bool id_uuid = false;              ///< ids that we make are UUIDs, else eight letters and digits
    const Message* wrapper = nullptr;  ///< message of a create whose `wrapped` field is the object
    std::string_view wrapped = {};     ///< "dataset"

    bool lists = true, gets = true;
    bool creates = false, updates = false, removes = false;
    bool public_read = false;            ///< readable in accounts/fireworks
    bool wildcard = false;               ///< listed with the account "-", seen to work for shapes only
    bool filters = true, orders = true;  ///< false: the parameters are accepted and ignored
    Parameters list_query = {}, get_query = {}, create_query = {}, update_query = {}, remove_query = {};
    std::span<const std::string_view> update_needs = {};  ///< fields that the body of a PATCH must have
    std::span<const std::string_view> indexed = {};  ///< reference fields that never change; dots lead in
    std::span<const Verb> verbs = {};
    const Collection* nested = nullptr;  ///< "versions" below a shape

    std::optional<Refusal> (*check_create)(Draft& draft) = nullptr;
    void (*created)(World& world, Object& object) = nullptr;
    std::optional<Refusal> (*check_update)(Update& update) = nullptr;
    void (*updated)(World& world, Object& object, const Update& update) = nullptr;
    /// Without it a delete takes effect at once.
    std::optional<Refusal> (*remove)(Call& call, Object& object) = nullptr;
    /// An appointment has come; the clock stands at its time.
    void (*due)(World& world, Object& object, Lane lane, int step) = nullptr;
    /// Adds what is computed when somebody looks; `listed` is false for a single get.
    void (*decorate)(World& world, const Object& object, json::object& body, bool listed) = nullptr;
    bool decorates_lists = false;
    /// Instead of the standard list.
    HttpResponse (*list)(Call& call) = nullptr;
    /// Whether a list shows it.
    bool (*listed)(const Call& call, const json::object& body) = nullptr;
    /// Whether `listed` lets all through this time, so that nobody need look at each object to count them.
    bool (*lists_all)(const Call& call) = nullptr;
    /// After a store was loaded: books that are not part of the store.
    void (*loaded)(World& world, Object& object) = nullptr;
    /// Before it leaves the store.
    void (*erased)(World& world, Object& object) = nullptr;
};

extern const Collection accounts, deployments, deployed_models, deployment_shapes, deployment_shape_versions,
    datasets, models, model_versions, supervised_fine_tuning_jobs, dpo_jobs, reinforcement_fine_tuning_jobs,
    rlor_trainer_jobs, checkpoints, batch_inference_jobs, routers, secrets, quotas, evaluators, pricing_plans,
    audit_logs;

/// Every collection that lies directly below an account.
[[nodiscard]] std::span<const Collection* const> account_collections();
/// By path segments: "deployments", "deploymentShapes/versions"; null: none.
[[nodiscard]] const Collection* find_collection(std::string_view path);
/// And back.
[[nodiscard]] std::string path_of(const Collection& collection);

}  // namespace fireform::emulator
