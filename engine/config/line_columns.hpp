// Lines and columns of a text: from byte offsets, and from the code-point columns of toml++.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform {

class LineColumns {
 public:
    /// `text` must outlive this.
    explicit LineColumns(std::string_view text);

    /// Line and byte column of an offset, both from one.
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> position(std::size_t offset) const;
    /// Offset of the first byte of the line that `offset` is on.
    [[nodiscard]] std::size_t line_start(std::size_t offset) const;
    /// Offset of a line and byte column; the end of the text for places behind it.
    [[nodiscard]] std::size_t offset(std::uint32_t line, std::uint32_t byte_column) const;
    /// Line without its end; "" for lines behind the text.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;
    [[nodiscard]] std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }

    /// Byte column of a column that counts code points.
    [[nodiscard]] std::uint32_t byte_column(std::uint32_t line, std::uint32_t point_column);

 private:
    std::string_view text_;
    std::vector<std::size_t> starts_;
    bool ascii_ = true;
    // Byte offsets of the code points of one line, the last that was asked for: many places are on one line.
    std::uint32_t indexed_line_ = 0;
    std::vector<std::uint32_t> points_;
};

}  // namespace fireform
