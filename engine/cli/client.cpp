#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/settings.hpp"
#include "schemas/fireworks/derived.hpp"

#include <fmt/format.h>

namespace fireform::cli {
namespace {

constexpr std::string_view inference_path = "/inference/v1";  // brief 8.1

Diagnostic not_callable(std::string detail, std::string hint) {
    return problem("Nothing to call", std::move(detail), std::move(hint));
}

/// What a request names; "" unknown. A merged addon answers under its deployment only, which it cannot see
/// itself (brief 2.2.5).
std::string model_of(const ResourceState& entry, const ResourceType& type, const Snapshot& state) {
    if (type.find("replace_merged_addon")) {
        const std::size_t base = type.index_of("base_id");
        for (const auto& [address, other] : state.resources) {
            const ResourceType* below = fireworks_catalog().find(address.type);
            if (!below || !below->find("live_merge") || other.name != entry.seen.at(base).text()) continue;
            const bool* merges = other.seen.get(*below, "live_merge").boolean();
            if (merges && *merges) return other.name;
        }
    }
    Attributes seen = entry.seen;
    if (!entry.name.empty()) seen.put(type, "name", Value(entry.name));
    derive(type, seen, entry.applied);
    return seen.get(type, "inference_model").text();
}

/// The address that clients call, at the host of the control plane.
Checked<std::string> inference_url(const ProviderConfig& provider, const Environment& environment) {
    Checked<Connection> connection = connection_from(provider, environment, {});
    Checked<std::string> out;
    out.diagnostics = std::move(connection.diagnostics);
    if (!connection.value) return out;
    if (connection.value->embedded) {
        out.diagnostics.add(
            not_callable("The emulator inside the process has no address for clients.",
                         "start `fireform emulator --listen 127.0.0.1:4711 --store "
                         ".fireform/emulator.json`, which has the same objects, and write base_url = "
                         "\"http://127.0.0.1:4711\" in [provider.fireworks]"));
        return out;
    }
    out.value = connection.value->settings.base_url + std::string(inference_path);
    return out;
}

Diagnostics doubts(const ResourceState& entry) {
    Diagnostics out;
    const std::string address = to_text(entry.address);
    if (entry.status == ResourceStatus::pending)
        out.add(warning(
            "Not ready yet",
            fmt::format("{} was not ready when it was last seen; requests fail until it is.", address),
            "`fireform apply` waits for it"));
    return out;
}

/// Errors: a type that answers no requests, an entry without a working object, an address that is unknown.
Checked<ClientSettings> settings_of(const ResourceState& entry, const Snapshot& state,
                                    const ProviderConfig& provider, const Environment& environment) {
    const std::string address = to_text(entry.address);
    const ResourceType* type = fireworks_catalog().find(entry.address.type);
    if (!type || !type->find("inference_model"))
        return not_callable(fmt::format("{} answers no requests.", address),
                            "name a deployment or a lora_addon; `fireform state list` shows them");
    const std::string model = model_of(entry, *type, state);
    const bool left_over_only = entry.id.empty() && !entry.deposed.empty();
    if (model.empty() || left_over_only || entry.status == ResourceStatus::tainted)
        return not_callable(fmt::format("{} has no object that works.", address), "run `fireform apply`");

    const auto setting = [&](std::string_view name) -> const Value& {
        return entry.applied.get(*type, name);
    };
    ClientSettings out;
    out.model = model;
    if (const auto* retries = setting("max_retries").integer()) out.max_retries = *retries;
    if (const Value& temperature = setting("temperature"); !temperature.is_null())
        out.temperature = temperature.as_number();
    const auto is_on = [&](std::string_view name) {
        const bool* flag = setting(name).boolean();
        return flag && *flag;
    };
    out.enable_metrics = is_on("enable_metrics");
    out.perf_metrics_in_response = is_on("perf_metrics_in_response");
    out.base_url = setting("base_url").text();
    Checked<ClientSettings> result;
    result.diagnostics = doubts(entry);
    if (out.base_url.empty()) {
        Checked<std::string> url = inference_url(provider, environment);
        result.diagnostics.add(std::move(url.diagnostics));
        if (!url.value) return result;
        out.base_url = std::move(*url.value);
    }
    while (out.base_url.ends_with('/'))
        out.base_url.pop_back();
    result.value = std::move(out);
    return result;
}

}  // namespace

int carry_out(Context& context, const ClientCommand& command) {
    Reporter reporter(context, false);
    const auto session = open_state(context, reporter);
    const std::optional<Snapshot> state = read_state(reporter, session.get());
    if (!state) return exit_code::error;

    // A block whose deployment_type made it an addon, with a base of its own or not, is called by its own
    // name all the same.
    auto found = state->resources.find(command.address);
    if (command.address.type == "deployment") {
        Address addon = command.address;
        addon.type = "lora_addon";
        const bool became = !session->config.resources.contains(addon) && may_become(addon, session->config);
        if (found == state->resources.end() || (became && state->resources.contains(addon)))
            found = state->resources.find(addon);
    }
    Checked<ClientSettings> settings;
    if (found == state->resources.end()) {
        const std::string address = to_text(command.address);
        settings = problem("Not in state", fmt::format("State has no {}.", address),
                           meant(address, address_texts(state->resources), "fireform state list"));
    } else {
        settings = settings_of(found->second, *state, session->config.provider, context.environment);
    }
    reporter.tell(settings.diagnostics);
    if (!settings.ok()) return exit_code::error;
    context.console.out(client_text(*settings.value, command.format));
    return exit_code::done;
}

}  // namespace fireform::cli
