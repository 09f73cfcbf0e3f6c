#include "state/sealing.hpp"

#include "schemas/base64.hpp"
#include "schemas/bug.hpp"
#include "state/frame.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <memory>
#include <vector>

namespace fireform {
namespace {

constexpr std::string_view magic = "fireform-encrypted ";
constexpr int version = 1;
constexpr std::size_t nonce_size = 12;  // what GCM is made for
constexpr std::size_t tag_size = 16;
constexpr std::size_t check_size = 16;
constexpr std::size_t salt_digits = 32;
constexpr std::uint64_t memory_max = std::uint64_t{256} << 20;
constexpr std::uint64_t time_max = std::uint64_t{1} << 23;  // n * r * p; the default is 2^19

struct CipherFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

void fill_random(unsigned char* bytes, std::size_t size) {
    require(RAND_bytes(bytes, static_cast<int>(size)) == 1, "the system gives random bytes");
}

std::string hex(const unsigned char* bytes, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i)
        out += fmt::format("{:02x}", bytes[i]);
    return out;
}

bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The next word of `line`, which loses it.
std::string_view take_word(std::string_view& line) {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

template <class Number>
std::optional<Number> number_in(std::string_view word) {
    Number number = 0;
    const auto [stop, failed] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (failed != std::errc{} || stop != word.data() + word.size()) return std::nullopt;
    return number;
}

/// All but the checksum at the end.
std::string header_words(const SealHeader& header) {
    return fmt::format("{}{} scrypt {} {} {} {} {}", magic, version, header.cost.n, header.cost.r,
                       header.cost.p, header.salt, header.check);
}

/// Eight digits: a flipped bit in the header must not look like a wrong passphrase.
std::string checksum_of(std::string_view words) {
    return frame_of(words).substr(9, 8);
}

}  // namespace

bool is_acceptable(const ScryptCost& cost) {
    // Each alone first, so that the products cannot overflow.
    if (cost.n < 2 || cost.n > memory_max || !std::has_single_bit(cost.n)) return false;
    if (cost.r < 1 || cost.r > 64 || cost.p < 1 || cost.p > 64) return false;
    return 128 * cost.n * cost.r <= memory_max && cost.n * cost.r * cost.p <= time_max;
}

std::string to_text(const SealHeader& header) {
    const std::string words = header_words(header);
    return words + ' ' + checksum_of(words);
}

bool is_sealed(std::string_view text) {
    return text.starts_with(magic);
}

int seal_version(std::string_view line) {
    if (!is_sealed(line)) return 0;
    line.remove_prefix(magic.size());
    return number_in<int>(take_word(line)).value_or(0);
}

std::optional<SealHeader> parse_seal_header(std::string_view line) {
    if (seal_version(line) != version) return std::nullopt;
    std::string_view rest = line;
    for (int word = 0; word < 2; ++word)
        take_word(rest);
    if (take_word(rest) != "scrypt") return std::nullopt;
    const auto n = number_in<std::uint64_t>(take_word(rest));
    const auto r = number_in<std::uint64_t>(take_word(rest));
    const auto p = number_in<std::uint64_t>(take_word(rest));
    SealHeader header;
    header.salt = take_word(rest);
    header.check = take_word(rest);
    if (!n || !r || !p || !is_hex(header.salt, salt_digits) || !is_hex(header.check, 2 * check_size))
        return std::nullopt;
    header.cost = {.n = *n, .r = *r, .p = *p};
    if (to_text(header) != line) return std::nullopt;
    return header;
}

std::optional<SealKey> SealKey::derive(std::string_view passphrase, const ScryptCost& cost,
                                       const std::string& salt) {
    require(is_acceptable(cost), "the cost of a key was looked at before it is paid");
    std::array<unsigned char, 32 + check_size> derived{};
    // OpenSSL counts a little more than 128 * n * r.
    const int made = EVP_PBE_scrypt(passphrase.data(), passphrase.size(), bytes_of(salt), salt.size(), cost.n,
                                    cost.r, cost.p, memory_max * 2, derived.data(), derived.size());
    if (made != 1) return std::nullopt;
    SealKey key;
    std::copy_n(derived.begin(), key.key_.size(), key.key_.begin());
    key.check_ = hex(derived.data() + key.key_.size(), check_size);
    OPENSSL_cleanse(derived.data(), derived.size());
    return key;
}

SealKey::~SealKey() {
    OPENSSL_cleanse(key_.data(), key_.size());
}

std::string SealKey::seal(std::string_view text, std::string_view bound_to) const {
    std::string out(nonce_size + text.size() + tag_size, '\0');
    // Random and not counted: what is written after a torn end was cut off stands at the same place again,
    // and a nonce that is used twice gives both texts away.
    fill_random(bytes_of(out), nonce_size);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    bool done = EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes_of(out)) == 1;
    done = done && EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes_of(bound_to),
                                     static_cast<int>(bound_to.size())) == 1;
    done = done && EVP_EncryptUpdate(cipher.get(), bytes_of(out) + nonce_size, &size, bytes_of(text),
                                     static_cast<int>(text.size())) == 1;
    done = done && EVP_EncryptFinal_ex(cipher.get(), bytes_of(out) + nonce_size + text.size(), &size) == 1;
    done = done && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size,
                                       bytes_of(out) + nonce_size + text.size()) == 1;
    require(done, "a text can be encrypted");
    return to_base64(out);
}

std::optional<std::string> SealKey::open(std::string_view sealed, std::string_view bound_to) const {
    auto bytes = from_base64(sealed);
    if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
    std::string text(bytes->size() - nonce_size - tag_size, '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    bool done =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes_of(*bytes)) == 1;
    done = done && EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes_of(bound_to),
                                     static_cast<int>(bound_to.size())) == 1;
    done = done && EVP_DecryptUpdate(cipher.get(), bytes_of(text), &size, bytes_of(*bytes) + nonce_size,
                                     static_cast<int>(text.size())) == 1;
    done = done && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size,
                                       bytes_of(*bytes) + bytes->size() - tag_size) == 1;
    done = done && EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + text.size(), &size) == 1;
    if (!done) return std::nullopt;
    return text;
}

std::string random_hex(std::size_t count) {
    std::vector<unsigned char> bytes(count);
    fill_random(bytes.data(), bytes.size());
    return hex(bytes.data(), bytes.size());
}

}  // namespace fireform
