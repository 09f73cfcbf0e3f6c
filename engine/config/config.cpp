#include "engine/config/config.hpp"

#include <algorithm>

namespace fireform {

SourceRange ResourceConfig::range_of(std::size_t attribute) const {
    const auto found = std::ranges::lower_bound(ranges, attribute, {}, &ValueRange::attribute);
    return found != ranges.end() && found->attribute == attribute ? range_of(*found) : range;
}

SourceRange ResourceConfig::range_of(const ValueRange& value) const {
    return {range.file, value.line, value.column, value.column_end};
}

}  // namespace fireform
