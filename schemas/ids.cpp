// Ids and tags of names.hpp: which ids are allowed, and which ones fireform chooses.
#include "schemas/hash.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t content_hash_length = 32;

constexpr std::size_t client_id_max = 63;  // brief 1.2
constexpr std::size_t server_id_max = 128;
constexpr std::size_t tag_value_max = 128;  // code points, brief 2.1.6

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Lower-case base32 (RFC 4648 alphabet) of the first `digits` times five bits.
std::string base32(std::string_view bytes, std::size_t digits) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char byte : bytes) {
        held = (held << 8) | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 5 && text.size() < digits; bits -= 5)
            text += alphabet[(held >> (bits - 5)) & 31];
        if (text.size() == digits) break;
        held &= 0xFF;  // at most four bits wait for the next byte
    }
    return text;
}

std::string content_id(std::string_view stem, std::string_view content_hash) {
    constexpr std::size_t hash_length = 12;
    return fmt::format("{}-{}", slug(stem, client_id_max - hash_length - 1),
                       content_hash.substr(0, hash_length));
}

}  // namespace

bool is_client_id(std::string_view id) {
    return !id.empty() && id.size() <= client_id_max && is_lower(id.front()) && id.back() != '-' &&
           std::ranges::all_of(id, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_server_id(std::string_view id) {
    const auto alphanumeric = [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); };
    return !id.empty() && id.size() <= server_id_max && alphanumeric(id.front()) &&
           std::ranges::all_of(id,
                               [&](char c) { return alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

std::string slug(std::string_view text, std::size_t length_max) {
    std::string out;
    for (const char c : text) {
        if (is_lower(c) || is_digit(c))
            out += c;
        else if (is_upper(c))
            out += static_cast<char>(c - 'A' + 'a');
        else if (!out.empty() && out.back() != '-')  // one for a run of them
            out += '-';
    }
    if (out.empty() || out == "-" || is_digit(out.front())) out.insert(0, "x");
    if (out.size() > length_max) out.resize(length_max);
    while (!out.empty() && out.back() == '-')
        out.pop_back();
    return out;
}

std::string derived_id(std::string_view lineage, const Address& address, int generation) {
    const std::string seed = fmt::format("{}\n{}\n{}", lineage, to_text(address), generation);
    return fmt::format("{}-{}", slug(address.name, 40), base32(sha256(seed), 8));
}

std::string content_hash(std::string_view sha256_hex) {
    return std::string(sha256_hex.substr(0, content_hash_length));
}

bool same_content(std::string_view a, std::string_view b) {
    return a.substr(0, content_hash_length) == b.substr(0, content_hash_length);
}

std::string dataset_id(std::string_view file, std::string_view content_hash) {
    std::string_view stem = last_segment(file);
    if (stem.ends_with(".jsonl")) stem.remove_suffix(6);
    return content_id(fmt::format("ds-{}", stem), content_hash);
}

std::string adapter_id(std::string_view path, std::string_view content_hash) {
    while (path.ends_with('/'))
        path.remove_suffix(1);
    return content_id(last_segment(path), content_hash);
}

std::string address_tag(const Address& address) {
    std::string text = to_text(address);
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    if (std::ranges::count_if(text, begins) <= static_cast<std::ptrdiff_t>(tag_value_max)) return text;

    const std::string hash = "#" + sha256_hex(text).substr(0, 16);
    std::size_t kept = 0;
    std::size_t points = 0;
    while (kept < text.size() && (points += begins(text[kept])) + hash.size() <= tag_value_max)
        ++kept;
    return text.substr(0, kept) + hash;
}

Value::Map ownership_tags(std::string_view lineage, const Address& address) {
    return {{std::string(tag_managed_by), Value("fireform")},
            {std::string(tag_lineage), Value(lineage)},
            {std::string(tag_address), Value(address_tag(address))}};
}

}  // namespace fireform
