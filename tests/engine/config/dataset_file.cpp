#include "engine/config/dataset_file.hpp"

#include "tests/engine/config/configuration.hpp"
#include "tests/state/temporary_folder.hpp"

namespace fireform {
namespace {

using namespace tests;

/// "fine", or "LINE:COLUMN REASON" of the first bad row; the text arrives in pieces of that size.
std::string rows(std::string_view content, std::size_t piece = 1'000'000) {
    RowChecker checker;
    for (std::size_t at = 0; at < content.size(); at += piece)
        checker.feed(content.substr(at, piece));
    checker.finish();
    if (!checker.bad_row()) return "fine";
    return std::to_string(checker.bad_row()->line) + ":" + std::to_string(checker.bad_row()->column) + " " +
           checker.bad_row()->reason;
}

constexpr std::string_view three_rows = "{\"a\": 1}\n\n{\"a\": \"\xC3\xA4\"}\r\n  {\"a\": [1.5e3, null]}  ";

struct Loaded {
    std::string problems;
    std::string attributes;
};

Loaded dataset(const TemporaryFolder& folder, std::string_view lines) {
    LoadOptions options;
    options.folder = folder.path();
    const auto loaded = load("[dataset.d]\n" + std::string(lines), options);
    const ResourceConfig& config = loaded.value->resources.begin()->second;
    return {folder.plain(problems(loaded.diagnostics)), to_text(*config.type, config.attributes)};
}

}  // namespace

TEST_CASE("dataset: rows are JSON objects, blank lines do not count") {
    CHECK(rows(three_rows) == "fine");
    CHECK(rows("") == "fine");
    CHECK(rows("{}\n[1]\n") == "2:1 a row must be a JSON object, this one is a list");
    CHECK(rows("\n\n \"x\"") == "3:2 a row must be a JSON object, this one is a string");
    CHECK(rows("x") == "1:1 a row must be a JSON object and begin with {");
    CHECK(rows("{}\n{\"a\": b}\n{") == "2:7 syntax error");
    CHECK(rows("{\"a\": 1} {}") == "1:10 text behind the JSON object");
    CHECK(rows("{\"a\": 1}x") == "1:9 text behind the JSON object");
    CHECK(rows("{\"a\":\n1}") == "1:6 the line ends inside the JSON object");
    CHECK(rows("{\"a\": 1") == "1:8 the line ends inside the JSON object");
    CHECK(rows("{\"a\": \"\xFF\"}").starts_with("1:8 "));
    CHECK(rows("\xEF\xBB\xBF{}") ==
          "1:1 the file begins with a byte order mark, or the row with a foreign letter");
    CHECK(rows("{\"a\": " + std::string(100'000, '[')) == "1:70 nested more than 64 deep");
}

TEST_CASE("dataset: the pieces in which a file is read change nothing but columns") {
    for (const std::size_t piece : {1u, 2u, 3u, 7u}) {
        CAPTURE(piece);
        CHECK(rows(three_rows, piece) == "fine");
        CHECK(rows("{}\n[1]\n", piece) == rows("{}\n[1]\n"));
        CHECK(rows("{\"a\":\n1}", piece) == rows("{\"a\":\n1}"));
        CHECK(rows("{\"a\": 1} {}", piece) == rows("{\"a\": 1} {}"));
        CHECK(rows("{}\n{\"a\": b}\n{", piece).starts_with("2:"));
    }
}

TEST_CASE("dataset: a row without an end is refused before it fills the memory") {
    RowChecker checker({RowUse::rollout});
    const std::string piece(1 << 20, 'x');
    checker.feed("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}\n{\"a\": \"");
    int pieces = 0;
    for (; !checker.bad_row(); ++pieces)
        checker.feed(piece);
    CHECK(pieces == 64);
    CHECK(checker.bad_row()->line == 2);
    CHECK(checker.bad_row()->reason == "a row is longer than 64 MB");
}

TEST_CASE("dataset: hash and count of the file become attributes") {
    const TemporaryFolder folder;
    folder.write("d.jsonl", std::string(three_rows));
    CHECK(dataset(folder, "file = \"d.jsonl\"").problems == "");
    CHECK(dataset(folder, "file = \"d.jsonl\"").attributes ==
          "display_name = \"d\", file = \"d.jsonl\", example_count = 3, content_hash = "
          "\"98c114ab63950668cfa78dc387aa9646\"");
    CHECK(dataset(folder, "file = \"d.jsonl\"\nexample_count = 7").attributes.find("example_count = 7") !=
          std::string::npos);
}

TEST_CASE("dataset: three rows are the least") {
    const TemporaryFolder folder;
    folder.write("d.jsonl", "{}\n{}\n");
    CHECK(dataset(folder, "file = \"d.jsonl\"").problems ==
          "error: Dataset size out of range: \"d.jsonl\" has 2 rows; the API allows 3 to 3,000,000. "
          "(dataset.d, fireform.toml:2:8)\n");
    folder.write("d.jsonl", "{}\n");
    CHECK(dataset(folder, "file = \"d.jsonl\"").problems.find("has 1 row; the API") != std::string::npos);
}

TEST_CASE("dataset: a link or path out of the folder is read with a warning") {
    const TemporaryFolder outside;
    outside.write("far.jsonl", std::string(three_rows));
    const TemporaryFolder folder;
    std::filesystem::create_symlink(outside.path() / "far.jsonl", folder.path() / "link.jsonl");
    folder.write("near.jsonl", std::string(three_rows));
    std::filesystem::create_symlink("near.jsonl", folder.path() / "inside.jsonl");
    CHECK(dataset(folder, "file = \"link.jsonl\"").problems ==
          "warning: Dataset file outside of the folder: \"link.jsonl\" leads out of the folder of the "
          "configuration. (dataset.d, fireform.toml:2:8) | copy it in, so that the folder is all that a run "
          "needs\n");
    CHECK(dataset(folder, "file = \"link.jsonl\"").attributes.find("content_hash") != std::string::npos);
    CHECK(dataset(folder, "file = \"inside.jsonl\"").problems == "");
    CHECK(dataset(folder, "file = \"" + (folder.path() / "near.jsonl").string() + "\"").problems == "");
}

TEST_CASE("dataset: what cannot be read is told by name") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("nowhere", folder.path() / "broken.jsonl");
    std::filesystem::create_directory(folder.path() / "folder.jsonl");
    CHECK(dataset(folder, "file = \"none.jsonl\"").problems ==
          "error: Dataset file not found: There is no file \"FOLDER/none.jsonl\". (dataset.d, "
          "fireform.toml:2:8) | "
          "paths are relative to the folder of the configuration\n");
    CHECK(dataset(folder, "file = \"broken.jsonl\"").problems.starts_with("error: Dataset file not found"));
    CHECK(dataset(folder, "file = \"folder.jsonl\"")
              .problems.starts_with("error: Dataset file cannot be read"));
}

}  // namespace fireform
