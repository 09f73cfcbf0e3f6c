// One question to a model, to see whether it answers (brief 2.1.8).
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/objects.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

constexpr std::string_view inference = "/inference/v1/";

std::string body_of(const ProbeRequest& request) {
    json::object body;
    body["model"] = request.model;
    body["max_tokens"] = request.tokens_max;
    if (request.path == "completions")
        body["prompt"] = request.prompt;
    else
        body["messages"] = json::array{json::object{{"role", "user"}, {"content", request.prompt}}};
    return json::serialize(body);
}

/// `choices[0].message.content`, or `choices[0].text`.
std::string said(const json::object& reply) {
    const json::value* choices = find_path(reply, "choices");
    const json::array* all = choices ? choices->if_array() : nullptr;
    const json::object* first = all && !all->empty() ? all->front().if_object() : nullptr;
    if (!first) return {};
    std::string text = text_at(*first, "message.content");
    return text.empty() ? text_at(*first, "text") : text;
}

/// Scaling up, not routed yet, overloaded or out of reach for a moment: asking again may help.
bool may_pass(const Reply& reply) {
    if (reply.failure) return reply.failure->kind != HttpFailure::Kind::tls;
    const int status = reply.status();
    return status == 404 || status == 408 || status == 425 || status == 429 || status >= 500;
}

}  // namespace

Task<Checked<ProbeAnswer>> probe_model(Session& session, ProbeRequest request) {
    const std::string what = "Asking the model \"" + request.model + "\"";
    ApiRequest out = post_request(std::string(inference) + request.path, body_of(request), what);
    out.timeout = std::chrono::ceil<std::chrono::milliseconds>(request.timeout);
    const std::chrono::nanoseconds sent = session.now();
    const Reply reply = co_await session.send_once(std::move(out));
    ProbeAnswer answer;
    answer.time_to_last_token = session.now() - sent;
    const ReplyJson body(reply);
    if (reply.success()) {
        if (body.object() == nullptr) co_return session.unexpected(what, reply);
        answer.answered = true;
        answer.text = said(*body.object());
        co_return answer;
    }
    const Diagnostic problem = session.error(what, reply);
    if (reply.refused || !may_pass(reply)) co_return problem;
    answer.text = problem.detail;
    co_return answer;
}

}  // namespace fireform::fireworks
