#include "providers/fireworks/deployment_tags.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/unknown_field.hpp"
#include "schemas/bug.hpp"

#include <fmt/core.h>

namespace fireform::fireworks {
namespace {

/// The one create parameter that PATCH takes as well (brief 2.1.1).
constexpr std::string_view patch_parameter = "skipShapeValidation";

Task<Checked<LiveObject>> patch(Session& session, const UpdateRequest& request, const Patch& change,
                                const std::string& what) {
    const ResourceType& type = *request.live.type;
    require(type.updatable, "only what the API can change is updated");
    QueryParameters query{{"updateMask", change.mask}};
    for (auto& parameter : create_parameters(type, request.attributes))
        if (parameter.first == patch_parameter) query.push_back(std::move(parameter));
    Secrets secrets = session.secrets();
    secrets.add(type, request.attributes);
    secrets.add(type, request.live.attributes);
    ApiRequest out;
    out.method = "PATCH";
    out.path = session.path(type.collection, request.live.id) + query_text(query);
    out.body = change.body;
    out.what = what;
    const Reply reply = co_await session.send(std::move(out));
    if (!reply.success()) co_return with_attribute_named(session.error(what, reply, &secrets), reply, type);
    co_return object_in(session, type, what, reply);
}

/// The object, which must be there after what was just done to it.
Task<Checked<LiveObject>> read_present(Session& session, const ResourceType& type, std::string id,
                                       std::string what) {
    Checked<LiveObject> seen = co_await read_object(session, type, id);
    if (!seen.value && !seen.diagnostics.has_errors())
        seen.diagnostics.add(
            problem("Not found", fmt::format("{}: it is gone.", what), "run `fireform plan` again"));
    co_return seen;
}

}  // namespace

Task<Checked<LiveObject>> update_object(Session& session, UpdateRequest request) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return about(request.address, account.diagnostics);
    const ResourceType& type = *request.live.type;
    const std::string what = "Updating the " + label(type, request.live.id);

    // Tags first: the reply to PATCH then shows the whole object as it is.
    TagChanges tags = tag_changes(request);
    const Diagnostics refused = co_await write_tags(session, request.live, std::move(tags), what);
    if (refused.has_errors()) co_return about(request.address, refused);

    const Patch change = encode_patch(type, request.live.attributes, request.attributes, request.changed);
    Checked<LiveObject> out;
    if (change.mask.empty())
        out = co_await read_present(session, type, request.live.id, what);
    else
        out = co_await patch(session, request, change, what);
    out.diagnostics = about(request.address, std::move(out.diagnostics));
    co_return out;
}

Task<Checked<LiveObject>> undelete_object(Session& session, const ResourceType& type, std::string id) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    const std::string what = (type.run ? "Resuming the " : "Restoring the ") + label(type, id);
    const Reply reply = co_await session.send(post_request(
        session.path(type.collection, id, type.run ? ApiVerb::resume : ApiVerb::undelete), "{}", what));
    if (reply.success()) co_return object_in(session, type, what, reply);
    if (reply.repeated && reply.status() == 400) {
        // An earlier try was handled and its reply lost: what it did is what counts (brief 8.5).
        Checked<LiveObject> seen = co_await read_object(session, type, id);
        if (seen.value && (seen.value->phase == Phase::pending || seen.value->phase == Phase::ready))
            co_return seen;
    }
    co_return session.error(what, reply);
}

Task<Checked<LiveObject>> scale_object(Session& session, const ResourceType& type, std::string id,
                                       int replicas) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    const std::string what = "Scaling the " + label(type, id);
    ApiRequest request;
    request.method = "PATCH";
    request.path = session.path(type.collection, id, ApiVerb::scale);
    request.body = fmt::format(R"({{"replicaCount":{}}})", replicas);
    request.what = what;
    const Reply reply = co_await session.send(std::move(request));
    if (!reply.success()) co_return session.error(what, reply);
    co_return co_await read_present(session, type, std::move(id), what);
}

}  // namespace fireform::fireworks
