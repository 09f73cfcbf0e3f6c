// What fireform sends, judged by the API's own description: every end-to-end test hands its emulator's
// request log over when it ends.
#pragma once

#include <boost/json/fwd.hpp>

#include <set>
#include <string>

namespace fireform::testing {

/// Checks method, path, query and body of every request in the log (`/emulator/requests`). Nothing without
/// FIREFORM_OPENAPI.
void judge_requests(const boost::json::value& log);

/// Ids of the described operations that were sent so far, and how many logs were judged.
struct Judged {
    std::set<std::string> operations;
    int logs = 0;
};
[[nodiscard]] const Judged& judged();

}  // namespace fireform::testing
