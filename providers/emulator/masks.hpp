// Field paths: update masks, read masks, and the fields that filters and orders name.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/fields.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace fireform::emulator {

namespace json = boost::json;

using FieldPath = std::vector<const Field*>;  ///< "autoscaling_policy.scale_up_window": two fields

/// Either spelling. Nothing: some part of it does not exist.
[[nodiscard]] std::optional<FieldPath> find_path(const Message& message, std::string_view text,
                                                 bool extended);

/// A comma list; "" and "*" give no paths: all fields.
[[nodiscard]] std::optional<Refusal> read_mask(const Message& message, std::string_view text, bool extended,
                                               std::vector<FieldPath>& out);

/// The part of `body` that the paths name.
[[nodiscard]] json::object project(const json::object& body, const std::vector<FieldPath>& paths);

/// Where the path leads in `body`; null: absent.
[[nodiscard]] const json::value* follow(const json::object& body, const FieldPath& path);

}  // namespace fireform::emulator
