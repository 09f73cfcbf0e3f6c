// What the schema allows for one value: bounds, lengths, patterns, known words and names.
#pragma once

#include "engine/config/patterns.hpp"
#include "engine/config/site.hpp"
#include "schemas/schema.hpp"
#include "schemas/value.hpp"

#include <string_view>

namespace fireform {

/// Checks values against their attribute. Unknown values pass: the API will judge them.
class Limits {
 public:
    explicit Limits(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    /// A boolean, integer, number, string or duration, already of the attribute's (or its element's) type.
    void check_scalar(const Site& site, const Attribute& attribute, bool element, const Value& value);
    /// Number of entries of a list, map or table_map.
    void check_count(const Site& site, const Attribute& attribute, std::size_t count);
    /// A key of a map or table_map, as written.
    void check_key(const Site& site, const Attribute& attribute, std::string_view key);

 private:
    void check_number(const Site& site, const Attribute& attribute, const Value& value);
    void check_text(const Site& site, const Attribute& attribute, bool element, const Value& value);
    void check_word(const Site& site, const Attribute& attribute, std::string_view word);
    void check_name(const Site& site, Names names, std::string_view name);

    Diagnostics& diagnostics_;
    Patterns patterns_;
};

}  // namespace fireform
