#include "engine/apply/estimates.hpp"

#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view job =
    R"({"dataset": "accounts/acme/datasets/d", "display_name": "x", )"
    R"("base_model": "accounts/fireworks/models/m", "output_model": "o", "wandb.api_key": "hush"})";

std::string costs(Story& story, Diagnostics* notes = nullptr) {
    story.cloud.log_reads = true;
    const Diagnostics told = story.clock.run(estimate_costs(story.planned, story.cloud));
    if (notes) *notes = told;
    std::string out;
    for (const Change& change : story.planned.changes)
        if (change.estimated_cost)
            out += fmt::format("{} {}\n", to_text(change.address), to_text(*change.estimated_cost));
    return out;
}

}  // namespace

TEST_CASE("estimates: runs that will start are asked for side by side, without their secrets") {
    Story story;
    story.cloud.latency = 20ms;
    story.plan(
        fmt::format("create supervised_fine_tuning_job.a a-1 {0}\n"
                    "create supervised_fine_tuning_job.b b-1 {0}\n"
                    "create deployment.chat chat-1 {{}}\n"
                    "keep supervised_fine_tuning_job.done done-1 {0}\n",
                    job));
    story.cloud.costs["supervised_fine_tuning_job.a"] = Money{"USD", 12, 340000000};
    story.cloud.costs["supervised_fine_tuning_job.b"] = Money{"USD", 3, 0};
    CHECK(costs(story) == "supervised_fine_tuning_job.a $12.34\nsupervised_fine_tuning_job.b $3.00\n");
    CHECK(story.clock.now() == 20ms);
    const std::string asked =
        "dataset = \"accounts/acme/datasets/d\", base_model = \"accounts/fireworks/models/m\"\n";
    CHECK(story.calls() == "ESTIMATE supervised_fine_tuning_job.a " + asked +
                               "ESTIMATE supervised_fine_tuning_job.b " + asked);
}

TEST_CASE("estimates: no more are asked at once than apply would send") {
    Story story;
    story.cloud.latency = 20ms;
    std::string steps;
    for (int i = 0; i < 40; ++i)
        steps += fmt::format("create supervised_fine_tuning_job.j{0:02} j-{0} {1}\n", i, job);
    story.plan(steps);
    CHECK(costs(story) == "");
    CHECK(story.clock.now() == 60ms);
}

TEST_CASE("estimates: what cannot be counted yet is not asked for") {
    Story story;
    story.plan(
        fmt::format("create dataset.d d-1 {{}}\n"
                    "create supervised_fine_tuning_job.a a-1 {0}\n"
                    "create supervised_fine_tuning_job.b b-1 {{\"dataset\": \"${{dataset.d.name}}\"}}\n"
                    "create dpo_job.c c-1 {{\"dataset\": \"accounts/acme/datasets/d\"}}\n",
                    job));
    story.change("supervised_fine_tuning_job.a").dependencies = {*parse_address("dataset.d")};
    CHECK(costs(story) == "");
    CHECK(story.calls() == "");
}

TEST_CASE("estimates: a refusal is a note and nothing else") {
    Story story;
    story.plan(fmt::format("create supervised_fine_tuning_job.a a-1 {}\n", job));
    Diagnostics notes;
    CHECK(costs(story, &notes) == "");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].severity == Severity::note);
    CHECK_FALSE(notes.has_errors());
}
