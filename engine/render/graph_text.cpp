#include "engine/render/graph_text.hpp"

#include <fmt/format.h>

#include <map>

namespace fireform {
namespace {

/// A string of the DOT language: only the quote ends it, and a backslash may begin an escape of labels.
std::string dot_string(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + '"';
}

/// A label of Mermaid: whatever it could take for its own, or for HTML, as an entity.
std::string mermaid_label(std::string_view text) {
    constexpr std::string_view special = "\"#&<>`;";
    std::string out = "\"";
    for (const char letter : text) {
        if (special.find(letter) == std::string_view::npos)
            out += letter;
        else
            out += fmt::format("#{};", static_cast<int>(letter));
    }
    return out + '"';
}

std::string dot(const Config& config) {
    std::string out =
        "digraph fireform {\n  rankdir = \"RL\";\n  node [shape = \"box\", fontname = \"sans-serif\"];\n";
    for (const auto& [address, resource] : config.resources) {
        // What happens once looks other than what lasts.
        const std::string_view style = resource.type->run ? " [style = \"rounded\"]" : "";
        out += fmt::format("  {}{};\n", dot_string(to_text(address)), style);
    }
    for (const auto& [address, resource] : config.resources)
        for (const Address& needed : resource.dependencies)
            out += fmt::format("  {} -> {};\n", dot_string(to_text(address)), dot_string(to_text(needed)));
    return out + "}\n";
}

std::string mermaid(const Config& config) {
    std::map<Address, std::size_t> numbers;
    std::string out = "flowchart RL\n";
    for (const auto& [address, resource] : config.resources) {
        const std::size_t number = numbers.emplace(address, numbers.size()).first->second;
        const std::string label = mermaid_label(to_text(address));
        out += resource.type->run ? fmt::format("  n{}({})\n", number, label)
                                  : fmt::format("  n{}[{}]\n", number, label);
    }
    for (const auto& [address, resource] : config.resources)
        for (const Address& needed : resource.dependencies)
            if (const auto other = numbers.find(needed); other != numbers.end())
                out += fmt::format("  n{} --> n{}\n", numbers.at(address), other->second);
    return out;
}

}  // namespace

std::string graph_text(const Config& config, GraphFormat format) {
    return format == GraphFormat::mermaid ? mermaid(config) : dot(config);
}

}  // namespace fireform
