#include "tests/simulation/outsider.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace fireform::simulation {
namespace json = boost::json;
namespace {

struct Victim {
    std::string collection;
    std::string name;
    std::string base_model;  ///< of a deployment
};

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// What the account has beyond what every account begins with.
std::vector<Victim> victims(std::string_view objects) {
    constexpr std::array<std::string_view, 10> collections{"deployments",
                                                           "deployedModels",
                                                           "datasets",
                                                           "models",
                                                           "routers",
                                                           "secrets",
                                                           "dpoJobs",
                                                           "rlorTrainerJobs",
                                                           "supervisedFineTuningJobs",
                                                           "reinforcementFineTuningJobs"};
    std::vector<Victim> out;
    const json::value parsed = json::parse(json::string_view(objects.data(), objects.size()));
    for (const std::string_view collection : collections) {
        const json::value* all =
            parsed.as_object().if_contains(json::string_view(collection.data(), collection.size()));
        if (!all) continue;
        for (const json::value& each : all->as_array()) {
            const std::string name = text_of(each.get_object(), "name");
            if (name.find("/sample-") == std::string::npos)
                out.push_back({std::string(collection), name, text_of(each.get_object(), "baseModel")});
        }
    }
    return out;
}

}  // namespace

void Outsider::ask(std::string_view method, const std::string& path, const std::string& body) {
    const HttpResponse reply = network_.ask(method, path, body);
    trace_.say("  a stranger: {} {} {} -> {}{}", method, path, body, reply.status,
               reply.status >= 300 ? " " + reply.body : "");
}

void Outsider::anticipate(const Fleet& fleet) {
    std::vector<const Block*> deployments;
    for (const Block& block : fleet.blocks)
        if (block.type == "deployment") deployments.push_back(&block);
    if (deployments.empty()) return;
    const Block& block = *random_.pick(deployments);
    const std::string& id = block.value("id");
    const std::string_view model = std::string_view(block.value("model")).substr(1);
    ask("POST",
        "/v1/accounts/acme/deployments" + (id.empty() ? "" : "?deploymentId=" + id.substr(1, id.size() - 2)),
        fmt::format(
            R"({{"displayName":{},"baseModel":"accounts/fireworks/models/{},"acceleratorType":"NVIDIA_{}"}})",
            block.value("display_name"), model, random_.percent(70) ? "H100_80GB" : "H200_141GB"));
}

void Outsider::meddle() {
    const std::vector<Victim> all = victims(network_.ask("GET", "/emulator/objects").body);
    if (all.empty()) return;
    const Victim& victim = random_.pick(all);
    const std::string path = "/v1/" + victim.name;
    const std::size_t kind = random_.below(10);
    const bool is_job = victim.collection.ends_with("Jobs");
    if (victim.collection == "deployments") {
        const std::string base = fmt::format(R"("baseModel":"{}")", victim.base_model);
        if (kind < 4)
            ask("PATCH", path + "?updateMask=max_replica_count",
                fmt::format(R"({{{},"maxReplicaCount":{}}})", base, random_.between(1, 5)));
        else if (kind < 6)
            ask("PATCH", path + "?updateMask=display_name",
                fmt::format(R"({{{},"displayName":"mine"}})", base));
        else if (kind < 7)
            ask("POST", "/emulator/traffic?deployment=" + victim.name);
        else
            ask("DELETE", path + (kind == 7 ? "?ignoreChecks=true" : ""));
    } else if (is_job && kind < 5) {
        ask("POST", path + ":cancel", "{}");
    } else if (kind < 5 && victim.collection == "datasets") {
        ask("PATCH", path + "?updateMask=display_name", R"({"displayName":"mine"})");
    } else if (kind < 5 && (victim.collection == "models" || victim.collection == "deployedModels")) {
        ask("PATCH", path + "?updateMask=description", R"({"description":"mine"})");
    } else {
        ask("DELETE", path);
    }
}

}  // namespace fireform::simulation
