#include "tests/contract/client.hpp"

#include "tests/contract/description.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace fireform::testing {
namespace {

Judged& state() {
    static Judged all;
    return all;
}

/// Real, and missing in the description: see "What the spec leaves out".
bool is_undescribed(std::string_view path) {
    return path.ends_with(":upload") || path.ends_with(":setTags") || path.ends_with(":deleteTags");
}

/// PATCH takes a mask though the description lists none.
bool is_known(std::string_view parameter, std::string_view method, const Description::Operation& operation) {
    return (method == "PATCH" && parameter == "updateMask") ||
           operation.parameters.contains(std::string(parameter));
}

std::string parameter_mismatch(std::string_view query, std::string_view method,
                               const Description::Operation& operation) {
    for (std::size_t start = 0; start < query.size();) {
        const std::size_t end = std::min(query.find('&', start), query.size());
        const std::string_view pair = query.substr(start, end - start);
        const std::string_view name = pair.substr(0, pair.find('='));
        if (!is_known(name, method, operation))
            return operation.id + " takes no parameter " + std::string(name);
        start = end + 1;
    }
    return {};
}

/// What the description says against a request; "" nothing.
std::string mismatch(const Description& description, const json::object& request) {
    const std::string method(request.at("method").as_string());
    const std::string path(request.at("path").as_string());
    if (!path.starts_with("/v1/") || is_undescribed(path)) return {};
    const auto operation = description.find(method, path);
    if (!operation) return method + " " + path + " is not in the description";
    state().operations.insert(operation->id);
    if (std::string problem = parameter_mismatch(request.at("query").as_string(), method, *operation);
        !problem.empty())
        return problem;
    const std::string text(request.at("body").as_string());
    if (text.empty()) return {};
    json::error_code error;
    const json::value body = json::parse(text, error);
    return error ? operation->id + ": the body is no JSON" : description.body_mismatch(body, *operation);
}

}  // namespace

void judge_requests(const json::value& log) {
    if (std::getenv("FIREFORM_OPENAPI") == nullptr) return;
    static const auto description = Description::from_environment();
    ++state().logs;
    for (const json::value& request : log.at("requests").as_array()) {
        // What the emulator refused was meant to be refused.
        if (request.at("status").to_number<int>() >= 400) continue;
        const std::string problem = mismatch(*description, request.as_object());
        CHECK_MESSAGE(problem.empty(), problem);
    }
}

const Judged& judged() {
    return state();
}

}  // namespace fireform::testing
