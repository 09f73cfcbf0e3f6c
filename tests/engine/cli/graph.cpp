#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view fleet = R"([deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[lora_addon.sample]
model   = "sample-lora"
base_id = "${deployment.chat.id}"
)";

}  // namespace

TEST_CASE("graph: DOT, which dot draws, and Mermaid") {
    const Folder folder;
    folder.write("fireform.toml", fleet);
    const Ran dot = ff({"graph"});
    CHECK(dot.code == 0);
    CHECK(dot.err.empty());
    CHECK(dot.out == ff({"graph", "--format", "dot"}).out);
    CHECK(dot.out.find("  \"lora_addon.sample\" -> \"deployment.chat\";\n") != std::string::npos);
    CHECK(ff({"graph", "--format", "mermaid"}).out ==
          "flowchart RL\n  n0[\"deployment.chat\"]\n  n1[\"lora_addon.sample\"]\n  n1 --> n0\n");

    if (std::system("command -v dot > /dev/null 2>&1") != 0) {
        MESSAGE("graphviz is not installed: its dot was not asked");
        return;
    }
    folder.write("g.dot", dot.out);
    CHECK(std::system("dot -Tsvg g.dot > g.svg") == 0);
    CHECK(folder.read("g.svg").find("lora_addon.sample</text>") != std::string::npos);
}

TEST_CASE("graph: a page, on which every resource says what it needs and who needs it") {
    const Folder folder;
    folder.write("fireform.toml", fleet);
    const Ran page = ff({"graph", "--format", "html"});
    CHECK(page.code == 0);
    CHECK(page.out.starts_with("<!doctype html>\n"));
    CHECK(page.out.find("<h1>2 resources, 1 dependency</h1>") != std::string::npos);
    CHECK(
        page.out.find("<tr><th>needs</th><td colspan=\"3\"><a href=\"#r1\">deployment.chat</a></td></tr>") !=
        std::string::npos);
    CHECK(page.out.find(
              "<tr><th>needed by</th><td colspan=\"3\"><a href=\"#r2\">lora_addon.sample</a></td></tr>") !=
          std::string::npos);
    CHECK(page.out.find("<svg xmlns=") != std::string::npos);
}

TEST_CASE("graph: a configuration with errors has none, and a format that is none is named") {
    const Folder folder;
    folder.write("fireform.toml", "[deployment.a]\nmodle = 1\n");
    const Ran ran = ff({"graph"});
    CHECK(ran.code == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("error[FF1115]: Unknown attribute\n") != std::string::npos);
    CHECK(
        ff({"graph", "--format", "svg"}).err ==
        "error[FF6106]: Wrong usage\n  --format: \"svg\" is not one of dot, mermaid, html.\n  hint: fireform "
        "graph --help\n");
}
