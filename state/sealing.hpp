// Text sealed with a key that comes from a passphrase: AES-256-GCM, the key by scrypt. The first line of a
// sealed file says how the key is made and shows a wrong passphrase; README.md, "Encryption". What is sealed
// and when is encryption.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fireform {

/// What deriving a key costs: 128 * n * r bytes of memory, n * r * p units of time.
struct ScryptCost {
    std::uint64_t n = 1u << 16;  ///< a power of two
    std::uint64_t r = 8;
    std::uint64_t p = 1;
    bool operator==(const ScryptCost&) const = default;
};
/// What a file may ask of its reader: 256 MiB, and sixteen times the time of the default.
[[nodiscard]] bool is_acceptable(const ScryptCost& cost);

/// The first line of whatever is sealed.
struct SealHeader {
    ScryptCost cost;
    std::string salt;   ///< 32 hex digits
    std::string check;  ///< 32 hex digits, from the passphrase: equal when it is the right one
    bool operator==(const SealHeader&) const = default;
};

/// "fireform-encrypted 1 scrypt N R P SALT CHECK CRC", without line break.
[[nodiscard]] std::string to_text(const SealHeader& header);
/// Whether a file that begins so is sealed, by this version or a newer one.
[[nodiscard]] bool is_sealed(std::string_view text);
/// The number behind "fireform-encrypted"; 0: there is none.
[[nodiscard]] int seal_version(std::string_view line);
/// No value: broken. The cost may be unacceptable.
[[nodiscard]] std::optional<SealHeader> parse_seal_header(std::string_view line);

/// Wiped when it goes.
class SealKey {
 public:
    /// No value: there is not the memory for it. Derived with the header's cost and salt.
    [[nodiscard]] static std::optional<SealKey> derive(std::string_view passphrase, const ScryptCost& cost,
                                                       const std::string& salt);
    SealKey(const SealKey&) = default;
    SealKey& operator=(const SealKey&) = default;
    ~SealKey();

    [[nodiscard]] const std::string& check() const { return check_; }

    /// Base64 of nonce, cipher text and tag; never the same twice. `bound_to` is not in it, and has to be
    /// given again, equal, to open it.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view bound_to) const;
    /// No value: not sealed with this key and `bound_to`, or changed since.
    [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view bound_to) const;

 private:
    SealKey() = default;
    std::array<unsigned char, 32> key_{};
    std::string check_;
};

/// `count` bytes from the system, as hex digits.
[[nodiscard]] std::string random_hex(std::size_t count);

}  // namespace fireform
