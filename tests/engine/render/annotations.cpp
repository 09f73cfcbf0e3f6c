#include "engine/render/annotations.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const Sources sources{{"fireform.toml", "[deployment.chat]\nscale_to_zero_window = \"2m\"\n"}};

Diagnostics three() {
    Diagnostics out;
    out.add({Severity::error, "Attribute out of range", "\"scale_to_zero_window\" is 2 minutes,\n50% less.",
             parse_address("deployment.chat"), SourceRange{"fireform.toml", 2, 24, 28}, "write \"5m\" & go"});
    out.add({Severity::error, "No configuration", "There is <none>.", std::nullopt, std::nullopt, ""});
    out.add({Severity::warning, "API key in a file", "It\x1b is there.", std::nullopt,
             SourceRange{"a,b:c.fireform.toml", 1, 0, 0}, ""});
    return out;
}

}  // namespace

TEST_CASE("annotations: JUnit has a case for each error and for each file without") {
    CHECK(junit_xml(three(), sources, {"fireform.toml", "a,b:c.fireform.toml"}) ==
          R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="fireform validate" tests="3" failures="2">
    <testcase classname="fireform.toml" name="Attribute out of range at 2:24 in deployment.chat" file="fireform.toml" line="2">
      <failure type="Attribute out of range" message="&quot;scale_to_zero_window&quot; is 2 minutes,&#10;50% less.">error[FF1121]: Attribute out of range&#10;  --&gt; fireform.toml:2:24&#10;   2 | scale_to_zero_window = &quot;2m&quot;&#10;     |                        ^~~~&#10;  in deployment.chat: &quot;scale_to_zero_window&quot; is 2 minutes,&#10;    50% less.&#10;  hint: write &quot;5m&quot; &amp; go&#10;</failure>
    </testcase>
    <testcase classname="configuration" name="No configuration">
      <failure type="No configuration" message="There is &lt;none&gt;.">error[FF1101]: No configuration&#10;  There is &lt;none&gt;.&#10;</failure>
    </testcase>
    <testcase classname="a,b:c.fireform.toml" name="valid" file="a,b:c.fireform.toml"/>
    <system-out>warning[FF1301]: API key in a file&#10;  --&gt; a,b:c.fireform.toml:1&#10;  It\u001B is there.&#10;</system-out>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("annotations: commands of GitHub Actions") {
    CHECK(github_annotations(three()) ==
          "::error file=fireform.toml,line=2,col=24,endColumn=27,title=Attribute out of range::in "
          "deployment.chat: \"scale_to_zero_window\" is 2 minutes,%0A50%25 less.%0Ahint: write \"5m\" & go\n"
          "::error title=No configuration::There is <none>.\n"
          "::warning file=a%2Cb%3Ac.fireform.toml,line=1,title=API key in a file::It\\u001B is there.\n");
}

TEST_CASE("annotations: paths from the root of the repository") {
    CHECK(seen_from("", "", "fireform.toml") == "fireform.toml");
    CHECK(seen_from("", "fleets/eu", "fireform.toml") == "fleets/eu/fireform.toml");
    CHECK(seen_from("/repo", "fleets", "fireform.toml") == "fleets/fireform.toml");
    CHECK(seen_from("/repo", "/repo/fleets", "../x.fireform.toml") == "x.fireform.toml");
    CHECK(seen_from("", "fleets", three())[0].range->file == "fleets/fireform.toml");
    CHECK_FALSE(seen_from("", "fleets", three())[1].range);
}
