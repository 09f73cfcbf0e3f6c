#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

TEST_CASE("state: a resource is its object, what was last seen of it, and what it depends on") {
    const ResourceType& type = *fireworks_catalog().find("deployment");
    ResourceState chat;
    chat.address = *parse_address("deployment.chat");
    chat.id = "chat-1";
    chat.name = "accounts/acme/deployments/chat-1";
    chat.adopted = true;
    chat.status = ResourceStatus::pending;
    chat.seen.put(type, "name", chat.name);
    chat.seen.put(type, "display_name", "chat \x1b[0m");
    chat.seen.put(type, "state", "READY");
    chat.applied.put(type, "max_replica_count", 2);
    chat.applied.put(type, "direct_route_api_keys", "hmac-sha256:00");
    chat.dependencies = {*parse_address("dataset.a")};
    chat.deposed = {{"chat-0", "accounts/acme/deployments/chat-0"}};
    CHECK(render(chat, fireworks_catalog(), Style{}) == text(R"(
        deployment.chat  # pending, adopted
          id = "chat-1"
          name = "accounts/acme/deployments/chat-1"
          display_name = "chat \u001B[0m"
          max_replica_count = 2
          direct_route_api_keys = (sensitive)
          state = "READY"
          depends_on = ["dataset.a"]
          # replaced, still to be destroyed: chat-0
    )"));
}

TEST_CASE("outputs: a line each, sensitive ones hidden") {
    const std::map<std::string, OutputState> outputs{{"id", {Value("chat-1"), false}},
                                                     {"key", {Value(), true}}};
    CHECK(render_outputs(outputs, Style{}) == "Outputs:\n\nid = \"chat-1\"\nkey = (sensitive)\n");
    CHECK(render_outputs({}, Style{}).empty());
}
