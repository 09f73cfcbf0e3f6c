#include "state/frame.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace fireform {
namespace {

constexpr std::uint32_t crc32c_polynomial = 0x82F63B78;  // reflected
constexpr std::size_t crc_step = 8;

/// Row r: what a byte with r zero bytes behind it makes of the checksum.
using CrcTables = std::array<std::array<std::uint32_t, 256>, crc_step>;

constexpr CrcTables crc_tables() {
    CrcTables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? crc32c_polynomial : 0);
        tables[0][byte] = crc;
    }
    for (std::size_t row = 1; row < crc_step; ++row)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables[row - 1][byte];
            tables[row][byte] = before >> 8 ^ tables[0][before & 0xFF];
        }
    return tables;
}

/// Eight bytes at a time ("slicing by 8"): Boost's goes byte by byte, which takes four times as long, and
/// every record of a run passes here.
std::uint32_t crc32c(std::string_view bytes) {
    static constexpr CrcTables tables = crc_tables();
    std::uint32_t crc = 0xFFFFFFFF;
    const auto byte_at = [&bytes](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    std::size_t i = 0;
    for (; i + crc_step <= bytes.size(); i += crc_step) {
        crc ^= byte_at(i) | byte_at(i + 1) << 8 | byte_at(i + 2) << 16 | byte_at(i + 3) << 24;
        crc = tables[7][crc & 0xFF] ^ tables[6][crc >> 8 & 0xFF] ^ tables[5][crc >> 16 & 0xFF] ^
              tables[4][crc >> 24] ^ tables[3][byte_at(i + 4)] ^ tables[2][byte_at(i + 5)] ^
              tables[1][byte_at(i + 6)] ^ tables[0][byte_at(i + 7)];
    }
    for (; i < bytes.size(); ++i)
        crc = crc >> 8 ^ tables[0][(crc ^ byte_at(i)) & 0xFF];
    return ~crc;
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
