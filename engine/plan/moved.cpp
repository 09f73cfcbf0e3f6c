#include "engine/plan/moved.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace fireform {
namespace {

Address without_key(Address address) {
    address.key.reset();
    return address;
}

using Rules = std::map<Address, const MovedConfig*>;

Rules rules_of(const Config& config) {
    Rules rules;
    for (const MovedConfig& moved : config.moved)
        rules.emplace(moved.from, &moved);
    return rules;
}

/// One step on the way of an entry; `why_not` is set where a rule is about it and cannot be kept.
struct Next {
    std::optional<Address> to;
    const MovedConfig* rule = nullptr;
    std::string why_not;
    std::string hint;
};

/// A block deployment.X may have become lora_addon.X: what is said of the block holds for what it became.
const MovedConfig* rule_for(const Config& config, const Rules& rules, const Address& address) {
    if (const auto exact = rules.find(address); exact != rules.end()) return exact->second;
    if (address.type != "lora_addon" || config.resources.contains(address)) return nullptr;
    const auto block = rules.find({"deployment", address.name, address.key});
    return block == rules.end() ? nullptr : block->second;
}

Next next_of(const Config& config, const Rules& rules, const Address& address) {
    Next next;
    next.rule = rule_for(config, rules, address);
    const bool whole_block = !next.rule && address.key;
    if (whole_block) next.rule = rule_for(config, rules, without_key(address));
    if (!next.rule) return next;
    const Address& to = next.rule->to;
    const bool one = config.resources.contains(to) || to.key || rules.contains(to);
    if (whole_block && to.key) return {};  // it is about the resource without a key
    if (whole_block && config.resources.contains(to)) {
        next.why_not =
            fmt::format("{} is one of several resources, and {} is one.", to_text(address), to_text(to));
        next.hint = fmt::format("say which one it becomes: from = '{}'", to_text(address));
        return next;
    }
    if (!whole_block && !one) {
        next.why_not = fmt::format("{} is one resource, and {} has for_each.", to_text(address), to_text(to));
        next.hint = fmt::format("say which one it becomes: to = '{}[\"KEY\"]'", to_text(to));
        return next;
    }
    next.to = Address{address.type, to.name, whole_block ? address.key : to.key};
    return next;
}

Diagnostic about(const MovedConfig& rule, const Address& address, std::string summary, std::string detail,
                 std::string hint) {
    return {Severity::error, std::move(summary), std::move(detail), address, rule.range, std::move(hint)};
}

/// Where the address leads; itself: it stays.
Address destination(const Config& config, const Rules& rules, const Address& address,
                    Diagnostics& diagnostics) {
    Address at = address;
    for (std::size_t steps = 0; steps <= rules.size(); ++steps) {
        Next next = next_of(config, rules, at);
        if (!next.why_not.empty())
            diagnostics.add(about(*next.rule, address, "Resource cannot move", std::move(next.why_not),
                                  std::move(next.hint)));
        if (!next.to) return at;
        at = *std::move(next.to);
    }
    return at;
}

}  // namespace

Checked<MovedState> move_entries(const Config& config, const Snapshot& prior) {
    Checked<MovedState> out;
    if (config.moved.empty()) return out;
    const Rules rules = rules_of(config);
    std::vector<Move> moves;
    std::set<Address> stay;
    for (const auto& [address, entry] : prior.resources) {
        Address to = destination(config, rules, address, out.diagnostics);
        if (to == address)
            stay.insert(address);
        else
            moves.push_back({address, std::move(to)});
    }
    std::ranges::sort(moves, {}, &Move::to);
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const bool twice = i > 0 && moves[i - 1].to == moves[i].to;
        if (!twice && !stay.contains(moves[i].to)) continue;
        const MovedConfig& rule = *next_of(config, rules, moves[i].from).rule;
        out.diagnostics.add(about(
            rule, moves[i].to, "Address is taken",
            fmt::format("{} would move to {}, which state has already.", to_text(moves[i].from),
                        to_text(moves[i].to)),
            fmt::format("remove this [[moved]] to have {0} destroyed, or forget one of them: `fireform state "
                        "rm '{0}'`",
                        to_text(moves[i].from))));
    }
    if (out.diagnostics.has_errors()) return out;
    Diagnostics ignored;  // an intent without an entry is told of by nobody
    const auto moves_too = [&](const Intent& intent) {
        return destination(config, rules, intent.address, ignored) != intent.address;
    };
    if (moves.empty() && std::ranges::none_of(prior.open_intents, moves_too)) return out;
    MovedState moved{prior, std::move(moves)};
    rename_entries(moved.state, moved.moves);
    for (Intent& intent : moved.state.open_intents)
        intent.address = destination(config, rules, intent.address, ignored);
    out.value = std::move(moved);
    return out;
}

void rename_entries(Snapshot& state, const std::vector<Move>& moves) {
    std::map<Address, Address> names;
    std::vector<std::map<Address, ResourceState>::node_type> taken;
    for (const Move& move : moves) {
        auto entry = state.resources.extract(move.from);
        if (entry.empty()) continue;
        names.emplace(move.from, move.to);
        entry.key() = move.to;
        entry.mapped().address = move.to;
        taken.push_back(std::move(entry));
    }
    if (taken.empty()) return;
    for (auto& entry : taken)
        state.resources.insert(std::move(entry));
    for (auto& [address, resource] : state.resources) {
        for (Address& dependency : resource.dependencies)
            if (const auto renamed = names.find(dependency); renamed != names.end())
                dependency = renamed->second;
        std::ranges::sort(resource.dependencies);
    }
}

Origins origins_of(const Config& config) {
    Origins origins;
    for (const MovedConfig& rule : config.moved)
        origins.emplace(rule.to, rule.from);
    return origins;
}

std::vector<Address> former_addresses(const Origins& origins, const Address& address) {
    std::vector<Address> out;
    std::vector<Address> open{address};
    const auto add = [&](const Address& to, const std::optional<std::string>& key) {
        const auto [first, last] = origins.equal_range(to);
        for (auto at = first; at != last; ++at) {
            Address from = at->second;
            if (key) from.key = key;
            if (std::ranges::find(out, from) != out.end()) continue;
            out.push_back(from);
            open.push_back(std::move(from));
        }
    };
    while (!open.empty()) {
        const Address at = std::move(open.back());
        open.pop_back();
        add(at, std::nullopt);
        if (at.key) add(without_key(at), at.key);
    }
    return out;
}

const RemovedConfig* removed_by(const Config& config, const Address& address) {
    for (const Address& named : {address, without_key(address)})
        if (const auto found = config.removed.find(named); found != config.removed.end())
            return &found->second;
    return nullptr;
}

const ImportConfig* import_of(const Config& config, const Address& address) {
    for (const Address& named : {address, Address{"deployment", address.name, address.key}}) {
        const bool became = named.type == address.type || address.type == "lora_addon";
        if (const auto found = config.imports.find(named); became && found != config.imports.end())
            return &found->second;
    }
    return nullptr;
}

}  // namespace fireform
