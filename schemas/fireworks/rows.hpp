// Building blocks of the tables: rows, enums and bounds that several types share. Only for fireworks/*.cpp.
#pragma once

#include "schemas/schema.hpp"

namespace fireform::fireworks {

/// A row of what only the service decides; `hint` for those that somebody might try to write.
constexpr Attribute computed(std::string_view name, std::string_view api, ValueType type,
                             std::string_view description, std::string_view source,
                             std::string_view hint = {}) {
    return {.name = name,
            .api = api,
            .type = type,
            .update = Update::computed,
            .computed = true,
            .description = description,
            .source = source,
            .hint = hint};
}

/// A row of what the public API once took and no longer does (brief 3, "gone").
constexpr Attribute withdrawn(std::string_view name, std::string_view api, Bounds bounds,
                              std::string_view description, std::string_view hint) {
    return {.name = name,
            .api = api,
            .type = ValueType::integer,
            .write_only = true,
            .withdrawn = true,
            .bounds = bounds,
            .description = description,
            .source = "brief 3",
            .hint = hint};
}

constexpr Attribute as_sensitive(Attribute row) {
    row.sensitive = true;
    return row;
}
constexpr Attribute as_int64_text(Attribute row) {
    row.int64_text = true;
    return row;
}

inline constexpr Bounds client_id{
    .length_max = 63,
    .pattern = "[a-z]([a-z0-9-]*[a-z0-9])?",
    .pattern_says = "lower-case letters, digits and '-', with a letter first and no '-' last"};
inline constexpr Bounds display_name_bounds{.length_max = 63};
inline constexpr Bounds description_bounds{.length_max = 999};
inline constexpr Bounds not_negative{.minimum = 0};
inline constexpr Bounds at_least_one{.minimum = 1};

/// brief 2.1.5
inline constexpr std::string_view accelerator_types[] = {
    "NVIDIA_A100_80GB", "NVIDIA_H100_80GB", "AMD_MI300X_192GB",  "NVIDIA_A10G_24GB",
    "NVIDIA_A100_40GB", "NVIDIA_L4_24GB",   "NVIDIA_H200_141GB", "NVIDIA_B200_180GB",
    "AMD_MI325X_256GB", "AMD_MI350X_288GB", "NVIDIA_B300_288GB"};

inline constexpr std::string_view regions[] = {
    "US_IOWA_1",       "US_VIRGINIA_1",   "US_VIRGINIA_2",        "US_ILLINOIS_1",
    "AP_TOKYO_1",      "US_ARIZONA_1",    "US_TEXAS_1",           "US_ILLINOIS_2",
    "EU_FRANKFURT_1",  "US_TEXAS_2",      "EU_ICELAND_1",         "EU_ICELAND_2",
    "US_WASHINGTON_1", "US_WASHINGTON_2", "US_WASHINGTON_3",      "AP_TOKYO_2",
    "US_CALIFORNIA_1", "US_UTAH_1",       "US_GEORGIA_1",         "US_GEORGIA_2",
    "US_WASHINGTON_4", "US_GEORGIA_3",    "NA_BRITISHCOLUMBIA_1", "US_GEORGIA_4",
    "US_OHIO_1",       "US_NEWYORK_1",    "EU_NETHERLANDS_1",     "US_WASHINGTON_5",
    "US_MINNESOTA_1",  "US_CALIFORNIA_2", "AP_MALAYSIA_1",        "US_OHIO_2"};

}  // namespace fireform::fireworks
