// multipart/form-data, as POST datasets/{id}:upload takes it (brief 6.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct Part {
    std::string filename;
    std::string_view content;  ///< into the body
};

/// The part of that name. `content_type` is the header with its boundary. Nothing: not multipart, broken, or
/// no such part.
[[nodiscard]] std::optional<Part> find_part(std::string_view content_type, std::string_view body,
                                            std::string_view name);

}  // namespace fireform::emulator
