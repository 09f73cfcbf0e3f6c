#include "engine/config/locals.hpp"

#include "engine/config/plain_value.hpp"
#include "engine/config/secrets.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t depth_max = 100;

}  // namespace

Locals::Locals(const Blocks& blocks, Interpolator& interpolator, Diagnostics& diagnostics)
    : blocks_(blocks), interpolator_(interpolator), diagnostics_(diagnostics) {
    interpolator_.set_locals([this](const Site& user, const std::string& name) { return find(user, name); });
}

void Locals::read() {
    for (const auto& [name, block] : blocks_.locals)
        static_cast<void>(find(block.site(name), name));
}

void Locals::collect_secrets(std::vector<std::string>& secrets) const {
    for (const auto& [name, local] : values_)
        if (local.sensitive && local.value) fireform::collect_secrets(*local.value, secrets);
}

const Local* Locals::find(const Site& user, const std::string& name) {
    if (const auto known = values_.find(name); known != values_.end()) return &known->second;
    const auto block = blocks_.locals.find(name);
    if (block == blocks_.locals.end()) {
        if (!blocks_.incomplete) diagnostics_.add(unknown(user, name));
        return nullptr;
    }
    if (const auto first = std::ranges::find(path_, name); first != path_.end()) {
        const std::vector<std::string> loop(first, path_.end());
        diagnostics_.add(user.error(
            "Local values in a loop",
            fmt::format("None of these can be known first: {} -> {}.", fmt::join(loop, " -> "), name),
            "remove one of the references"));
        return nullptr;
    }
    if (path_.size() == depth_max) {
        diagnostics_.add(
            user.error("Local values too deep",
                       fmt::format("More than {} local values need one another in a row.", depth_max),
                       "refer to the value itself"));
        return nullptr;
    }
    path_.push_back(name);
    const bool sensitive_before = interpolator_.exchange_used_sensitive(false);
    Local local = read_value(name, block->second);
    local.sensitive = interpolator_.exchange_used_sensitive(sensitive_before);
    path_.pop_back();
    return &values_.emplace(name, std::move(local)).first->second;
}

Local Locals::read_value(const std::string& name, const Block& block) {
    constexpr Purpose purpose{.sensitive = true, .deferred = true};
    const TomlNode& node = block.member->value;
    const Site site = block.site("locals." + name).at(node.place, "locals." + name);
    std::vector<Edge> edges;  // who uses the value has them
    Local local;
    if (const auto* text = node.string()) {
        auto filled = interpolator_.fill(site, *text, purpose, edges);
        if (!filled) return local;
        local.value = std::move(filled->value);
        local.text = filled->text;
    } else {
        local.value = plain_value(site, node, purpose, interpolator_, edges, diagnostics_);
    }
    return local;
}

Diagnostic Locals::unknown(const Site& user, const std::string& name) const {
    std::vector<std::string_view> names;
    for (const auto& [other, block] : blocks_.locals)
        names.push_back(other);
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = fmt::format("write it: [locals] with {} = ...", name);
    return user.error("Unknown local value", fmt::format("There is no local value \"{}\".", name),
                      std::move(hint));
}

}  // namespace fireform
