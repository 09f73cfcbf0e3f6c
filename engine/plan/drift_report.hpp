// Drift three ways: what was applied, what the configuration says, what is there. Where find_drift() says
// what moved, this says who moved it. Shown by engine/render/drift.hpp.
#pragma once

#include "engine/config/config.hpp"
#include "engine/plan/plan.hpp"
#include "providers/audit_log.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// Which side of the three has left the others.
enum class Moved : std::uint8_t {
    outside,        ///< live differs from what was applied: drift
    both,           ///< and so does the configuration: drift
    configuration,  ///< only the configuration does: a change that waits for an apply
    service         ///< never configured, and live differs from what was last seen: a note
};
[[nodiscard]] std::string_view to_text(Moved moved);  ///< "outside", "both", "configuration", "service"

/// Who did it, as the audit log has it.
struct Author {
    std::string principal;  ///< e-mail
    std::string client;     ///< "firectl/1.2.3"; "" unknown
    std::string time;       ///< RFC 3339
    std::string method;     ///< "UpdateDeployment"
    std::string client_ip;
    std::string api_key_id;
    bool operator==(const Author&) const = default;
};

struct DriftedAttribute {
    AttributeChange change;  ///< before: applied (of `service`: last seen); after: live
    Moved moved = Moved::outside;
    Value configured;  ///< of `both` and `configuration`; null: not configured any more
    std::optional<Author> author;
};

struct DriftedObject {
    Address address;
    const ResourceType* type = nullptr;
    std::string id;
    std::string name;           ///< full
    bool gone = false;          ///< not there any more
    bool soft_deleted = false;  ///< ... and can be restored
    std::string purge_time;     ///< until then; "" unknown
    bool comes_back = false;    ///< ... and an apply would
    bool maybe_idle = false;    ///< gone, and the service may have removed it after idle days (brief 2.1.7)
    std::optional<Author> author;              ///< of its removal
    std::vector<DriftedAttribute> attributes;  ///< by position

    /// Whether there is drift, and not only notes.
    [[nodiscard]] bool drifted() const;
};

/// An object that was not judged, because a run of fireform is at work on it.
struct Unsettled {
    Address address;
    bool running = true;  ///< false: the run is over and has left it open
    bool operator==(const Unsettled&) const = default;
};

/// Whether anybody could say who did it.
enum class AuditState : std::uint8_t {
    not_asked,  ///< there was nothing to ask about
    read,
    forbidden,  ///< the key lacks the right
    failed
};

struct DriftReport {
    std::vector<DriftedObject> objects;  ///< by address; those without a difference are left out
    std::vector<Unsettled> unsettled;    ///< by address
    std::vector<Address> compared;       ///< sorted; what has an object and is not in work
    std::size_t applied = 0;             ///< entries of state
    std::size_t accepted = 0;            ///< differences that the baseline accepts: they are not in `objects`
    bool configuration_compared = true;  ///< false: no plan could be made, so that side is missing
    AuditState audit = AuditState::not_asked;
    std::string account;

    [[nodiscard]] std::size_t changed_count() const;  ///< objects that are there and drifted
    [[nodiscard]] std::size_t gone_count() const;
    [[nodiscard]] bool drifted() const { return changed_count() + gone_count() > 0; }
};

/// Pure. `plan`: of the same three, for what the configuration comes to; null: none could be made. What
/// `unsettled` names is left out, but for what only an interrupted run can have left: of that, what it was
/// about to do is no drift.
[[nodiscard]] DriftReport make_drift_report(const Config& config, const Snapshot& prior, const Live& live,
                                            const Plan* plan, std::vector<Unsettled> unsettled);

/// What a run of fireform has in work: state as it was read before the account and after it. `locked`: a run
/// was alive meanwhile.
[[nodiscard]] std::vector<Unsettled> unsettled_resources(const Snapshot& before, const Snapshot& after,
                                                         bool locked);

/// Since when the audit log has to be read to explain the report (RFC 3339); "" its own default.
[[nodiscard]] std::string audit_since(const DriftReport& report, const Snapshot& prior);

/// Puts the authors into the report: of a removal the last deletion, of an attribute the last request that
/// names it, since state last saw the object.
void name_authors(DriftReport& report, const AuditLog& log, const Snapshot& prior);

}  // namespace fireform
