// Killed at any instant, the next run finishes the work: plan, executor and refresh together against an
// account in memory. A death is placed before every effect in turn: each store call and each request.
#include "engine/apply/refresh.hpp"
#include "engine/config/expression.hpp"
#include "engine/plan/make_plan.hpp"
#include "schemas/value_json.hpp"
#include "tests/engine/apply/story.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <functional>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

/// {"deployment.chat": {"model": "...", ...}, ...}: full names, since there is no loader in between.
Config config_of(std::string_view text) {
    Config config;
    const boost::json::value parsed = boost::json::parse(boost::json::string_view(text.data(), text.size()));
    for (const auto& member : parsed.as_object()) {
        ResourceConfig resource;
        resource.address = *parse_address(std::string_view(member.key().data(), member.key().size()));
        resource.type = fireworks_catalog().find(resource.address.type);
        resource.timeouts = resource.type->timeouts;
        resource.display_name_written = true;
        std::set<Address> dependencies;
        for (auto [index, value] : attributes_from_json(*resource.type, member.value().as_object())) {
            const auto defer = [](Value& each) {
                if (each.text().find("${") != std::string::npos) each = Value(Unknown{each.text()});
            };
            defer(value);
            if (auto* items = value.list()) std::ranges::for_each(*items, defer);
            for (const Reference& reference : references(value))
                if (reference.resource) dependencies.insert(*reference.resource);
            resource.attributes.set(index, std::move(value));
        }
        resource.dependencies.assign(dependencies.begin(), dependencies.end());
        config.resources.emplace(resource.address, std::move(resource));
    }
    return config;
}

constexpr std::string_view fleet = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H100_80GB",
                        "enable_addons": true, "min_replica_count": 0, "display_name": "base"},
    "deployment.side": {"model": "accounts/fireworks/models/m", "display_name": "side", "min_replica_count": 1},
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "supervised_fine_tuning_job.j": {"display_name": "j", "base_model": "accounts/fireworks/models/m",
                                     "dataset": "${dataset.d.id}", "output_model": "accounts/acme/models/tuned"},
    "lora_addon.a": {"model": "${supervised_fine_tuning_job.j.output_model}", "base_id": "${deployment.base.id}",
                     "display_name": "a"}
})";

/// Replaces the base, so that the addon moves; changes the side deployment; adds one and drops none.
constexpr std::string_view changed_fleet = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H200_141GB",
                        "enable_addons": true, "min_replica_count": 0, "display_name": "base"},
    "deployment.side": {"model": "accounts/fireworks/models/m", "display_name": "side", "min_replica_count": 2},
    "deployment.more": {"model": "accounts/fireworks/models/m", "display_name": "more"},
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "supervised_fine_tuning_job.j": {"display_name": "j", "base_model": "accounts/fireworks/models/m",
                                     "dataset": "${dataset.d.id}", "output_model": "accounts/acme/models/tuned"},
    "lora_addon.a": {"model": "${supervised_fine_tuning_job.j.output_model}", "base_id": "${deployment.base.id}",
                     "display_name": "a"}
})";

/// The same without the addon and the side deployment.
constexpr std::string_view smaller_fleet = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H100_80GB",
                        "enable_addons": true, "min_replica_count": 0, "display_name": "base"},
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "supervised_fine_tuning_job.j": {"display_name": "j", "base_model": "accounts/fireworks/models/m",
                                     "dataset": "${dataset.d.id}", "output_model": "accounts/acme/models/tuned"}
})";

/// The types that no other fleet here has.
constexpr std::string_view other_types = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H100_80GB",
                        "display_name": "base"},
    "router.r": {"display_name": "r", "deployments": ["${deployment.base.name}"]},
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "secret.k": {"key_name": "K", "value": "v"},
    "dpo_job.p": {"display_name": "p", "base_model": "accounts/fireworks/models/m", "dataset": "${dataset.d.id}",
                  "output_model": "accounts/acme/models/preferred"},
    "reinforcement_fine_tuning_job.q": {"display_name": "q", "base_model": "accounts/fireworks/models/m",
                                        "dataset": "${dataset.d.id}", "evaluator": "accounts/acme/evaluators/e",
                                        "output_model": "accounts/acme/models/rewarded"}
})";
/// The same with another secret and without the rest that can change or go.
constexpr std::string_view fewer_of_other_types = R"({
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "secret.k": {"key_name": "K", "value": "w"}
})";

/// Three steps, each from what the one before it made, and the same with another first: all run again and
/// write to the names that they had.
std::string chain(int epochs) {
    return fmt::format(R"({{
    "dataset.d": {{"external_url": "gs://b/x.jsonl", "display_name": "d"}},
    "reinforcement_step.a": {{"display_name": "a", "base_model": "accounts/fireworks/models/m",
                              "dataset": "${{dataset.d.id}}", "output_model": "accounts/acme/models/one",
                              "epochs": {}, "delete_output_model": true}},
    "reinforcement_step.b": {{"display_name": "b", "warm_start_from": "${{reinforcement_step.a.output_model}}",
                              "dataset": "${{dataset.d.id}}", "output_model": "accounts/acme/models/two",
                              "delete_output_model": true}},
    "reinforcement_step.c": {{"display_name": "c", "warm_start_from": "${{reinforcement_step.b.output_model}}",
                              "dataset": "${{dataset.d.id}}", "output_model": "accounts/acme/models/three",
                              "delete_output_model": true}}
}})",
                       epochs);
}

/// The same with later steps whose models are named like their runs: a new one is made before the old one
/// goes.
std::string unnamed_chain(int epochs) {
    return fmt::format(R"({{
    "dataset.d": {{"external_url": "gs://b/x.jsonl", "display_name": "d"}},
    "reinforcement_step.a": {{"display_name": "a", "base_model": "accounts/fireworks/models/m",
                              "dataset": "${{dataset.d.id}}", "output_model": "accounts/acme/models/one",
                              "epochs": {}, "delete_output_model": true}},
    "reinforcement_step.b": {{"display_name": "b", "warm_start_from": "${{reinforcement_step.a.output_model}}",
                              "dataset": "${{dataset.d.id}}"}},
    "reinforcement_step.c": {{"display_name": "c", "warm_start_from": "${{reinforcement_step.b.output_model}}",
                              "dataset": "${{dataset.d.id}}"}}
}})",
                       epochs);
}

/// Runs whose start model is not the one that they started from: it was made anew since.
std::string left_behind(Story& story) {
    std::string out;
    const ResourceType& type = *fireworks_catalog().find("reinforcement_step");
    std::string before;
    for (const auto& [address, entry] : story.snapshot.resources) {
        if (address.type != type.name) continue;
        const LiveObject* run = story.cloud.find(type, entry.id);
        const std::string time = run ? run->attributes.get(type, "create_time").text() : std::string();
        if (time <= before) out += to_text(address) + "\n";
        before = time;
    }
    return out;
}
/// Of the fleet nothing but one deployment of another shape, and an addon of another model on it.
constexpr std::string_view other_fleet = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H200_141GB",
                        "enable_addons": true, "min_replica_count": 0, "display_name": "base"},
    "lora_addon.a": {"model": "accounts/acme/models/other", "base_id": "${deployment.base.id}",
                     "display_name": "a"}
})";

/// The dataset alone.
constexpr std::string_view smallest_fleet = R"({
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"}
})";

/// The smaller fleet on another base.
constexpr std::string_view replaced_fleet = R"({
    "deployment.base": {"model": "accounts/fireworks/models/m", "accelerator_type": "NVIDIA_H200_141GB",
                        "enable_addons": true, "min_replica_count": 0, "display_name": "base"},
    "dataset.d": {"external_url": "gs://b/x.jsonl", "display_name": "d"},
    "supervised_fine_tuning_job.j": {"display_name": "j", "base_model": "accounts/fireworks/models/m",
                                     "dataset": "${dataset.d.id}", "output_model": "accounts/acme/models/tuned"}
})";

/// Plans against the account as it is. Throws what the plan complains of.
void make(Story& story, const Config& config) {
    const Checked<Live> live =
        story.clock.run(refresh(config, story.snapshot, fireworks_catalog(), story.cloud));
    if (!live.ok()) throw std::runtime_error(to_text(live.diagnostics));
    PlanOptions options;
    options.new_lineage = lineage;
    Checked<Plan> plan = make_plan(config, story.snapshot, *live.value, options);
    if (!plan.ok()) throw std::runtime_error(to_text(plan.diagnostics));
    story.planned = std::move(*plan.value);
}

/// Plans and applies until nothing is left to do; how often that took.
int converge(Story& story, const Config& config) {
    for (int runs = 0; runs < 5; ++runs) {
        make(story, config);
        const bool done = story.planned.steps.empty();
        (void)story.apply();  // a plan without steps still settles entries
        if (done) return runs;
    }
    throw std::runtime_error("it does not converge: " + story.events());
}

/// Objects of the account that state does not know, and entries without an object.
std::string discrepancies(Story& story) {
    std::set<std::string> known;
    for (const auto& [address, entry] : story.snapshot.resources) {
        if (!entry.id.empty()) known.insert(address.type + " " + entry.id);
        for (const Deposed& each : entry.deposed)
            known.insert(address.type + " " + each.id);
    }
    std::string out;
    std::istringstream world(story.cloud.objects_text());
    for (std::string line; std::getline(world, line);) {
        const std::string object = line.substr(0, line.rfind(' '));
        if (known.erase(object) == 0) out += "unknown to state: " + object + "\n";
    }
    for (const std::string& object : known)
        out += "not there: " + object + "\n";
    return out;
}

/// State as text. The id of a step counts its runs, and a death may cost one; a model may be named by it.
std::string outcome(Story& story) {
    static const std::regex step_id(R"((reinforcement_step\.\w+ \w+|accounts/acme/models/\w+)-\w+)");
    return std::regex_replace(story.state(), step_id, "$1");
}

Story& started(Story& story, std::string_view first) {
    story.cloud.latency = 10ms;
    story.cloud.ready_after = 1s;
    LiveModel other;
    other.name = "accounts/acme/models/other";
    other.kind = "HF_PEFT_ADDON";
    other.state = "READY";
    other.base_model = "accounts/fireworks/models/m";
    story.cloud.models.push_back(other);
    story.snapshot.lineage.clear();
    story.planned.lineage.clear();
    if (!first.empty()) converge(story, config_of(first));
    return story;
}

/// Somebody deletes the first step and its model.
void lose_first_step(Story& story) {
    RemoveRequest request;
    request.type = fireworks_catalog().find("reinforcement_step");
    request.id = story.snapshot.resources.at({"reinforcement_step", "a", {}}).id;
    request.output_model = "accounts/acme/models/one";
    const auto usual = std::exchange(story.cloud.ready_after, 0s);
    (void)story.clock.run(story.cloud.remove(std::move(request)));
    story.cloud.ready_after = usual;
}

using Finish = std::function<void(Story&)>;

/// Dies before each effect of the way to `wanted` in turn, from what `begin` sets up; `finish` is what later
/// runs do, and judges.
void dies_everywhere(const std::function<void(Story&)>& begin, const Config& wanted, bool requests_survive,
                     const Finish& finish) {
    int deaths = 0;
    for (int at = 1; at < 200; ++at) {
        Story story;
        begin(story);
        make(story, wanted);
        Doom doom;
        doom.at = at;
        doom.requests_survive = requests_survive;
        doom.on_death = [&story] { story.stop.requested = true; };
        story.store.doom = &doom;
        story.cloud.doom = &doom;
        (void)story.apply();
        if (!doom.dead) break;
        ++deaths;
        // The next process knows what is stored, and the account goes on.
        doom = {};
        story.stop.requested = false;
        story.snapshot = story.store.stored;
        CAPTURE(at);
        try {
            finish(story);
        } catch (const std::runtime_error& error) {
            FAIL_CHECK(std::string(error.what()));
            continue;
        }
        CHECK(discrepancies(story) == "");
        CHECK(story.snapshot.open_intents.empty());
    }
    CHECK(deaths >= 3);
}

/// The next run wants the same.
void dies_and_goes_on(const std::function<void(Story&)>& begin, std::string_view second) {
    const Config wanted = config_of(second);
    Story undisturbed;
    begin(undisturbed);
    converge(undisturbed, wanted);
    const std::string expected = outcome(undisturbed);
    CHECK(discrepancies(undisturbed).empty());
    for (const bool requests_survive : {false, true})
        dies_everywhere(begin, wanted, requests_survive, [&](Story& story) {
            converge(story, wanted);
            CHECK(left_behind(story) == "");
            CHECK(outcome(story) == expected);
        });
}

void dies_and_goes_on(std::string_view first, std::string_view second) {
    dies_and_goes_on([first](Story& story) { started(story, first); }, second);
}

/// The next run wants something else.
void dies_and_changes_its_mind(std::string_view first, std::string_view second, std::string_view third) {
    const Config now_wanted = config_of(third);
    std::string expected;
    for (const auto& [address, resource] : now_wanted.resources)
        expected += to_text(address) + "\n";
    for (const bool requests_survive : {false, true})
        dies_everywhere([first](Story& story) { started(story, first); }, config_of(second), requests_survive,
                        [&](Story& story) {
                            converge(story, now_wanted);
                            std::string known;
                            for (const auto& [address, entry] : story.snapshot.resources)
                                known += to_text(address) + "\n";
                            CHECK(known == expected);
                        });
}

}  // namespace

TEST_CASE("killed: a first run that dies anywhere is finished by the next, and nothing is made twice") {
    dies_and_goes_on("", fleet);
}

TEST_CASE("killed: a change with replacements that dies anywhere is finished by the next run") {
    dies_and_goes_on(fleet, changed_fleet);
}

TEST_CASE("killed: what a first run made before it died goes with its block when that is removed") {
    dies_and_changes_its_mind("", smaller_fleet, smallest_fleet);
}

TEST_CASE("killed: a replacement that dies anywhere and is taken back leaves nothing behind") {
    dies_and_changes_its_mind(smaller_fleet, replaced_fleet, smaller_fleet);
    dies_and_changes_its_mind(smaller_fleet, replaced_fleet, smallest_fleet);
}

TEST_CASE("killed: a removal that dies anywhere is finished by the next run") {
    dies_and_goes_on(fleet, smaller_fleet);
}

TEST_CASE("killed: what was made for a block that has changed or gone since is not forgotten") {
    dies_and_changes_its_mind("", fleet, other_fleet);
    dies_and_changes_its_mind("", fleet, changed_fleet);
    dies_and_changes_its_mind(fleet, changed_fleet, fleet);
    dies_and_changes_its_mind(fleet, changed_fleet, other_fleet);
    dies_and_changes_its_mind(fleet, smaller_fleet, fleet);
}

TEST_CASE("killed: whatever the type, a run that dies anywhere is finished by the next one") {
    dies_and_goes_on("", other_types);
    dies_and_goes_on(other_types, fewer_of_other_types);
    dies_and_changes_its_mind("", other_types, fewer_of_other_types);
}

TEST_CASE("killed: an adoption, a restoration and a purge that die anywhere are finished by the next run") {
    const auto with_objects = [](std::string state) {
        return [state = std::move(state)](Story& story) {
            started(story, "");
            story.live("deployment chat", R"({"model": "accounts/fireworks/models/m", "display_name": "chat",
                "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 0})",
                       state);
        };
    };
    constexpr std::string_view same_chat = R"({
        "deployment.chat": {"id": "chat", "model": "accounts/fireworks/models/m", "display_name": "chat",
                            "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 1}
    })";
    constexpr std::string_view other_chat = R"({
        "deployment.chat": {"id": "chat", "model": "accounts/fireworks/models/m", "display_name": "chat",
                            "accelerator_type": "NVIDIA_H200_141GB", "min_replica_count": 0}
    })";
    dies_and_goes_on(with_objects(""), same_chat);
    // A deployment of ours that was deleted: restored, or in another shape purged and made anew.
    const auto deleted = [&](Story& story) {
        started(story, same_chat);
        LiveObject& object = story.live("deployment chat", R"({"model": "accounts/fireworks/models/m",
            "display_name": "chat", "accelerator_type": "NVIDIA_H100_80GB", "min_replica_count": 1})",
                                        "DELETED");
        object.lineage = lineage;
        object.address = "deployment.chat";
    };
    dies_and_goes_on(deleted, same_chat);
    dies_and_goes_on(deleted, other_chat);
}

TEST_CASE("killed: a chain of runs that is made anew and dies anywhere is made anew to its end") {
    const std::string one = chain(1);
    const std::string other = chain(2);
    dies_and_goes_on("", one);
    dies_and_goes_on(one, other);
    dies_and_goes_on([&one](Story& story) { lose_first_step(started(story, one)); }, one);
}

TEST_CASE("killed: a chain whose new runs come before the old ones go is made anew to its end") {
    dies_and_goes_on(unnamed_chain(1), unnamed_chain(2));
}

TEST_CASE("refused: whichever request is refused, the rest is recorded and the next run finishes the work") {
    for (const std::string_view wanted : {changed_fleet, smaller_fleet}) {
        const Config config = config_of(wanted);
        for (int at = 1; at < 50; ++at) {
            Story story;
            started(story, fleet);
            make(story, config);
            story.cloud.changes = 0;
            story.cloud.fail_at = at;
            const ApplyResult result = story.apply();
            if (story.cloud.changes < at) break;
            CAPTURE(at);
            CHECK(result.diagnostics.has_errors());
            CHECK(story.state() == Story::state_text(story.store.stored));
            CHECK(discrepancies(story) == "");
            story.cloud.fail_at = 0;
            story.cloud.changes = 0;
            try {
                CHECK(converge(story, config) >= 1);
            } catch (const std::runtime_error& error) {
                FAIL_CHECK(std::string(error.what()));
            }
            CHECK(discrepancies(story) == "");
        }
    }
}
