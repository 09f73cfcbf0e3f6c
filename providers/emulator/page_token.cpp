#include "providers/emulator/page_token.hpp"

#include <charconv>
#include <cstdio>

namespace fireform::emulator {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            out += letters[held >> bits & 63];
        }
    }
    if (bits > 0) out += letters[held << (6 - bits) & 63];
    return out;
}

std::optional<std::string> base64url_decode(std::string_view text) {
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = letters.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        held = held << 6 | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(held >> bits & 255);
        }
    }
    return out;
}

template <class Number>
bool take(std::string_view& text, Number& number, int base) {
    const auto end = text.find('|');
    if (end == std::string_view::npos) return false;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + end, number, base);
    if (failure != std::errc() || stop != text.data() + end) return false;
    text.remove_prefix(end + 1);
    return true;
}

}  // namespace

std::string to_text(const PageToken& token) {
    char head[48];
    std::snprintf(head, sizeof head, "1|%llx|%lld|", static_cast<unsigned long long>(token.bound),
                  static_cast<long long>(token.total));
    return base64url(head + token.cursor);
}

std::optional<PageToken> parse_page_token(std::string_view text) {
    const auto decoded = base64url_decode(text);
    if (!decoded || !decoded->starts_with("1|")) return std::nullopt;
    std::string_view rest = *decoded;
    rest.remove_prefix(2);
    PageToken token;
    if (!take(rest, token.bound, 16) || !take(rest, token.total, 10)) return std::nullopt;
    token.cursor = rest;
    return token;
}

std::uint64_t fingerprint_of(std::string_view path, std::string_view parameters) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    const auto add = [&](std::string_view text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
        hash = (hash ^ 0xFF) * 0x100000001B3u;
    };
    add(path);
    add(parameters);
    return hash;
}

}  // namespace fireform::emulator
