// SHA-256, and the salted fingerprints that stand for secrets in state and plans.
#pragma once

#include "schemas/diagnostic.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

class Attributes;
class Value;
struct ResourceType;

/// Lower-case hex, 64 digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// The raw 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

struct FileDigest {
    std::string sha256;            ///< lower-case hex
    std::uint64_t size = 0;        ///< bytes
    std::uint64_t line_count = 0;  ///< lines that are not blank
};
/// Reads the file once, in pieces. Error: it cannot be read.
[[nodiscard]] Checked<FileDigest> digest_file(const std::filesystem::path& path);

struct FolderDigest {
    struct File {
        std::string name;
        std::uint64_t size = 0;  ///< bytes
        bool operator==(const File&) const = default;
    };
    std::string hash;         ///< 32 hex digits: of name, size and bytes of each file
    std::vector<File> files;  ///< sorted by name
};
/// Of the files in the folder, those in folders inside it and hidden ones (".x") left out. Reads each once,
/// in pieces. Errors: the folder or a file cannot be read.
[[nodiscard]] Checked<FolderDigest> digest_folder(const std::filesystem::path& folder);

/// "hmac-sha256:<hex>": stands for a secret in state and plans. `salt` is the lineage of the state.
[[nodiscard]] std::string fingerprint(std::string_view salt, const Value& secret);
/// The same of all that is configured; which attributes and in which order they were set does not matter.
[[nodiscard]] std::string fingerprint(std::string_view salt, const ResourceType& type,
                                      const Attributes& attributes);

/// 128 random bits as a UUID, from the system: a new lineage.
[[nodiscard]] std::string random_uuid();

}  // namespace fireform
