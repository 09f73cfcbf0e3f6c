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
            if (value.string() && value.text().find("${") != std::string::npos)
                value = Value(Unknown{value.text()});
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

/// State as text. The id of a step counts its runs, and a death may cost one.
std::string outcome(Story& story) {
    static const std::regex step_id(R"((reinforcement_step\.\w+ \w+)-\w+)");
    return std::regex_replace(story.state(), step_id, "$1");
}

Story& started(Story& story, std::string_view first) {
    story.cloud.latency = 10ms;
    story.cloud.ready_after = 1s;
    story.snapshot.lineage.clear();
    story.planned.lineage.clear();
    if (!first.empty()) converge(story, config_of(first));
    return story;
}

void nothing(Story&) {}

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

/// Dies before each effect of the way from `first` to `second` in turn; `between` them something happens. By
/// the next run the configuration says `third`, if that is given.
void dies_everywhere(std::string_view first, std::string_view second, bool requests_survive,
                     const std::function<void(Story&)>& between = nothing, std::string_view third = "") {
    const Config wanted = config_of(second);
    const Config after = third.empty() ? wanted : config_of(third);
    Story undisturbed;
    between(started(undisturbed, first));
    converge(undisturbed, after);
    const std::string expected = outcome(undisturbed);
    CHECK(discrepancies(undisturbed).empty());

    int deaths = 0;
    for (int at = 1; at < 200; ++at) {
        Story story;
        between(started(story, first));
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
            converge(story, after);
        } catch (const std::runtime_error& error) {
            FAIL_CHECK(std::string(error.what()));
            continue;
        }
        CHECK(discrepancies(story) == "");
        CHECK(left_behind(story) == "");
        if (third.empty()) CHECK(outcome(story) == expected);  // else ids tell how far it had come
        CHECK(story.snapshot.open_intents.empty());
    }
    CHECK(deaths >= 5);
}

}  // namespace

TEST_CASE("killed: a first run that dies anywhere is finished by the next, and nothing is made twice") {
    dies_everywhere("", fleet, false);
    dies_everywhere("", fleet, true);
}

TEST_CASE("killed: a change with replacements that dies anywhere is finished by the next run") {
    dies_everywhere(fleet, changed_fleet, false);
    dies_everywhere(fleet, changed_fleet, true);
}

TEST_CASE("killed: what a first run made before it died goes with its block when that is removed") {
    dies_everywhere("", smaller_fleet, false, nothing, smallest_fleet);
    dies_everywhere("", smaller_fleet, true, nothing, smallest_fleet);
}

TEST_CASE("killed: a replacement that dies anywhere and is taken back leaves nothing behind") {
    dies_everywhere(smaller_fleet, replaced_fleet, false, nothing, smaller_fleet);
    dies_everywhere(smaller_fleet, replaced_fleet, true, nothing, smaller_fleet);
    dies_everywhere(smaller_fleet, replaced_fleet, true, nothing, smallest_fleet);
}

TEST_CASE("killed: a removal that dies anywhere is finished by the next run") {
    dies_everywhere(fleet, smaller_fleet, false);
    dies_everywhere(fleet, smaller_fleet, true);
}

TEST_CASE("killed: a chain of runs that is made anew and dies anywhere is made anew to its end") {
    dies_everywhere("", chain(1), false);
    dies_everywhere(chain(1), chain(2), false);
    dies_everywhere(chain(1), chain(2), true);
    dies_everywhere(chain(1), chain(1), false, lose_first_step);
    dies_everywhere(chain(1), chain(1), true, lose_first_step);
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
