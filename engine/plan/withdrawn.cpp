#include "engine/plan/withdrawn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fireform {
namespace {

constexpr std::size_t places_shown_max = 5;

struct Written {
    const Attribute* attribute = nullptr;
    const Address* address = nullptr;
    SourceRange range;
};

std::vector<Written> written_ones(const Config& config, const std::vector<Change>& changes) {
    std::vector<Written> all;
    for (const Change& change : changes) {
        const auto resource = config.resources.find(change.address);
        if (change.partial_skip || resource == config.resources.end()) continue;
        for (const ValueRange& written : resource->second.ranges) {
            const Attribute& attribute = change.type->attributes[written.attribute];
            if (attribute.withdrawn)
                all.push_back({&attribute, &change.address, resource->second.range_of(written)});
        }
    }
    return all;
}

/// "fireform.toml:5, fireform.toml:12 and 7 more"
std::string places_text(const std::vector<std::string>& places) {
    const std::size_t shown = std::min(places.size(), places_shown_max);
    std::string text =
        fmt::format("{}", fmt::join(places.begin(), places.begin() + static_cast<long>(shown), ", "));
    if (shown < places.size()) text += fmt::format(" and {} more", places.size() - shown);
    return text;
}

/// A line for each attribute, with its places and its way out.
std::string list_text(const std::vector<Written>& all) {
    std::map<std::pair<std::string_view, std::string_view>, std::vector<std::string>> places;
    for (const Written& each : all) {
        std::string place = fmt::format("{}:{}", each.range.file, each.range.line);
        auto& list = places[{each.attribute->name, each.attribute->hint}];
        if (std::ranges::find(list, place) == list.end()) list.push_back(std::move(place));
    }
    std::string text;
    for (const auto& [attribute, list] : places)
        text += fmt::format("\n{} ({}): {}", attribute.first, places_text(list), attribute.second);
    return text;
}

}  // namespace

Diagnostics warn_of_withdrawn(const Config& config, const std::vector<Change>& changes) {
    Diagnostics out;
    if (config.provider.api != ApiSurface::warn) return out;
    const std::vector<Written> all = written_ones(config, changes);
    if (all.empty()) return out;
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.range = all.front().range;
    if (all.size() == 1) {
        const Attribute& only = *all.front().attribute;
        warning.summary = "Attribute beyond the public API";
        warning.detail = fmt::format(
            "\"{}\" is sent as {}, which the public API no longer takes: the service may refuse or ignore "
            "it.",
            only.name, only.api);
        warning.address = *all.front().address;
        warning.hint = fmt::format(
            "{}; api = \"extended\" in [provider.fireworks] sends it without a warning", only.hint);
    } else {
        warning.summary = "Attributes beyond the public API";
        warning.detail =
            "The public API no longer takes these; they are sent, and the service may refuse or ignore "
            "them:" +
            list_text(all);
        warning.hint = "api = \"extended\" in [provider.fireworks] sends them without a warning";
    }
    out.add(std::move(warning));
    return out;
}

}  // namespace fireform
