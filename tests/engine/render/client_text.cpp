#include "engine/render/client_text.hpp"

#include <doctest/doctest.h>

using namespace fireform;

namespace {

ClientSettings plain() {
    ClientSettings settings;
    settings.base_url = "https://api.fireworks.ai/inference/v1";
    settings.model = "accounts/fireworks/models/m#accounts/acme/deployments/chat";
    return settings;
}

ClientSettings full() {
    ClientSettings settings = plain();
    settings.max_retries = 3;
    settings.temperature = 0.7;
    settings.enable_metrics = true;
    settings.perf_metrics_in_response = true;
    return settings;
}

}  // namespace

TEST_CASE("client text: a shell's variables") {
    CHECK(client_text(plain(), ClientFormat::env) ==
          "export OPENAI_BASE_URL='https://api.fireworks.ai/inference/v1'\n"
          "export OPENAI_API_KEY=\"$FIREWORKS_API_KEY\"\n"
          "export FIREWORKS_MODEL='accounts/fireworks/models/m#accounts/acme/deployments/chat'\n"
          "export FIREWORKS_MAX_RETRIES=10\n");
    CHECK(client_text(full(), ClientFormat::env) ==
          "export OPENAI_BASE_URL='https://api.fireworks.ai/inference/v1'\n"
          "export OPENAI_API_KEY=\"$FIREWORKS_API_KEY\"\n"
          "export FIREWORKS_MODEL='accounts/fireworks/models/m#accounts/acme/deployments/chat'\n"
          "export FIREWORKS_MAX_RETRIES=3\n"
          "export FIREWORKS_TEMPERATURE=0.7\n"
          "export FIREWORKS_ENABLE_METRICS=true\n"
          "export FIREWORKS_PERF_METRICS_IN_RESPONSE=true\n");
}

TEST_CASE("client text: JSON") {
    CHECK(client_text(plain(), ClientFormat::json) == R"({
  "base_url": "https://api.fireworks.ai/inference/v1",
  "api_key_env": "FIREWORKS_API_KEY",
  "model": "accounts/fireworks/models/m#accounts/acme/deployments/chat",
  "max_retries": 10
}
)");
    CHECK(client_text(full(), ClientFormat::json) == R"({
  "base_url": "https://api.fireworks.ai/inference/v1",
  "api_key_env": "FIREWORKS_API_KEY",
  "model": "accounts/fireworks/models/m#accounts/acme/deployments/chat",
  "max_retries": 3,
  "temperature": 0.7,
  "enable_metrics": true,
  "perf_metrics_in_response": true
}
)");
}

TEST_CASE("client text: Python with the openai package") {
    CHECK(client_text(plain(), ClientFormat::python) == R"(import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.fireworks.ai/inference/v1",
    api_key=os.environ["FIREWORKS_API_KEY"],
    max_retries=10,
)
response = client.chat.completions.create(
    model="accounts/fireworks/models/m#accounts/acme/deployments/chat",
    messages=[{"role": "user", "content": "Hello"}],
)
print(response.choices[0].message.content)
)");
    CHECK(client_text(full(), ClientFormat::python) == R"(import os
import time

from openai import OpenAI

client = OpenAI(
    base_url="https://api.fireworks.ai/inference/v1",
    api_key=os.environ["FIREWORKS_API_KEY"],
    max_retries=3,
)
started = time.monotonic()
response = client.chat.completions.create(
    model="accounts/fireworks/models/m#accounts/acme/deployments/chat",
    messages=[{"role": "user", "content": "Hello"}],
    temperature=0.7,
    extra_body={"perf_metrics_in_response": True},
)
print(f"time to last token: {time.monotonic() - started:.3f} s")
print(response.choices[0].message.content)
print(response.model_extra.get("perf_metrics"))
)");
}

TEST_CASE("client text: curl") {
    CHECK(client_text(plain(), ClientFormat::curl) ==
          R"(curl 'https://api.fireworks.ai/inference/v1/chat/completions' \
  --header "Authorization: Bearer $FIREWORKS_API_KEY" \
  --header 'Content-Type: application/json' \
  --retry 10 \
  --data '{"model": "accounts/fireworks/models/m#accounts/acme/deployments/chat", "messages": [{"role": "user", "content": "Hello"}]}'
)");
    CHECK(client_text(full(), ClientFormat::curl) ==
          R"(curl 'https://api.fireworks.ai/inference/v1/chat/completions' \
  --header "Authorization: Bearer $FIREWORKS_API_KEY" \
  --header 'Content-Type: application/json' \
  --retry 3 \
  --write-out '\ntime to last token: %{time_total} s\n' \
  --data '{"model": "accounts/fireworks/models/m#accounts/acme/deployments/chat", "messages": [{"role": "user", "content": "Hello"}], "temperature": 0.7, "perf_metrics_in_response": true}'
)");
}

TEST_CASE("client text: an address cannot leave its quotes") {
    ClientSettings settings = plain();
    settings.base_url = "https://host/'; rm -rf ~; '\"";
    CHECK(client_text(settings, ClientFormat::env)
              .starts_with(R"(export OPENAI_BASE_URL='https://host/'\''; rm -rf ~; '\''"')"));
    CHECK(client_text(settings, ClientFormat::python).find(R"(base_url="https://host/'; rm -rf ~; '\"",)") !=
          std::string::npos);
}
