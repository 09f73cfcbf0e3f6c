#include "engine/config/line_columns.hpp"

#include <algorithm>

namespace fireform {

LineColumns::LineColumns(std::string_view text) : text_(text), starts_{0} {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        starts_.push_back(at + 1);
    ascii_ = std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::pair<std::uint32_t, std::uint32_t> LineColumns::position(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(starts_, offset);
    const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
    return {static_cast<std::uint32_t>(index + 1), static_cast<std::uint32_t>(offset - starts_[index] + 1)};
}

std::size_t LineColumns::line_start(std::size_t offset) const {
    return starts_[position(offset).first - 1];
}

std::size_t LineColumns::offset(std::uint32_t line, std::uint32_t byte_column) const {
    if (line == 0 || line > starts_.size() || byte_column == 0) return text_.size();
    return std::min(text_.size(), starts_[line - 1] + byte_column - 1);
}

std::string_view LineColumns::line(std::uint32_t number) const {
    if (number == 0 || number > starts_.size()) return {};
    const std::size_t begin = starts_[number - 1];
    auto text = text_.substr(begin, text_.find('\n', begin) - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

std::uint32_t LineColumns::byte_column(std::uint32_t line, std::uint32_t point_column) {
    if (ascii_ || line == 0 || line > starts_.size() || point_column == 0) return point_column;
    if (line != indexed_line_) {
        indexed_line_ = line;
        points_.clear();
        const std::size_t begin = starts_[line - 1];
        for (std::size_t at = begin; at < text_.size(); ++at) {
            if ((static_cast<unsigned char>(text_[at]) & 0xC0) != 0x80)
                points_.push_back(static_cast<std::uint32_t>(at - begin + 1));
            if (text_[at] == '\n') break;
        }
    }
    if (point_column <= points_.size()) return points_[point_column - 1];
    const std::size_t begin = starts_[line - 1];
    const std::size_t end = std::min(text_.find('\n', begin), text_.size());
    // Behind the last character of the text.
    return static_cast<std::uint32_t>(end - begin + 1 + (point_column - points_.size() - 1));
}

}  // namespace fireform
