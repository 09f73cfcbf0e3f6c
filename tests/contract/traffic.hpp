// What fireform sends and what the emulator answers, judged by the API's own description: every end-to-end
// test hands its emulator's request log over when it ends.
#pragma once

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <set>
#include <string>

namespace fireform::testing {

/// "PATCH /v1/accounts/acme/deployments/x?updateMask=state" of each request that a test sent by hand.
using ByHand = std::multiset<std::string>;

/// Checks method, path, query and body of every request in the log (`/emulator/requests?replies=true`) that
/// was not refused, and every reply. Nothing without FIREFORM_OPENAPI.
void judge_traffic(const boost::json::value& log, ByHand by_hand);

struct Judged {
    std::set<std::string> operations;  ///< ids of the described operations that fireform sent
    std::set<std::string> deviations;  ///< names of the operations that the description lacks
    int logs = 0;
    std::size_t requests = 0;
    std::size_t replies = 0;
};
/// All so far.
[[nodiscard]] const Judged& judged();

}  // namespace fireform::testing
