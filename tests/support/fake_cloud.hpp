// An account in memory behind the provider contract: objects that change their state with the clock, requests
// that fail on demand, and a log of calls. Rules of the real service are the emulator's business, not its.
#pragma once

#include "providers/clock.hpp"
#include "providers/provider.hpp"
#include "tests/support/doom.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fireform::tests {

/// What is in store for an object, by its id, or for a create whose id the service makes, by its address.
struct Fate {
    std::chrono::nanoseconds ready_after{-1};  ///< less than zero: the cloud's
    std::string ends_in = {};                  ///< state word instead of the type's word for ready
    std::string status = {};                   ///< the service's message there
    std::string progress = {};                 ///< while it is on its way
    bool vanishes = false;                     ///< instead of getting ready
    bool refused = false;                      ///< every change is refused
    bool made_all_the_same = false;            ///< ... but the object exists
    bool lost = false;                         ///< a create that is refused: nobody knows what came of it
    bool throws = false;                       ///< the provider throws
    bool hidden = false;                       ///< from lists, as if they lagged for ever
    std::string listed_as = {};                ///< likewise: state word in lists instead of its own
};

class FakeCloud final : public Provider {
 public:
    FakeCloud(Clock& clock, std::vector<std::string>& log) : clock_(clock), log_(log) {}

    std::chrono::nanoseconds latency{0};                             ///< of every request
    std::chrono::nanoseconds ready_after = std::chrono::seconds(3);  ///< creates, updates, deletes
    int fail_at = 0;  ///< the changing request that is refused, counted from 1; 0: none
    int upload_seconds =
        0;  ///< a dataset is uploaded for so long, a megabyte a second, told ten times a second
    int unreachable_reads = 0;  ///< so many of the next reads and lists fail
    Doom* doom = nullptr;       ///< when the process dies; null: never
    bool log_reads = false;
    bool account_known = false;  ///< account() is not a request any more
    std::map<std::string, Fate> fates;
    std::vector<LiveModel> models;
    int silent_probes = 0;  ///< so many probes are not answered
    std::string says = "Hello";
    std::map<std::string, Money> costs;    ///< estimates by address; none: refused
    std::vector<LiveObject> found_shapes;  ///< deployment shapes, whatever model they are for
    std::vector<LiveShape> shapes;
    std::vector<LiveQuota> limits;
    AuditLog audit;
    Attributes filled;  ///< what a dry run adds to what was asked for
    int in_flight_max = 0;
    int changes = 0;                    ///< changing requests so far
    std::map<std::string, int> counts;  ///< "LIST deployment" -> how often

    /// An object that is there: state "" is the type's word for ready.
    LiveObject& put(const ResourceType& type, const std::string& id, Attributes attributes,
                    std::string state = "");
    [[nodiscard]] const LiveObject* find(const ResourceType& type, const std::string& id);
    [[nodiscard]] std::size_t size();
    /// "deployment chat-1 READY", one a line; what is soft-deleted is left out.
    [[nodiscard]] std::string objects_text();

    [[nodiscard]] Task<Checked<Account>> account() override;
    [[nodiscard]] Task<Checked<ModelsFound>> find_models(ModelQuery query) override;
    [[nodiscard]] Task<Checked<std::vector<LiveObject>>> find_shapes(
        std::set<std::string> base_models) override;
    [[nodiscard]] Task<Checked<std::vector<LiveObject>>> list(const ResourceType& type) override;
    [[nodiscard]] Task<Checked<LiveObject>> read(const ResourceType& type, std::string id) override;
    [[nodiscard]] Task<Created> create(CreateRequest request) override;
    [[nodiscard]] Task<Checked<std::vector<LiveShape>>> read_shapes(std::set<std::string> names) override;
    [[nodiscard]] Task<Checked<std::vector<LiveQuota>>> quotas() override;
    [[nodiscard]] Task<Checked<AuditLog>> audit_log(std::string since) override;
    [[nodiscard]] Task<Checked<LiveObject>> dry_run(CreateRequest request) override;
    [[nodiscard]] Task<Checked<LiveObject>> update(UpdateRequest request) override;
    [[nodiscard]] Task<Checked<LiveObject>> undelete(const ResourceType& type, std::string id) override;
    [[nodiscard]] Task<Checked<LiveObject>> scale(const ResourceType& type, std::string id,
                                                  int replicas) override;
    [[nodiscard]] Task<Checked<ProbeAnswer>> probe(ProbeRequest request) override;
    [[nodiscard]] Task<Checked<bool>> remove(RemoveRequest request) override;
    [[nodiscard]] Task<Checked<Money>> estimate_cost(CreateRequest request) override;

 private:
    struct Object {
        LiveObject live;
        std::chrono::nanoseconds at{-1};  // of the transition to come; less than zero: none
        std::string next;                 // the state then; "" gone
        bool hidden = false;
    };
    /// A request takes its time, and may fail.
    struct Trip;
    Task<Diagnostics> travel(std::string line, const Fate* fate);
    Diagnostics look(const std::string& line);
    void settle();
    void move_later(Object& object, std::chrono::nanoseconds delay, std::string state);
    void make_model(const LiveObject& run);
    [[nodiscard]] const LiveObject* loaded(const Attributes& addon) const;
    void set_state(Object& object, const std::string& state);
    const Fate* fate_of(const std::string& id, const Address& address) const;

    Clock& clock_;
    std::vector<std::string>& log_;
    std::map<std::string, Object> objects_;                           // by full name
    std::set<std::pair<std::chrono::nanoseconds, std::string>> due_;  // transitions to come
    int in_flight_ = 0;
    int made_ = 0;
    int stamps_ = 0;
};

}  // namespace fireform::tests
