// Deployment tags: annotations with the prefix "custom/" (brief 2.1.6).
#pragma once

#include "providers/emulator/errors.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string_view>

namespace fireform::emulator {

namespace json = boost::json;

/// A bare key: 403. A key or value out of bounds: 400.
[[nodiscard]] std::optional<Refusal> check_tag_key(std::string_view key);
[[nodiscard]] std::optional<Refusal> check_tags(const json::object& tags);
/// At most 64 on one deployment.
[[nodiscard]] std::optional<Refusal> check_tag_count(std::size_t count);

}  // namespace fireform::emulator
