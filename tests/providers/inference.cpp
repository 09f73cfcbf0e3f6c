#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

const ProbeRequest question{.model = "accounts/acme/deployments/d",
                            .path = "chat/completions",
                            .prompt = "ping",
                            .tokens_max = 2,
                            .timeout = std::chrono::seconds(7)};

std::string text(const Checked<ProbeAnswer>& answer) {
    if (!answer.value) return fireform::text(answer.diagnostics);
    return (answer.value->answered ? "answered: " : "not yet: ") + answer.value->text + "\n";
}

}  // namespace

TEST_CASE("probe: a chat completion, and what was said") {
    Scene scene;
    scene.http.reply(200, R"({"choices": [{"message": {"role": "assistant", "content": "pong"}}]})");
    CHECK(text(scene.run(scene.provider->probe(question))) == "answered: pong\n");
    CHECK(scene.requests() ==
          "POST /inference/v1/chat/completions {\"model\":\"accounts/acme/deployments/d\",\"max_tokens\":2,"
          "\"messages\":[{\"role\":\"user\",\"content\":\"ping\"}]}\n");
}

TEST_CASE("probe: a plain completion") {
    Scene scene;
    scene.http.reply(200, R"({"choices": [{"text": "pong"}]})");
    ProbeRequest plain = question;
    plain.path = "completions";
    CHECK(text(scene.run(scene.provider->probe(plain))) == "answered: pong\n");
    CHECK(scene.requests() ==
          "POST /inference/v1/completions {\"model\":\"accounts/acme/deployments/d\",\"max_tokens\":2,"
          "\"prompt\":\"ping\"}\n");
}

TEST_CASE("probe: what may pass is no error and is not repeated here") {
    Scene scene;
    scene.http
        .reply(503, R"({"error": {"message": "Deployment is currently scaled to zero",
                                        "code": "DEPLOYMENT_SCALING_UP", "type": "error"}})")
        .reply(404, R"({"error": {"message": "model not found"}})")
        .reply(429, "slow down");
    for (int i = 0; i < 3; ++i)
        CHECK(text(scene.run(scene.provider->probe(question))).starts_with("not yet: "));
    CHECK(scene.sleeps() == "");
}

TEST_CASE("probe: what waiting does not mend is an error") {
    Scene scene;
    scene.http.reply(412, R"({"error": {"message": "account suspended"}})").reply(401, "{}");
    CHECK(text(scene.run(scene.provider->probe(question))).starts_with("error: "));
    CHECK(text(scene.run(scene.provider->probe(question))).starts_with("error: "));
}
