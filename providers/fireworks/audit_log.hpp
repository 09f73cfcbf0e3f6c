// Who changed what in the account, and when: the audit log (brief 2.12).
#pragma once

#include "providers/audit_log.hpp"
#include "providers/fireworks/session.hpp"

#include <string>

namespace fireform::fireworks {

/// Of what succeeded since then (RFC 3339; "" the last 30 days).
[[nodiscard]] Task<Checked<AuditLog>> list_audit_log(Session& session, std::string since);

}  // namespace fireform::fireworks
