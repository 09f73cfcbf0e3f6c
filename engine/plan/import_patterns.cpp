#include "engine/plan/import_patterns.hpp"

#include "engine/plan/export_choice.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t listed_max = 5;  ///< ids that a message names

/// What the `*` stands for in `text`; none: it is not like the pattern.
std::optional<std::string> part_of(std::string_view pattern, std::string_view text) {
    const std::size_t star = pattern.find('*');
    const std::string_view before = pattern.substr(0, star);
    const std::string_view behind = pattern.substr(star + 1);
    if (text.size() < before.size() + behind.size() || !text.starts_with(before) || !text.ends_with(behind))
        return std::nullopt;
    return std::string(text.substr(before.size(), text.size() - before.size() - behind.size()));
}

std::string filled(const std::string& pattern, const std::string& part) {
    const std::size_t star = pattern.find('*');
    return star == std::string::npos ? pattern : std::string(pattern).replace(star, 1, part);
}

class Finder {
 public:
    Finder(const Config& config, const Live& live, bool need_blocks)
        : config_(config), live_(live), need_blocks_(need_blocks), imports_(config.imports) {}

    Checked<std::map<Address, ImportConfig>> find() {
        for (const ImportPattern& pattern : config_.import_patterns)
            find(pattern);
        Checked<std::map<Address, ImportConfig>> out(std::move(problems_));
        if (!out.diagnostics.has_errors()) out.value = std::move(imports_);
        return out;
    }

 private:
    void refuse(const ImportPattern& pattern, std::string summary, std::string detail, std::string hint) {
        problems_.add({Severity::error, std::move(summary), std::move(detail), std::nullopt, pattern.range,
                       std::move(hint)});
    }

    void find(const ImportPattern& pattern) {
        std::map<Address, const LiveObject*> found;
        std::vector<std::string> ids;
        bool any = false;
        for (const LiveObject& object : live_.objects) {
            if (object.type->name != pattern.type || !is_present(object)) continue;
            if (ids.size() < listed_max) ids.push_back(object.id);
            const bool full = pattern.id.find('/') != std::string::npos;
            const auto part = part_of(pattern.id, full ? object.name : object.id);
            if (!part) continue;
            any = true;
            if (!place(pattern, object, *part, found)) return;
        }
        if (!any)
            refuse(
                pattern, "Import finds nothing",
                ids.empty() ? fmt::format("The account has no {} at all.", pattern.type)
                            : fmt::format("No {} of the account has an id like {}.", pattern.type,
                                          in_quotes(pattern.id)),
                ids.empty() ? "remove this [[import]]" : fmt::format("there are {}", fmt::join(ids, ", ")));
    }

    /// False: an error was reported.
    bool place(const ImportPattern& pattern, const LiveObject& object, const std::string& part,
               std::map<Address, const LiveObject*>& found) {
        Address address{pattern.type, filled(pattern.name, part), std::nullopt};
        if (pattern.key) address.key = filled(*pattern.key, part);
        const auto [other, is_new] = found.emplace(address, &object);
        if (!is_new) {
            refuse(pattern, "Two objects for one address",
                   fmt::format("{} finds {} and {}, and {} can take one.", in_quotes(pattern.id),
                               other->second->id, object.id, fireform::to_text(address)),
                   fmt::format("write to = \"{}.*\", or an [[import]] for each", pattern.type));
            return false;
        }
        if (!is_block_name(address.name)) {
            refuse(
                pattern, "Import pattern cannot be used",
                fmt::format("{} would go to {}, which is no address.", object.id, fireform::to_text(address)),
                fmt::format("put something in front of the *: to = \"{}.x-*\"", pattern.type));
            return false;
        }
        if (need_blocks_ && !config_.resources.contains(address)) {
            refuse(pattern, "Import without a block",
                   fmt::format("{} finds {}, and the configuration has no {}.", in_quotes(pattern.id),
                               object.id, fireform::to_text(address)),
                   address.key ? "add the key to for_each"
                               : "fireform plan --generate-config imported.fireform.toml writes it");
            return false;
        }
        const auto [written, fresh] = imports_.emplace(address, ImportConfig{object.id, pattern.range});
        if (!fresh && last_segment(written->second.id) != object.id) {
            refuse(pattern, "Two objects for one address",
                   fmt::format("{} finds {}, and another [[import]] brings {} to {}.", in_quotes(pattern.id),
                               object.id, written->second.id, fireform::to_text(address)),
                   "remove one of them");
            return false;
        }
        return true;
    }

    const Config& config_;
    const Live& live_;
    bool need_blocks_;
    std::map<Address, ImportConfig> imports_;
    Diagnostics problems_;
};

}  // namespace

Checked<std::map<Address, ImportConfig>> find_imports(const Config& config, const Live& live,
                                                      bool need_blocks) {
    return Finder(config, live, need_blocks).find();
}

}  // namespace fireform
