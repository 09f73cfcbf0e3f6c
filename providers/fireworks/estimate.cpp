// What a run would cost, before there is one (domain brief 2.5).
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace fireform::fireworks {

Task<Checked<Money>> estimate_run(Session& session, CreateRequest request) {
    const Checked<Account> account = co_await session.account();
    if (!account.ok()) co_return about(request.address, account.diagnostics);
    const ResourceType& type = *request.type;
    const std::string what = "Estimating the cost of the " + label(type, request.address.name);
    const std::string body = boost::json::serialize(encode_create(type, request.attributes, {}));
    const Reply reply = co_await session.send(
        post_request(session.path(type.collection, ApiVerb::estimate_cost), body, what));
    const ReplyJson json(reply);
    Diagnostics problems;
    if (!reply.success()) {
        problems.add(session.error(what, reply));
        co_return about(request.address, std::move(problems));
    }
    if (json.object() == nullptr || find_path(*json.object(), "estimatedCost") == nullptr) {
        problems.add(session.unexpected(what, reply));
        co_return about(request.address, std::move(problems));
    }
    Money cost;
    cost.currency = text_at(*json.object(), "estimatedCost.currencyCode");
    cost.units = integer_at(*json.object(), "estimatedCost.units");
    cost.nanos = static_cast<int>(integer_at(*json.object(), "estimatedCost.nanos"));
    co_return cost;
}

}  // namespace fireform::fireworks
