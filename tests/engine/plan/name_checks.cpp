#include "tests/support/given.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Given listed(std::string_view toml) {
    Given world(toml);
    world.world.listed = {"dataset", "deployment"};
    return world;
}

constexpr std::string_view router = "[router.r]\ndeployments = [\"one\", \"two\"]\n";
constexpr std::string_view job =
    "[supervised_fine_tuning_job.j]\nbase_model = \"qwen3-8b\"\ndataset = \"rows\"\n"
    "output_model = \"accounts/acme/models/m\"\n";

}  // namespace

TEST_CASE("name checks: a dataset that is nobody's") {
    CHECK(listed(job).told() ==
          "error: Dataset not found: There is no dataset accounts/acme/datasets/rows. "
          "(supervised_fine_tuning_job.j, fireform.toml:3:11) | write the id of a dataset that is there, or "
          "\"${dataset.NAME.id}\" of a block of this configuration\n");
    CHECK(listed(job)
              .live("dataset rows2", R"({"state": "READY"})")
              .told()
              .ends_with("| did you mean \"rows2\"?\n"));
    CHECK(listed(job).live("dataset rows", R"({"state": "READY"})").told() == "");
    CHECK(given(job).told() == "");
}

TEST_CASE("name checks: deployments of a router") {
    Given world = listed(router);
    world.live("deployment one", R"({"state": "READY"})");
    CHECK(world.told() ==
          "error: Deployment not found: There is no deployment accounts/acme/deployments/two. (router.r, "
          "fireform.toml:2:15) | write the id of a deployment that is there, or \"${deployment.NAME.id}\" of "
          "a block of this configuration\n");
    CHECK(world.live("deployment two", R"({"state": "READY"})").told() == "");
}

TEST_CASE("name checks: what this configuration makes is there, and what is another account's may be") {
    CHECK(listed("[deployment.d]\nid = \"one\"\nmodel = \"qwen3-8b\"\n"
                 "accelerator_type = \"NVIDIA_H100_80GB\"\n"
                 "[router.r]\ndeployments = [\"one\", \"accounts/else/deployments/two\"]\n")
              .told() == "");
}
