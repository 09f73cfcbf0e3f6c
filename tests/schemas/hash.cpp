#include "schemas/hash.hpp"

#include "schemas/bug.hpp"
#include "schemas/value.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace fireform;

namespace {

/// A file of its own folder, removed with it.
class TemporaryFile {
 public:
    explicit TemporaryFile(std::string_view content)
        : folder_(std::filesystem::temp_directory_path() / ("fireform-" + random_uuid())) {
        std::filesystem::create_directory(folder_);
        std::ofstream(path(), std::ios::binary) << content;
    }
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "data.jsonl"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
    std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("hash: SHA-256 of the standard's examples") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("abc").size() == 32);
}

TEST_CASE("hash: a file gives its hash, size and lines that are not blank") {
    const TemporaryFile one("{\"messages\": []}\n");
    const auto digest = digest_file(one.path());
    REQUIRE(digest.ok());
    CHECK(digest.value->sha256 == "19fc5b26092a5733a14f9b591aba844f8e317d306e4b1e56d8b3ecbc2a0eafca");
    CHECK(digest.value->size == 17);
    CHECK(digest.value->line_count == 1);

    const struct {
        std::string name;
        std::string content;
        std::uint64_t lines;
    } rows[] = {
        {"empty", "", 0},
        {"blank lines", "\n \n\t\r\n", 0},
        {"no newline at the end", "{}\n{}", 2},
        {"carriage returns", "{}\r\n\r\n{}\r\n", 2},
        {"a line over several pieces", std::string(600'000, 'x') + "\n{}\n", 2},
        {"blanks over several pieces", std::string(600'000, ' ') + "x\n", 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const TemporaryFile file(row.content);
        const auto found = digest_file(file.path());
        REQUIRE(found.ok());
        CHECK(found.value->line_count == row.lines);
        CHECK(found.value->size == row.content.size());
        CHECK(found.value->sha256 == sha256_hex(row.content));
    }
}

TEST_CASE("hash: a file that cannot be read is an error that names it") {
    const TemporaryFile file("");
    for (const auto& path : {file.folder() / "absent.jsonl", file.folder()}) {
        const auto digest = digest_file(path);
        CHECK_FALSE(digest.value);
        REQUIRE(digest.diagnostics.size() == 1);
        CHECK(digest.diagnostics[0].summary == "File cannot be read");
        CHECK(digest.diagnostics[0].detail.find(path.string()) != std::string::npos);
    }
}

TEST_CASE("hash: a folder is the names, sizes and bytes of its files") {
    const TemporaryFile file("");
    const auto folder = file.folder() / "adapter";
    std::filesystem::create_directories(folder / "inner");
    const auto write = [&folder](const char* name, const char* content) {
        std::ofstream(folder / name, std::ios::binary) << content;
    };
    write("b", "xy");
    write("a", "x");
    const auto digest = digest_folder(folder);
    REQUIRE(digest.ok());
    CHECK(digest.value->hash == sha256_hex("a\n1\nxb\n2\nxy").substr(0, 32));
    CHECK(digest.value->files == std::vector<FolderDigest::File>{{"a", 1}, {"b", 2}});

    write(".hidden", "z");
    write("inner/c", "z");
    CHECK(digest_folder(folder).value->hash == digest.value->hash);
    write("b", "zz");
    CHECK(digest_folder(folder).value->hash != digest.value->hash);

    const auto absent = digest_folder(file.folder() / "absent");
    REQUIRE(absent.diagnostics.size() == 1);
    CHECK(absent.diagnostics[0].summary == "File cannot be read");
    std::filesystem::remove_all(folder);
}

TEST_CASE("hash: a fingerprint depends on salt and secret and shows neither") {
    constexpr const char* salt = "7d1f3b0a-5a52-4f0c-9c55-1f2e3d4c5b6a";
    const std::string print = fingerprint(salt, "s3cret");
    CHECK(print == "hmac-sha256:3202cae4cac3b79dc333fdf17a1c29bb0f650277c33b7a624fca7df6bfc9474d");
    CHECK(fingerprint("other", "s3cret") != print);
    CHECK(fingerprint(salt, "s3cret2") != print);
    CHECK(fingerprint(salt, Value::List{"a", "b"}) != fingerprint(salt, Value::List{"a\", \"b"}));
    CHECK_THROWS_AS(static_cast<void>(fingerprint(salt, Unknown{"${a.b.c}"})), Bug);
}

TEST_CASE("hash: lineages are random UUIDs of version 4") {
    const std::string uuid = random_uuid();
    REQUIRE(uuid.size() == 36);
    for (const std::size_t at : {8U, 13U, 18U, 23U})
        CHECK(uuid[at] == '-');
    CHECK(uuid[14] == '4');
    CHECK(std::string_view("89ab").find(uuid[19]) != std::string_view::npos);
    CHECK(uuid != random_uuid());
}
