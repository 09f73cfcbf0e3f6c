// A folder of the test's own to work in, and a console that only listens.
#pragma once

#include "engine/cli/run.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::tests {

/// The working directory while it lives; gone afterwards.
class Folder {
 public:
    Folder() : before_(std::filesystem::current_path()) {
        std::string pattern = (std::filesystem::temp_directory_path() / "fireform-cli-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
        std::filesystem::current_path(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::current_path(before_, ignored);
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, std::string_view text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path before_;
    std::filesystem::path path_;
};

class ListeningConsole final : public cli::Console {
 public:
    std::string out_text;
    std::string err_text;
    cli::ConsoleFacts known;
    std::string answer;  ///< "" as at the end of input
    std::string lost;    ///< what finish() reports

    void out(std::string_view text) override { out_text += text; }
    void err(std::string_view text) override { err_text += text; }
    [[nodiscard]] Task<std::string> read_line() override { co_return answer; }
    [[nodiscard]] Task<std::string> read_all() override { co_return answer; }
    [[nodiscard]] cli::ConsoleFacts facts() const override { return known; }
    [[nodiscard]] std::string finish() override { return lost; }
};

/// What a command did: exit code, then stdout, then stderr.
struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

inline Ran ff(std::vector<std::string> words, cli::Environment environment = {}, std::string answer = {},
              bool terminal = false) {
    ListeningConsole console;
    console.answer = std::move(answer);
    console.known.in_terminal = terminal;
    const int code = cli::run(words, environment, console);
    return {code, console.out_text, console.err_text};
}

}  // namespace fireform::tests
