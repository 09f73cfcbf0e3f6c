#include "schemas/diagnostic.hpp"
#include "schemas/bug.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

Diagnostic at(const char* file, std::uint32_t line, std::uint32_t column, const char* summary) {
    return {.summary = summary, .range = SourceRange{.file = file, .line = line, .column = column}};
}

}  // namespace

TEST_CASE("diagnostic: one line with address and place") {
    Diagnostic diagnostic{.summary = "Attribute out of range",
                          .detail = "\"epochs\" is 0;\nit must be 1 or more.",
                          .address = Address{"deployment", "chat", {}},
                          .range = SourceRange{.file = "fleet.fireform.toml", .line = 7, .column = 24}};
    CHECK(to_text(diagnostic) ==
          "error: Attribute out of range: \"epochs\" is 0; it must be 1 or more. "
          "(deployment.chat, fleet.fireform.toml:7:24)");
    CHECK(to_text(Diagnostic{.severity = Severity::warning, .summary = "Old"}) == "warning: Old");
    CHECK(to_text(Diagnostic{
              .severity = Severity::note, .summary = "Seen", .range = SourceRange{.file = "a.toml"}}) ==
          "note: Seen (a.toml)");
}

TEST_CASE("diagnostic: sorted by place, then address, placeless last, without doubles") {
    Diagnostics all;
    all.add({.summary = "nowhere"});
    all.add({.summary = "addressed", .address = Address{"deployment", "b", {}}});
    all.add(at("b.toml", 1, 1, "b1"));
    all.add(at("a.toml", 10, 1, "a10"));
    all.add(at("a.toml", 9, 5, "a9:5"));
    all.add(at("a.toml", 9, 4, "a9:4"));
    all.add(at("a.toml", 10, 1, "a10"));
    all.add({.summary = "addressed", .address = Address{"dataset", "c", {}}});
    all.sort();
    CHECK(to_text(all) ==
          "error: a9:4 (a.toml:9:4)\n"
          "error: a9:5 (a.toml:9:5)\n"
          "error: a10 (a.toml:10:1)\n"
          "error: b1 (b.toml:1:1)\n"
          "error: addressed (dataset.c)\n"
          "error: addressed (deployment.b)\n"
          "error: nowhere\n");
}

TEST_CASE("diagnostic: a value with warnings is fine, one with errors is not") {
    Checked<int> checked = 3;
    CHECK(checked.ok());
    checked.diagnostics.add({.severity = Severity::warning, .summary = "Old"});
    CHECK(checked.ok());
    Diagnostics more;
    more.add({.summary = "Broken"});
    checked.diagnostics.add(more);
    CHECK(checked.value == 3);
    CHECK_FALSE(checked.ok());
    CHECK(checked.diagnostics.size() == 2);
}

TEST_CASE("nearest: the candidate that was meant") {
    const std::vector<std::string_view> names = {"display_name", "deployment_type", "epochs",
                                                 "max_replica_count", "min_replica_count"};
    const struct {
        std::string name;
        std::string word;
        std::string nearest_name;
    } rows[] = {
        {"one letter too many", "epochss", "epochs"},
        {"one letter missing", "epoch", "epochs"},
        {"two letters swapped", "dislpay_name", "display_name"},
        {"another letter", "max_replica_counts", "max_replica_count"},
        {"the nearer of two", "mim_replica_count", "min_replica_count"},
        {"itself", "epochs", "epochs"},
        {"nothing near", "temperature", ""},
        {"too short to guess", "xy", ""},
        {"empty", "", ""},
        {"a third may differ", "epxxhs", "epochs"},
        {"more than a third", "exxxhs", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(nearest(row.word, names) == row.nearest_name);
    }
    CHECK(nearest("ab", {"ba"}) == "ba");
    CHECK(nearest("abc", {}).empty());
    CHECK(nearest("m", {"l", "ml"}).empty());  // one letter has no neighbours
}

TEST_CASE("bug: names the condition and says whose fault it is") {
    CHECK_NOTHROW(require(true, "plan is sorted"));
    std::string text;
    try {
        require(false, "plan is sorted");
    } catch (const Bug& bug) {
        text = bug.what();
    }
    CHECK(text.starts_with("schemas/diagnostic.cpp:"));
    CHECK(text.ends_with(": broken condition: plan is sorted. This is a bug in fireform."));
}
