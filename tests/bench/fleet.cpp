#include "tests/bench/fleet.hpp"

#include "providers/emulator/emulator.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "schemas/names.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace fireform::bench {
namespace {

constexpr std::string_view model = "accounts/fireworks/models/llama-v3p1-8b-instruct";

std::string block(std::size_t number) {
    return fmt::format(
        "[deployment.chat_{0:06}]\n"
        "id = \"chat-{0:06}\"\n"
        "display_name = \"chat {0:06}\"\n"
        "model = \"llama-v3p1-8b-instruct\"\n"
        "accelerator_type = \"NVIDIA_H100_80GB\"\n"
        "min_replica_count = 0\n"
        "max_replica_count = 2\n"
        "scale_to_zero_window = \"5m\"\n",
        number);
}

HttpRequest post(std::size_t number) {
    HttpRequest request;
    request.method = "POST";
    request.url =
        fmt::format("http://emulator/v1/accounts/{}/deployments?deploymentId=chat-{:06}", account, number);
    request.headers = {{"Authorization", "Bearer key"}, {"Content-Type", "application/json"}};
    request.body = fmt::format(
        R"({{"displayName": "chat {:06}", "baseModel": "{}", "acceleratorType": "NVIDIA_H100_80GB", )"
        R"("minReplicaCount": 0, "maxReplicaCount": 2, "autoscalingPolicy": {{"scaleToZeroWindow": "300s"}}}})",
        number, model);
    return request;
}

/// The token between the quotes behind "nextPageToken"; "" there is none.
std::string next_page(std::string_view page) {
    constexpr std::string_view key = R"("nextPageToken":")";
    const std::size_t begin = page.find(key);
    if (begin == std::string_view::npos) return "";
    page.remove_prefix(begin + key.size());
    return std::string(page.substr(0, page.find('"')));
}

HttpResponse answer(Emulator& emulator, const HttpRequest& request, std::chrono::seconds now) {
    HttpResponse response = emulator.handle(request, now);
    if (response.status != 200) throw std::runtime_error(response.body);
    return response;
}

ResourceState entry_of(const LiveObject& object, const ResourceConfig& configured, const Naming& naming) {
    ResourceState entry;
    entry.address = configured.address;
    entry.id = object.id;
    entry.name = object.name;
    entry.id_written = true;
    entry.applied = normalise(*configured.type, configured.attributes, naming);
    entry.seen = object.attributes;
    entry.update_time = object.update_time;
    return entry;
}

}  // namespace

std::string toml(std::size_t count) {
    std::string text;
    for (std::size_t number = 1; number <= count; ++number)
        text += block(number) + '\n';
    return text;
}

std::string toml_of_pairs(std::size_t count) {
    std::string text;
    for (std::size_t number = 1; number <= count; ++number) {
        text += block(number);
        if (number % 2 == 0) text += fmt::format("depends_on = [\"deployment.chat_{:06}\"]\n", number - 1);
        text += '\n';
    }
    return text;
}

Config config(std::string text) {
    Checked<Config> loaded = load_config({{"fireform.toml", std::move(text)}}, {}, fireworks_catalog());
    if (!loaded.ok()) throw std::runtime_error(to_text(loaded.diagnostics));
    return *std::move(loaded.value);
}

std::vector<std::string> pages(std::size_t count) {
    EmulatorOptions options;
    options.account = account;
    options.ready_after = std::chrono::milliseconds(0);
    options.quota = 100'000'000;
    Emulator emulator(options);
    for (std::size_t number = 1; number <= count; ++number)
        (void)answer(emulator, post(number), std::chrono::seconds(1));
    std::vector<std::string> all;
    HttpRequest list;
    list.method = "GET";
    list.headers = {{"Authorization", "Bearer key"}};
    std::string token;
    do {
        list.url = fmt::format("http://emulator/v1/accounts/{}/deployments?pageSize=200&pageToken={}",
                               account, token);
        all.push_back(answer(emulator, list, std::chrono::seconds(2)).body);
        token = next_page(all.back());
    } while (!token.empty());
    return all;
}

Task<HttpResult> PageClient::send(HttpRequest request) {
    HttpResult result;
    result.response.emplace();
    result.response->status = 200;
    if (request.url.ends_with(fmt::format("/accounts/{}", account))) {
        result.response->body = fmt::format(R"({{"name": "accounts/{}", "state": "READY"}})", account);
        co_return result;
    }
    result.response->body = pages_[next_];
    next_ = (next_ + 1) % pages_.size();
    co_return result;
}

std::unique_ptr<Provider> provider_on(HttpClient& http, Clock& clock) {
    FireworksSettings settings;
    settings.base_url = "http://emulator";
    settings.api_key = "key";
    settings.account_id = account;
    return make_fireworks_provider(settings, http, clock);
}

std::vector<LiveObject> deployments(Provider& provider, asio::io_context& io) {
    Checked<std::vector<LiveObject>> listed = run(io, provider.list(*fireworks_catalog().find("deployment")));
    if (!listed.ok()) throw std::runtime_error(to_text(listed.diagnostics));
    return *std::move(listed.value);
}

Fleet fleet(std::size_t count) {
    Fleet made{config(toml(count)), {}, {}};
    PageClient http(pages(count));
    ManualClock clock;
    asio::io_context io(1);
    made.live.objects = deployments(*provider_on(http, clock), io);
    made.live.listed = {"deployment"};
    made.live.naming.account = account;
    made.live.naming.models["llama-v3p1-8b-instruct"] = model;
    made.state.lineage = lineage;
    made.state.serial = 1;
    auto object = made.live.objects.begin();
    for (const auto& [address, configured] : made.config.resources)
        made.state.resources.emplace(address, entry_of(*object++, configured, made.live.naming));
    return made;
}

}  // namespace fireform::bench
