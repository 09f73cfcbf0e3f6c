#include "engine/config/lifecycle.hpp"

#include "engine/config/wording.hpp"
#include "schemas/block_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace fireform {
namespace {

/// Reads a table by its rows; `take` gets each value that is right.
void read_rows(const Site& site, const TomlNode& node, std::span<const Attribute> rows,
               AttributeReader& reader, Diagnostics& diagnostics, const auto& take) {
    const auto* members = node.table();
    if (!members) {
        diagnostics.add(site.error(
            "Wrong type", fmt::format("\"{}\" is {}; it must be a table.", site.name, kind_name(node))));
        return;
    }
    std::vector<Edge> none;  // these rows take no references to resources
    for (const TomlMember& member : *members) {
        const std::string name = fmt::format("{}.{}", site.name, member.key);
        const auto row = std::ranges::find(rows, std::string_view(member.key), &Attribute::name);
        if (row != rows.end()) {
            const Site inner = site.at(member.value.place, name);
            if (auto value = reader.read(inner, *row, member.value, none))
                take(member.key, *value, inner, member.value);
            continue;
        }
        const Site inner = site.at(member.key_place, name);
        std::vector<std::string_view> known;
        for (const Attribute& attribute : rows)
            known.push_back(attribute.name);
        diagnostics.add(inner.error("Unknown setting",
                                    fmt::format("\"{}\" has no setting \"{}\".", site.name, member.key),
                                    did_you_mean(member.key, known)));
    }
}

/// Canonical names of the attributes in the list.
std::vector<std::string> ignored_names(const Site& site, const Value& list, const TomlNode& node,
                                       const ResourceType& type, Diagnostics& diagnostics) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < list.list()->size(); ++i) {
        const std::string& written = (*list.list())[i].text();
        const std::string_view name = type.canonical(written);
        const Attribute* attribute = type.find(name);
        if (attribute && !attribute->stands_for.empty()) {
            names.insert(names.end(), attribute->stands_for.begin(), attribute->stands_for.end());
            continue;
        }
        if (written == "all" || attribute) {
            names.emplace_back(name);
            continue;
        }
        // A list out of a variable has no places of its own.
        const Site place = node.array() ? site.at((*node.array())[i].place, site.name) : site;
        std::vector<std::string_view> known{"all"};
        for (const Attribute& each : type.attributes)
            known.push_back(each.name);
        diagnostics.add(place.error("Unknown attribute",
                                    fmt::format("A {} has no attribute \"{}\".", type.name, written),
                                    did_you_mean(written, known)));
    }
    return names;
}

/// "dataset.x" or "dataset.x.content_hash", as what each of them names.
std::vector<ReplaceOn> triggers(const Site& site, const Value& list, const TomlNode& node,
                                const ResourceType& type, Interpolator& interpolator,
                                std::vector<Edge>& edges, Diagnostics& diagnostics) {
    std::vector<ReplaceOn> out;
    if (type.run && !list.list()->empty()) {
        diagnostics.add(site.error("Run is not made anew",
                                   fmt::format("A {} runs again when what it trains on changes.", type.name),
                                   "remove replace_on; write another output_model for a new run"));
        return out;
    }
    for (std::size_t i = 0; i < list.list()->size(); ++i) {
        const std::string& written = (*list.list())[i].text();
        const Site place = node.array() ? site.at((*node.array())[i].place, site.name) : site;
        auto address = parse_address(written);
        std::string attribute;
        const std::size_t dot = written.rfind('.');
        if (!address && dot != std::string::npos) {
            address = parse_address(written.substr(0, dot));
            attribute = written.substr(dot + 1);
        }
        if (!address) {
            diagnostics.add(place.error("Invalid address",
                                        fmt::format("{} is no address of a resource.", in_quotes(written)),
                                        "write \"dataset.x\" or \"dataset.x.content_hash\""));
            continue;
        }
        const ResourceType* other = fireworks_catalog().find(address->type);
        if (other && !attribute.empty()) {
            attribute = other->canonical(attribute);
            if (!other->find(attribute)) {
                std::vector<std::string_view> known;
                for (const Attribute& each : other->attributes)
                    known.push_back(each.name);
                diagnostics.add(place.error(
                    "Unknown attribute", fmt::format("A {} has no attribute \"{}\".", other->name, attribute),
                    did_you_mean(attribute, known)));
                continue;
            }
        }
        for (const Address& needed : interpolator.check_resources(place, *address)) {
            edges.push_back({needed, place.range()});
            out.push_back({needed, attribute});
        }
    }
    return out;
}

std::chrono::seconds seconds(const Value& value) {
    return std::chrono::duration_cast<std::chrono::seconds>(*value.duration());
}

}  // namespace

ResourceLifecycle read_lifecycle(const Site& site, const TomlNode& node, const ResourceType& type,
                                 AttributeReader& reader, Interpolator& interpolator,
                                 std::vector<Edge>& edges, Diagnostics& diagnostics) {
    ResourceLifecycle lifecycle;
    read_rows(site, node, lifecycle_settings, reader, diagnostics,
              [&](std::string_view key, const Value& value, const Site& inner, const TomlNode& written) {
                  if (key == "protect") lifecycle.protect = *value.boolean();
                  if (key == "create_before_destroy") lifecycle.create_before_destroy = *value.boolean();
                  if (key == "on_destroy") lifecycle.on_destroy = value.text();
                  if (key == "adopt") lifecycle.adopt = value.text();
                  if (key == "replace_on")
                      lifecycle.replace_on =
                          triggers(inner, value, written, type, interpolator, edges, diagnostics);
                  if (key == "ignore_changes")
                      lifecycle.ignore_changes = ignored_names(inner, value, written, type, diagnostics);
              });
    return lifecycle;
}

void read_timeouts(const Site& site, const TomlNode& node, Timeouts& timeouts, AttributeReader& reader,
                   Diagnostics& diagnostics) {
    read_rows(site, node, timeout_settings, reader, diagnostics,
              [&](std::string_view key, const Value& value, const Site&, const TomlNode&) {
                  if (key == "create") timeouts.create = seconds(value);
                  if (key == "update") timeouts.update = seconds(value);
                  if (key == "delete") timeouts.remove = seconds(value);
              });
}

void read_depends_on(const Site& site, const TomlNode& node, Interpolator& interpolator,
                     std::vector<Edge>& edges, Diagnostics& diagnostics) {
    const auto* items = node.array();
    if (!items) {
        diagnostics.add(site.error(
            "Wrong type", fmt::format("\"depends_on\" is {}; it takes a list of strings.", kind_name(node)),
            node.string() ? fmt::format("write [{}]", in_quotes(*node.string())) : ""));
        return;
    }
    for (const TomlNode& item : *items) {
        const Site place = site.at(item.place, site.name);
        const auto* text = item.string();
        const auto address = text ? parse_address(*text) : std::nullopt;
        if (!address)
            diagnostics.add(place.error(
                "Invalid address",
                fmt::format("{} is no address of a resource.", text ? in_quotes(*text) : kind_name(item)),
                "write \"TYPE.NAME\", without ${}"));
        else
            for (const Address& needed : interpolator.check_resources(place, *address))
                edges.push_back({needed, place.range()});
    }
}

}  // namespace fireform
