// Every operation of the API that this provider uses.
#pragma once

#include "schemas/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fireform::fireworks {

/// The custom methods: what follows the colon of a path.
enum class ApiVerb {
    cancel,
    delete_tags,
    estimate_cost,
    get_upload_endpoint,
    resume,
    scale,
    set_tags,
    undelete,
    upload,
    validate_upload
};
[[nodiscard]] std::string_view to_text(ApiVerb verb);  ///< "getUploadEndpoint"

struct ApiOperation {
    std::string method;
    std::string path;  ///< with the account "a" and the id "x": "/v1/accounts/a/deployments/x:scale"
};

/// Standard methods and verbs of each type, as far as it has them, and what is read besides.
[[nodiscard]] std::vector<ApiOperation> operations(const Catalog& catalog);

}  // namespace fireform::fireworks
