// What an entry of the audit log holds (brief 2.12). It is no resource: it has an id and no name.
#include "providers/emulator/audit_fields.hpp"

#include "providers/emulator/common_fields.hpp"

#include <array>

namespace fireform::emulator {
namespace {

constexpr std::array<Field, 12> fields{{
    {.name = "id"},
    {.name = "method"},
    {.name = "principal"},
    {.name = "payload", .kind = Kind::object},
    {.name = "status", .kind = Kind::message, .message = &status_message},
    {.name = "timestamp", .kind = Kind::timestamp},
    {.name = "message"},
    {.name = "resource"},
    {.name = "isAdminAction", .kind = Kind::boolean},
    {.name = "userAgent"},
    {.name = "clientIp"},
    {.name = "apiKeyId"},
}};

}  // namespace

constinit const Message audit_entry_message{"AuditLogEntry", fields};

}  // namespace fireform::emulator
