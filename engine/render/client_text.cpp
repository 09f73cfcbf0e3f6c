#include "engine/render/client_text.hpp"

#include "schemas/value.hpp"

#include <fmt/format.h>

#include <vector>

namespace fireform {
namespace {

constexpr std::string_view key_variable = "FIREWORKS_API_KEY";

/// As one word of a POSIX shell, whatever is in it.
std::string shell_word(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += R"('\'')";
        else
            out += c;
    }
    return out + "'";
}

std::string env(const ClientSettings& settings) {
    const auto line = [](std::string_view name, const std::string& value) {
        return fmt::format("export {}={}\n", name, value);
    };
    std::string out = line("OPENAI_BASE_URL", shell_word(settings.base_url));
    out += line("OPENAI_API_KEY", fmt::format("\"${}\"", key_variable));
    out += line("FIREWORKS_MODEL", shell_word(settings.model));
    out += line("FIREWORKS_MAX_RETRIES", std::to_string(settings.max_retries));
    if (settings.temperature) out += line("FIREWORKS_TEMPERATURE", fmt::format("{}", *settings.temperature));
    if (settings.enable_metrics) out += line("FIREWORKS_ENABLE_METRICS", "true");
    if (settings.perf_metrics_in_response) out += line("FIREWORKS_PERF_METRICS_IN_RESPONSE", "true");
    return out;
}

std::string json(const ClientSettings& settings) {
    std::vector<std::string> members;
    const auto add = [&members](std::string_view name, const std::string& value) {
        members.push_back(fmt::format("  {}: {}", in_quotes(name), value));
    };
    add("base_url", in_quotes(settings.base_url));
    add("api_key_env", in_quotes(key_variable));
    add("model", in_quotes(settings.model));
    add("max_retries", std::to_string(settings.max_retries));
    if (settings.temperature) add("temperature", fmt::format("{}", *settings.temperature));
    if (settings.enable_metrics) add("enable_metrics", "true");
    if (settings.perf_metrics_in_response) add("perf_metrics_in_response", "true");
    return fmt::format("{{\n{}\n}}\n", fmt::join(members, ",\n"));
}

std::string python(const ClientSettings& settings) {
    std::string out = "import os\n";
    if (settings.enable_metrics) out += "import time\n";
    out += fmt::format(
        "\nfrom openai import OpenAI\n\n"
        "client = OpenAI(\n"
        "    base_url={},\n"
        "    api_key=os.environ[{}],\n"
        "    max_retries={},\n"
        ")\n",
        in_quotes(settings.base_url), in_quotes(key_variable), settings.max_retries);
    if (settings.enable_metrics) out += "started = time.monotonic()\n";
    out += fmt::format(
        "response = client.chat.completions.create(\n"
        "    model={},\n"
        "    messages=[{{\"role\": \"user\", \"content\": \"Hello\"}}],\n",
        in_quotes(settings.model));
    if (settings.temperature) out += fmt::format("    temperature={},\n", *settings.temperature);
    if (settings.perf_metrics_in_response) out += "    extra_body={\"perf_metrics_in_response\": True},\n";
    out += ")\n";
    if (settings.enable_metrics)
        out += "print(f\"time to last token: {time.monotonic() - started:.3f} s\")\n";
    out += "print(response.choices[0].message.content)\n";
    if (settings.perf_metrics_in_response) out += "print(response.model_extra.get(\"perf_metrics\"))\n";
    return out;
}

std::string curl(const ClientSettings& settings) {
    std::string body = fmt::format(R"({{"model": {}, "messages": [{{"role": "user", "content": "Hello"}}])",
                                   in_quotes(settings.model));
    if (settings.temperature) body += fmt::format(", \"temperature\": {}", *settings.temperature);
    if (settings.perf_metrics_in_response) body += ", \"perf_metrics_in_response\": true";
    body += "}";
    std::string out = fmt::format("curl {} \\\n", shell_word(settings.base_url + "/chat/completions"));
    out += fmt::format("  --header \"Authorization: Bearer ${}\" \\\n", key_variable);
    out += "  --header 'Content-Type: application/json' \\\n";
    out += fmt::format("  --retry {} \\\n", settings.max_retries);
    if (settings.enable_metrics) out += "  --write-out '\\ntime to last token: %{time_total} s\\n' \\\n";
    return out + fmt::format("  --data {}\n", shell_word(body));
}

}  // namespace

std::string client_text(const ClientSettings& settings, ClientFormat format) {
    switch (format) {
        case ClientFormat::env:
            return env(settings);
        case ClientFormat::json:
            return json(settings);
        case ClientFormat::python:
            return python(settings);
        case ClientFormat::curl:
            return curl(settings);
    }
    return {};
}

}  // namespace fireform
