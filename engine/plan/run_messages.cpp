#include "engine/plan/run_messages.hpp"

#include <utility>

namespace fireform {

Diagnostic about_run(const ResourceConfig& config, std::string_view attribute, std::string summary,
                     std::string detail, std::string hint) {
    const bool start = attribute == "base_model" || attribute == "warm_start_from";
    std::size_t index = config.type->index_of(attribute);
    if (start && !config.attributes.contains(index)) index = config.type->index_of("model");
    Diagnostic diagnostic;
    diagnostic.summary = std::move(summary);
    diagnostic.detail = std::move(detail);
    diagnostic.hint = std::move(hint);
    diagnostic.address = config.address;
    diagnostic.range = config.range_of(index);
    return diagnostic;
}

}  // namespace fireform
