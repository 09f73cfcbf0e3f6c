// Where in the configuration something stands, for the diagnostic about it.
#pragma once

#include "engine/config/toml_document.hpp"
#include "schemas/address.hpp"
#include "schemas/diagnostic.hpp"

#include <optional>
#include <string>
#include <utility>

namespace fireform {

struct Site {
    const std::string* file = nullptr;
    TomlPlace place;
    const Address* address = nullptr;  ///< of the resource it belongs to; null: none
    std::string name;                  ///< of the attribute or setting, for messages: "wandb.project"

    [[nodiscard]] SourceRange range() const { return source_range(place.file ? *place.file : *file, place); }
    /// The same block, another place and name.
    [[nodiscard]] Site at(const TomlPlace& other, std::string other_name) const {
        return {file, other, address, std::move(other_name)};
    }

    [[nodiscard]] Diagnostic error(std::string summary, std::string detail, std::string hint = "") const {
        return diagnostic(Severity::error, std::move(summary), std::move(detail), std::move(hint));
    }
    [[nodiscard]] Diagnostic warning(std::string summary, std::string detail, std::string hint = "") const {
        return diagnostic(Severity::warning, std::move(summary), std::move(detail), std::move(hint));
    }

 private:
    [[nodiscard]] Diagnostic diagnostic(Severity severity, std::string summary, std::string detail,
                                        std::string hint) const {
        return {severity,          std::move(summary),
                std::move(detail), address ? std::optional(*address) : std::nullopt,
                range(),           std::move(hint)};
    }
};

}  // namespace fireform
