// The provider contract: reads and changes live objects. providers/fireworks/ speaks to the API or, in the
// same words, to the emulator. All functions may be called side by side on one thread.
#pragma once

#include "providers/audit_log.hpp"
#include "providers/live.hpp"
#include "providers/task.hpp"
#include "schemas/diagnostic.hpp"
#include "schemas/money.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fireform {

struct Account {
    std::string id;             ///< "acme"
    std::string suspend_state;  ///< "UNSUSPENDED"; "" unknown
};

struct ModelQuery {
    std::set<std::string> names;        ///< short ones, and full ones of other accounts
    bool own = false;                   ///< every model of our account as well
    bool objects = false;               ///< with all their attributes, too
    bool drafts = false;                ///< the default draft models of those as well
    std::set<std::string> coming = {};  ///< last parts of names that nobody need miss: a run will make them
};

struct ModelsFound {
    Naming naming;                    ///< where the short names are; one found nowhere is in our account
    std::vector<LiveModel> models;    ///< sorted by name: those that exist
    std::vector<LiveObject> objects;  ///< the same ones as objects of type `model`, when asked for
    std::vector<std::string> asked;   ///< full names that were looked for, sorted
    std::vector<std::string> others;  ///< full names of public models, sorted; only when a name is nobody's
};

struct CreateRequest {
    Address address;
    const ResourceType* type = nullptr;
    std::string id;              ///< chosen by us; "" where the server makes it
    Attributes attributes;       ///< configured ones, all known, names full
    Value::Map tags;             ///< ours, for a type that carries tags
    std::string project_folder;  ///< where relative paths (`file`) start
};

/// What came of a create. A value beside errors: the object exists all the same and must be recorded.
struct Created : Checked<LiveObject> {
    using Checked<LiveObject>::Checked;
    Created(Checked<LiveObject> outcome) : Checked<LiveObject>(std::move(outcome)) {}
    /// Beside errors without a value: nothing was made, and nothing that was sent can still make it.
    /// Otherwise nobody knows, and whoever tries again looks first.
    bool refused = false;
};

struct UpdateRequest {
    Address address;
    LiveObject live;                     ///< as it is: parts of it are repeated in the body (brief 8.8)
    Attributes attributes;               ///< configured ones, all known
    std::vector<std::uint16_t> changed;  ///< by position; one that is not in `attributes` is cleared
    Value::Map tags;                     ///< ours, to be written along where missing; empty: leave tags alone
};

struct RemoveRequest {
    Address address;
    const ResourceType* type = nullptr;
    std::string id;
    bool hard = false;           ///< for good: frees the id of a soft-deleted deployment
    bool ignore_checks = false;  ///< `--force`
    bool cancel_first = false;   ///< a run in progress
    std::string output_model;    ///< full name of a model to delete after the run; "" none
};

/// A request to a model, to see whether it answers (brief 2.1.8).
struct ProbeRequest {
    std::string model;  ///< what a client writes as `model`
    std::string path;   ///< "chat/completions", "completions"
    std::string prompt;
    std::int64_t tokens_max = 1;
    std::chrono::nanoseconds timeout{0};  ///< of the whole exchange
};

struct ProbeAnswer {
    bool answered = false;                           ///< false: not yet, `text` says why
    std::string text;                                ///< what the model said
    std::chrono::nanoseconds time_to_last_token{0};  ///< from sending to the end of the answer
};

class Provider {
 public:
    virtual ~Provider() = default;

    /// Who we are (brief 8.2). Asked once, then remembered. Errors: no key, key refused (401), none or
    /// several accounts, no such account, suspended.
    [[nodiscard]] virtual Task<Checked<Account>> account() = 0;

    /// What the names of models stand for, and the models behind them (brief 1.4). A model that another
    /// account does not show us is absent, not an error.
    [[nodiscard]] virtual Task<Checked<ModelsFound>> find_models(ModelQuery query) = 0;

    /// The latest validated version of every deployment shape for these base models (full names), as objects
    /// of type `deployment_shape`, sorted by name.
    [[nodiscard]] virtual Task<Checked<std::vector<LiveObject>>> find_shapes(
        std::set<std::string> base_models) = 0;

    /// Deployment shapes by full name, of a shape or of one version; sorted. What is absent or not ours to
    /// see is left out.
    [[nodiscard]] virtual Task<Checked<std::vector<LiveShape>>> read_shapes(std::set<std::string> names) = 0;

    /// Sorted by id; empty when the key may not read them.
    [[nodiscard]] virtual Task<Checked<std::vector<LiveQuota>>> quotas() = 0;

    /// What was changed since then (RFC 3339; "" the last 30 days). A key that may not read it is no error.
    [[nodiscard]] virtual Task<Checked<AuditLog>> audit_log(std::string since) = 0;

    /// Every object of the type, soft-deleted ones included (and, where a deleted id is taken for good, those
    /// that are gone), through LIST pages of 200, sorted by name.
    [[nodiscard]] virtual Task<Checked<std::vector<LiveObject>>> list(const ResourceType& type) = 0;

    /// As it is now. No value, no error: absent.
    [[nodiscard]] virtual Task<Checked<LiveObject>> read(const ResourceType& type, std::string id) = 0;

    /// Ends when the API has accepted it, not when it is ready; for a dataset after its upload. A lost reply
    /// is resolved by looking.
    [[nodiscard]] virtual Task<Created> create(CreateRequest request) = 0;

    /// What a create would make, the service's own choices filled in; makes nothing. Errors: what the service
    /// would refuse. REQUIRES a type with `dry_run`.
    [[nodiscard]] virtual Task<Checked<LiveObject>> dry_run(CreateRequest request) = 0;

    /// PATCH with a mask for what is in place, endpoints of their own for the rest.
    [[nodiscard]] virtual Task<Checked<LiveObject>> update(UpdateRequest request) = 0;

    /// Restores a soft-deleted object, or resumes a run that failed or was cancelled.
    [[nodiscard]] virtual Task<Checked<LiveObject>> undelete(const ResourceType& type, std::string id) = 0;

    /// Sets the number of replicas that a deployment has now; the autoscaler goes on from there
    /// (brief 2.1.1).
    [[nodiscard]] virtual Task<Checked<LiveObject>> scale(const ResourceType& type, std::string id,
                                                          int replicas) = 0;

    /// One request to the inference API, never repeated. Errors: refused in a way that waiting does not mend.
    [[nodiscard]] virtual Task<Checked<ProbeAnswer>> probe(ProbeRequest request) = 0;

    /// Ends when the API has accepted it. An absent object is a success. True: it was there.
    [[nodiscard]] virtual Task<Checked<bool>> remove(RemoveRequest request) = 0;

    /// What a run with these attributes would cost, for a type that `estimates`. Makes nothing.
    [[nodiscard]] virtual Task<Checked<Money>> estimate_cost(CreateRequest request) = 0;

    /// From now on nothing is sent that is not on its way: no other try, no look at what came of one, no next
    /// part of a larger piece of work. What is on its way ends by itself, and the rest with an error.
    virtual void wind_down() {}

    /// Upload progress of a running create, in bytes; may be empty.
    std::function<void(const Address&, std::uint64_t sent, std::uint64_t total)> on_upload;
};

}  // namespace fireform
