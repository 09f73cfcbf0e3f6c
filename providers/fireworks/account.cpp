#include "providers/fireworks/account.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

/// The texts get into messages, and may quote what the service was given.
std::optional<Account> decode_account(const json::object& object, const Secrets& secrets) {
    const std::string name = secrets.blank(text_at(object, "name"));
    constexpr std::string_view prefix = "accounts/";
    if (!name.starts_with(prefix) || name.size() == prefix.size()) return std::nullopt;
    return Account{name.substr(prefix.size()), secrets.blank(text_at(object, "suspendState"))};
}

/// brief 2.12
std::string_view way_out(std::string_view suspend_state) {
    if (suspend_state == "CREDIT_DEPLETED")
        return "add credits in the Fireworks console under Billing, then run again";
    if (suspend_state == "MONTHLY_SPEND_LIMIT_EXCEEDED")
        return "raise the monthly spend limit in the Fireworks console, or wait for the next month";
    if (suspend_state == "BLOCKED_BY_ABUSE_RULE") return "ask the Fireworks support to lift the block";
    return "settle it in the Fireworks console under Billing, then run again";
}

Diagnostic suspended(const Account& account) {
    return problem(
        "Account suspended",
        fmt::format("The account \"{}\" is suspended ({}): the service refuses changes and stops what runs.",
                    account.id, account.suspend_state),
        way_out(account.suspend_state));
}

Checked<Account> checked(Account account) {
    // An enum's zero may be left out (brief 8.10).
    if (!account.suspend_state.empty() && account.suspend_state != "UNSUSPENDED") return suspended(account);
    return account;
}

Task<Checked<Account>> read_account(Session& session, std::string id) {
    const std::string what = fmt::format("Looking up the account \"{}\"", id);
    const Reply reply = co_await session.send(get_request("/v1/accounts/" + encode_path_segment(id), what));
    if (reply.status() == 404 && parse_error(*reply.response).form != ApiError::Form::page) {
        co_return problem("No such account",
                          fmt::format("There is no account \"{}\", or this key does not belong to it.", id),
                          "correct account_id in [provider.fireworks] or FIREWORKS_ACCOUNT_ID, or leave both "
                          "out to use the key's own "
                          "account");
    }
    if (!reply.success()) co_return session.error(what, reply);
    const ReplyJson body(reply);
    if (body.object() == nullptr) co_return session.unexpected(what, reply);
    const auto account = decode_account(*body.object(), session.secrets());
    if (!account) co_return session.unexpected(what, reply);
    co_return checked(*account);
}

Task<Checked<Account>> only_account(Session& session) {
    const std::string what = "Looking up the key's account";
    const Reply reply = co_await session.send(get_request("/v1/accounts?pageSize=2", what));
    if (!reply.success()) co_return session.error(what, reply);
    const ReplyJson body(reply);
    if (body.object() == nullptr) co_return session.unexpected(what, reply);
    const json::value* list = find_path(*body.object(), "accounts");
    if (list != nullptr && !list->is_array()) co_return session.unexpected(what, reply);
    std::vector<Account> accounts;
    if (list != nullptr)
        for (const json::value& item : list->get_array())
            if (const auto* object = item.if_object())
                if (auto account = decode_account(*object, session.secrets()))
                    accounts.push_back(std::move(*account));
    if (accounts.size() == 1) co_return checked(accounts.front());
    if (accounts.empty())
        co_return problem(
            "No account", "The API key belongs to no account.",
            "use a key of the account, or name the account with account_id in [provider.fireworks]");
    co_return problem("Several accounts",
                      fmt::format("The API key belongs to several accounts, \"{}\" and \"{}\" among them.",
                                  accounts[0].id, accounts[1].id),
                      fmt::format("write account_id = \"{}\" in [provider.fireworks]", accounts[0].id));
}

}  // namespace

Task<Checked<Account>> find_account(Session& session, std::string configured) {
    if (configured.empty()) co_return co_await only_account(session);
    co_return co_await read_account(session, std::move(configured));
}

}  // namespace fireform::fireworks
