#include "schemas/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace fireform {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
    const int size = EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto content = std::min(text.find('='), text.size());
    const std::size_t padding = text.size() - content;
    if (text.empty() || text.size() % 4 != 0 || padding > 2) return std::nullopt;
    if (text.substr(0, content).find_first_not_of(digits) != std::string_view::npos ||
        text.substr(content).find_first_not_of('=') != std::string_view::npos)
        return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size())) < 0)
        return std::nullopt;
    out.resize(out.size() - padding);
    return out;
}

}  // namespace fireform
