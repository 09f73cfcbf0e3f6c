#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

RemoveRequest of(std::string_view address, std::string id) {
    RemoveRequest out;
    out.address = *parse_address(address);
    out.type = &type_named(out.address.type);
    out.id = std::move(id);
    return out;
}

std::string remove(Scene& scene, RemoveRequest request) {
    const Checked<bool> result = scene.run(scene.provider->remove(std::move(request)));
    return std::string(!result.value   ? ""
                       : *result.value ? "removed\n"
                                       : "was not there\n") +
           text(result.diagnostics);
}

const char* absent = R"({"code": 5, "message": "not found"})";

}  // namespace

TEST_CASE("remove: softly unless told otherwise") {
    Scene scene;
    scene.http.reply(200).reply(200).reply(200);
    RemoveRequest request = of("deployment.chat", "chat");
    CHECK(remove(scene, request) == "removed\n");
    request.hard = true;
    CHECK(remove(scene, request) == "removed\n");
    request.ignore_checks = true;
    CHECK(remove(scene, request) == "removed\n");
    CHECK(scene.requests() ==
          "DELETE /v1/accounts/acme/deployments/chat\n"
          "DELETE /v1/accounts/acme/deployments/chat?hard=true\n"
          "DELETE /v1/accounts/acme/deployments/chat?hard=true&ignoreChecks=true\n");
}

TEST_CASE("remove: other types take no parameters") {
    Scene scene;
    scene.http.reply(200).reply(200);
    RemoveRequest dataset = of("dataset.d", "d");
    dataset.hard = dataset.ignore_checks = true;
    CHECK(remove(scene, dataset) == "removed\n");
    CHECK(remove(scene, of("lora_addon.s", "x")) == "removed\n");
    CHECK(scene.requests() ==
          "DELETE /v1/accounts/acme/datasets/d\n"
          "DELETE /v1/accounts/acme/deployedModels/x\n");
}

TEST_CASE("remove: an absent object is a success, told apart") {
    Scene scene;
    scene.http.reply(404, absent);
    CHECK(remove(scene, of("dataset.d", "d")) == "was not there\n");
    scene.http.lost().reply(404, absent);
    CHECK(remove(scene, of("dataset.d", "d")) == "removed\n");
    scene.http.refused().reply(404, absent);
    CHECK(remove(scene, of("dataset.d", "d")) == "was not there\n");
    scene.http.reply(404, "<html><title>Not here</title></html>");
    CHECK(remove(scene, of("dataset.d", "d")).starts_with("error: Not the service's own reply: "));
}

TEST_CASE("remove: a deployment that served traffic stays, and the message names the flag") {
    Scene scene;
    scene.http.reply(
        400,
        R"({"code": 9, "message": "deployment has received inference requests in the last hour, pass ignore_checks to skip this check", "details": []})");
    CHECK(remove(scene, of("deployment.chat", "chat")) ==
          "error: Deployment in use: Deleting the deployment \"chat\": the service answered 400: deployment "
          "has "
          "received inference requests in the last hour, pass ignore_checks to skip this check. "
          "(deployment.chat) "
          "[run again with --force to delete it all the same, or wait for an hour without requests]\n");
}

TEST_CASE("remove: a run in progress is cancelled first, whatever has become of it") {
    for (const int status : {200, 400, 404}) {
        CAPTURE(status);
        Scene scene;
        RemoveRequest request = of("supervised_fine_tuning_job.j", "j");
        request.cancel_first = true;
        scene.http.reply(status, status == 200 ? "{}" : R"({"code": 9, "message": "job has ended"})")
            .reply(200);
        CHECK(remove(scene, request) == "removed\n");
        CHECK(scene.requests() ==
              "POST /v1/accounts/acme/supervisedFineTuningJobs/j:cancel {}\n"
              "DELETE /v1/accounts/acme/supervisedFineTuningJobs/j\n");
    }
    Scene refused;
    RemoveRequest request = of("supervised_fine_tuning_job.j", "j");
    request.cancel_first = true;
    refused.http.reply(403, R"({"code": 7, "message": "no"})");
    CHECK(remove(refused, request)
              .starts_with("error: Permission denied: Cancelling the supervised fine tuning job \"j\""));
    CHECK(refused.http.requests.size() == 1);
}

TEST_CASE("remove: the output model goes after its run, once the service has noticed that it is free") {
    const char* in_use = R"({"code": 9, "message": "model has active deployments"})";
    RemoveRequest request = of("supervised_fine_tuning_job.j", "j");
    request.output_model = "accounts/acme/models/j-1";

    Scene scene;
    scene.http.reply(200).reply(400, in_use).reply(400, in_use).reply(200);
    CHECK(remove(scene, request) == "removed\n");
    CHECK(scene.requests() ==
          "DELETE /v1/accounts/acme/supervisedFineTuningJobs/j\n"
          "DELETE /v1/accounts/acme/models/j-1\n"
          "DELETE /v1/accounts/acme/models/j-1\n"
          "DELETE /v1/accounts/acme/models/j-1\n");
    CHECK(scene.sleeps() == "5 10");

    Scene gone;
    gone.http.reply(404, absent).reply(404, absent);
    CHECK(remove(gone, request) == "was not there\n");

    Scene stuck;
    stuck.http.reply(200);
    for (int i = 0; i < 5; ++i)
        stuck.http.reply(400, in_use);
    CHECK(remove(stuck, request) ==
          "removed\nerror: Model in use: Deleting the output model \"j-1\": the service answered 400: model "
          "has "
          "active deployments. (supervised_fine_tuning_job.j) [remove the LoRA addons and deployments of the "
          "model "
          "first]\n");
    CHECK(stuck.sleeps() == "5 10 15 20");
}

TEST_CASE("remove: no model of another account is ever deleted") {
    for (const char* name :
         {"accounts/fireworks/models/llama", "accounts/acme/deployments/chat", "accounts/acme/models/a/b"}) {
        Scene scene;
        scene.http.reply(200);
        RemoveRequest request = of("supervised_fine_tuning_job.j", "j");
        request.output_model = name;
        CHECK(remove(scene, request).find("error: Output model is not ours") != std::string::npos);
        CHECK(scene.http.requests.size() == 1);
    }
}
