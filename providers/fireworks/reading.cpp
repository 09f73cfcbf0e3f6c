#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

std::string words(const ResourceType& type) {
    std::string out(type.name);
    std::ranges::replace(out, '_', ' ');
    return out;
}

/// Sorted by name; an object that moved from one page to the next is there once.
template <class T>
void sort_unique(std::vector<T>& objects) {
    std::ranges::sort(objects, {}, &T::name);
    const auto rest = std::ranges::unique(objects, {}, &T::name);
    objects.erase(rest.begin(), rest.end());
}

}  // namespace

std::string label(const ResourceType& type, std::string_view id) {
    return fmt::format("{} \"{}\"", words(type), id);
}

Diagnostics about(const Address& address, Diagnostics diagnostics) {
    Diagnostics out;
    for (Diagnostic diagnostic : diagnostics) {
        if (!diagnostic.address) diagnostic.address = address;
        out.add(std::move(diagnostic));
    }
    return out;
}

Checked<LiveObject> object_in(Session& session, const ResourceType& type, std::string_view what,
                              const Reply& reply) {
    const ReplyJson body(reply);
    std::optional<LiveObject> object;
    if (body.object() != nullptr) object = session.decoder(type).decode(*body.object(), session.naming());
    if (!object) return session.unexpected(what, reply);
    session.secrets().blank_status(*object);
    return std::move(*object);
}

Task<Checked<std::vector<LiveObject>>> list_objects(Session& session, const ResourceType& type) {
    co_return co_await list_objects(session, type, std::string());
}

Task<Checked<std::vector<LiveObject>>> list_objects(Session& session, const ResourceType& type,
                                                    std::string filter) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    QueryParameters parameters;
    if (!filter.empty()) parameters.emplace_back("filter", filter);
    if (type.soft_delete) parameters.emplace_back("showDeleted", "true");
    std::vector<LiveObject> out;
    ObjectDecoder decoder(type);
    const ObjectSink take = [&](const json::object& object) {
        auto decoded = decoder.decode(object, session.naming());
        const bool listed = decoded && (decoded->phase != Phase::gone || type.tombstones);
        if (!listed) return;
        session.secrets().blank_status(*decoded);
        out.push_back(std::move(*decoded));
    };
    const std::string collection(type.collection);
    const std::string what = fmt::format("Listing the {}s", words(type));
    Diagnostics problems;
    if (filter.empty())
        problems =
            co_await list_by_name(session, session.path(collection), collection, parameters, what, take);
    else  // few, and known to work without an order (brief 8.7)
        problems = co_await list_pages(session, session.path(collection), collection, parameters, what, take);
    if (problems.has_errors()) co_return problems;
    sort_unique(out);
    co_return std::move(out);
}

Task<Checked<LiveObject>> read_object(Session& session, const ResourceType& type, std::string id) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    const std::string what = "Reading the " + label(type, id);
    const Reply reply = co_await session.send(get_request(session.path(type.collection, id), what));
    if (reply.status() == 404 && parse_error(*reply.response).form != ApiError::Form::page)
        co_return Checked<LiveObject>{};
    if (!reply.success()) co_return session.error(what, reply);
    Checked<LiveObject> object = object_in(session, type, what, reply);
    if (object.value && object.value->phase == Phase::gone) co_return Checked<LiveObject>{};
    co_return object;
}

}  // namespace fireform::fireworks
