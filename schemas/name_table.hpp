// Finds an attribute by its name with a look or two, in a table that the compiler makes. For
// ResourceType::places.
#pragma once

#include "schemas/schema.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>

namespace fireform {

inline constexpr std::uint8_t no_place = std::numeric_limits<std::uint8_t>::max();

/// Of the length and five letters: as good as one of all letters for names that people chose, and shorter.
constexpr std::uint32_t name_hash(std::string_view name) {
    const std::size_t size = name.size();
    auto hash = static_cast<std::uint32_t>(size);
    if (size == 0) return hash;
    for (const std::size_t at : {std::size_t{0}, size / 4, size / 2, 3 * size / 4, size - 1})
        hash = hash * 31 + static_cast<std::uint8_t>(name[at]);
    return hash ^ (hash >> 9);
}

/// Where the search for a name begins in a table of `size`, a power of two; it goes on behind, and around.
constexpr std::size_t first_look(std::string_view name, std::size_t size) {
    return name_hash(name) & (size - 1);
}

template <const auto& attributes>
consteval auto make_name_table() {
    static_assert(std::size(attributes) < no_place);
    std::array<std::uint8_t, std::bit_ceil(2 * std::size(attributes))> table;  // half empty: short searches
    table.fill(no_place);
    for (std::size_t index = 0; index < std::size(attributes); ++index) {
        std::size_t look = first_look(attributes[index].name, table.size());
        while (table[look] != no_place)
            look = (look + 1) & (table.size() - 1);
        table[look] = static_cast<std::uint8_t>(index);
    }
    return table;
}

template <const auto& attributes>
inline constexpr auto name_table = make_name_table<attributes>();

}  // namespace fireform
