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

std::string path_of(std::string_view name) {
    std::string path = "/v1";
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t slash = std::min(name.find('/', start), name.size());
        path += '/' + encode_path_segment(name.substr(start, slash - start));
        start = slash + 1;
    }
    return path;
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
    const Reply reply = co_await session.send(get_request(path_of(out.name), what));
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

/// All models of an account, or, of `only`, those that are wanted.
Task<Diagnostics> list_models(Session& session, std::string account, const std::set<std::string>* only,
                              bool with_objects, Models& found) {
    const ObjectSink take = [&](const boost::json::object& json) {
        const std::string name = text_at(json, "name");
        if (name.empty() || (only != nullptr && !only->contains(name))) return;
        found.insert_or_assign(name, known(json, name, session, with_objects));
    };
    const std::string what = only != nullptr ? "Listing the public models" : "Listing the account's models";
    co_return co_await list_pages(session,
                                  fmt::format("/v1/accounts/{}/models", encode_path_segment(account)),
                                  "models", {}, what, take);
}

/// What a configuration may have written: "accounts/x/models/y".
bool is_full(std::string_view name) {
    return name.starts_with("accounts/");
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
    if (query.own)
        problems.add(co_await list_models(session, out.naming.account, nullptr, query.objects, found));
    if (shared.size() > single_max) {
        problems.add(
            co_await list_models(session, std::string(public_account), &shared, query.objects, found));
    } else {
        others.merge(shared);
    }
    problems.add(co_await look_up_all(session, std::move(others), query.objects, found));

    // What is not public is ours (brief 1.4).
    std::set<std::string> own;
    for (const std::string& name : query.names) {
        if (is_full(name)) continue;
        std::string full = full_name(public_account, "models", name);
        if (!found.contains(full)) full = full_name(out.naming.account, "models", name);
        if (!query.own && !found.contains(full)) own.insert(full);
        out.naming.models[name] = std::move(full);
    }
    if (!problems.has_errors() && own.size() <= single_max)
        problems.add(co_await look_up_all(session, std::move(own), query.objects, found));
    if (problems.has_errors()) co_return problems;
    for (auto& [name, each] : found) {
        out.models.push_back(std::move(each.model));
        if (each.object) out.objects.push_back(std::move(*each.object));
    }
    co_return out;
}

}  // namespace fireform::fireworks
