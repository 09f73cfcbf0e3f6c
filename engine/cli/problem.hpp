// Diagnostics of this room in one expression.
#pragma once

#include "schemas/diagnostic.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// `problems` under another title and with another way out: the room of the state says "state" of every file.
[[nodiscard]] inline Diagnostics titled(const Diagnostics& problems, const std::string& summary,
                                        const std::string& hint) {
    Diagnostics out;
    for (Diagnostic one : problems) {
        one.summary = summary;
        one.hint = hint;
        out.add(std::move(one));
    }
    return out;
}

/// "did you mean X?" with what comes nearest to `word`; `otherwise` when nothing is near.
[[nodiscard]] inline std::string meant(std::string_view word, const std::vector<std::string>& known,
                                       std::string otherwise) {
    const std::string best = nearest(word, {known.begin(), known.end()});
    return best.empty() ? std::move(otherwise) : "did you mean " + best + "?";
}

/// Addresses that `resources` has, as text.
template <class Resources>
[[nodiscard]] std::vector<std::string> address_texts(const Resources& resources) {
    std::vector<std::string> out;
    out.reserve(resources.size());
    for (const auto& entry : resources)
        out.push_back(to_text(entry.first));
    return out;
}

}  // namespace fireform::cli
