// Runs last: which operations of the API's description the tests above had fireform send.
#include "providers/fireworks/operations.hpp"
#include "schemas/schema.hpp"
#include "tests/contract/description.hpp"
#include "tests/contract/deviations.hpp"
#include "tests/contract/traffic.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

using namespace fireform;
using namespace fireform::testing;

namespace {

/// So many emulators a whole run starts at the least; fewer: only some tests were chosen.
constexpr int logs_min = 60;

/// What the client says that it uses, as the description and deviations.hpp call it.
struct Used {
    std::set<std::string> described;
    std::set<std::string> deviations;
};

Used used_operations(const Description& description) {
    Used out;
    for (const auto& [method, path] : fireworks::operations(fireworks_catalog())) {
        if (const auto operation = description.find(method, path)) {
            out.described.insert(operation->id);
            continue;
        }
        const MethodDeviation* deviation = find_missing_method(method, path);
        CHECK_MESSAGE(deviation != nullptr, method, " ", path, " is not in the description");
        if (deviation != nullptr) out.deviations.insert(std::string(deviation->operation));
    }
    return out;
}

std::string not_in(const std::set<std::string>& some, const std::set<std::string>& others) {
    std::set<std::string> rest;
    std::ranges::set_difference(some, others, std::inserter(rest, rest.end()));
    return fmt::format("{}", fmt::join(rest, " "));
}

}  // namespace

TEST_CASE("contract: fireform has sent every operation that it uses, as the description has it") {
    if (judged().logs < logs_min) {
        MESSAGE("skipped: needs FIREFORM_OPENAPI and a run of all tests");
        return;
    }
    const auto description = Description::from_environment();
    REQUIRE(description);
    const Used used = used_operations(*description);
    MESSAGE(fmt::format("judged: {} requests and {} replies of {} emulators", judged().requests,
                        judged().replies, judged().logs));
    MESSAGE(fmt::format("sent: {} of {} operations: {}", judged().operations.size(), used.described.size(),
                        fmt::join(judged().operations, " ")));
    MESSAGE(fmt::format("sent, and missing in the description: {} of {}: {}", judged().deviations.size(),
                        used.deviations.size(), fmt::join(judged().deviations, " ")));
    CHECK_MESSAGE(not_in(used.described, judged().operations) == "", "used and never sent");
    CHECK_MESSAGE(not_in(judged().operations, used.described) == "", "sent, and not said to be used");
    CHECK_MESSAGE(not_in(used.deviations, judged().deviations) == "", "used and never sent");
}
