#include "engine/apply/probing.hpp"

#include "engine/apply/carry_out.hpp"

#include <fmt/format.h>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cmath>

namespace fireform {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t shown_max = 80;

std::string text_or(const ResourceType& type, const Attributes& desired, std::string_view name) {
    const std::size_t index = type.index_of(name);
    const std::string& text = desired.at(index).text();
    return text.empty() ? std::string(type.attributes[index].fallback) : text;
}

std::int64_t integer_or(const ResourceType& type, const Attributes& desired, std::string_view name,
                        std::int64_t otherwise) {
    const std::int64_t* number = desired.get(type, name).integer();
    return number ? *number : otherwise;
}

Diagnostic problem(std::string summary, std::string detail, std::string hint) {
    Diagnostic out;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

std::string beginning(const std::string& text) {
    return text.size() <= shown_max ? text : text.substr(0, shown_max) + "...";
}

/// Nothing: ask again.
std::optional<ProbeResult> judge(const Probe& probe, Checked<ProbeAnswer> answer) {
    ProbeResult result;
    result.step = probe.step;
    if (answer.diagnostics.has_errors()) {
        result.diagnostics = std::move(answer.diagnostics);
        return result;
    }
    if (!answer.value->answered) return std::nullopt;
    if (answer.value->text.find(probe.expect) != std::string::npos) {
        result.time_to_last_token = answer.value->time_to_last_token;
        return result;
    }
    result.diagnostics.add(problem("Probe got another answer",
                                   fmt::format("{} answered \"{}\", which does not contain \"{}\".",
                                               probe.object, beginning(answer.value->text), probe.expect),
                                   "change probe.expect or probe.prompt; an answer in the base model's "
                                   "manner usually means that an adapter "
                                   "is not loaded."));
    return result;
}

ProbeResult gave_up(const Probe& probe, const std::string& why) {
    ProbeResult result;
    result.step = probe.step;
    result.diagnostics.add(problem(
        "Probe was not answered",
        fmt::format("{} was asked {} times. The last time: {}", probe.object, probe.retries_max + 1, why),
        "run `fireform apply` again: it asks on; or raise probe.retries."));
    return result;
}

}  // namespace

Probe probe_of(const ResourceType& type, const Attributes& desired, const Attributes& live) {
    Probe probe;
    probe.object = live.get(type, "name").text();
    probe.request.model = live.get(type, "inference_model").text();
    probe.request.path = text_or(type, desired, "probe.path");
    probe.request.prompt = text_or(type, desired, "probe.prompt");
    probe.request.tokens_max = integer_or(type, desired, "probe.max_tokens", 1);
    const auto* timeout = desired.get(type, "probe.timeout").duration();
    probe.request.timeout = timeout ? nanoseconds(*timeout) : std::chrono::seconds(60);
    probe.expect = desired.get(type, "probe.expect").text();
    probe.retries_max = static_cast<int>(integer_or(type, desired, "probe.retries", 30));
    return probe;
}

nanoseconds probe_delay(int attempt) {
    constexpr double first = 5, growth = 1.5, longest = 60;
    const double seconds = std::min(longest, first * std::pow(growth, std::min(attempt, 100)));
    return std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(seconds));
}

Task<ProbeResult> carry_out(Probe probe, Provider& provider, Clock& clock,
                            std::function<void(std::uint32_t step, std::string why)> told) {
    std::string why;
    for (int attempt = 0; attempt <= probe.retries_max; ++attempt) {
        if (attempt > 0) co_await clock.sleep(probe_delay(attempt - 1));
        Checked<ProbeAnswer> answer = co_await provider.probe(probe.request);
        if (answer.value) why = answer.value->text;
        if (auto result = judge(probe, std::move(answer))) co_return std::move(*result);
        told(probe.step, "not answered yet: " + beginning(why));
    }
    co_return gave_up(probe, why);
}

}  // namespace fireform
