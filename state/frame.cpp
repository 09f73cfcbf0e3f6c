#include "state/frame.hpp"

#include <fmt/format.h>
#include <boost/crc.hpp>

#include <charconv>
#include <cstdint>

namespace fireform {
namespace {

using Crc32c = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

std::uint32_t crc32c(std::string_view bytes) {
    Crc32c crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

}  // namespace

std::string frame_of(std::string_view payload) {
    return fmt::format("{:08x} {:08x} ", payload.size(), crc32c(payload));
}

std::optional<std::string_view> unframed(std::string_view line) {
    if (line.size() < frame_size) return std::nullopt;
    const std::string_view payload = line.substr(frame_size);
    if (line.substr(0, frame_size) != frame_of(payload)) return std::nullopt;
    return payload;
}

std::optional<std::size_t> framed_length(std::string_view text) {
    if (text.size() < frame_size || text[8] != ' ' || text[frame_size - 1] != ' ') return std::nullopt;
    std::size_t length = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + 8, length, 16);
    if (failed != std::errc{} || stop != text.data() + 8 || length > text.size() - frame_size)
        return std::nullopt;
    return length;
}

}  // namespace fireform
