// `[[moved]]`, `[[removed]]`, `[[import]]`: addresses change, objects stay.
#include "tests/support/given.hpp"

#include <doctest/doctest.h>

using namespace fireform::tests;

namespace {

constexpr std::string_view body =
    "\nmodel = \"llama-v3p1-8b-instruct\"\naccelerator_type = \"NVIDIA_H100_80GB\"\n";

std::string block(std::string_view address) {
    return "[" + std::string(address) + "]" + std::string(body);
}
std::string several(std::string_view address, std::string_view keys) {
    return block(address) + "for_each = " + std::string(keys) + "\n";
}
std::string moved(std::string_view from, std::string_view to) {
    return "[[moved]]\nfrom = '" + std::string(from) + "'\nto = '" + std::string(to) + "'\n";
}

constexpr std::string_view as_configured =
    R"({"model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "accelerator_type": "NVIDIA_H100_80GB"})";

/// The entry and its object, with tags of that address.
Given& there(Given& given, std::string_view address, std::string_view id) {
    return given
        .prior(address,
               R"({"id": ")" + std::string(id) + R"(", "applied": )" + std::string(as_configured) + "}")
        .ours("deployment " + std::string(id), address, as_configured);
}

}  // namespace

TEST_CASE("moved: the entry follows, and nothing happens to the object") {
    Given given(block("deployment.b") + moved("deployment.a", "deployment.b"));
    CHECK(there(given, "deployment.a", "a-1").plan() == "deployment.a -> deployment.b\n");
    CHECK(given.steps() == "0 wait deployment.b (a-1)\n");
}

TEST_CASE("moved: what has moved already moves no more") {
    Given given(block("deployment.b") + moved("deployment.a", "deployment.b"));
    CHECK(there(given, "deployment.b", "a-1").plan() == "No changes.\n");
}

TEST_CASE("moved: in and out of blocks with for_each, one by one and as a whole") {
    Given in(several("deployment.b", "[\"eu\"]") + moved("deployment.a", "deployment.b[\"eu\"]"));
    CHECK(there(in, "deployment.a", "a-1").plan() == "deployment.a -> deployment.b[\"eu\"]\n");
    Given same(several("deployment.a", "[\"eu\"]") + moved("deployment.a", "deployment.a[\"eu\"]"));
    CHECK(there(same, "deployment.a", "a-1").plan() == "deployment.a -> deployment.a[\"eu\"]\n");
    Given out(block("deployment.a") + moved("deployment.a[\"eu\"]", "deployment.a"));
    CHECK(there(out, "deployment.a[\"eu\"]", "a-1").plan() == "deployment.a[\"eu\"] -> deployment.a\n");
    Given whole(several("deployment.b", "[\"eu\", \"us\"]") + moved("deployment.a", "deployment.b"));
    there(whole, "deployment.a[\"eu\"]", "a-1");
    CHECK(there(whole, "deployment.a[\"us\"]", "a-2").plan() ==
          "deployment.a[\"eu\"] -> deployment.b[\"eu\"]\ndeployment.a[\"us\"] -> deployment.b[\"us\"]\n");
    Given key(several("deployment.a", "[\"europe\"]") +
              moved("deployment.a[\"eu\"]", "deployment.a[\"europe\"]"));
    CHECK(there(key, "deployment.a[\"eu\"]", "a-1").plan() ==
          "deployment.a[\"eu\"] -> deployment.a[\"europe\"]\n");
}

TEST_CASE("moved: in a chain, from wherever the state is") {
    const std::string chain =
        block("deployment.c") + moved("deployment.a", "deployment.b") + moved("deployment.b", "deployment.c");
    Given first(chain);
    CHECK(there(first, "deployment.a", "a-1").plan() == "deployment.a -> deployment.c\n");
    Given second(chain);
    CHECK(there(second, "deployment.b", "a-1").plan() == "deployment.b -> deployment.c\n");
}

TEST_CASE("moved: what cannot be kept is an error and never a destroy") {
    Given taken(block("deployment.b") + moved("deployment.a", "deployment.b"));
    there(taken, "deployment.a", "a-1");
    CHECK(
        there(taken, "deployment.b", "b-1").told() ==
        "error: Address is taken: deployment.a would move to deployment.b, which state has already. "
        "(deployment.b, fireform.toml:5:8) | remove this [[moved]] to have deployment.a destroyed, or forget "
        "one of them: `fireform state rm 'deployment.a'`\n");
    Given all(several("deployment.b", "[\"eu\"]") + moved("deployment.a", "deployment.b"));
    CHECK(there(all, "deployment.a", "a-1").told() ==
          "error: Resource cannot move: deployment.a is one resource, and deployment.b has for_each. "
          "(deployment.a, fireform.toml:6:8) | say which one it becomes: to = 'deployment.b[\"KEY\"]'\n");
    Given one(block("deployment.b") + moved("deployment.a", "deployment.b"));
    CHECK(
        there(one, "deployment.a[\"eu\"]", "a-1").told() ==
        "error: Resource cannot move: deployment.a[\"eu\"] is one of several resources, and deployment.b is "
        "one. (deployment.a[\"eu\"], fireform.toml:5:8) | say which one it becomes: from = "
        "'deployment.a[\"eu\"]'\n");
}

TEST_CASE("moved: a new block at the old address gets an id of its own") {
    Given given(block("deployment.a") + block("deployment.b"));
    CHECK(there(given, "deployment.b", "a-1").plan() == "+ deployment.a\n");
}

TEST_CASE("moved: dependencies follow") {
    Given given(block("deployment.b") + "enable_addons = true\n" + moved("deployment.a", "deployment.b") +
                "[lora_addon.x]\nmodel = \"m\"\nbase_id = \"${deployment.b.id}\"\n");
    given.prior("deployment.a", R"({"id": "a-1", "applied": {"enable_addons": true}})")
        .ours("deployment a-1", "deployment.a",
              R"({"model": "accounts/fireworks/models/llama-v3p1-8b-instruct", "enable_addons": true,
                  "accelerator_type": "NVIDIA_H100_80GB"})");
    given
        .prior("lora_addon.x", R"({"id": "x-1", "applied": {"model": "m", "base_id": "a-1"},
                                   "dependencies": ["deployment.a"]})")
        .live("lora_addon x-1", R"({"model": "m", "base_id": "a-1", "state": "DEPLOYED"})")
        .model("m", R"({"kind": "HF_PEFT_ADDON"})");
    CHECK(given.plan() == "deployment.a -> deployment.b\n");
}

TEST_CASE("moved: what an interrupted run made at the old address is the resource at the new one") {
    Given given(block("deployment.b") + moved("deployment.a", "deployment.b"));
    given.intent("deployment.a", "create", "a-12345678")
        .ours("deployment a-12345678", "deployment.a", as_configured);
    CHECK(given.plan() == "& deployment.b  # an earlier run made it\n");
}

TEST_CASE("removed: forgotten or destroyed as it says, or as the block said") {
    const auto removal = [](std::string_view entry, std::string_view says) {
        Given given(block("deployment.other") + "[[removed]]\nfrom = \"deployment.a\"\n" + std::string(says));
        there(given, "deployment.other", "o-1");
        return given.prior("deployment.a", R"({"id": "a-1", "applied": {})" + std::string(entry) + "}")
            .ours("deployment a-1", "deployment.a", as_configured)
            .plan();
    };
    CHECK(removal("", "") == "- deployment.a\n");
    CHECK(removal("", "destroy = true\n") == "- deployment.a\n");
    CHECK(removal("", "destroy = false\n") == ". deployment.a  # [[removed]] says destroy = false\n");
    CHECK(removal(R"(, "on_destroy": "keep")", "destroy = true\n") == "- deployment.a\n");
    CHECK(removal(R"(, "on_destroy": "keep")", "") == ". deployment.a  # lifecycle.on_destroy is \"keep\"\n");
    CHECK(removal(R"(, "protect": true)", "destroy = true\n")
              .starts_with("error: Protected resource would be destroyed"));
    CHECK(removal(R"(, "protect": true)", "destroy = false\n") ==
          ". deployment.a  # [[removed]] says destroy = false\n");
}

TEST_CASE("removed: all of a block, even when nothing else is left") {
    Given given("[[removed]]\nfrom = \"deployment.a\"\ndestroy = false\n");
    there(given, "deployment.a[\"eu\"]", "a-1");
    CHECK(there(given, "deployment.a[\"us\"]", "a-2").plan() ==
          ". deployment.a[\"eu\"]  # [[removed]] says destroy = false\n"
          ". deployment.a[\"us\"]  # [[removed]] says destroy = false\n");
}

TEST_CASE("import: the object that is named is taken over, and what differs is changed") {
    const std::string import = "[[import]]\nto = \"deployment.a\"\nid = \"found\"\n";
    Given same(block("deployment.a") + import);
    same.live("deployment found", as_configured);
    CHECK(same.plan() == "& deployment.a  # [[import]] names it\n");
    CHECK(same.checked().value->counts() == fireform::Counts{.import = 1});

    Given differs(block("deployment.a") + "max_replica_count = 3\n" + import);
    differs.live("deployment found", as_configured);
    CHECK(differs.plan() == "& deployment.a  # [[import]] names it\n    max_replica_count: null -> 3\n");
    CHECK(differs.checked().value->counts() == fireform::Counts{.import = 1, .change = 1});

    Given done(block("deployment.a") + import);
    CHECK(there(done, "deployment.a", "found").plan() == "No changes.\n");
}

TEST_CASE("import: what cannot be taken over is an error, and never replaced") {
    const std::string import = "[[import]]\nto = \"deployment.a\"\nid = \"found\"\n";
    Given none(block("deployment.a") + import);
    CHECK(
        none.told() ==
        "error: Object to import not found: There is no deployment found. (deployment.a, fireform.toml:1:1) "
        "| look at the id in [[import]] again.\n");
    Given other_account(block("deployment.a") +
                        "[[import]]\nto = \"deployment.a\"\nid = \"accounts/other/deployments/found\"\n");
    other_account.live("deployment found", as_configured);
    CHECK(other_account.told().starts_with(
        "error: Object to import not found: There is no deployment accounts/other/deployments/found."));
    Given owned(block("deployment.a") + block("deployment.b") + import);
    CHECK(there(owned, "deployment.b", "found")
              .told()
              .starts_with("error: Object belongs to another resource"));
    Given foreign(block("deployment.a") + import);
    foreign.live("deployment found", R"({"model": "accounts/fireworks/models/llama-v3p1-8b-instruct",
                                         "accelerator_type": "NVIDIA_H100_80GB", "$lineage": "other"})");
    CHECK(foreign.told().starts_with("error: Object is managed by another state"));
    Given written(block("deployment.a") + "id = \"mine\"\n" + import);
    written.live("deployment found", as_configured);
    CHECK(written.told().starts_with("error: Another id is written"));
    Given forced(block("deployment.a") + import);
    forced.live("deployment found", R"({"model": "accounts/fireworks/models/qwen3-8b",
                                        "accelerator_type": "NVIDIA_H100_80GB"})");
    CHECK(forced.told().starts_with("error: Matching object cannot be adopted"));
}
