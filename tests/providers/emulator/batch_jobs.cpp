#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::seconds;

namespace {

const std::string model = R"("model": "accounts/fireworks/models/qwen3-8b")";
const std::string input = R"("inputDatasetId": "accounts/acme/datasets/d")";

std::string post(Desk& desk, const std::string& body, const std::string& id = "j") {
    return desk.tell("POST batchInferenceJobs?batchInferenceJobId=" + id + " {" + body + "}");
}

constexpr std::string_view job = "batchInferenceJobs/j";

}  // namespace

TEST_CASE("batch jobs: rows are worked off into a dataset of their own") {
    Desk desk;
    add_dataset(desk, "d", chat_example, 20);
    CHECK(post(desk, model + ", " + input +
                         R"(, "precision": "BF16", "inferenceParameters": {"maxTokens": 9, "n": 2})") ==
          "200");
    CHECK(desk.see(job, "state outputDatasetId jobProgress inferenceParameters") ==
          R"(JOB_STATE_CREATING accounts/acme/datasets/j-output - {"maxTokens":9,"n":2})");
    desk.wait(seconds(11));
    CHECK(desk.see(job, "state jobProgress") ==
          R"(JOB_STATE_RUNNING {"percent":50,"totalInputRequests":20,"totalProcessedRequests":10,)"
          R"("successfullyProcessedRequests":10,"outputRows":10})");
    desk.wait(seconds(9));
    CHECK(desk.see(job, "state jobProgress.outputRows") == "JOB_STATE_COMPLETED 20");
    CHECK(desk.see("datasets/j-output", "state exampleCount sourceJobName") ==
          "READY 20 accounts/acme/batchInferenceJobs/j");
    CHECK(post(desk, model + ", " + input + R"(, "outputDatasetId": "accounts/acme/datasets/j-output")",
               "k") == "409 dataset \"accounts/acme/datasets/j-output\" already exists");
    CHECK(post(desk, R"("continuedFromJobName": "accounts/acme/batchInferenceJobs/j")", "k") == "200");
    CHECK(desk.see("batchInferenceJobs/k", "model inputDatasetId") ==
          "accounts/fireworks/models/qwen3-8b accounts/acme/datasets/d");
    CHECK(desk.tell("DELETE batchInferenceJobs/j") == "200");
    desk.wait(seconds(2));
    CHECK(desk.tell("GET batchInferenceJobs/j").starts_with("404"));
    CHECK(desk.tell("PATCH batchInferenceJobs/k {}") == "501 Method Not Allowed");
    CHECK(desk.tell("POST batchInferenceJobs/k:cancel {}") == "404 Not Found");
}

TEST_CASE("batch jobs: model and input are required, and must be there") {
    Desk desk;
    add_dataset(desk, "d", chat_example);
    CHECK(post(desk, model) == "400 input_dataset_id is required without continued_from_job_name");
    CHECK(post(desk, input) == "400 model is required without continued_from_job_name");
    CHECK(
        post(desk, R"("continuedFromJobName": "accounts/acme/batchInferenceJobs/none")").starts_with("404"));
    CHECK(post(desk, R"("model": "accounts/acme/models/none", )" + input).starts_with("404"));
    CHECK(post(desk, model + R"(, "inputDatasetId": "d")").starts_with("400 invalid input_dataset_id \"d\""));
    CHECK(post(desk, model + ", " + input + R"(, "outputDatasetId": "out")") ==
          "400 output_dataset_id must be accounts/acme/datasets/<id>");
}
