// Secrets: values that can be written and never read (brief 2.11).
#include "schemas/hash.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view aws = R"(
    [secret.aws]
    key_name = "AWS"
    value    = "hush"
)";

std::string entry(std::string_view id, std::string_view value) {
    return fmt::format(R"({{"id": "{}", "applied": {{"key_name": "AWS", "value": "{}"}}}})", id,
                       fingerprint(lineage, Value(value)));
}

}  // namespace

TEST_CASE("plan: a secret is compared by the fingerprint of its value") {
    const std::string_view live = R"({"key_name": "AWS"})";
    CHECK(given(aws).prior("secret.aws", entry("aws-1", "hush")).live("secret aws-1", live).plan() ==
          "No changes.\n");
    CHECK(given(aws).prior("secret.aws", entry("aws-1", "old")).live("secret aws-1", live).plan() == text(R"(
        ~ secret.aws
            value: (sensitive) -> (sensitive)
    )"));
}

TEST_CASE("plan: a secret with another key name is another secret") {
    CHECK(given(aws)
              .prior("secret.aws", entry("aws-1", "hush"))
              .live("secret aws-1", R"({"key_name": "OLD"})")
              .plan() == text(R"(
        +/- secret.aws  # key_name cannot be changed in place
            key_name: "OLD" -> "AWS"  # forces replacement
    )"));
}

TEST_CASE("plan: a secret that is adopted gets the value, since nobody can say which one it has") {
    const std::string written = std::string(aws) + "    id = \"aws\"\n";
    CHECK(given(written).live("secret aws", R"({"key_name": "AWS"})").plan() == text(R"(
        & secret.aws  # the id is there and nobody owns it
            value: (sensitive) -> (sensitive)
    )"));
}

TEST_CASE("plan: without a refresh a secret is what state says") {
    Given planned(aws);
    planned.prior("secret.aws", entry("aws-1", "hush"));
    planned.world = live_from_state(planned.state, planned.world.naming, fireworks_catalog());
    planned.options.refreshed = false;
    CHECK(planned.plan() == "No changes.\n");
}

TEST_CASE("plan: a secret is referred to by its id") {
    CHECK(given(std::string(aws) + R"(
        [supervised_fine_tuning_job.j]
        model   = "qwen3-8b"
        dataset = "d"
        [supervised_fine_tuning_job.j.aws_s3]
        credentials_secret = "${secret.aws.id}"
    )")
              .steps() == text(R"(
        0 create secret.aws (aws-n5dfo6bz)
        1 create supervised_fine_tuning_job.j (j-pyvf66je) after 0
    )"));
}
