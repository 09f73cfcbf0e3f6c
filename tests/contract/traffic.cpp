#include "tests/contract/traffic.hpp"

#include "tests/contract/description.hpp"
#include "tests/contract/deviations.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace fireform::testing {
namespace {

Judged& state() {
    static Judged all;
    return all;
}

struct Exchange {
    std::string method, path, query, body;
    int status = 0;
    std::optional<std::string> reply;
    bool by_hand = false;  ///< of a test, which may do what fireform does not
};

Exchange to_exchange(const json::object& logged, ByHand& by_hand) {
    const auto text = [&](std::string_view name) { return std::string(logged.at(name).as_string()); };
    Exchange out;
    out.method = text("method");
    out.path = text("path");
    out.query = text("query");
    out.body = text("body");
    out.status = logged.at("status").to_number<int>();
    if (logged.contains("reply")) out.reply = text("reply");
    const auto found = by_hand.find(out.method + " " + out.path + (out.query.empty() ? "" : "?" + out.query));
    out.by_hand = found != by_hand.end();
    if (out.by_hand) by_hand.erase(found);
    return out;
}

std::string request_mismatch(const Description& description, const Exchange& exchange,
                             const Description::Operation& operation) {
    if (auto problem = description.parameter_mismatch(exchange.query, exchange.method, operation);
        !problem.empty())
        return problem;
    if (exchange.body.empty()) return {};
    json::error_code error;
    const json::value body = json::parse(exchange.body, error);
    return error ? operation.id + ": the body is no JSON" : description.body_mismatch(body, operation);
}

std::string reply_mismatch(const Description& description, const Exchange& exchange,
                           const Description::Operation& operation) {
    if (!exchange.reply) return operation.id + ": the reply was not kept";
    ++state().replies;
    json::error_code error;
    const json::value reply = json::parse(*exchange.reply, error);
    return error ? operation.id + ": the reply is no JSON"
                 : description.reply_mismatch(reply, exchange.status, operation);
}

/// "" nothing.
std::string mismatch(const Description& description, const Exchange& exchange) {
    const auto operation = description.find(exchange.method, exchange.path);
    const bool refused = exchange.status >= 400;
    if (!operation) {
        const MethodDeviation* deviation = find_missing_method(exchange.method, exchange.path);
        if (deviation != nullptr && !exchange.by_hand)
            state().deviations.insert(std::string(deviation->operation));
        return refused || deviation != nullptr
                   ? ""
                   : exchange.method + " " + exchange.path + " is not in the description";
    }
    ++state().requests;
    // What the emulator refused was meant to be refused, and what never reached it has no reply.
    if (!refused) {
        if (!exchange.by_hand) state().operations.insert(operation->id);
        if (auto problem = request_mismatch(description, exchange, *operation); !problem.empty())
            return problem;
    }
    return exchange.status == 0 ? "" : reply_mismatch(description, exchange, *operation);
}

}  // namespace

void judge_traffic(const json::value& log, ByHand by_hand) {
    if (std::getenv("FIREFORM_OPENAPI") == nullptr) return;
    static const auto description = Description::from_environment();
    ++state().logs;
    for (const json::value& logged : log.at("requests").as_array()) {
        const Exchange exchange = to_exchange(logged.as_object(), by_hand);
        if (!exchange.path.starts_with("/v1/")) continue;
        const std::string problem = mismatch(*description, exchange);
        CHECK_MESSAGE(problem.empty(), problem);
    }
}

const Judged& judged() {
    return state();
}

}  // namespace fireform::testing
