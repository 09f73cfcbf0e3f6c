#include "tests/providers/scene.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "schemas/value_json.hpp"

#include <fmt/core.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <stdexcept>

namespace fireform {

FireworksSettings Scene::usual_settings() {
    FireworksSettings settings;
    settings.base_url = "https://api.test";
    settings.api_key = "key-0123456789";
    settings.account_id = "acme";
    return settings;
}

Scene::Scene(FireworksSettings settings, bool known)
    : provider(make_fireworks_provider(std::move(settings), http, clock)) {
    if (!known) return;
    http.reply(200, R"({"name": "accounts/acme", "suspendState": "UNSUSPENDED"})");
    if (!run(provider->account()).ok()) throw std::runtime_error("the scene has no account");
    http.requests.clear();
    http.sent.clear();
}

std::string Scene::requests() {
    std::string out;
    for (const std::string& request : http.requests)
        out += request + "\n";
    http.requests.clear();
    return out;
}

std::string Scene::sleeps() const {
    std::string out;
    for (const auto sleep : clock.sleeps)
        out += fmt::format("{}{}", out.empty() ? "" : " ", std::chrono::duration<double>(sleep).count());
    return out;
}

const ResourceType& type_named(std::string_view name) {
    const ResourceType* type = fireworks_catalog().find(name);
    if (type == nullptr) throw std::runtime_error("no such type: " + std::string(name));
    return *type;
}

Attributes attributes(std::string_view type, std::string_view json) {
    std::vector<std::string> unknown;
    const Attributes out =
        attributes_from_json(type_named(type), boost::json::parse(json).as_object(), &unknown);
    if (!unknown.empty()) throw std::runtime_error("no such attribute: " + unknown.front());
    return normalise(type_named(type), out, Naming{"acme", {}});
}

CreateRequest create_request(std::string_view address, std::string id, std::string_view json) {
    CreateRequest out;
    out.address = *parse_address(address);
    out.type = &type_named(out.address.type);
    out.id = std::move(id);
    out.attributes = attributes(out.address.type, json);
    return out;
}

LiveObject live_object(std::string_view type, std::string_view json) {
    auto out =
        fireworks::decode_object(type_named(type), boost::json::parse(json).as_object(), Naming{"acme", {}});
    if (!out) throw std::runtime_error("not an object");
    return *out;
}

UpdateRequest update_request(std::string_view address, std::string_view live, std::string_view json,
                             std::vector<std::string_view> changed) {
    UpdateRequest out;
    out.address = *parse_address(address);
    out.live = live_object(out.address.type, live);
    out.attributes = attributes(out.address.type, json);
    for (const std::string_view name : changed)
        out.changed.push_back(static_cast<std::uint16_t>(out.live.type->index_of(name)));
    return out;
}

std::string text(const LiveObject& object) {
    constexpr std::string_view phases[] = {"ready",  "pending",  "failed",       "cancelled",
                                           "paused", "deleting", "soft-deleted", "gone"};
    Attributes shown;
    for (const auto& [index, value] : object.attributes) {
        const Attribute& attribute = object.type->attributes[index];
        if (attribute.update != Update::computed && !attribute.api.empty()) shown.set(index, value);
    }
    const std::string attributes = to_text(*object.type, shown);
    return fmt::format("{} {} {}{}{}", object.name, object.state,
                       phases[static_cast<std::size_t>(object.phase)], attributes.empty() ? "" : ": ",
                       attributes);
}

std::string text(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) {
        out += to_text(diagnostic);
        if (!diagnostic.hint.empty()) out += " [" + diagnostic.hint + "]";
        out += "\n";
    }
    return out;
}

std::string text(const Checked<LiveObject>& result) {
    const std::string object = result.value                 ? text(*result.value) + "\n"
                               : result.diagnostics.empty() ? std::string("absent\n")
                                                            : std::string();
    return object + text(result.diagnostics);
}

}  // namespace fireform
