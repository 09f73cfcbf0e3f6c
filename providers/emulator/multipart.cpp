#include "providers/emulator/multipart.hpp"

#include "providers/emulator/headers.hpp"

#include <algorithm>

namespace fireform::emulator {
namespace {

/// `name="value"` or `name=value` out of a header's parameters.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
    const std::string folded = lower(header);
    std::size_t at = 0;
    while ((at = folded.find(';', at)) != std::string::npos) {
        ++at;
        while (at < folded.size() && (folded[at] == ' ' || folded[at] == '\t'))
            ++at;
        if (folded.compare(at, name.size(), name) != 0 || at + name.size() >= folded.size() ||
            folded[at + name.size()] != '=')
            continue;
        std::string_view value = header.substr(at + name.size() + 1);
        if (value.starts_with('"')) {
            std::string text;
            for (std::size_t i = 1; i < value.size(); ++i) {
                if (value[i] == '"') return text;
                if (value[i] == '\\' && i + 1 < value.size()) ++i;
                text += value[i];
            }
            return std::nullopt;
        }
        value = value.substr(0, value.find(';'));
        while (value.ends_with(' '))
            value.remove_suffix(1);
        return std::string(value);
    }
    return std::nullopt;
}

/// The value of one header in a block of them.
std::string_view header_in(std::string_view block, std::string_view name) {
    while (!block.empty()) {
        const auto end = std::min(block.find("\r\n"), block.size());
        const std::string_view line = block.substr(0, end);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && lower(line.substr(0, colon)) == name)
            return line.substr(colon + 1);
        block.remove_prefix(std::min(end + 2, block.size()));
    }
    return {};
}

}  // namespace

std::optional<Part> find_part(std::string_view content_type, std::string_view body, std::string_view name) {
    if (!lower(content_type).starts_with("multipart/form-data")) return std::nullopt;
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
    const std::string mark = "--" + *boundary;
    if (!body.starts_with(mark)) return std::nullopt;
    body.remove_prefix(mark.size());
    const std::string delimiter = "\r\n" + mark;
    std::optional<Part> found;
    while (!body.starts_with("--")) {
        const auto headers_end = body.find("\r\n\r\n");
        if (!body.starts_with("\r\n") || headers_end == std::string_view::npos) return std::nullopt;
        const std::string_view headers = body.substr(2, headers_end - 2 + 2);
        body.remove_prefix(headers_end + 4);
        const auto end = body.find(delimiter);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view disposition = header_in(headers, "content-disposition");
        if (!found && parameter(disposition, "name") == name)
            found = Part{parameter(disposition, "filename").value_or(""), body.substr(0, end)};
        body.remove_prefix(end + delimiter.size());
    }
    return found;
}

}  // namespace fireform::emulator
