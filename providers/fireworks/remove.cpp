#include "providers/fireworks/objects.hpp"

#include <fmt/core.h>

#include <array>

namespace fireform::fireworks {
namespace {

using std::chrono::seconds;

/// How long the service takes to notice that a model is no longer loaded (brief 2.4).
constexpr std::array model_delays{seconds(5), seconds(10), seconds(15), seconds(20)};

struct Gone {
    bool was_there = false;
    bool in_use = false;  // of a model: refused for that
    Diagnostics problems;
};

Task<Gone> remove_at(Session& session, std::string path, std::string what) {
    Gone out;
    ApiRequest request;
    request.method = "DELETE";
    request.path = std::move(path);
    request.what = what;
    const Reply reply = co_await session.send(std::move(request));
    const ApiError error = reply.response ? parse_error(*reply.response) : ApiError();
    const bool absent = reply.status() == 404 && error.form != ApiError::Form::page;
    out.in_use = error.is_model_in_use();
    // A 404 to a repeated request: the lost try was the one that removed it.
    out.was_there = reply.success() || (absent && reply.repeated);
    if (!reply.success() && !absent) out.problems.add(session.error(what, reply));
    co_return out;
}

/// Only our own: what a configuration names in another account is nobody's to delete here.
bool is_own_model(const Session& session, std::string_view name) {
    const std::string prefix = full_name(session.naming().account, "models", "");
    return name.starts_with(prefix) && name.find('/', prefix.size()) == std::string_view::npos;
}

/// A model may count as loaded for a while after it is not (brief 2.4).
Task<Gone> remove_model_at(Session& session, std::string path, std::string what) {
    for (std::size_t tries = 0;; ++tries) {
        Gone gone = co_await remove_at(session, path, what);
        if (!gone.in_use || tries == model_delays.size()) co_return gone;
        co_await session.sleep(model_delays[tries]);
    }
}

Task<Diagnostics> remove_output_model(Session& session, std::string name) {
    const std::string what = fmt::format("Deleting the output model \"{}\"", last_segment(name));
    if (!is_own_model(session, name)) {
        Diagnostics out;
        out.add(problem("Output model is not ours",
                        fmt::format("{}: {} is not a model of the account.", what, name),
                        "set delete_output_model = false"));
        co_return out;
    }
    Gone gone = co_await remove_model_at(session, session.path("models", last_segment(name)), what);
    co_return std::move(gone.problems);
}

/// What has ended, or is ending, cannot be cancelled: only a service that fails is worth a message.
Task<Diagnostics> cancel(Session& session, const ResourceType& type, std::string id) {
    const std::string what = "Cancelling the " + label(type, id);
    const Reply reply =
        co_await session.send(post_request(session.path(type.collection, id, ApiVerb::cancel), "{}", what));
    Diagnostics out;
    if (!reply.success() && reply.status() != 400 && reply.status() != 404)
        out.add(session.error(what, reply));
    co_return out;
}

}  // namespace

Task<Checked<bool>> remove_object(Session& session, RemoveRequest request) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return about(request.address, account.diagnostics);
    const ResourceType& type = *request.type;
    if (request.cancel_first) {
        const Diagnostics refused = co_await cancel(session, type, request.id);
        if (refused.has_errors()) co_return about(request.address, refused);
    }
    QueryParameters query;
    if (type.soft_delete && request.hard) query.emplace_back("hard", "true");
    if (type.soft_delete && request.ignore_checks) query.emplace_back("ignoreChecks", "true");
    std::string path = session.path(type.collection, request.id) + query_text(query);
    std::string what = "Deleting the " + label(type, request.id);
    const Gone gone = type.collection == "models"
                          ? co_await remove_model_at(session, std::move(path), std::move(what))
                          : co_await remove_at(session, std::move(path), std::move(what));
    if (gone.problems.has_errors()) co_return about(request.address, gone.problems);
    Checked<bool> out(gone.was_there);
    if (!request.output_model.empty())
        out.diagnostics.add(
            about(request.address, co_await remove_output_model(session, request.output_model)));
    co_return out;
}

}  // namespace fireform::fireworks
