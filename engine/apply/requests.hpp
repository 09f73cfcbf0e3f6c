// One step of a plan as the request it stands for: pure. Sent by carry_out.hpp.
#pragma once

#include "engine/apply/executor.hpp"
#include "engine/plan/plan.hpp"
#include "providers/provider.hpp"
#include "state/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fireform {

struct UndeleteRequest {
    Address address;
    const ResourceType* type = nullptr;
    std::string id;
};

struct WakeRequest {
    Address address;
    const ResourceType* type = nullptr;
    std::string id;
};

/// The object as a saved plan saw it; read again before it is changed.
struct AsPlanned {
    const ResourceType* type = nullptr;
    std::string id;
    std::string name;
    std::string update_time;          ///< "" not known
    Attributes attributes;            ///< live ones
    std::vector<std::uint16_t> used;  ///< positions that the plan was decided on
    bool may_be_gone = false;         ///< what it was to be removed for has happened already
    bool soft_deleted = false;        ///< must still be: a purge cannot be taken back
};

struct StepRequest {
    std::uint32_t step = 0;
    Address address;
    std::variant<CreateRequest, UpdateRequest, UndeleteRequest, WakeRequest, RemoveRequest> request;
    std::optional<AsPlanned> as_planned;
};

/// What a request is made of.
struct RequestInput {
    const Plan* plan = nullptr;
    const Change* change = nullptr;
    std::uint32_t step = 0;
    const Attributes* desired = nullptr;  ///< all known; null where the verb sends none
    const LiveObject* current =
        nullptr;  ///< the object as an earlier step of this run left it; null: none did
};

/// No value: the step needs no request, since what it would change is as desired already, or is an entry in
/// state without an object. REQUIRES a verb other than wait, probe and forget.
[[nodiscard]] std::optional<StepRequest> request_of(const RequestInput& input, const ApplyOptions& options);

/// What the intent of the request tells beside whom it is about: the fingerprint of what is sent, and how to
/// find again what has no id of ours.
void describe(Intent& intent, const StepRequest& request, const std::string& lineage);

/// The existing object of `change`, as the plan saw it; nothing but ready where the change has none.
[[nodiscard]] LiveObject planned_object(const Change& change);

}  // namespace fireform
