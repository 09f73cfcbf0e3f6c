#include "providers/fireworks/audit_log.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/page_chain.hpp"

#include <boost/json.hpp>

#include <utility>

namespace fireform::fireworks {
namespace {

namespace json = boost::json;

/// Of a payload: a request in its envelope, and what it nests.
constexpr int depth_max = 6;

void add_members(const json::value& value, int depth, std::set<std::string>& names) {
    if (depth == depth_max) return;
    if (const auto* object = value.if_object())
        for (const auto& [name, inner] : *object) {
            names.emplace(name);
            add_members(inner, depth + 1, names);
        }
    if (const auto* list = value.if_array())
        for (const json::value& inner : *list)
            add_members(inner, depth + 1, names);
}

AuditEntry entry_of(const json::object& object) {
    AuditEntry out;
    out.method = text_at(object, "method");
    out.principal = text_at(object, "principal");
    out.resource = text_at(object, "resource");
    out.time = text_at(object, "timestamp");
    out.user_agent = text_at(object, "userAgent");
    out.client_ip = text_at(object, "clientIp");
    out.api_key_id = text_at(object, "apiKeyId");
    if (const json::value* payload = find_path(object, "payload")) add_members(*payload, 0, out.members);
    return out;
}

/// Absent, "OK" and the number 0 are the same word (brief 8.10).
bool has_succeeded(const json::object& object) {
    const std::string code = text_at(object, "status.code");
    return (code.empty() && number_at(object, "status.code") == 0) || code == "OK";
}

}  // namespace

Task<Checked<AuditLog>> list_audit_log(Session& session, std::string since) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    AuditLog out;
    const ObjectSink take = [&out](const json::object& object) {
        if (has_succeeded(object)) out.entries.push_back(entry_of(object));
    };
    QueryParameters parameters;
    if (!since.empty()) parameters.emplace_back("startTime", std::move(since));
    PagedList list{session, session.path("auditLogs"), "auditLogs", "Reading the audit log",
                   WhenForbidden::empty};
    PageChain chain(list, std::move(parameters));
    Delivery delivery(take);
    const Diagnostics problems = co_await walk(chain, delivery);
    if (problems.has_errors()) co_return problems;
    out.readable = !chain.forbidden();
    co_return std::move(out);
}

}  // namespace fireform::fireworks
