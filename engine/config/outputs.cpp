#include "engine/config/outputs.hpp"

#include "engine/config/plain_value.hpp"
#include "engine/config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fireform {
namespace {

constexpr std::array<std::string_view, 3> keys = {"value", "sensitive", "description"};

OutputConfig read_output(const std::string& name, const Block& block, Interpolator& interpolator,
                         Diagnostics& diagnostics) {
    const Site site = block.site("outputs." + name);
    const TomlNode& table = block.member->value;
    OutputConfig output;
    output.range = site.range();
    for (const TomlMember& member : *table.table())
        if (std::ranges::find(keys, member.key) == keys.end())
            diagnostics.add(site.at(member.key_place, site.name)
                                .error("Unknown setting",
                                       fmt::format("An output has no setting \"{}\".", member.key),
                                       did_you_mean(member.key, {keys.begin(), keys.end()})));
    const auto wrong_type = [&](const TomlNode& node, std::string_view key, std::string_view wanted) {
        diagnostics.add(site.at(node.place, site.name)
                            .error("Wrong type", fmt::format("\"{}.{}\" is {}; it must be {}.", site.name,
                                                             key, kind_name(node), wanted)));
    };
    if (const auto* member = table.find("sensitive")) {
        const auto* flag = member->value.boolean();
        output.sensitive = !flag || *flag;
        if (!flag) wrong_type(member->value, "sensitive", "true or false");
    }
    if (const auto* member = table.find("description")) {
        if (const auto* text = member->value.string())
            output.description = *text;
        else
            wrong_type(member->value, "description", "a string");
    }
    const auto* value = table.find("value");
    if (!value) {
        diagnostics.add(site.error("Output without a value", fmt::format("\"{}\" has no value.", site.name),
                                   "write value = \"${TYPE.NAME.ATTRIBUTE}\""));
        return output;
    }
    const Purpose purpose{.sensitive = output.sensitive, .deferred = true};
    std::vector<Edge> edges;  // an output needs nothing to be done before it
    auto read = plain_value(site.at(value->value.place, site.name), value->value, purpose, interpolator,
                            edges, diagnostics);
    if (read) output.value = *std::move(read);
    return output;
}

}  // namespace

std::map<std::string, OutputConfig> read_outputs(const Blocks& blocks, Interpolator& interpolator,
                                                 Diagnostics& diagnostics) {
    std::map<std::string, OutputConfig> outputs;
    for (const auto& [name, block] : blocks.outputs)
        outputs.emplace(name, read_output(name, block, interpolator, diagnostics));
    return outputs;
}

}  // namespace fireform
