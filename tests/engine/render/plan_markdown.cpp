#include "engine/render/plan_markdown.hpp"

#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace fireform;
using namespace fireform::tests;

namespace {

Plan plan_of(std::vector<Change> changes) {
    Plan plan;
    plan.changes = std::move(changes);
    return plan;
}

Change deployment(const std::string& name, Action action, std::size_t attributes) {
    Change out = change("deployment." + name, action);
    if (action != Action::create) out.object_id = name + "-1";
    Value::Map annotations;
    for (std::size_t i = 0; i < attributes; ++i)
        annotations["note-" + std::to_string(i)] = std::string(60, 'x');
    add(out, "annotations", action == Action::create ? Value{} : Value{Value::Map{}}, annotations);
    return out;
}

/// "" when every block and fold that begins also ends, and nothing else looks like one.
std::string broken(const std::string& markdown) {
    std::istringstream lines(markdown);
    bool open = false;
    bool folded = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) open = !open;
        if (open) continue;
        if (line.starts_with("<details>")) {
            if (folded) return "a fold in a fold: " + line;
            folded = true;
        }
        if (line == "</details>") folded = false;
        if (line.starts_with("| ") && !line.ends_with(" |")) return "half a row: " + line;
    }
    if (open) return "a block without an end";
    return folded ? "a fold without an end" : "";
}

}  // namespace

TEST_CASE("plan markdown: the table first, what is taken away before the rest, details folded") {
    Change create = change("lora_addon.support", Action::create);
    add(create, "model", {}, Unknown{"${supervised_fine_tuning_job.support.output_model}"});
    Change update = change("deployment.chat", Action::update);
    update.object_id = "chat-1";
    add(update, "max_replica_count", 2, 4);
    Change destroy = change("deployment.old", Action::destroy, "no longer in the configuration");
    destroy.object_id = "old-1";
    Plan plan = plan_of({update, destroy, create});
    plan.outputs.push_back({"chat_model", {}, "m", false});
    CHECK(plan_markdown(plan, Detail::changes, 0) == text(R"(
        ### Plan: 1 to add, 1 to change, 1 to destroy.

        | | resource | action | reason | cost |
        |---|---|---|---|---|
        | <code>-</code> | <code>deployment.old</code> | destroy | no longer in the configuration |  |
        | <code>&#126;</code> | <code>deployment.chat</code> | update in place |  |  |
        | <code>+</code> | <code>lora_addon.support</code> | create |  |  |

        <details><summary><code>-</code> <code>deployment.old</code></summary>

        ```diff
          id = "old-1"
          # refused by the service if it served traffic in the last hour, except with --force
          # it can be restored until the service purges it
        ```

        </details>
        <details><summary><code>&#126;</code> <code>deployment.chat</code></summary>

        ```diff
        ! max_replica_count: 2 -> 4
        ```

        </details>
        <details><summary><code>+</code> <code>lora_addon.support</code></summary>

        ```diff
        + id = (known after apply: the service makes it)
        + model = (known after apply: supervised_fine_tuning_job.support.output_model)
        ```

        </details>
        <details><summary>Changes to outputs:</summary>

        ```diff
        + chat_model = "m"
        ```

        </details>
    )"));
}

TEST_CASE("plan markdown: nothing to do is one line") {
    CHECK(plan_markdown(Plan{}, Detail::changes, 60000) ==
          "### No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("plan markdown: text of the user's can neither end a block nor speak HTML") {
    Change create = change("deployment.chat", Action::create, "a | b `c` <script>alert(1)</script> @team");
    add(create, "display_name", {}, "```\n</details>\n| x |<script>");
    const std::string shown = plan_markdown(plan_of({create}), Detail::changes, 0);
    CHECK(shown.find("| <code>+</code> | <code>deployment.chat</code> | create | a &#124; b &#96;c&#96; "
                     "&#60;script&#62;alert(1)&#60;/script&#62; &#64;&#8203;team |  |\n") !=
          std::string::npos);
    CHECK(shown.find("````diff\n") != std::string::npos);
    CHECK(shown.find("+ display_name = \"```\\n</details>\\n| x |<script>\"\n````\n") != std::string::npos);
}

TEST_CASE("plan markdown: never longer than it may be, never broken, and what is lost stays longest") {
    std::vector<Change> changes;
    for (int i = 0; i < 60; ++i)
        changes.push_back(deployment("new" + std::to_string(100 + i), Action::create, 20));
    for (int i = 0; i < 10; ++i)
        changes.push_back(deployment("old" + std::to_string(100 + i), Action::replace, 40));
    const Plan plan = plan_of(changes);
    const std::size_t whole = plan_markdown(plan, Detail::changes, 0).size();
    for (std::size_t limit = markdown_bytes_least; limit < whole + 2000; limit += 997) {
        const std::string shown = plan_markdown(plan, Detail::changes, limit);
        CAPTURE(limit);
        CHECK(shown.size() <= limit);
        CHECK(broken(shown) == "");
        const bool cut = shown.find("\n> Cut to ") != std::string::npos;
        const bool new_detail = shown.find("<summary><code>+</code>") != std::string::npos;
        for (int i = 0; i < 10; ++i) {
            const std::string old = "<code>deployment.old" + std::to_string(100 + i) + "</code>";
            if (!cut || new_detail) CHECK(shown.find("</code> " + old + "</summary>") != std::string::npos);
            if (limit > 3000) CHECK(shown.find("| " + old + " |") != std::string::npos);
        }
    }
    CHECK(plan_markdown(plan, Detail::changes, whole + 500).size() == whole);
}

TEST_CASE("plan markdown: a change too long to fit is cut inside, and its lines are counted") {
    const std::string shown =
        plan_markdown(plan_of({deployment("big", Action::replace, 500)}), Detail::changes, 5000);
    CHECK(shown.size() <= 5000);
    CHECK(shown.size() > 4500);
    CHECK(broken(shown) == "");
    CHECK(shown.find(" more lines\n```\n") != std::string::npos);
}

TEST_CASE("plan markdown: a secret is not in it") {
    Change create = change("secret.key", Action::create);
    add(create, "value", {}, "canary-4711").sensitive = true;
    const std::string shown = plan_markdown(plan_of({create}), Detail::everything, 0);
    CHECK(shown.find("canary-4711") == std::string::npos);
    CHECK(shown.find("+ value = (sensitive)\n") != std::string::npos);
}
