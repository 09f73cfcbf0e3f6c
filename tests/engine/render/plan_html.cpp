#include "engine/render/plan_html.hpp"

#include "engine/render/graph_svg.hpp"
#include "engine/render/html.hpp"
#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Plan plan_of(std::vector<Change> changes) {
    Plan plan;
    plan.changes = std::move(changes);
    return plan;
}

/// Only what is between the first `begin` and the next `end`.
std::string between(const std::string& page, std::string_view begin, std::string_view end) {
    const std::size_t from = page.find(begin) + begin.size();
    return page.substr(from, page.find(end, from) - from);
}

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++found;
    return found;
}

}  // namespace

TEST_CASE("plan html: a row per change, what is taken away first, with its lines") {
    Change update = change("deployment.chat", Action::update);
    update.object_id = "chat-1";
    add(update, "max_replica_count", 2, 4);
    Change destroy = change("deployment.old", Action::destroy);
    destroy.object_id = "old-1";
    const std::string page = plan_html(plan_of({update, destroy}), Detail::changes);
    CHECK(between(page, "<h1>", "</h1>") == "0 to add, 1 to change, 1 to destroy");
    CHECK(between(page, "<div class=\"list\">", "<p class=\"nothing\"") == R"(
<details class="row destroy" data-kind="destroy" id="r1"><summary><span class="sign">-</span><span class="name">deployment.old</span><span class="what">destroy</span><span class="why"></span><span class="cost"></span></summary>
<table>
<tr class="plain"><th>id</th><td></td><td><ins>&quot;old-1&quot;</ins></td><td></td></tr>
<tr class="faint"><td colspan="4">refused by the service if it served traffic in the last hour, except with --force</td></tr>
<tr class="faint"><td colspan="4">it can be restored until the service purges it</td></tr>
</table>
</details>
<details class="row update" data-kind="update" id="r2"><summary><span class="sign">~</span><span class="name">deployment.chat</span><span class="what">update</span><span class="why"></span><span class="cost"></span></summary>
<table>
<tr class="update"><th>max_replica_count</th><td><del>2</del></td><td><ins>4</ins></td><td></td></tr>
</table>
</details>
)");
}

TEST_CASE("plan html: text of the user's is only text") {
    Change create = change("deployment.chat", Action::create, "</script><script>alert(1)</script>");
    add(create, "display_name", {}, "\"><img src=x onerror=alert(1)></script>'");
    const std::string page = plan_html(plan_of({create}), Detail::changes);
    CHECK(count(page, "<script>") == 1);
    CHECK(count(page, "</script>") == 1);
    CHECK(count(page, "<img") == 0);
    CHECK(page.find(
              "<ins>&quot;\\&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;&#39;&quot;</ins>") !=
          std::string::npos);
}

TEST_CASE("plan html: the page allows its own style and script and nothing else") {
    const std::string page = plan_html(Plan{}, Detail::changes);
    const std::string policy =
        between(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(policy.find("; script-src 'sha256-") != std::string::npos);
    CHECK(policy.ends_with("; base-uri 'none'; form-action 'none'"));
    CHECK(policy.find("unsafe") == std::string::npos);
    for (const char* outside : {"http://", "https://", "@import", "url(", "style=\""})
        CHECK(page.find(outside) == std::string::npos);
}

TEST_CASE("plan html: a secret is not in it") {
    Change create = change("secret.key", Action::create);
    add(create, "value", {}, "canary-4711").sensitive = true;
    create.desired.put(*create.type, "value", "canary-4711");
    Plan plan = plan_of({create});
    plan.outputs.push_back({"key", {}, Value(std::string(sensitive_output)), true});
    const std::string page = plan_html(plan, Detail::everything);
    CHECK(page.find("canary-4711") == std::string::npos);
    CHECK(page.find("<ins>(sensitive)</ins>") != std::string::npos);
}

TEST_CASE("plan html: costs before and after") {
    Plan plan = plan_of({change("deployment.chat", Action::create)});
    plan.forecast.costs.push_back({plan.changes.front().address, {}, HourlyCost{1, 2, 8.0, false}});
    CHECK(between(plan_html(plan, Detail::changes), "<dl>\n", "</dl>") ==
          "<div><dt>Costs now</dt><dd>$0.00/h</dd></div>\n"
          "<div><dt>Costs after</dt><dd>$8.00 to $16.00/h</dd></div>\n");
}

TEST_CASE("plan html: who needs whom, also of what stays as it is") {
    Change addon = change("lora_addon.a", Action::create);
    addon.dependencies = {*parse_address("deployment.chat")};
    const std::string page =
        plan_html(plan_of({change("deployment.chat", Action::none), addon}), Detail::changes);
    CHECK(page.find(R"(<path data-a="0" data-b="1" d="M)") != std::string::npos);
    CHECK(page.find(R"(<g class="node none" data-n="0"><title>deployment.chat</title>)") !=
          std::string::npos);
    CHECK(page.find(R"(<a href="#r1"><g class="node create" data-n="1"><title>lora_addon.a</title>)") !=
          std::string::npos);
    CHECK(page.find("<p class=\"faint\">1 unchanged resource not listed.</p>") != std::string::npos);
}

TEST_CASE("graph svg: many alike are drawn as one") {
    std::vector<GraphNode> nodes{{"deployment.chat", "deployment", "none", "", 1, false}};
    GraphEdges edges;
    for (std::size_t i = 1; i <= 2000; ++i) {
        nodes.push_back({"lora_addon.a" + std::to_string(i), "lora_addon", "create", "+", i, false});
        edges.emplace_back(i, 0);
    }
    const std::string svg = graph_svg(nodes, edges);
    CHECK(count(svg, "<g class=\"node") == 2);
    CHECK(svg.find(">+ 2000 × lora_addon</text>") != std::string::npos);
    CHECK(svg.find("lora_addon.a12\nand 1988 more</title>") != std::string::npos);
    CHECK(svg.size() < 4000);
    CHECK(graph_svg({}, {}).empty());
}
