#include "terraform_server.hpp"

#include "schemas/base64.hpp"

#include <algorithm>
#include <string_view>

namespace fireform::samples {
namespace {

std::string header(const StateRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers)
        if (key == name) return value;
    return "";
}

std::string id_in(const std::string& url) {
    const auto at = url.find("ID=");
    return at == std::string::npos ? "" : url.substr(at + 3, url.find('&', at) - at - 3);
}

}  // namespace

std::string TerraformServer::lock_id() const {
    const auto holder = parse_lock_info(lock);
    return holder ? holder->id : "";
}

StateReply TerraformServer::handle(const StateRequest& request) {
    const bool with_password = !username.empty();
    if (with_password && header(request, "Authorization") != "Basic " + to_base64(username + ':' + password))
        return {.status = 401, .body = "who are you?\n"};
    if (!request.body.empty() && header(request, "Content-MD5") != content_md5(request.body))
        return {.status = 400, .body = "Content-MD5 does not match"};
    if (request.method == "GET")
        return stored ? StateReply{.status = 200,
                                   .body = *stored,
                                   .content_md5 = with_md5 ? content_md5(*stored) : ""}
                      : StateReply{.status = 404, .body = "no state"};
    if (request.method == "LOCK") {
        if (!lock.empty()) return {.status = 423, .body = lock};
        lock = request.body;
        return {.status = 200};
    }
    if (request.method == "UNLOCK") {
        const auto holder = parse_lock_info(request.body);
        if (lock.empty() || !holder || holder->id != lock_id()) return {.status = 409, .body = lock};
        lock.clear();
        return {.status = 200};
    }
    if (request.method != "POST" && request.method != "PUT") return {.status = 405};
    if (!lock.empty() && id_in(request.url) != lock_id()) return {.status = 423, .body = lock};
    stored = request.body;
    return {.status = 200};
}

StateReply TerraformServer::send(const StateRequest& request) {
    Fault fault = Fault::none;
    if (!faults.empty()) {
        fault = faults.front();
        faults.pop_front();
    }
    StateReply reply;
    if (fault == Fault::status_500)
        reply = {.status = 500, .body = "out of order"};
    else if (fault == Fault::conflict)
        reply = {.status = 409, .body = "conflict"};
    else if (fault == Fault::lost_before)
        reply.failure = "connection refused by 127.0.0.1:9";
    else
        reply = handle(request);
    if (fault == Fault::lost_after)
        reply = {.status = 0, .failure = "127.0.0.1:9 closed the connection"};
    else if (fault == Fault::failed_after)
        reply = {.status = 500, .body = "handled, and broken since"};
    else if (fault == Fault::cut)
        reply.body.resize(reply.body.size() / 2);
    const std::string id = id_in(request.url);
    log.push_back(request.method +
                  (id.empty()        ? ""
                   : id == lock_id() ? " ?ID"
                                     : " ?ID=other") +
                  ' ' + (reply.status == 0 ? "lost" : std::to_string(reply.status)));
    return reply;
}

std::string TerraformServer::told() {
    std::string out;
    for (const std::string& line : std::exchange(log, {}))
        out += (out.empty() ? "" : ", ") + line;
    return out;
}

}  // namespace fireform::samples
