#include "engine/cli/manual_page.hpp"

#include "tests/engine/cli/folder.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;
using namespace fireform::tests;

TEST_CASE("manual: a command with its argument, flags and examples, spelled so that roff leaves it alone") {
    CommandWords tree;
    tree.name = "fireform";
    CommandWords child{"mv", ".moves `it`; 'x' \\ stays", "FROM TO", "two", 2,
                       true, "  fireform mv a b\n  .x",   {},        {}};
    child.flags = {{"--help", "", "this text"}, {"--lock-timeout", "D", "how long"}};
    tree.commands.push_back(child);
    const std::string page = manual_page(tree);
    CHECK(page.starts_with(".TH FIREFORM 1 \"\" \"fireform 0.1.0\"\n.SH \"NAME\"\nfireform \\- keeps "));
    CHECK(page.find(R"(.SH "COMMANDS"
.SS "mv FROM TO"
\&.moves \(gait\(ga; \(aqx\(aq \e stays
.TP
\fBFROM TO\fR
two
.TP
\fB\-\-lock\-timeout\fR \fID\fR
how long
.PP
Examples:
.PP
.EX
  fireform mv a b
  .x
.EE
.SH "EXIT STATUS"
.TP
\fB0\fR
done
)") != std::string::npos);
}

TEST_CASE("manual: has every command") {
    const Ran ran = ff({"manual"});
    CHECK(ran.code == 0);
    for (const char* heading :
         {"plan", "apply [PLAN]", "state lock show", "import ADDR ID", "fmt [FILE]", "graph"})
        CHECK(ran.out.find(std::string(".SS \"") + heading + "\"\n") != std::string::npos);
}
