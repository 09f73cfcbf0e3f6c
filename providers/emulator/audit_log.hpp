// The audit log (brief 2.12): who changed what, and when, through the API. Refused requests change nothing
// and are not in it, nor is what the service does by itself.
#pragma once

#include "providers/http/http_client.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct Collection;
struct World;

/// Entries beyond this many are forgotten, the oldest first.
inline constexpr std::size_t audit_max = 1000;

/// A request that has changed something.
struct AuditedRequest {
    const HttpRequest& request;
    const Collection& collection;
    std::string_view verb;       ///< ":scale", "/ledger"; "" a standard method
    std::string_view operation;  ///< "POST deployments:scale"
    std::string resource;        ///< full name of what was changed or made
};
void record_audit(World& world, const AuditedRequest& audited);

}  // namespace fireform::emulator
