#include "engine/config/for_each.hpp"

#include "engine/config/plain_value.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

namespace fireform {
namespace {

constexpr std::size_t instances_max = 10'000;
constexpr std::size_t key_max = 100;  // bytes; keys are parts of addresses, which people type

class Expander {
 public:
    Expander(Interpolator& interpolator, Diagnostics& diagnostics)
        : interpolator_(interpolator), diagnostics_(diagnostics) {}

    /// By key. No value: something is wrong, and was reported.
    std::optional<std::map<std::string, Each>> read(const Address& address, const ResourceBlock& block,
                                                    const TomlNode& node) {
        Site site = block.site("for_each");
        site.address = &address;
        site = site.at(node.place, "for_each");
        instances_.clear();
        good_ = true;
        if (const auto* items = node.array())
            read_list(site, *items);
        else if (const auto* members = node.table())
            read_table(site, *members);
        else if (const auto* text = node.string())
            read_text(site, *text);
        else
            wrong_type(site, kind_name(node));
        if (instances_.size() > instances_max)
            refuse(site, "Too many instances",
                   fmt::format("\"for_each\" has {} keys; fireform makes {} resources of a block at most.",
                               fmt::group_digits(instances_.size()), fmt::group_digits(instances_max)),
                   "write several blocks");
        return good_ ? std::optional(std::move(instances_)) : std::nullopt;
    }

 private:
    void refuse(const Site& site, std::string summary, std::string detail, std::string hint = "") {
        diagnostics_.add(site.error(std::move(summary), std::move(detail), std::move(hint)));
        good_ = false;
    }
    void wrong_type(const Site& site, std::string_view found) {
        refuse(site, "Wrong type",
               fmt::format("\"for_each\" is {}; it takes a list of strings or a table.", found),
               "write for_each = [\"a\", \"b\"], or for_each = {a = {...}, b = {...}}");
    }

    void add(const Site& site, const std::string& key, Each each) {
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
        if (key.empty() || key.size() > key_max || std::ranges::any_of(key, is_control))
            return refuse(site, "Invalid key",
                          fmt::format("{} is no key: it must have 1 to {} bytes, and no control characters.",
                                      in_quotes(abbreviated(key)), key_max));
        each.key = key;
        if (!instances_.emplace(key, std::move(each)).second)
            refuse(site, "Key used twice", fmt::format("\"for_each\" has {} twice.", in_quotes(key)),
                   "remove one of the two");
    }

    void add_element(const Site& site, const Value& element) {
        if (const auto* key = element.string()) return add(site, *key, Each{*key, Value(*key), false});
        refuse(
            site, "Wrong type",
            fmt::format("A list of \"for_each\" has {}; it takes strings.",
                        element.has_unknown() ? "a value that is known after apply" : kind_phrase(element)),
            element.has_unknown() ? "keys must be known before anything is applied"
                                  : "write a table for values of other kinds: for_each = {a = 1, b = 2}");
    }

    void read_list(const Site& site, const TomlNode::Array& items) {
        for (const TomlNode& item : items) {
            std::vector<Edge> none;
            const Site place = site.at(item.place, site.name);
            const auto element = plain_value(place, item, Purpose{}, interpolator_, none, diagnostics_);
            if (element)
                add_element(place, *element);
            else
                good_ = false;
        }
    }

    void read_table(const Site& site, const TomlNode::Table& members) {
        constexpr Purpose purpose{.sensitive = true, .deferred = true};
        for (const TomlMember& member : members) {
            const bool before = interpolator_.exchange_used_sensitive(false);
            std::vector<Edge> edges;  // who uses the value has them
            const Site place = site.at(member.value.place, fmt::format("for_each.{}", member.key));
            auto value = plain_value(place, member.value, purpose, interpolator_, edges, diagnostics_);
            const bool sensitive = interpolator_.exchange_used_sensitive(before);
            if (value)
                add(site.at(member.key_place, site.name), member.key,
                    Each{member.key, *std::move(value), sensitive});
            else
                good_ = false;
        }
    }

    /// A variable or a local value, as a whole: its keys are in addresses, which everybody may see.
    void read_text(const Site& site, const std::string& text) {
        std::vector<Edge> edges;
        auto filled = interpolator_.fill(site, text, Purpose{.deferred = true}, edges);
        if (!filled) {
            good_ = false;
        } else if (const auto* list = filled->value.list()) {
            for (const Value& element : *list)
                add_element(site, element);
        } else if (auto* map = filled->value.map()) {
            for (auto& [key, value] : *map)
                add(site, key, Each{key, std::move(value), false});
        } else if (filled->value.unknown()) {
            refuse(site, "Reference not allowed here",
                   "The keys of \"for_each\" must be known before anything is applied, so they cannot come "
                   "from a resource or look-up.",
                   "write the keys themselves, or use a variable");
        } else {
            wrong_type(site, kind_phrase(filled->value));
        }
    }

    Interpolator& interpolator_;
    Diagnostics& diagnostics_;
    std::map<std::string, Each> instances_;
    bool good_ = true;
};

}  // namespace

void expand_for_each(Blocks& blocks, Interpolator& interpolator, Diagnostics& diagnostics) {
    Expander expander(interpolator, diagnostics);
    for (auto at = blocks.resources.begin(); at != blocks.resources.end();) {
        const TomlMember* member = at->second.member->value.find("for_each");
        if (!member || at->first.key) {
            ++at;
            continue;
        }
        const Address address = at->first;
        const ResourceBlock block = at->second;
        at = blocks.resources.erase(at);
        InstanceGroup& group = blocks.groups[address];
        auto instances = expander.read(address, block, member->value);
        group.known = instances.has_value();
        if (!instances) continue;
        for (auto& [key, each] : *instances) {
            ResourceBlock instance = block;
            instance.each = std::make_shared<const Each>(std::move(each));
            group.instances.push_back({address.type, address.name, key});
            blocks.resources.emplace_hint(at, group.instances.back(), std::move(instance));
        }
    }
}

Diagnostics once_for_instances(Diagnostics all) {
    using Key = std::tuple<std::string, std::string, std::string, std::string, std::uint32_t, std::uint32_t>;
    std::set<Key> seen;
    Diagnostics out;
    for (const Diagnostic& each : all) {
        const bool of_instance = each.address && each.address->key && each.range;
        if (!of_instance || seen.emplace(each.summary, each.detail, each.hint, each.range->file,
                                         each.range->line, each.range->column)
                                .second)
            out.add(each);
    }
    return out;
}

}  // namespace fireform
