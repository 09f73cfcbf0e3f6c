#include "tests/contract/checked_emulator.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <utility>

namespace fireform::testing {
namespace {

constexpr std::string_view origin = "http://emulator";

}  // namespace

json::value CheckedEmulator::ask(const std::string& method, const std::string& path, const std::string& body,
                                 int status) {
    HttpRequest request;
    request.method = method;
    request.url = std::string(origin) + "/v1/accounts" + path;
    request.headers = {{"Authorization", "Bearer k"}};
    request.body = body;
    return send(std::move(request), status);
}

json::value CheckedEmulator::send(HttpRequest request, int status) {
    const HttpResponse response = emulator_.handle(request, now_);
    INFO(request.method, " ", request.url, "\n", request.body, "\n", response.body);
    CHECK(response.status == status);
    const json::value reply = json::parse(response.body);
    const std::string path = request.url.substr(origin.size(), request.url.find('?') - origin.size());
    const auto operation = description_.find(request.method, path);
    if (!operation) return reply;
    CHECK(description_.reply_mismatch(reply, response.status, *operation) == "");
    if (response.status == 200) {
        if (answered.insert(operation->id).second) check_parameters(request, *operation);
    } else {
        refused[operation->id] = response.status;
    }
    return reply;
}

void CheckedEmulator::check_parameters(const HttpRequest& request, const Description::Operation& operation) {
    for (const std::string& name : operation.parameters) {
        HttpRequest probe = request;
        probe.url = request.url.substr(0, request.url.find('?')) + "?" + name + "=1&nonsense=1";
        const std::string reply = emulator_.handle(probe, now_).body;
        CHECK_MESSAGE(reply.find("unknown query parameter \\\"nonsense") != std::string::npos, operation.id,
                      " ", name, ": ", reply);
    }
}

void CheckedEmulator::upload(const std::string& dataset, const std::string& content) {
    HttpRequest request;
    request.method = "POST";
    request.url = std::string(origin) + "/v1/accounts/acme/datasets/" + dataset + ":upload";
    request.headers = {{"Authorization", "Bearer k"}, {"Content-Type", "multipart/form-data; boundary=b"}};
    request.body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n" +
                   content + "\r\n--b--\r\n";
    send(std::move(request), 200);
}

void CheckedEmulator::put(const std::string& url, const std::string& content) {
    HttpRequest request;
    request.method = "PUT";
    request.url = url;
    const std::string size = std::to_string(content.size());
    request.headers = {{"Content-Type", "application/octet-stream"},
                       {"x-goog-content-length-range", size + "," + size}};
    request.body = content;
    CHECK(emulator_.handle(request, now_).status == 200);
}

}  // namespace fireform::testing
