#include "providers/fireworks/account.hpp"
#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"

#include <fmt/core.h>
#include <boost/json/object.hpp>

namespace fireform::fireworks {
namespace {

/// Beyond it one list of all public models, two pages today, is cheaper.
constexpr std::size_t single_max = 8;
constexpr std::string_view public_models = "/v1/accounts/fireworks/models";

struct Lookup {
    std::string short_name;
    bool found = false;
    Diagnostics problems;
};

Task<Lookup> look_up(Session& session, std::string short_name) {
    Lookup out;
    out.short_name = short_name;
    const std::string what = fmt::format("Looking for the public model \"{}\"", short_name);
    const std::string path =
        fmt::format("{}/{}?readMask=name", public_models, encode_path_segment(short_name));
    const Reply reply = co_await session.send(get_request(path, what));
    out.found = reply.success();
    const bool absent = reply.status() == 404 && parse_error(*reply.response).form != ApiError::Form::page;
    if (!out.found && !absent) out.problems.add(session.error(what, reply));
    co_return out;
}

}  // namespace

Task<Checked<Naming>> resolve_model_names(Session& session, std::set<std::string> short_names) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    Naming out;
    out.account = account.value->id;
    Diagnostics problems;
    for (const std::string& name : short_names)
        out.models[name] = full_name(out.account, "models", name);

    if (short_names.size() > single_max) {
        const ObjectSink take = [&out](const boost::json::object& model) {
            std::string name = text_at(model, "name");
            const auto wanted = out.models.find(last_segment(name));
            if (wanted != out.models.end()) wanted->second = std::move(name);
        };
        problems = co_await list_pages(session, std::string(public_models), "models", {{"readMask", "name"}},
                                       "Listing the public models", take);
    } else {
        std::vector<Task<Lookup>> lookups;
        for (const std::string& name : short_names)
            lookups.push_back(look_up(session, name));
        std::vector<Lookup> found = co_await gather(std::move(lookups));
        for (Lookup& lookup : found) {
            problems.add(std::move(lookup.problems));
            if (lookup.found)
                out.models[lookup.short_name] = full_name("fireworks", "models", lookup.short_name);
        }
    }
    if (problems.has_errors()) co_return problems;
    co_return out;
}

}  // namespace fireform::fireworks
