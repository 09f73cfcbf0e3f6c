// Configurations as text, for the tests of engine/config.
#pragma once

#include "engine/config/config.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace fireform::tests {

/// The text without the white space that its first line begins with, and without its first line end and last
/// line's spaces.
inline std::string text(std::string_view indented) {
    if (indented.starts_with('\n')) indented.remove_prefix(1);
    const auto indent = std::min(indented.find_first_not_of(' '), indented.size());
    std::string out;
    while (!indented.empty()) {
        const auto end = std::min(indented.find('\n'), indented.size() - 1) + 1;
        const auto line = indented.substr(0, end);
        indented.remove_prefix(end);
        const auto spaces = std::min(line.find_first_not_of(' '), line.size());
        out += line.substr(std::min(indent, spaces));
    }
    return out;
}

inline Checked<Config> load(std::string_view configuration, const LoadOptions& options = {}) {
    auto loaded = load_config({{"fireform.toml", text(configuration)}}, options, fireworks_catalog());
    REQUIRE(loaded.value);
    return loaded;
}

/// Every diagnostic on a line of its own, hints behind " | "; "" when there is none.
inline std::string problems(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) {
        out += to_text(diagnostic);
        if (!diagnostic.hint.empty()) out += " | " + diagnostic.hint;
        out += '\n';
    }
    return out;
}
inline std::string problems(std::string_view configuration, const LoadOptions& options = {}) {
    return problems(load(configuration, options).diagnostics);
}

/// The attributes of one resource of a configuration without problems, as they would be written.
inline std::string attributes(std::string_view configuration, std::string_view address,
                              const LoadOptions& options = {}) {
    const auto loaded = load(configuration, options);
    CHECK(to_text(loaded.diagnostics) == "");
    const auto found = loaded.value->resources.find(*parse_address(address));
    REQUIRE(found != loaded.value->resources.end());
    std::string out;
    for (const auto& [index, value] : found->second.attributes) {
        if (!out.empty()) out += '\n';
        const Attribute& attribute = found->second.type->attributes[index];
        out +=
            std::string(attribute.name) + " = " + (value.unknown() ? value.unknown()->text : to_text(value));
    }
    return out;
}

/// A deployment that lacks nothing, and room for more of its attributes.
inline std::string deployment(std::string_view more) {
    return "[deployment.chat]\nmodel = \"llama\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n" + text(more);
}

}  // namespace fireform::tests
