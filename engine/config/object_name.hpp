// Names of objects as they may be written: "x", "models/x", "accounts/acme/models/x" (brief 1.4).
#pragma once

#include "schemas/schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fireform {

struct ObjectNameProblem {
    std::string wanted;  ///< "a dataset: "x" or "accounts/ACCOUNT/datasets/x""
    std::string hint;
};

/// None: `name` may stand in an attribute with these `names`. Nobody is asked whether the object exists.
[[nodiscard]] std::optional<ObjectNameProblem> object_name_problem(Names names, std::string_view name);

/// None: a run may make a model of this name, short or full. Stricter: the id of what is new is ours to
/// choose.
[[nodiscard]] std::optional<ObjectNameProblem> new_model_problem(std::string_view name);

}  // namespace fireform
