// What `doctor` found, as text and as JSON. Pure.
#pragma once

#include "engine/render/render.hpp"
#include "schemas/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fireform {

/// One thing that must be right for the rest to work.
struct CheckUp {
    enum class Verdict : std::uint8_t {
        good,
        open,  ///< could not be looked at, or does not matter here
        wrong
    };
    std::string name;  ///< "network"
    Verdict verdict = Verdict::good;
    std::string found;          ///< a few words; "" where `problems` say it
    Diagnostics problems = {};  ///< what is wrong, each with the way out; warnings beside what is good
};

/// A line each, what is wrong below it, and a last line with the sum.
[[nodiscard]] std::string checks_text(const std::vector<CheckUp>& checks, const Style& style);
/// {"format_version", "ok", "checks": [{"name", "verdict", "found", "problems": [...]}]}
[[nodiscard]] std::string checks_json(const std::vector<CheckUp>& checks);

}  // namespace fireform
