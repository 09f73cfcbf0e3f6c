#include "providers/fireworks/capacity.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/pages.hpp"

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

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
