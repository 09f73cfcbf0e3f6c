#include "schemas/hash.hpp"

#include "schemas/bug.hpp"
#include "schemas/schema.hpp"
#include "schemas/value.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <memory>
#include <system_error>
#include <vector>

namespace fireform {
namespace {

std::string hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

/// Found once: OpenSSL 3 searches its providers whenever EVP_sha256() is used, which takes longer than the
/// hash of an id.
const EVP_MD* sha256_method() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> method(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
    return method.get();
}

class Sha256 {
 public:
    Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        require(context_ && EVP_DigestInit_ex(context_.get(), sha256_method(), nullptr) == 1,
                "OpenSSL offers SHA-256");
    }
    void add(std::string_view bytes) {
        require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "SHA-256 takes bytes");
    }
    std::string finish() {
        std::array<unsigned char, 32> digest{};
        unsigned int size = 0;
        require(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1 && size == digest.size(),
                "SHA-256 gives 32 bytes");
        return {digest.begin(), digest.end()};
    }

 private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

/// Counts lines that are not blank, over any cutting of the input.
struct LineCount {
    std::uint64_t lines = 0;
    bool seen = false;  ///< something other than white space stood on the line so far
    void add(std::string_view bytes) {
        for (const char c : bytes) {
            if (c == '\n') {
                seen = false;
            } else if (!seen && c != ' ' && c != '\t' && c != '\r') {
                seen = true;
                ++lines;
            }
        }
    }
};

Diagnostic unreadable(const std::filesystem::path& path, int error) {
    return {.summary = "File cannot be read",
            .detail = fmt::format("\"{}\": {}.", path.string(), std::generic_category().message(error)),
            .hint = "check the path, which starts at the folder of the configuration, and the permissions"};
}

Diagnostics read_pieces(const std::filesystem::path& path,
                        const std::function<void(std::string_view)>& take) {
    Diagnostics failed;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        failed.add(unreadable(path, errno));
        return failed;
    }
    std::vector<char> buffer(std::size_t{1} << 18);
    while (!std::feof(file.get())) {
        errno = 0;
        const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get());
        if (std::ferror(file.get())) {  // a folder opens, and fails here
            failed.add(unreadable(path, errno));
            break;
        }
        take({buffer.data(), size});
    }
    return failed;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.finish();
}

std::string sha256_hex(std::string_view bytes) {
    return hex(sha256(bytes));
}

Checked<FileDigest> digest_file(const std::filesystem::path& path) {
    Sha256 digest;
    LineCount count;
    FileDigest out;
    const Diagnostics failed = read_pieces(path, [&](std::string_view bytes) {
        digest.add(bytes);
        count.add(bytes);
        out.size += bytes.size();
    });
    if (failed.has_errors()) return failed;
    out.sha256 = hex(digest.finish());
    out.line_count = count.lines;
    return out;
}

Checked<FolderDigest> digest_folder(const std::filesystem::path& folder) {
    FolderDigest out;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        std::error_code unknown;  // a link that leads nowhere, or a file that has just gone
        const std::uintmax_t size = at->file_size(unknown);
        const std::string name = at->path().filename().string();
        if (!name.starts_with('.') && at->is_regular_file(unknown) && !unknown)
            out.files.push_back({name, size});
    }
    if (error) return unreadable(folder, error.value());
    std::ranges::sort(out.files, {}, &FolderDigest::File::name);
    Sha256 digest;
    for (const FolderDigest::File& file : out.files) {
        digest.add(fmt::format("{}\n{}\n", file.name, file.size));
        const Diagnostics failed =
            read_pieces(folder / file.name, [&digest](std::string_view bytes) { digest.add(bytes); });
        if (failed.has_errors()) return failed;
    }
    out.hash = hex(digest.finish()).substr(0, 32);
    return out;
}

std::string fingerprint(std::string_view salt, const Value& secret) {
    require(!secret.has_unknown(), "a secret is known before its fingerprint is taken");
    const std::string text = to_text(secret);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const auto* bytes =
        HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    require(bytes != nullptr, "OpenSSL offers HMAC-SHA-256");
    return "hmac-sha256:" + hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string fingerprint(std::string_view salt, const ResourceType& type, const Attributes& attributes) {
    Value::Map named;
    for (const auto& [index, value] : attributes)
        if (!value.is_null()) named.emplace(type.attributes[index].name, value);
    return fingerprint(salt, Value(std::move(named)));
}

std::string random_uuid() {
    std::array<unsigned char, 16> bytes{};
    require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "the system gives random bytes");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);  // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);  // RFC 4122
    std::string text = hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        text.insert(at, "-");
    return text;
}

}  // namespace fireform
