// The reference of the resource types: what may be written and what it means, straight from the schema
// tables.
#pragma once

#include "engine/render/render.hpp"
#include "schemas/lookups.hpp"
#include "schemas/schema.hpp"

#include <string>

namespace fireform {

/// One line per type, and per look-up.
[[nodiscard]] std::string reference_text(const Catalog& catalog, const Style& style);
/// One type with every attribute: kind, bounds, default, how a change is applied; then the settings of every
/// block.
[[nodiscard]] std::string reference_text(const ResourceType& type, const Style& style);
/// A look-up: what it goes by, and what can be referred to.
[[nodiscard]] std::string reference_text(const LookupType& type, const Style& style);
/// The attributes as a section of Markdown, a table row each.
[[nodiscard]] std::string reference_markdown(const ResourceType& type);
[[nodiscard]] std::string reference_markdown(const LookupType& type);
/// The settings of every block likewise, with the defaults of `type`; null: of all types.
[[nodiscard]] std::string settings_markdown(const ResourceType* type);

/// Every argument of the founding document as a section of Markdown: where it is written, what it becomes.
[[nodiscard]] std::string founding_arguments_markdown(const Catalog& catalog);

/// JSON Schema (draft 2020-12) of a whole configuration file, or of one block of a type.
[[nodiscard]] std::string json_schema(const Catalog& catalog);
[[nodiscard]] std::string json_schema(const ResourceType& type);
[[nodiscard]] std::string json_schema(const LookupType& type);

}  // namespace fireform
