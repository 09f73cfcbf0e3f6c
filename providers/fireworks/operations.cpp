#include "providers/fireworks/operations.hpp"

#include <array>

namespace fireform::fireworks {
namespace {

using Has = bool (*)(const ResourceType&);

struct Standard {
    std::string_view method;
    std::string_view below;  ///< behind the collection
    Has has;
};

bool any(const ResourceType&) {
    return true;
}

constexpr std::array standard_methods{
    Standard{"GET", "", any},
    Standard{"POST", "", any},
    Standard{"GET", "/x", any},
    Standard{"PATCH", "/x", [](const ResourceType& type) { return type.updatable; }},
    Standard{"DELETE", "/x", any},
};

struct Custom {
    ApiVerb verb;
    std::string_view method;
    std::string_view below;
    Has has;
};

bool is_dataset(const ResourceType& type) {
    return type.collection == "datasets";
}
bool is_model(const ResourceType& type) {
    return type.collection == "models";
}
bool is_run(const ResourceType& type) {
    return type.run;
}
bool has_tags(const ResourceType& type) {
    return type.tags;
}
bool is_deployment(const ResourceType& type) {
    return type.collection == "deployments";
}

constexpr std::array custom_methods{
    Custom{ApiVerb::cancel, "POST", "/x", is_run},
    Custom{ApiVerb::delete_tags, "POST", "/x", has_tags},
    Custom{ApiVerb::estimate_cost, "POST", "", [](const ResourceType& type) { return type.estimates; }},
    Custom{ApiVerb::get_upload_endpoint, "POST", "/x", is_dataset},
    Custom{ApiVerb::get_upload_endpoint, "POST", "/x", is_model},
    Custom{ApiVerb::resume, "POST", "/x", is_run},
    Custom{ApiVerb::scale, "PATCH", "/x", is_deployment},
    Custom{ApiVerb::set_tags, "POST", "/x", has_tags},
    Custom{ApiVerb::undelete, "POST", "/x", [](const ResourceType& type) { return type.soft_delete; }},
    Custom{ApiVerb::upload, "POST", "/x", is_dataset},
    Custom{ApiVerb::validate_upload, "POST", "/x", is_dataset},
    Custom{ApiVerb::validate_upload, "GET", "/x", is_model},
};

/// Of what is read and never made.
constexpr std::array<std::string_view, 6> others{
    "/v1/accounts",
    "/v1/accounts/a",
    "/v1/accounts/a/auditLogs",
    "/v1/accounts/a/quotas",
    "/v1/accounts/a/deploymentShapes/x",
    "/v1/accounts/-/deploymentShapes/-/versions",
};

}  // namespace

std::string_view to_text(ApiVerb verb) {
    switch (verb) {
        case ApiVerb::cancel:
            return "cancel";
        case ApiVerb::delete_tags:
            return "deleteTags";
        case ApiVerb::estimate_cost:
            return "estimateCost";
        case ApiVerb::get_upload_endpoint:
            return "getUploadEndpoint";
        case ApiVerb::resume:
            return "resume";
        case ApiVerb::scale:
            return "scale";
        case ApiVerb::set_tags:
            return "setTags";
        case ApiVerb::undelete:
            return "undelete";
        case ApiVerb::upload:
            return "upload";
        case ApiVerb::validate_upload:
            return "validateUpload";
    }
    return "";
}

std::vector<ApiOperation> operations(const Catalog& catalog) {
    std::vector<ApiOperation> out;
    for (const std::string_view path : others)
        out.push_back({"GET", std::string(path)});
    for (const ResourceType* type : catalog) {
        const std::string collection = "/v1/accounts/a/" + std::string(type->collection);
        for (const Standard& one : standard_methods)
            if (one.has(*type)) out.push_back({std::string(one.method), collection + std::string(one.below)});
        for (const Custom& one : custom_methods)
            if (one.has(*type))
                out.push_back({std::string(one.method),
                               collection + std::string(one.below) + ":" + std::string(to_text(one.verb))});
    }
    return out;
}

}  // namespace fireform::fireworks
