#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fireform;
using namespace fireform::tests;
namespace fs = std::filesystem;

namespace {

constexpr const char* ragged = "[deployment.a]\nmodel=\"x\" # which\n";
constexpr const char* even = "[deployment.a]\nmodel = \"x\"  # which\n";

}  // namespace

TEST_CASE("fmt: writes the files of the folder that need it, and names them") {
    const Folder folder;
    folder.write("fireform.toml", ragged);
    folder.write("more.fireform.toml", even);
    folder.write("fireform.vars.toml", "a=1");
    folder.write("other.toml", "a=1");
    folder.write(".hidden.fireform.toml", "a=1");
    const Ran ran = ff({"fmt"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(ran.out == "fireform.toml\nfireform.vars.toml\n");
    CHECK(folder.read("fireform.toml") == even);
    CHECK(folder.read("fireform.vars.toml") == "a = 1\n");
    CHECK(folder.read("other.toml") == "a=1");
    CHECK(folder.read(".hidden.fireform.toml") == "a=1");
    CHECK(ff({"fmt"}).out == "");
}

TEST_CASE("fmt --check: changes nothing, names what differs and ends with 3") {
    const Folder folder;
    folder.write("fireform.toml", ragged);
    const Ran ran = ff({"fmt", "--check"});
    CHECK(ran.code == 3);
    CHECK(ran.out == "fireform.toml\n");
    CHECK(folder.read("fireform.toml") == ragged);
    folder.write("fireform.toml", even);
    CHECK(ff({"fmt", "--check"}).code == 0);
}

TEST_CASE("fmt: what init writes is in the style already") {
    const Folder folder;
    CHECK(ff({"init"}).code == 0);
    CHECK(ff({"fmt", "--check"}).code == 0);
}

TEST_CASE("fmt: mode and links stay, and nothing is left beside them") {
    const Folder folder;
    fs::create_directory("real");
    folder.write("real/fleet", ragged);
    fs::permissions("real/fleet", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_symlink("real/fleet", "fireform.toml");
    CHECK(ff({"fmt"}).out == "fireform.toml\n");
    CHECK(fs::is_symlink("fireform.toml"));
    CHECK(folder.read("real/fleet") == even);
    CHECK(fs::status("real/fleet").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(std::distance(fs::directory_iterator("real"), fs::directory_iterator()) == 1);

    folder.write("real/fleet", ragged);
    fs::permissions("real/fleet", fs::perms(0640));
    CHECK(ff({"fmt", "real/fleet"}).code == 0);
    CHECK(fs::status("real/fleet").permissions() == fs::perms(0640));
}

TEST_CASE("fmt: a file that is not TOML is left as it is, its secrets covered, and the others are done") {
    const Folder folder;
    folder.write("a.fireform.toml", "[provider.fireworks]\napi_key = \"fw_secret\" = 1\n");
    folder.write("fireform.toml", ragged);
    folder.write("fireform.vars.toml", "token = \"hush\" hush\n");
    const Ran ran = ff({"fmt"});
    CHECK(ran.code == 1);
    CHECK(ran.out == "fireform.toml\n");
    CHECK(ran.err.find("error[FF1106]: Not valid TOML\n  --> a.fireform.toml:2:") == 0);
    CHECK(ran.err.find("--> fireform.vars.toml:1:") != std::string::npos);
    CHECK(ran.err.find("secret") == std::string::npos);
    CHECK(ran.err.find("hush") == std::string::npos);
    CHECK(folder.read("a.fireform.toml") == "[provider.fireworks]\napi_key = \"fw_secret\" = 1\n");
    CHECK(ff({"fmt", "--check"}).code == 1);
}

TEST_CASE("fmt -: from stdin to stdout") {
    CHECK(ff({"fmt", "-"}, {}, ragged).out == even);
    CHECK(ff({"fmt", "-", "--check"}, {}, ragged).code == 3);
    CHECK(ff({"fmt", "-", "--check"}, {}, ragged).out == "");
    CHECK(ff({"fmt", "-", "--check"}, {}, even).code == 0);
    const Ran wrong = ff({"fmt", "-"}, {}, "a = = 1\n");
    CHECK(wrong.code == 1);
    CHECK(wrong.err ==
          "error[FF1106]: Not valid TOML\n  --> stdin:1:5\n  This is no value.\n  hint: put text in double "
          "quotes\n");
}

TEST_CASE("fmt: what cannot be done") {
    const Folder folder;
    CHECK(ff({"fmt"}).err ==
          "error[FF1101]: No configuration\n  There is no fireform.toml and no *.fireform.toml in this "
          "folder.\n"
          "  hint: write one with `fireform init`, or name another folder with --chdir DIR\n");
    CHECK(ff({"fmt", "nope.toml"}).err ==
          "error[FF3409]: No such file\n  There is no nope.toml.\n"
          "  hint: without a name, fmt takes every file of the folder\n");
    CHECK(ff({"fmt", ".", "-"}).err ==
          "error[FF6106]: Wrong usage\n  - for stdin stands alone.\n  hint: fireform fmt -\n");
    CHECK(ff({"fmt", "."}).err.starts_with("error[FF1102]: File cannot be read\n  .: "));
}
