#include "engine/cli/approval.hpp"

#include "tests/engine/cli/folder.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::cli;
using fireform::tests::ListeningConsole;

namespace {

Plan plan_with(std::vector<std::pair<const char*, Action>> changes) {
    Plan plan;
    for (const auto& [address, action] : changes) {
        Change change;
        change.address = *parse_address(address);
        change.type = fireworks_catalog().find(change.address.type);
        change.action = action;
        plan.changes.push_back(change);
    }
    return plan;
}

struct Asked {
    Approval approval;
    std::string err;
};

Asked ask(const Plan& plan, const ApplyCommand& command, std::string answer, bool terminal = true,
          const Environment& environment = {}) {
    ListeningConsole console;
    console.answer = std::move(answer);
    console.known.in_terminal = terminal;
    EventLoop loop;
    Leftovers leftovers;
    Context context{console, loop, environment, {}, {}, {}, leftovers};
    Reporter reporter(context, false);
    const Approval approval = run(approve(context, reporter, plan, command));
    return {approval, console.err_text};
}

const Plan one_create = plan_with({{"deployment.a", Action::create}});

}  // namespace

TEST_CASE("approval: only yes is yes") {
    CHECK(ask(one_create, {}, "yes").approval == Approval::given);
    for (const char* answer : {"", "y", "YES", "yes ", "no"})
        CHECK(ask(one_create, {}, answer).approval == Approval::refused);
    CHECK(ask(one_create, {}, "no").err ==
          "\nDo you want to perform these actions?\n  Only \"yes\" is taken for an answer: \nNothing was "
          "changed.\n");
}

TEST_CASE("approval: nobody is asked with --auto-approve, a saved plan, or nothing to do") {
    ApplyCommand unasked;
    unasked.auto_approve = true;
    CHECK(ask(one_create, unasked, "no", false).approval == Approval::given);
    ApplyCommand saved;
    saved.plan_file = "next.plan";
    CHECK(ask(one_create, saved, "no", false).approval == Approval::given);
    CHECK(ask(Plan{}, {}, "no", false).approval == Approval::given);
}

TEST_CASE("approval: without a terminal, or with CI, it is refused") {
    CHECK(ask(one_create, {}, "yes", false)
              .err.starts_with(
                  "error[FF2506]: Approval needed\n  There is no terminal to ask on.\n  hint: fireform "
                  "apply --auto-approve"));
    CHECK(ask(one_create, {}, "yes", true, {{"CI", "true"}}).approval == Approval::refused);
    ApplyCommand destroy;
    destroy.selection.destroy = true;
    CHECK(ask(one_create, destroy, "yes", true, {{"CI", "true"}}).err ==
          "error[FF2506]: Approval needed\n  CI is set in the environment, so nobody is asked.\n"
          "  hint: fireform destroy --auto-approve, or fireform plan --destroy --out FILE and fireform apply "
          "FILE\n");
}

TEST_CASE("approval: too many destroys are refused with the list") {
    const Plan plan = plan_with({{"dataset.a", Action::destroy},
                                 {"deployment.a", Action::destroy},
                                 {"deployment.b", Action::replace},
                                 {"lora_addon.a", Action::repair},
                                 {"lora_addon.b", Action::forget}});
    CHECK(check_destroys(plan, 3).empty());
    const Diagnostics problems = check_destroys(plan, 2);
    REQUIRE(problems.size() == 1);
    CHECK(
        problems[0].detail ==
        "The plan destroys or replaces 3; 2 are allowed:\n- deployment.a\n-/+ deployment.b\n! lora_addon.a");
    CHECK(problems[0].hint == "look at the plan, then give --max-destroys 3");
}

TEST_CASE(
    "approval: the limit is five unasked, none after a question, and never for destroy or a saved plan") {
    std::vector<std::pair<const char*, Action>> six;
    for (const char* address :
         {"deployment.a", "deployment.b", "deployment.c", "deployment.d", "deployment.e", "deployment.f"})
        six.emplace_back(address, Action::destroy);
    Plan plan = plan_with(six);
    ApplyCommand unasked;
    unasked.auto_approve = true;
    CHECK(ask(plan, unasked, {}).approval == Approval::refused);
    unasked.destroys_max = 6;
    CHECK(ask(plan, unasked, {}).approval == Approval::given);
    CHECK(ask(plan, {}, "yes").approval == Approval::given);
    ApplyCommand limited;
    limited.destroys_max = 0;
    CHECK(ask(plan, limited, "yes").approval == Approval::refused);
    limited.plan_file = "next.plan";
    CHECK(ask(plan, limited, {}).approval == Approval::given);
    plan.mode = PlanMode::destroy;
    ApplyCommand destroy;
    destroy.auto_approve = true;
    CHECK(ask(plan, destroy, {}).approval == Approval::given);
}
