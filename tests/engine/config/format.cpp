#include "engine/config/format.hpp"

#include "engine/config/toml_document.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace fireform {
namespace {

std::string formatted(std::string_view text) {
    const Checked<std::string> once = format_toml("fireform.toml", text);
    INFO(to_text(once.diagnostics));
    REQUIRE(once.value);
    const Checked<std::string> twice = format_toml("fireform.toml", *once.value);
    REQUIRE(twice.value);
    CHECK(*twice.value == *once.value);
    return *once.value;
}

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("format: pairs at the margin, their `=` and comments below each other") {
    CHECK(formatted(R"(  [ deployment . chat ]# the one
  model="x"# which
    max_replica_count=2
enable_addons  =  true # LoRAs
min_replica_count =0# none
)") == R"([deployment.chat]  # the one
model             = "x"  # which
max_replica_count = 2
enable_addons     = true  # LoRAs
min_replica_count = 0     # none
)");
}

TEST_CASE("format: an empty line, a comment or a value of several lines ends a run") {
    CHECK(formatted(R"([t.x]
a = 1
long_name = 2
# about the next
b = 3
other_name = 4

c = 5
list = [
1,2,
]
d = 6
last_one = 7)") == R"([t.x]
a         = 1
long_name = 2
# about the next
b          = 3
other_name = 4

c = 5
list = [
  1, 2,
]
d        = 6
last_one = 7
)");
}

TEST_CASE("format: one empty line where several are, and one before a header with its comments") {
    CHECK(formatted("\n\n# top\n\n\n\na = 1\n# of x\n# too\n[x]\n[y]\n\n\nb = 2\n\n\n") ==
          "# top\n\na = 1\n\n# of x\n# too\n[x]\n\n[y]\n\nb = 2\n");
    CHECK(formatted("# of x\n[x]") == "# of x\n[x]\n");
    CHECK(formatted("") == "");
    CHECK(formatted("\n \n") == "");
    CHECK(formatted("[[moved]]\nfrom=1\n[[moved]]") == "[[moved]]\nfrom = 1\n\n[[moved]]\n");
}

TEST_CASE("format: lists and inline tables are spaced alike and keep their lines") {
    CHECK(formatted(R"(a = [1,2 , 3,]
b = {x=1,y = {z=[ ]},w={ }}
c = [ "a" ,'b',[ 1 ] ]
e = [
"one", # first


      "two",
   # alone
      { name = "x" , list = [
 1,

] },

]# behind
f = [[
1], [
2
]]
g = { a . b = 1, "c" . d = 2, e."f".g=3 }
)") == R"(a = [1, 2, 3,]
b = { x = 1, y = { z = [] }, w = {} }
c = ["a", 'b', [1]]
e = [
  "one",  # first

  "two",
  # alone
  { name = "x", list = [
    1,
  ] },
]  # behind
f = [[
  1], [
    2
  ]]
g = { a.b = 1, "c".d = 2, e."f".g = 3 }
)");
}

TEST_CASE("format: texts, numbers and keys in quotes stay as they are written") {
    const std::string text = R"(a       = "# no \" comment = [ "  # one
b       = '\'                     # two
"c # d" = ""
'e'.f   = ''
g       = +1_000.5e-3
h       = 1979-05-27 07:32:00Z
long = """
  kept   
"" x \"""  =  1
"""  # behind
other = '''a''''
)";
    CHECK(formatted(text) == text);
    CHECK(formatted("x = \"\"\"a\"\"\"\"\"\ny=\"\"\"\"\"\"\n") ==
          "x = \"\"\"a\"\"\"\"\"\ny = \"\"\"\"\"\"\n");
    CHECK(formatted("a . \"b c\" . d=1\n['x y' . z]") == "a.\"b c\".d = 1\n\n['x y'.z]\n");
}

TEST_CASE("format: what an editor for Windows leaves behind goes, but not from a text") {
    CHECK(formatted("\xEF\xBB\xBF"
                    "a = 1\r\n\r\nbb = 2 # c\r\n") == "a = 1\n\nbb = 2  # c\n");
    CHECK(formatted("a = '''x\r\ny'''\r\n") == "a = '''x\r\ny'''\n");
}

TEST_CASE("format: keys beyond ASCII are as wide as they look") {
    CHECK(formatted("\"größe\" = 1\nb = 2\n") == "\"größe\" = 1\nb       = 2\n");
}

TEST_CASE("format: a file that is not TOML is refused with the parser's message") {
    const Checked<std::string> out = format_toml("fireform.toml", "a = 1\nb = = 2\n");
    CHECK_FALSE(out.value);
    CHECK(to_text(out.diagnostics) == "error: Not valid TOML: This is no value. (fireform.toml:2:5)\n");
}

TEST_CASE("format: every bad configuration and every example is its own format after one pass") {
    int count = 0;
    for (const char* folder : {"tests/errors", "examples"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 std::filesystem::path(FIREFORM_SOURCE_DIR) / folder)) {
            if (entry.path().extension() != ".toml") continue;
            CAPTURE(entry.path().string());
            const std::string text = read(entry.path());
            if (!parse_toml("", text).value) continue;
            static_cast<void>(formatted(text));
            ++count;
        }
    }
    CHECK(count > 80);
}

TEST_CASE("format: the examples are in it") {
    for (const char* name : {"multi_lora", "quickstart", "reinforcement_steps"}) {
        const std::string text =
            read(std::filesystem::path(FIREFORM_SOURCE_DIR) / "examples" / name / "fireform.toml");
        CHECK(formatted(text) == text);
    }
}

}  // namespace fireform
