#include "engine/config/resource_reader.hpp"

#include "engine/config/deployment_checks.hpp"
#include "engine/config/lifecycle.hpp"
#include "engine/config/rules.hpp"
#include "engine/config/wording.hpp"
#include "schemas/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace fireform {
namespace {

constexpr std::array<std::string_view, 5> own_keys = {"depends_on", "for_each", "from", "lifecycle",
                                                      "timeouts"};
/// Older tools give the key to each object.
constexpr std::string_view key_setting = "api_key";

/// Whether "path" is a table that holds attributes: "wandb", "autoscaling_policy", "training.sharding".
bool holds_attributes(const ResourceType& type, std::string_view path) {
    for (const std::string_view group : type.groups)
        if (path.starts_with(group) && path.size() > group.size() && path[group.size()] == '.')
            path.remove_prefix(group.size() + 1);
    const auto inside = [path](std::string_view name) {
        return name.size() > path.size() && name.starts_with(path) && name[path.size()] == '.';
    };
    return std::ranges::find(type.groups, path) != type.groups.end() ||
           std::ranges::any_of(type.attributes, inside, &Attribute::name) ||
           std::ranges::any_of(type.aliases, inside, &Alias::alias);
}

bool is_read_only(const Attribute& attribute) {
    // What fireform computes itself is the second kind (content_hash).
    return attribute.update == Update::computed ||
           (attribute.update == Update::client_side && attribute.computed);
}

std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('.') + 1);
}

std::string attribute_hint(const ResourceType& type, const std::string& path) {
    if (path == key_setting) return "the key is a setting of the provider: write it in [provider.fireworks]";
    std::vector<std::string_view> names(own_keys.begin(), own_keys.end());
    for (const Attribute& attribute : type.attributes)
        if (!is_read_only(attribute)) names.push_back(attribute.name);
    for (const Alias& alias : type.aliases)
        names.push_back(alias.alias);
    names.insert(names.end(), type.groups.begin(), type.groups.end());
    std::string near = nearest_any_case(path, names);
    if (near.empty()) near = nearest_any_case(last_part(path), names);
    if (near.empty()) return fmt::format("`fireform schema {}` lists the attributes", type.name);
    return fmt::format("did you mean \"{}\"?", near);
}

Diagnostic read_only(const Site& site, const ResourceType& type, const Attribute& attribute) {
    std::string hint(attribute.hint);
    if (hint.empty())
        hint = fmt::format("remove it; refer to it as ${{{}.{}.{}}}", type.name, site.address->name,
                           attribute.name);
    const bool ours = attribute.update == Update::client_side;
    return site.error(
        "Attribute is read-only",
        fmt::format("\"{}\" is decided by {}.", attribute.name, ours ? "fireform" : "the service"),
        std::move(hint));
}

/// Where a written attribute stands, before the ranges are sorted.
SourceRange written_range(const ResourceConfig& config, std::size_t index) {
    return config.range_of(*std::ranges::find(config.ranges, index, &ValueRange::attribute));
}

ValueRange value_range(ResourceConfig& config, std::size_t index, const SourceRange& range) {
    auto& others = config.other_files;
    std::size_t file = 0;
    if (range.file != config.range.file) {
        file = static_cast<std::size_t>(std::ranges::find(others, range.file) - others.begin()) + 1;
        if (file > others.size()) others.push_back(range.file);
    }
    return {static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(file), range.line, range.column,
            range.column_end};
}

/// What `ignore_changes` of the block says, as far as it is plain texts: before the table has its turn.
std::set<std::string> ignored_names(const TomlNode::Table& block, const ResourceType& type) {
    std::set<std::string> names;
    for (const TomlMember& member : block) {
        const TomlMember* list =
            member.key == "lifecycle" && member.value.table() ? member.value.find("ignore_changes") : nullptr;
        if (!list || !list->value.array()) continue;
        for (const TomlNode& each : *list->value.array())
            if (const auto* name = each.string()) names.emplace(type.canonical(*name));
    }
    return names;
}

void collect_texts(const TomlNode& node, const std::string& file, std::vector<SecretPlace>& places) {
    if (!node.array() && !node.table()) places.push_back({file, node.place});
    if (const auto* items = node.array())
        for (const TomlNode& item : *items)
            collect_texts(item, file, places);
    if (const auto* members = node.table())
        for (const TomlMember& member : *members)
            collect_texts(member.value, file, places);
}

}  // namespace

Site site_of(const ResourceConfig& config, std::size_t attribute) {
    const SourceRange range = config.range_of(attribute);
    const auto written = std::ranges::find(config.ranges, attribute, &ValueRange::attribute);
    return {written == config.ranges.end() ? &config.range.file : &config.file_of(*written),
            {range.line, range.column, range.line, range.column_end},
            &config.address,
            std::string(config.type->attributes[attribute].name)};
}

bool ReadResource::is_active(std::size_t attribute) const {
    if (!written[attribute]) return false;
    const Value* value = config.attributes.find(attribute);
    return !value || !is_absent(config.type->attributes[attribute], *value);
}

ReadResource ResourceReader::read(const Address& address, const ResourceBlock& block) {
    ReadResource resource;
    resource.config.address = address;
    resource.config.type = block.type;
    resource.config.timeouts = block.type->timeouts;
    resource.written.assign(block.type->attributes.size(), false);
    Site header = block.site("");
    header.address = &resource.config.address;
    resource.config.range = header.range();

    interpolator_.set_each(block.each.get());
    ignored_ = ignored_names(*block.member->value.table(), *block.type);
    read_members(resource, header, "", *block.member->value.table());
    interpolator_.set_each(nullptr);
    spread(resource);
    std::ranges::sort(resource.config.ranges, {}, &ValueRange::attribute);
    for (std::size_t i = 0; i < block.type->attributes.size(); ++i) {
        const Attribute& attribute = block.type->attributes[i];
        if (attribute.required && !resource.written[i])
            diagnostics_.add(
                header.error("Missing attribute",
                             fmt::format("\"{}\" must be set: {}", attribute.name, attribute.description)));
    }
    check_rules(resource, diagnostics_);
    check_deployment_type(resource, diagnostics_);
    default_display_name(resource, header);
    return resource;
}

void ResourceReader::read_members(ReadResource& resource, const Site& site, const std::string& prefix,
                                  const TomlNode::Table& members) {
    const ResourceType& type = *resource.config.type;
    // As they stand in the file, so that of two spellings the second is the one too many.
    std::vector<const TomlMember*> in_order;
    for (const TomlMember& member : members)
        in_order.push_back(&member);
    std::ranges::sort(
        in_order, [](const TomlMember* a, const TomlMember* b) { return a->key_place.before(b->key_place); });
    for (const TomlMember* written : in_order) {
        const TomlMember& member = *written;
        if (prefix.empty() && read_own_table(resource, site, member)) continue;
        const std::string path = prefix + member.key;
        const std::size_t index = type.index_of(type.canonical(path));
        if (index != ResourceType::npos)
            read_attribute(resource, site, index, path, member);
        else if (member.value.table() && holds_attributes(type, path))
            read_members(resource, site, path + ".", *member.value.table());
        else {
            // It may be a key, and the line is shown.
            if (path == key_setting) collect_texts(member.value, *site.file, secret_places_);
            diagnostics_.add(site.at(member.key_place, path)
                                 .error("Unknown attribute",
                                        fmt::format("A {} has no attribute \"{}\".", type.name, path),
                                        attribute_hint(type, path)));
        }
    }
}

bool ResourceReader::read_own_table(ReadResource& resource, const Site& site, const TomlMember& member) {
    const Site inner = site.at(member.value.place, member.key);
    if (member.key == "lifecycle")
        resource.config.lifecycle = read_lifecycle(inner, member.value, *resource.config.type, attributes_,
                                                   interpolator_, resource.edges, diagnostics_);
    else if (member.key == "timeouts")
        read_timeouts(inner, member.value, resource.config.timeouts, attributes_, diagnostics_);
    else if (member.key == "depends_on")
        read_depends_on(inner, member.value, interpolator_, resource.edges, diagnostics_);
    else
        return member.key == "for_each" || member.key == "from";  // which have made what is read here
    return true;
}

void ResourceReader::read_attribute(ReadResource& resource, const Site& site, std::size_t index,
                                    const std::string& path, const TomlMember& member) {
    ResourceConfig& config = resource.config;
    const Attribute& attribute = config.type->attributes[index];
    const Site key_site = site.at(member.key_place, path);
    if (is_read_only(attribute)) {
        diagnostics_.add(read_only(key_site, *config.type, attribute));
        return;
    }
    const Site value_site = site.at(member.value.place, std::string(attribute.name));
    if (resource.written[index]) {
        const SourceRange first = written_range(config, index);
        const std::string place = fmt::format("{}:{}", first.file, first.line);
        diagnostics_.add(key_site.error(
            "Defined twice",
            path == attribute.name
                ? fmt::format("\"{}\" is set at {} already, in another spelling.", path, place)
                : fmt::format("\"{}\" sets \"{}\", which is set at {} already.", path, attribute.name, place),
            "keep one of the two"));
        return;
    }
    resource.written[index] = true;
    config.ranges.push_back(value_range(config, index, value_site.range()));
    if (attribute.sensitive) collect_texts(member.value, *site.file, secret_places_);
    // What is never sent as a change is only missed by a create, and the plan says so.
    if (attribute.write_only && ignored_.contains(std::string(attribute.name)) && member.value.string() &&
        interpolator_.is_unset_variable(*member.value.string()))
        return;
    if (auto value = attributes_.read(value_site, attribute, member.value, resource.edges))
        config.attributes.set(index, *std::move(value));
}

/// What stands for other attributes gives them its value, and is gone.
void ResourceReader::spread(ReadResource& resource) {
    ResourceConfig& config = resource.config;
    const ResourceType& type = *config.type;
    for (std::size_t index = 0; index < type.attributes.size(); ++index) {
        const Attribute& attribute = type.attributes[index];
        if (attribute.stands_for.empty() || !resource.written[index]) continue;
        const SourceRange range = written_range(config, index);
        const Value value = config.attributes.at(index);
        for (const std::string_view name : attribute.stands_for) {
            const std::size_t target = type.index_of(name);
            if (resource.written[target]) {
                const SourceRange other = written_range(config, target);
                diagnostics_.add({Severity::error, "Defined twice",
                                  fmt::format("\"{}\" sets \"{}\", which is set at {}:{} as well.",
                                              attribute.name, name, other.file, other.line),
                                  config.address, range, "keep one of the two"});
                continue;
            }
            resource.written[target] = true;
            config.ranges.push_back(value_range(config, target, range));
            if (!value.is_null()) config.attributes.set(target, value);
        }
        config.attributes.erase(index);
    }
}

void ResourceReader::default_display_name(ReadResource& resource, const Site& header) {
    ResourceConfig& config = resource.config;
    const std::size_t index = config.type->index_of("display_name");
    if (index == ResourceType::npos) return;
    config.display_name_written = resource.written[index];
    if (config.display_name_written) return;
    const std::size_t length_max = config.type->attributes[index].bounds.length_max;
    std::string name = config.address.name;
    if (config.address.key) name += "-" + *config.address.key;
    if (length_max > 0 && name.size() > length_max) {
        diagnostics_.add(header.error(
            "Text too long",
            fmt::format("The block's name{} is the display name and has {} characters; the API allows {}.",
                        config.address.key ? " with its key" : "", name.size(), length_max),
            "write a display_name, or shorten the name"));
        return;
    }
    config.attributes.set(index, Value(name));
}

}  // namespace fireform
