// A live object as the TOML block that describes it.
#pragma once

#include "engine/plan/description.hpp"

#include <string>

namespace fireform {

/// Its comments, its header, the attributes in the order of the schema, tables last. As `fireform fmt` leaves
/// it, but for the `=` that fmt puts below each other.
[[nodiscard]] std::string block_text(const DescribedBlock& block);

/// A text as TOML writes it, on several lines where it has them.
[[nodiscard]] std::string toml_text(std::string_view text);

}  // namespace fireform
