// The path and query of a request, percent-decoded.
#pragma once

#include "providers/emulator/errors.hpp"
#include "providers/emulator/fields.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform::emulator {

/// A query parameter that an operation takes.
struct Parameter {
    std::string_view name;  ///< camelCase
    Kind kind = Kind::text;
};
using Parameters = std::span<const Parameter>;

struct Query {
    std::vector<std::pair<std::string, std::string>> entries;  ///< names as Parameter spells them

    /// "" when absent.
    [[nodiscard]] std::string_view text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

/// A url taken apart. `path` and `query` are as they were sent.
struct Target {
    std::string_view origin;  ///< "http://127.0.0.1:4711", "" when the url is a path only
    std::string_view path;
    std::string_view query;
};
[[nodiscard]] Target split_url(std::string_view url);

/// Nothing: a '%' without two hex digits behind it.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Parameters in either spelling; one that `allowed` does not list is refused, where the real gateway would
/// drop it silently: a misspelt `deploymentId` must not become a deployment with a random id.
[[nodiscard]] std::optional<Refusal> read_query(std::string_view text,
                                                std::initializer_list<Parameters> allowed, Query& out);

}  // namespace fireform::emulator
