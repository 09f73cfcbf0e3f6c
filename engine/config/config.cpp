#include "engine/config/config.hpp"

#include <algorithm>

namespace fireform {

const SourceRange& ResourceConfig::range_of(std::size_t attribute) const {
    const auto position = [](const auto& entry) { return static_cast<std::size_t>(entry.first); };
    const auto found = std::ranges::lower_bound(ranges, attribute, {}, position);
    return found != ranges.end() && position(*found) == attribute ? found->second : range;
}

}  // namespace fireform
