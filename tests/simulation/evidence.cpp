#include "tests/simulation/evidence.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::simulation {
namespace json = boost::json;
namespace {

constexpr std::string_view journal_name = "fireform.state.journal";
constexpr std::string_view account_path = "/v1/accounts/acme/";

/// Path and query of a url, the path in its parts below the account.
struct Target {
    std::string_view path;
    std::string_view collection;  ///< "deployments"; "" not below the account
    std::string_view id;          ///< "" the collection itself
    std::string_view verb;        ///< "scale"; "" none
    std::string_view query;
};

Target target_of(std::string_view url) {
    Target out;
    if (const std::size_t host = url.find("://"); host != std::string_view::npos)
        url.remove_prefix(std::min(url.find('/', host + 3), url.size()));
    const std::size_t mark = std::min(url.find('?'), url.size());
    out.path = url.substr(0, mark);
    out.query = url.substr(std::min(mark + 1, url.size()));
    if (!out.path.starts_with(account_path)) return out;
    std::string_view rest = out.path.substr(account_path.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    out.collection = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    out.id = rest.substr(0, colon);
    out.verb = rest.substr(std::min(colon + 1, rest.size()));
    // ":estimateCost" of the collection itself
    if (const std::size_t own = out.collection.find(':'); own != std::string_view::npos) {
        out.verb = out.collection.substr(own + 1);
        out.collection = out.collection.substr(0, own);
    }
    return out;
}

/// Whether the service does anything but answer.
bool changes(const HttpRequest& request, const Target& target) {
    if (request.method == "GET" || target.collection.empty()) return false;
    if (target.query.find("validateOnly=true") != std::string_view::npos) return false;
    return target.verb != "estimateCost" && target.verb != "estimateTrainingCost";
}

bool creates(const HttpRequest& request, const Target& target) {
    return request.method == "POST" && target.id.empty() && target.verb.empty();
}

std::string_view type_of(std::string_view collection) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types{{
        {"deployments", "deployment"},
        {"deployedModels", "lora_addon"},
        {"datasets", "dataset"},
        {"models", "model"},
        {"routers", "router"},
        {"secrets", "secret"},
        {"supervisedFineTuningJobs", "supervised_fine_tuning_job"},
        {"dpoJobs", "dpo_job"},
        {"reinforcementFineTuningJobs", "reinforcement_fine_tuning_job"},
        {"rlorTrainerJobs", "reinforcement_step"},
    }};
    for (const auto& [name, type] : types)
        if (name == collection) return type;
    return {};
}

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string_view last_part(std::string_view name) {
    return name.substr(name.rfind('/') + 1);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Or prepares for it: a run in progress is cancelled first.
bool removes(const HttpRequest& request) {
    return request.method == "DELETE" || request.url.ends_with(":cancel");
}

std::string in_words(const HttpRequest& request) {
    return fmt::format("{} {} {}", request.method, target_of(request.url).path, request.body);
}

}  // namespace

const std::vector<Announced>& DurableJournal::announced() {
    const VirtualDisk::FileRef file = disk_.durable(std::string(journal_name));
    if (file != file_ || (file && file->rewrites != rewrites_)) {
        file_ = file;
        rewrites_ = file ? file->rewrites : 0;
        read_ = 0;
        announced_.clear();
    }
    if (!file) return announced_;
    for (;;) {
        const std::size_t end = file->durable.find('\n', read_);
        if (end == std::string::npos) return announced_;
        read(std::string_view(file->durable).substr(read_, end - read_));
        read_ = end + 1;
    }
}

void DurableJournal::read(std::string_view line) {
    const std::size_t start = line.find('{');
    if (start == std::string_view::npos) return;
    json::error_code failed;
    const json::value parsed =
        json::parse(json::string_view(line.data() + start, line.size() - start), failed);
    if (failed || !parsed.is_object()) return;
    const json::object& record = parsed.get_object();
    if (const json::value* intent = record.if_contains("intent")) {
        const json::object& told = intent->as_object();
        announced_.push_back({text_of(told, "address"), text_of(told, "verb"), text_of(told, "id")});
    } else if (const json::value* outcome = record.if_contains("outcome")) {
        const std::string address = text_of(outcome->as_object(), "address");
        for (Announced& each : announced_)
            each.closed = each.closed || each.address == address;
    }
}

void Evidence::approved(const Process& process, const Plan& plan) {
    Approval approval;
    for (const Step& step : plan.steps)
        if (step.verb == Verb::destroy || step.verb == Verb::purge) approval.removals.insert(step.id);
    for (const Change& change : plan.changes)
        if (!change.output_model.empty())
            approval.output_models.emplace(last_part(change.output_model), to_text(change.address));
    approvals_[&process] = std::move(approval);
}

bool Evidence::is_announced(const Process& process, const HttpRequest& request, std::string_view collection) {
    const Approval& approval = approvals_[&process];
    for (const Announced& each : journal_.announced()) {
        // The entry knows the object as long as it is there, so a destroy may be repeated after an outcome
        // that was about another object of the address.
        if (each.closed && !(each.verb == "destroy" && removes(request))) continue;
        const bool of_type = each.address.starts_with(type_of(collection)) &&
                             each.address.substr(type_of(collection).size()).starts_with('.');
        if (each.id.empty() ? of_type && each.verb == "create"
                            : contains(request.url, each.id) || contains(request.body, each.id))
            return true;
        if (each.verb != "destroy" || collection != "models") continue;
        for (const auto& [model, address] : approval.output_models)
            if (address == each.address && contains(request.url, model)) return true;
    }
    return false;
}

void Evidence::sending(const Process& process, const HttpRequest& request) {
    const Target target = target_of(request.url);
    if (request.method == "GET") {
        if (!in_doubt_.empty())
            std::erase_if(in_doubt_, [&](const auto& each) {
                return std::string_view(target.path).starts_with(each.second);
            });
        return;
    }
    if (!changes(request, target)) return;
    if (creates(request, target) && in_doubt_.contains(in_words(request)))
        accuse("a create whose outcome was not known was sent again without a look: " + in_words(request));
    if (!is_announced(process, request, target.collection))
        accuse("sent before its intent was durable: " + in_words(request));
    if (request.method != "DELETE") return;
    const Approval& approval = approvals_[&process];
    const std::string id(target.id);
    if (!approval.removals.contains(id) && !approval.output_models.contains(id))
        accuse("deleted, and no plan had said so: " + in_words(request));
}

void Evidence::unanswered(const HttpRequest& request) {
    const Target target = target_of(request.url);
    if (!changes(request, target) || !creates(request, target)) return;
    in_doubt_[in_words(request)] = std::string(target.path);
}

void Evidence::handled(const HttpRequest& request, const HttpResponse& reply) {
    if (request.method != "POST" || reply.status / 100 != 2) return;
    const Target target = target_of(request.url);
    if (!changes(request, target) || !creates(request, target)) return;
    json::error_code failed;
    const json::value parsed = json::parse(reply.body, failed);
    if (failed || !parsed.is_object()) return;
    const std::string name = text_of(parsed.get_object(), "name");
    if (!name.empty()) made_.insert(name);
}

}  // namespace fireform::simulation
