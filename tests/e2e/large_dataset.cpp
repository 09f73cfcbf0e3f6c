// A dataset that is too large for one request: its file goes to a signed url.
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace fireform::tests;

namespace {

constexpr std::size_t file_size_min = 150'000'001;  ///< brief 6.3
constexpr std::size_t row_size = 1'000'000;         ///< long rows: few to check

/// Rows of a conversation each, more than `file_size_min` of them together.
std::string long_rows() {
    const std::string row = fmt::format(
        R"({{"messages": [{{"role": "user", "content": "Tell me all"}}, {{"role": "assistant", "content": "{}"}}]}})"
        "\n",
        std::string(row_size, 'a'));
    std::string out;
    out.reserve(file_size_min + 2 * row_size);
    while (out.size() < file_size_min)
        out += row;
    return out;
}

}  // namespace

TEST_CASE("large dataset: it is sent to a signed url, and validated when it is there") {
    const Emulator emulator;
    const Project project(emulator, "[dataset.large]\nfile = \"large.jsonl\"\n");
    project.folder.write("large.jsonl", long_rows());
    project.apply();
    CHECK(emulator.count("POST datasets:getUploadEndpoint") == 1);
    CHECK(emulator.count("PUT storage") == 1);
    CHECK(emulator.count("POST datasets:validateUpload") == 1);
    CHECK(emulator.count("POST datasets:upload") == 0);
    CHECK(emulator.names("datasets").size() == 1);
}
