#include "providers/emulator/errors.hpp"

#include "providers/emulator/json_text.hpp"

#include <array>
#include <utility>

namespace fireform::emulator {
namespace {

struct Row {
    Code code;
    int status;
    std::string_view name;
};

constexpr std::array<Row, 17> rows{{
    {Code::ok, 200, "OK"},
    {Code::cancelled, 499, "CANCELLED"},
    {Code::unknown, 500, "UNKNOWN"},
    {Code::invalid_argument, 400, "INVALID_ARGUMENT"},
    {Code::deadline_exceeded, 504, "DEADLINE_EXCEEDED"},
    {Code::not_found, 404, "NOT_FOUND"},
    {Code::already_exists, 409, "ALREADY_EXISTS"},
    {Code::permission_denied, 403, "PERMISSION_DENIED"},
    {Code::resource_exhausted, 429, "RESOURCE_EXHAUSTED"},
    {Code::failed_precondition, 400, "FAILED_PRECONDITION"},
    {Code::aborted, 409, "ABORTED"},
    {Code::out_of_range, 400, "OUT_OF_RANGE"},
    {Code::unimplemented, 501, "UNIMPLEMENTED"},
    {Code::internal, 500, "INTERNAL"},
    {Code::unavailable, 503, "UNAVAILABLE"},
    {Code::data_loss, 500, "DATA_LOSS"},
    {Code::unauthenticated, 401, "UNAUTHENTICATED"},
}};

HttpResponse status_reply(int status, const Refusal& refusal) {
    std::string body = "{\"code\":" + std::to_string(static_cast<int>(refusal.code)) + ",\"message\":";
    append_string(body, refusal.message);
    body += ",\"details\":[";
    if (!refusal.reason.empty()) {
        body += "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":";
        append_string(body, refusal.reason);
        body += ",\"domain\":\"fireworks.ai\"}";
    }
    return json_reply(status, body + "]}");
}

}  // namespace

Refusal invalid(std::string message) {
    return {Code::invalid_argument, std::move(message)};
}
Refusal precondition(std::string message) {
    return {Code::failed_precondition, std::move(message)};
}
Refusal denied(std::string message) {
    return {Code::permission_denied, std::move(message)};
}
Refusal exhausted(std::string message) {
    return {Code::resource_exhausted, std::move(message)};
}

Refusal not_found(std::string_view name) {
    return {Code::not_found, "\"" + std::string(name) + "\" does not exist or you do not have access to it"};
}

int http_status(Code code) {
    return rows.at(static_cast<std::size_t>(code)).status;
}

std::string_view code_name(Code code) {
    return rows.at(static_cast<std::size_t>(code)).name;
}

Code code_of(int status) {
    switch (status) {
        case 500:
            return Code::internal;
        case 400:
            return Code::invalid_argument;
        case 409:
            return Code::aborted;  // one that may be tried again: an injected 409 is not about an existing id
        case 408:
            return Code::deadline_exceeded;
        default:
            break;
    }
    for (const Row& row : rows)
        if (row.status == status) return row.code;
    return status >= 500 ? Code::unavailable : Code::unknown;
}

HttpResponse json_reply(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "application/json"}};
    response.body = std::move(body);
    return response;
}

HttpResponse reply(int status, Code code, std::string_view message) {
    return status_reply(status, {code, std::string(message)});
}

HttpResponse reply(const Refusal& refusal) {
    return status_reply(http_status(refusal.code), refusal);
}

}  // namespace fireform::emulator
