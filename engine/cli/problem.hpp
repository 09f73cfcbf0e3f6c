// Diagnostics of this room in one expression.
#pragma once

#include "schemas/diagnostic.hpp"

#include <string>
#include <utility>

namespace fireform::cli {

/// An error without a place. `summary` is fixed text; `detail` full sentences; `hint` something to type.
[[nodiscard]] inline Diagnostic problem(std::string summary, std::string detail, std::string hint = {}) {
    Diagnostic out;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

[[nodiscard]] inline Diagnostic warning(std::string summary, std::string detail, std::string hint = {}) {
    Diagnostic out = problem(std::move(summary), std::move(detail), std::move(hint));
    out.severity = Severity::warning;
    return out;
}

}  // namespace fireform::cli
