#include "providers/fireworks/errors.hpp"

#include <fmt/core.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

std::string between(std::string_view text, std::string_view from, std::string_view to) {
    const auto begin = text.find(from);
    if (begin == std::string_view::npos) return {};
    const auto end = text.find(to, begin + from.size());
    if (end == std::string_view::npos) return {};
    return std::string(text.substr(begin + from.size(), end - begin - from.size()));
}

std::string reason_of(const json::object& body) {
    const auto* details = body.if_contains("details");
    if (details == nullptr || !details->is_array()) return {};
    for (const json::value& detail : details->get_array())
        if (const auto* object = detail.if_object())
            if (const auto* reason = object->if_contains("reason"); reason != nullptr && reason->is_string())
                return std::string(reason->get_string());
    return {};
}

/// .error.message, .error if a string, .message (brief 8.4).
std::optional<std::string> message_of(const json::object& body) {
    const auto text = [](const json::value* value) -> std::optional<std::string> {
        if (value == nullptr || !value->is_string()) return std::nullopt;
        return std::string(value->get_string());
    };
    if (const auto* error = body.if_contains("error")) {
        if (const auto* object = error->if_object()) return text(object->if_contains("message"));
        if (error->is_string()) return text(error);
    }
    return text(body.if_contains("message"));
}

struct Advice {
    std::string_view summary;
    std::string_view hint;
};
constexpr Advice not_the_service{"Not the service's own reply",
                                 "check base_url, and the proxy between here and there"};

Advice bad_request_advice(const ApiError& error) {
    if (mentions(error.message, "ignore_checks")) {
        if (mentions(error.message, "addons"))
            return {"Deployment in use",
                    "remove its LoRA addons first, or run again with --force to delete them along"};
        return {"Deployment in use",
                "run again with --force to delete it all the same, or wait for an hour without requests"};
    }
    if (error.is_model_in_use())
        return {"Model in use", "remove the LoRA addons and deployments of the model first"};
    if (mentions(error.message, "unknown field"))
        return {"Request refused",
                "remove the attribute that the message names: the service does not know it"};
    if (error.is(Code::failed_precondition))
        return {"Not possible in this state", "wait until the object has settled, then run again"};
    return {"Request refused", "correct the attribute that the message names"};
}

Advice quota_advice(const ApiError& error) {
    if (mentions(error.message, "capacity") || mentions(error.message, "unschedulable"))
        return {"No capacity",
                "choose another accelerator_type, deployment_shape or region, or try again later"};
    return {"Quota exceeded",
            "lower max_replica_count, free what is not needed, or ask Fireworks for a higher quota"};
}

Advice advice(const ApiError& error) {
    if (error.form == ApiError::Form::page) return not_the_service;
    if (error.is_quota()) return quota_advice(error);
    switch (error.http) {
        case 400:
            return bad_request_advice(error);
        case 401:
            return {"API key refused",
                    "check FIREWORKS_API_KEY; a key for inference only cannot manage resources"};
        case 402:
            return {"Payment required", "add a payment method to the Fireworks account"};
        case 403:
            return {"Permission denied",
                    "use a key that may do this, and check account_id in [provider.fireworks]"};
        case 404:
            return {
                "Not found",
                "check the name; one of another account must be written in full, and what was there when the "
                "plan was made may have gone since"};
        case 409:
            if (error.is(Code::aborted)) return {"Changed by somebody else meanwhile", "run again"};
            return {"Already exists", "import it with `fireform import`, or choose another id"};
        case 412:
            return {"Precondition failed", "check that the account is not suspended and may use this"};
        case 413:
            return {"Request too large", "make the file or the value smaller"};
        case 429:
            return {"Too many requests", "run again with a lower --parallelism"};
        default:
            break;
    }
    if (error.http >= 500) return {"Service error", "run again later; what was done is recorded"};
    if (error.http >= 300 && error.http < 400)
        return {"Unexpected redirect",
                "check base_url: redirects are not followed, so that the key stays where it is meant for"};
    return {"Request refused", "check that base_url names the Fireworks API"};
}

Advice advice(HttpFailure::Kind kind) {
    using Kind = HttpFailure::Kind;
    switch (kind) {
        case Kind::refused:
        case Kind::resolve:
            return {"Service unreachable", "check the network, and base_url or FIREWORKS_BASE_URL"};
        case Kind::tls:
            return {
                "No trusted connection",
                "check base_url and the machine's clock; a proxy's own certificates go into SSL_CERT_FILE"};
        case Kind::timeout:
            return {"Service does not answer", "run again; check the network if it stays so"};
        case Kind::closed:
            return {"Connection lost", "run again; check the network if it stays so"};
        case Kind::too_large:
        case Kind::malformed:
            break;
        case Kind::file:
            return {"File cannot be sent", "check the file, then run again"};
    }
    return not_the_service;
}

}  // namespace

bool ApiError::is_quota() const {
    if (http != 429 && http != 403) return false;
    if (mentions(message, "rate limit") || mentions(message, "per minute")) return false;
    return mentions(message, "quota") ||
           (http == 429 && (mentions(message, "capacity") || mentions(message, "unschedulable")));
}

bool ApiError::is_model_in_use() const {
    return http == 400 && mentions(message, "active deployments") && !mentions(message, "ignore_checks");
}

bool mentions(std::string_view text, std::string_view word) {
    const auto equal = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), equal) != text.end();
}

ApiError parse_error(const HttpResponse& response) {
    ApiError out;
    out.http = response.status;
    boost::system::error_code failed;
    const json::value parsed = json::parse(response.body, failed);
    if (const auto* body = failed ? nullptr : parsed.if_object()) {
        out.form = ApiError::Form::status;
        if (const auto* code = body->if_contains("code"); code != nullptr && code->is_int64())
            out.code = static_cast<int>(code->get_int64());
        out.reason = reason_of(*body);
        if (auto message = message_of(*body)) {
            out.message = std::move(*message);
            return out;
        }
    }
    const std::string_view text = response.body;
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (out.form == ApiError::Form::text && begin != std::string_view::npos && text[begin] == '<') {
        if (text.substr(begin).starts_with("<?xml") || text.substr(begin).starts_with("<Error>")) {
            out.message =
                between(text, "<Code>", "</Code>") + ": " + between(text, "<Message>", "</Message>");
            return out;  // a store's own refusal of an upload
        }
        out.form = ApiError::Form::page;
        out.message = between(text, "<title>", "</title>");
        return out;
    }
    // Cut for good only after secrets are blanked, so that no half of one is left.
    out.message = text.substr(0, 1 << 16);
    return out;
}

Diagnostic problem(std::string_view summary, std::string detail, std::string_view hint) {
    Diagnostic out;
    out.summary = summary;
    out.detail = std::move(detail);
    out.hint = hint;
    return out;
}

Diagnostic refusal(std::string_view what, const HttpResponse& response, const Secrets& secrets) {
    const ApiError error = parse_error(response);
    const Advice way = advice(error);
    std::string message = secrets.clean(error.message, error.form == ApiError::Form::text ? 200 : 1000);
    if (error.form == ApiError::Form::page)
        message = message.empty() ? "a web page" : fmt::format("a web page titled \"{}\"", message);
    if (!error.reason.empty()) message += fmt::format(" ({})", secrets.clean(error.reason));
    std::string detail = fmt::format("{}: the service answered {}{}{}", what, error.http,
                                     message.empty() ? "" : ": ", message);
    if (!detail.ends_with('.')) detail += '.';
    return problem(way.summary, std::move(detail), way.hint);
}

Diagnostic unreachable(std::string_view what, const HttpFailure& failure, const Secrets& secrets) {
    const Advice way = advice(failure.kind);
    return problem(way.summary, fmt::format("{}: {}.", what, secrets.clean(failure.message)), way.hint);
}

Diagnostic unexpected_reply(std::string_view what, const HttpResponse& response, std::string_view base_url,
                            const Secrets& secrets) {
    const ApiError error = parse_error(response);
    std::string found = secrets.clean(error.message, 100);
    if (error.form == ApiError::Form::page)
        found = found.empty() ? "a web page" : fmt::format("a web page titled \"{}\"", found);
    else if (error.form == ApiError::Form::status)
        found = "JSON without what was asked for";
    else
        found = found.empty() ? "nothing" : fmt::format("\"{}\"", found);
    return problem(not_the_service.summary,
                   fmt::format("{}: {} answered {} with {}, which is not what the API sends.", what, base_url,
                               response.status, found),
                   not_the_service.hint);
}

}  // namespace fireform::fireworks
