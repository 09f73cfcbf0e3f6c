#include "schemas/collection.hpp"

namespace fireform {

std::string_view collection_of(Names names) {
    switch (names) {
        case Names::public_model:
        case Names::own_model:
            return "models";
        case Names::dataset:
            return "datasets";
        case Names::deployment:
            return "deployments";
        case Names::deployment_shape:
            return "deploymentShapes";
        case Names::secret:
            return "secrets";
        case Names::evaluator:
            return "evaluators";
        case Names::none:
        case Names::job:
            return "";
    }
    return "";
}

std::string_view collection_of(const ResourceType& type, const Attribute& attribute) {
    const bool own = attribute.name == "id" || attribute.name == "name";
    return own ? type.collection : collection_of(attribute.names);
}

}  // namespace fireform
