// Hand-made plans and what they are compared with.
#pragma once

#include "engine/plan/plan.hpp"
#include "engine/render/render.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::tests {

/// Expected text, indented with the test: without its first line break and, of every line, without the
/// columns in front of the line that closes it and four more.
inline std::string text(std::string_view raw) {
    raw.remove_prefix(1);
    const std::size_t closing = raw.rfind('\n');
    const std::size_t indent = raw.size() - closing - 1 + 4;
    raw = raw.substr(0, closing);
    std::string out;
    while (true) {
        const std::size_t end = raw.find('\n');
        const std::string_view line = raw.substr(0, end);
        out += std::string(line.substr(std::min(indent, line.size()))) + '\n';
        if (end == std::string_view::npos) return out;
        raw.remove_prefix(end + 1);
    }
}

inline Change change(std::string_view address, Action action, std::string reason = {}) {
    Change out;
    out.address = *parse_address(address);
    out.type = fireworks_catalog().find(out.address.type);
    out.action = action;
    out.reason = std::move(reason);
    return out;
}

inline AttributeChange differs(const Change& change, std::string_view path, Value before, Value after) {
    AttributeChange out;
    out.index = static_cast<std::uint16_t>(change.type->index_of(path));
    out.path = path;
    out.before = std::move(before);
    out.after = std::move(after);
    return out;
}

/// Adds the difference to the change.
inline AttributeChange& add(Change& change, std::string_view path, Value before, Value after) {
    change.attributes.push_back(differs(change, path, std::move(before), std::move(after)));
    return change.attributes.back();
}

}  // namespace fireform::tests
