#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

TEST_CASE("drift: every object with what moved, then how much it is") {
    const Change chat = change("deployment.chat", Action::none);
    const Drift changed{chat.address,
                        false,
                        false,
                        {differs(chat, "max_replica_count", 2, 5), differs(chat, "description", "a", {})},
                        ""};
    const Drift gone{*parse_address("lora_addon.a"), true, false, {}, ""};
    CHECK(render_drift({changed, gone}, 2, Style{}) == text(R"(
          ~ deployment.chat
              max_replica_count: 2 -> 5
              description: "a" -> null

          - lora_addon.a  # gone

        Drift: 1 changed, 1 gone.
    )"));
    CHECK(render_drift({}, 2, Style{}) == "No drift. The account matches what was last applied.\n");
    CHECK(render_drift({}, 0, Style{}) == "No drift. Nothing has been applied yet.\n");
}
