#include "providers/fireworks/models.hpp"

#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/reply_json.hpp"
#include "schemas/fireworks/types.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace fireform::fireworks {
namespace {

/// Beyond it one list of all public models, two pages today, is cheaper.
constexpr std::size_t single_max = 8;
constexpr std::string_view public_account = "fireworks";

struct Known {
    LiveModel model;
    std::optional<LiveObject> object;  ///< when it is asked for
};
using Models = std::map<std::string, Known, std::less<>>;  // by full name

Known known(const boost::json::object& json, std::string name, const Session& session, bool with_object) {
    Known out{decode_model(json), std::nullopt};
    out.model.name = name;
    if (with_object) out.object = decode_object(model, json, session.naming());
    return out;
}

/// What a configuration may have written: "accounts/x/models/y".
bool is_full(std::string_view name) {
    return name.starts_with("accounts/");
}

struct Lookup {
    std::string name;  ///< full
    std::optional<Known> known;
    Diagnostics problems;
};

/// `strangers`: the account is neither ours nor the public one, so that being refused is an answer.
Task<Lookup> look_up(Session& session, std::string name, bool strangers, bool with_object) {
    Lookup out;
    const std::string what = fmt::format("Looking for the model \"{}\"", name);
    out.name = std::move(name);
    const Reply reply = co_await session.send(get_request(path_of_name(out.name), what));
    const ReplyJson body(reply);
    if (reply.success() && body.object() != nullptr) {
        out.known = known(*body.object(), out.name, session, with_object);
        co_return out;
    }
    const bool page = reply.response && parse_error(*reply.response).form == ApiError::Form::page;
    const bool absent = (reply.status() == 404 || (strangers && reply.status() == 403)) && !page;
    if (!absent)
        out.problems.add(reply.success() ? session.unexpected(what, reply) : session.error(what, reply));
    co_return out;
}

/// Each with a request of its own, side by side.
Task<Diagnostics> look_up_all(Session& session, std::set<std::string> names, bool with_objects,
                              Models& found) {
    const std::string ours = full_name(session.naming().account, "models", "");
    const std::string shared = full_name(public_account, "models", "");
    std::vector<Task<Lookup>> lookups;
    for (const std::string& name : names)
        lookups.push_back(
            look_up(session, name, !name.starts_with(ours) && !name.starts_with(shared), with_objects));
    std::vector<Lookup> results = co_await gather(std::move(lookups));
    Diagnostics problems;
    for (Lookup& result : results) {
        problems.add(std::move(result.problems));
        if (result.known) found.insert_or_assign(result.name, std::move(*result.known));
    }
    co_return problems;
}

/// The models of an account. `take` is given each, and its JSON.
Task<Diagnostics> list_models(Session& session, std::string account, std::string what,
                              std::function<void(std::string name, const boost::json::object& json)> take) {
    const ObjectSink sink = [&take](const boost::json::object& json) {
        if (std::string name = text_at(json, "name"); !name.empty()) take(std::move(name), json);
    };
    co_return co_await list_by_name(session,
                                    fmt::format("/v1/accounts/{}/models", encode_path_segment(account)),
                                    "models", {}, std::move(what), sink);
}

/// Those of `wanted` that are public, and the names of all that are.
Task<Diagnostics> list_public_models(Session& session, const std::set<std::string>& wanted, bool with_objects,
                                     Models& found, std::set<std::string>& names) {
    const auto take = [&](std::string name, const boost::json::object& json) {
        names.insert(name);
        if (wanted.contains(name)) found.insert_or_assign(name, known(json, name, session, with_objects));
    };
    co_return co_await list_models(session, std::string(public_account), "Listing the public models", take);
}

Task<Diagnostics> list_own_models(Session& session, std::string account, bool with_objects, Models& found) {
    const auto take = [&](std::string name, const boost::json::object& json) {
        found.insert_or_assign(name, known(json, name, session, with_objects));
    };
    co_return co_await list_models(session, std::move(account), "Listing the account's models", take);
}

/// The default draft models that have not been found yet.
std::set<std::string> missing_drafts(const Models& found) {
    std::set<std::string> drafts;
    for (const auto& [name, each] : found)
        if (is_full(each.model.default_draft_model) && !found.contains(each.model.default_draft_model))
            drafts.insert(each.model.default_draft_model);
    return drafts;
}

}  // namespace

Task<Checked<ModelsFound>> find_models(Session& session, ModelQuery query) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    ModelsFound out;
    out.naming.account = account.value->id;
    std::set<std::string> shared, others;
    for (const std::string& name : query.names) {
        const std::string full = is_full(name) ? name : full_name(public_account, "models", name);
        (full.starts_with(full_name(public_account, "models", "")) ? shared : others).insert(full);
    }

    Models found;
    Diagnostics problems;
    std::set<std::string> asked, public_names;
    if (query.own) problems.add(co_await list_own_models(session, out.naming.account, query.objects, found));
    asked.insert(shared.begin(), shared.end());
    asked.insert(others.begin(), others.end());
    if (shared.size() > single_max) {
        problems.add(co_await list_public_models(session, shared, query.objects, found, public_names));
    } else {
        others.merge(shared);
    }
    problems.add(co_await look_up_all(session, std::move(others), query.objects, found));

    // What is not public is ours (brief 1.4).
    std::set<std::string> own;
    for (const std::string& name : query.names) {
        if (is_full(name)) continue;
        std::string full = full_name(public_account, "models", name);
        if (!found.contains(full)) {
            asked.erase(full);
            full = full_name(out.naming.account, "models", name);
            if (!query.own && !found.contains(full)) own.insert(full);
        }
        asked.insert(full);
        out.naming.models[name] = std::move(full);
    }
    if (own.size() > single_max) {
        if (!problems.has_errors())
            problems.add(co_await list_own_models(session, out.naming.account, query.objects, found));
    } else if (!problems.has_errors()) {
        problems.add(co_await look_up_all(session, std::move(own), query.objects, found));
    }
    if (query.drafts && !problems.has_errors()) {
        std::set<std::string> drafts = missing_drafts(found);
        if (drafts.size() <= single_max)
            problems.add(co_await look_up_all(session, std::move(drafts), false, found));
    }
    const bool missed = std::ranges::any_of(asked, [&](const std::string& name) {
        return !found.contains(name) && !query.coming.contains(std::string(last_segment(name)));
    });
    if (missed && public_names.empty() && !problems.has_errors())
        problems.add(co_await list_public_models(session, {}, false, found, public_names));
    if (problems.has_errors()) co_return problems;
    for (auto& [name, each] : found) {
        out.models.push_back(std::move(each.model));
        if (each.object) out.objects.push_back(std::move(*each.object));
    }
    out.asked.assign(asked.begin(), asked.end());
    if (missed) out.others.assign(public_names.begin(), public_names.end());
    co_return out;
}

}  // namespace fireform::fireworks
