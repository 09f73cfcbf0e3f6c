// The filter grammar of the emulator's lists.
#include "providers/emulator/filter.hpp"
#include "providers/emulator/deployment_fields.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform::emulator;
    static const boost::json::object body =
        boost::json::parse(R"({"name": "accounts/acme/deployments/chat", "displayName": "Chat", "state": 3,
            "createTime": "2026-05-01T12:00:00Z", "minReplicaCount": 1, "enableAddons": true,
            "autoscalingPolicy": {"scaleUpWindow": "30s", "loadTargets": {"default": 0.8}}})")
            .as_object();
    Filter filter;
    const auto refused =
        Filter::parse(fireform::fuzz::text_of(data, size), deployment_message, size % 2 == 1, filter);
    if (refused) return 0;
    fireform::fuzz::require(filter.matches(body) == filter.matches(body), "a filter is of one mind");
    return 0;
}
