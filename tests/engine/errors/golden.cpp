// Every message about a configuration, whole, as a user sees it: tests/errors/NAME.toml next to
// NAME.expected.
//
// A comment "#: ..." in the .toml tells what else there is:
//   #: env NAME=VALUE          an environment variable
//   #: --var NAME=VALUE        a flag
//   #: --var-file NAME         a flag; the file is one of the following
//   #: --env NAME              a flag; fireform.NAME.toml is one of the following
//   #: file NAME               what follows is another file, not fireform.toml
// Paths are relative to tests/errors. FIREFORM_UPDATE_GOLDEN=1 writes the .expected files anew.
#include "engine/config/config.hpp"
#include "engine/render/render.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fireform {
namespace {

const std::filesystem::path folder = std::filesystem::path(FIREFORM_SOURCE_DIR) / "tests" / "errors";

std::string read(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Paths in messages are as they were given, so the tests give relative ones.
class WorkingFolder {
 public:
    explicit WorkingFolder(const std::filesystem::path& path) { std::filesystem::current_path(path); }
    ~WorkingFolder() { std::filesystem::current_path(before_); }
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
    std::filesystem::path before_ = std::filesystem::current_path();
};

struct Case {
    std::map<std::string, std::string> files;
    LoadOptions options;
};

std::pair<std::string, std::string> split(const std::string& text, char at) {
    const auto position = text.find(at);
    if (position == std::string::npos) return {text, ""};
    return {text.substr(0, position), text.substr(position + 1)};
}

Case parse_case(const std::string& text) {
    Case result;
    std::string* file = nullptr;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string line = text.substr(at, end - at);
        at = end;
        const auto [word, rest] = split(line.substr(std::min<std::size_t>(line.size(), 3)), ' ');
        const std::string value = rest.substr(0, rest.find('\n'));
        if (line.starts_with("#: file ")) {
            file = &result.files[value];
            continue;
        }
        if (line.starts_with("#: env ")) result.options.environment.insert(split(value, '='));
        if (line.starts_with("#: --var ")) result.options.variables.push_back(split(value, '='));
        if (line.starts_with("#: --var-file ")) result.options.variable_files.push_back(value);
        if (line.starts_with("#: --env ")) result.options.env = value;
        if (!file) file = &result.files["fireform.toml"];
        *file += line;
    }
    return result;
}

std::string rendered(const std::string& text) {
    const Case given = parse_case(text);
    const auto loaded = load_config(given.files, given.options, fireworks_catalog());
    REQUIRE(loaded.value);
    return render(loaded.diagnostics, loaded.value->sources, Style{});
}

}  // namespace

TEST_CASE("errors: every message reads as its golden file says") {
    const WorkingFolder here(folder);
    const char* flag = std::getenv("FIREFORM_UPDATE_GOLDEN");
    const bool update = flag && std::string_view(flag) == "1";
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".toml") continue;
        const auto expected_path = std::filesystem::path(entry.path()).replace_extension(".expected");
        CAPTURE(entry.path().filename().string());
        const std::string text = rendered(read(entry.path()));
        if (update)
            std::ofstream(expected_path, std::ios::binary) << text;
        else
            CHECK(text == read(expected_path));
        ++cases;
    }
    CHECK(cases > 0);
}

}  // namespace fireform
