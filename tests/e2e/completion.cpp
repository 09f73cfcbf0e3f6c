// The script for bash, in a real one: what a stroke of the tab key would offer.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>

using namespace fireform::tests;

namespace {

std::string output_of(const std::string& command) {
    std::string out;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    std::array<char, 4096> piece{};
    while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe))
        out.append(piece.data(), got);
    ::pclose(pipe);
    return out;
}

/// What bash puts into COMPREPLY for `line`, a blank between two.
std::string offered(const Project& project, const std::string& line) {
    project.folder.write("ask.bash", R"sh(cd "$1" || exit 1
PATH=$1/bin:$PATH
eval "$(fireform completion bash)"
complete -p fireform | grep -q -- '-F _fireform fireform' || exit 1
COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=(fireform) COMP_CWORD=1
_fireform
echo "${COMPREPLY[*]}"
)sh");
    const std::string folder = project.folder.path().string();
    std::filesystem::create_directory(folder + "/bin");
    std::error_code there;
    std::filesystem::create_symlink(FIREFORM_BINARY, folder + "/bin/fireform", there);
    return output_of("bash --norc " + folder + "/ask.bash " + folder + " '" + line + "'");
}

}  // namespace

TEST_CASE("completion: in a real bash, from the commands, the configuration and the state") {
    if (output_of("command -v bash").empty()) {
        MESSAGE("bash is not installed");
        return;
    }
    const Emulator emulator({"--loras", "2"});
    const Project project(emulator, with_addons);
    project.apply();
    // The state knows lora_addon.b still, the configuration no more; it has a new one instead.
    std::string changed(with_addons);
    changed.replace(changed.find("lora_addon.b"), 12, "lora_addon.c");
    project.configure(changed);

    CHECK(offered(project, "fireform ver") == "version\n");
    CHECK(offered(project, "fireform state ") == "list show mv rm pull push lock rebuild unlock\n");
    CHECK(offered(project, "fireform plan --detail") == "--detailed-exitcode\n");
    CHECK(offered(project, "fireform state show lora") == "lora_addon.a lora_addon.b lora_addon.c\n");
    CHECK(offered(project, "fireform plan --target=dep") == "deployment.chat\n");
    CHECK(offered(project, "fireform client --format=") == "env json python curl\n");
    CHECK(offered(project, "fireform show fireform.t") == "fireform.toml\n");
    CHECK(offered(project, "fireform --chdir b") == "bin\n");
    CHECK(offered(project, "fireform --chdir bin state show ") == "\n");
}

TEST_CASE("completion: in a real fish") {
    if (output_of("command -v fish").empty()) {
        MESSAGE("fish is not installed");
        return;
    }
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const std::string folder = project.folder.path().string();
    std::filesystem::create_directory(folder + "/bin");
    std::filesystem::create_symlink(FIREFORM_BINARY, folder + "/bin/fireform");
    const auto offers = [&folder](const std::string& line) {
        return output_of("cd " + folder + " && HOME=" + folder + " PATH=" + folder +
                         "/bin:$PATH fish --no-config -c 'fireform completion fish | source; complete -C \"" +
                         line + "\"'");
    };
    CHECK(offers("fireform ver") == "version\tprint the version\n");
    CHECK(offers("fireform client dep") == "deployment.chat\n");
    CHECK(offers("fireform client --format=p") == "--format=python\n");
    CHECK(offers("fireform plan --out=fireform.t") == "--out=fireform.toml\n");
}
