#include "providers/fireworks/capacity.hpp"

#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

LiveShape decode_shape(std::string name, const json::object& object) {
    // A version holds the shape it froze in `snapshot`; a shape shows its latest validated one itself.
    const json::value* snapshot = find_path(object, "snapshot");
    const json::object& shape = snapshot && snapshot->is_object() ? snapshot->get_object() : object;
    LiveShape out;
    out.name = std::move(name);
    out.base_model = text_at(shape, "baseModel");
    out.accelerator_type = text_at(shape, "acceleratorType");
    out.accelerator_count = integer_at(shape, "acceleratorCount");
    out.precision = text_at(shape, "precision");
    out.enable_addons = flag_at(shape, "enableAddons");
    if (!flag_at(shape, "disableSpeculativeDecoding")) out.draft_model = text_at(shape, "draftModel");
    return out;
}

struct Lookup {
    std::optional<LiveShape> shape;
    Diagnostics problems;
};

Task<Lookup> look_up(Session& session, std::string name) {
    Lookup out;
    const std::string what = fmt::format("Looking for the deployment shape \"{}\"", name);
    const Reply reply = co_await session.send(get_request(path_of_name(name), what));
    const ReplyJson body(reply);
    if (reply.success() && body.object() != nullptr) {
        out.shape = decode_shape(std::move(name), *body.object());
        co_return out;
    }
    const bool page = reply.response && parse_error(*reply.response).form == ApiError::Form::page;
    const bool absent = (reply.status() == 404 || reply.status() == 403) && !page;
    if (!absent)
        out.problems.add(reply.success() ? session.unexpected(what, reply) : session.error(what, reply));
    co_return out;
}

}  // namespace

Task<Checked<std::vector<LiveShape>>> read_shapes(Session& session, std::set<std::string> names) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    std::vector<Task<Lookup>> lookups;
    for (const std::string& name : names)
        lookups.push_back(look_up(session, name));
    std::vector<Lookup> results = co_await gather(std::move(lookups));
    Checked<std::vector<LiveShape>> out(std::vector<LiveShape>{});
    for (Lookup& result : results) {
        out.diagnostics.add(std::move(result.problems));
        if (result.shape) out.value->push_back(std::move(*result.shape));
    }
    co_return out;
}

Task<Checked<std::vector<LiveQuota>>> list_quotas(Session& session) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return account.diagnostics;
    std::vector<LiveQuota> out;
    const ObjectSink take = [&out](const json::object& object) {
        const std::string name = text_at(object, "name");
        if (name.empty()) return;
        out.push_back(
            {std::string(last_segment(name)), number_at(object, "value"), number_at(object, "usage")});
    };
    // A key may lack the right; whoever wants to know sees the 403 in the log.
    const Diagnostics problems = co_await list_pages(session, session.path("quotas"), "quotas", {},
                                                     "Listing the quotas", take, WhenForbidden::empty);
    if (problems.has_errors()) co_return problems;
    std::ranges::sort(out, {}, &LiveQuota::id);
    co_return std::move(out);
}

}  // namespace fireform::fireworks
