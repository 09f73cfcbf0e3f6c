#include "engine/config/config.hpp"

#include <algorithm>

namespace fireform {

SourceRange ResourceConfig::range_of(std::size_t attribute) const {
    const auto found = std::ranges::lower_bound(ranges, attribute, {}, &ValueRange::attribute);
    return found != ranges.end() && found->attribute == attribute ? range_of(*found) : range;
}

SourceRange ResourceConfig::range_of(const ValueRange& value) const {
    return {file_of(value), value.line, value.column, value.column_end};
}

const std::string& ResourceConfig::file_of(const ValueRange& value) const {
    return value.file == 0 ? range.file : other_files[value.file - 1U];
}

}  // namespace fireform
