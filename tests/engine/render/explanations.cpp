#include "engine/render/explanations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace fireform;

namespace {

namespace fs = std::filesystem;

/// Literals in the form of a summary that are none.
const std::set<std::string>& other_words() {
    static const std::set<std::string> words{"ADDR ID",
                                             "Accept",
                                             "Arguments",
                                             "Authorization",
                                             "Commands",
                                             "Destroy",
                                             "EXIT STATUS",
                                             "FLAGS OF EVERY COMMAND",
                                             "FROM TO",
                                             "GPUs per replica",
                                             "JSON without what was asked for",
                                             "Delete",
                                             "Listing the account's models",
                                             "Listing the deployment shapes",
                                             "Listing the public models",
                                             "Listing the quotas",
                                             "LoRA addons",
                                             "Looking up the key's account",
                                             "Lustre",
                                             "OpenSSL offers HMAC-SHA-256",
                                             "OpenSSL offers SHA-256",
                                             "Positionals",
                                             "Reading the audit log",
                                             "TOML file with faults to inject",
                                             "The model",
                                             "Update",
                                             "This folder",
                                             "Warning",
                                             "Content-MD5",
                                             "Content-Type",
                                             "Created",
                                             "OpenSSL has MD5",
                                             "Operation",
                                             "Version",
                                             "User-Agent",
                                             "JSON Schema of the configuration, for editors",
                                             "SHA-256 gives 32 bytes",
                                             "SHA-256 takes bytes"};
    return words;
}

/// What a run tells of itself, and what a page is made of.
bool has_summaries(const fs::path& file) {
    const std::string path = fs::relative(file, FIREFORM_SOURCE_DIR).generic_string();
    if (path.starts_with("providers/emulator/"))
        return path.ends_with("/server.cpp") || path.ends_with("/fault_file.cpp");
    return path != "engine/render/event_text.cpp" && path != "engine/render/explanations.cpp" &&
           path != "engine/render/plan_html.cpp" && (path.ends_with(".cpp") || path.ends_with(".hpp"));
}

/// Literals that look as summaries do: a capital first, words, no full stop.
std::set<std::string> literals(const fs::path& file) {
    static const std::regex comment("//[^\n]*");
    static const std::regex summary("\"([A-Z][A-Za-z0-9' &,-]*[A-Za-z0-9])\"");
    static const std::regex small("[a-z]");
    std::ifstream stream(file, std::ios::binary);
    const std::string text =
        std::regex_replace(std::string(std::istreambuf_iterator<char>(stream), {}), comment, "");
    std::set<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), summary), end; at != end; ++at)
        if (const std::string found = (*at)[1];
            found.size() > 5 && std::regex_search(found, small) && !other_words().contains(found))
            out.insert(found);
    return out;
}

}  // namespace

TEST_CASE("codes: every summary in the code has one, and every code a summary in the code") {
    std::set<std::string> used;
    for (const char* room : {"engine", "state", "providers", "schemas"})
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(FIREFORM_SOURCE_DIR) / room))
            if (entry.is_regular_file() && has_summaries(entry.path())) used.merge(literals(entry.path()));
    std::set<std::string> told;
    for (const Explanation& one : explanations())
        told.emplace(one.summary);

    std::string without;
    for (const std::string& summary : used)
        if (!told.contains(summary)) without += summary + '\n';
    CHECK(without == "");  // gives it a row in engine/render/explanations.cpp
    std::string unused;
    for (const std::string& summary : told)
        if (!used.contains(summary)) unused += summary + '\n';
    CHECK(unused == "");
    CHECK(told.size() == explanations().size());
}

TEST_CASE("codes: sorted, each once, with everything that explain says") {
    int last = 1000;
    for (const Explanation& one : explanations()) {
        CAPTURE(one.number);
        CHECK(one.number > last);
        last = one.number;
        CHECK_FALSE(one.meaning.empty());
        CHECK_FALSE(one.example.empty());
        CHECK_FALSE(one.way_out.empty());
        const std::string_view last_of_meaning = one.meaning.substr(one.meaning.size() - 1);
        CHECK(last_of_meaning == ".");
    }
    CHECK(last < 10000);
}

TEST_CASE("codes: are found by number and by summary") {
    CHECK(code_of("Attribute out of range") == "FF1121");
    CHECK(code_of("Nothing of the kind") == "");
    for (const char* name :
         {"FF1121", "ff1121", "1121", "Attribute out of range", "attribute OUT of range"}) {
        REQUIRE(find_explanation(name));
        CHECK(find_explanation(name)->number == 1121);
    }
    for (const char* name : {"", "FF", "FF9999", "FF1121x", "range"})
        CHECK_FALSE(find_explanation(name));
}

TEST_CASE("codes: an explanation, whole") {
    CHECK(explanation_text(*find_explanation("FF1132")) == R"(FF1132: Maximum is below minimum

max_replica_count is smaller than min_replica_count.

Example:
  min_replica_count = 2
  max_replica_count = 1

Way out:
  Raise the maximum, or lower the minimum.
)");
}
