// What the client says that it uses: the end-to-end tests hold it to sending all of it.
#include "providers/fireworks/operations.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

using namespace fireform;
using namespace fireform::fireworks;

namespace {

std::string of_collection(std::string_view collection) {
    const std::string prefix = "/v1/accounts/a/" + std::string(collection);
    std::string out;
    for (const auto& [method, path] : operations(fireworks_catalog()))
        if (path.starts_with(prefix)) out += fmt::format("{} {}\n", method, path.substr(prefix.size()));
    return out;
}

}  // namespace

TEST_CASE("operations: those of a type follow from what it can do") {
    CHECK(of_collection("deployments") ==
          "GET \nPOST \nGET /x\nPATCH /x\nDELETE /x\nPOST /x:deleteTags\nPATCH /x:scale\nPOST /x:setTags\n"
          "POST /x:undelete\n");
    CHECK(of_collection("datasets") ==
          "GET \nPOST \nGET /x\nPATCH /x\nDELETE /x\nPOST /x:getUploadEndpoint\nPOST /x:upload\n"
          "POST /x:validateUpload\n");
    CHECK(of_collection("models") ==
          "GET \nPOST \nGET /x\nPATCH /x\nDELETE /x\nPOST /x:getUploadEndpoint\nGET /x:validateUpload\n");
    CHECK(of_collection("supervisedFineTuningJobs") ==
          "GET \nPOST \nGET /x\nDELETE /x\nPOST /x:cancel\nPOST :estimateCost\nPOST /x:resume\n");
}

TEST_CASE("operations: every verb is used by some type") {
    const auto all = operations(fireworks_catalog());
    for (int i = 0; i <= static_cast<int>(ApiVerb::validate_upload); ++i) {
        const std::string end = ":" + std::string(to_text(static_cast<ApiVerb>(i)));
        CHECK_MESSAGE(std::ranges::any_of(all, [&](const auto& one) { return one.path.ends_with(end); }),
                      end);
    }
}
