#include "engine/plan/runs.hpp"

#include "engine/config/object_name.hpp"
#include "engine/config/wording.hpp"
#include "engine/plan/continuation.hpp"
#include "engine/plan/diff.hpp"
#include "engine/plan/run_messages.hpp"
#include "engine/plan/timestamp.hpp"
#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

/// So many ids after the entry's own may have been taken by runs that were cut off before they recorded it.
constexpr int generations_ahead = 8;

/// Where this run would write differs from what the record made.
std::vector<AttributeChange> signature_changes(const Change& change, const Attributes& live,
                                               const ResourceState* prior, const StartModel& start) {
    std::vector<AttributeChange> changes;
    const ResourceType& type = *change.type;
    for (std::size_t index = 0; index < type.attributes.size(); ++index) {
        const Attribute& attribute = type.attributes[index];
        const bool makes_new_run =
            attribute.signature || (attribute.update == Update::replace && attribute.name != "id");
        if (!makes_new_run) continue;
        const Value& wanted = change.desired.at(index);
        // Left out: the service chose, and what it chose is not part of the signature.
        if (wanted.is_null() || same(attribute, wanted, live.at(index))) continue;
        const bool never_returned = !live.contains(index) && prior && prior->applied.contains(index);
        if (never_returned && same(attribute, wanted, prior->applied.at(index))) continue;
        AttributeChange difference;
        difference.index = static_cast<std::uint16_t>(index);
        difference.path = attribute.name;
        difference.before = live.at(index);
        difference.after = wanted;
        difference.forces_replacement = true;
        difference.sensitive = attribute.sensitive;
        if (start.maker && attribute.name == start.attribute)
            difference.note = fmt::format("{} makes it", to_text(start.maker->address));
        changes.push_back(std::move(difference));
    }
    return changes;
}

/// Whether the start model was made by a later run than this one, which then used another model of that name:
/// an apply that remade a chain ended between two of its runs.
bool is_left_behind(const Change& change, const StartModel& start) {
    if (!start.maker || start.maker->anew) return false;
    const auto own = time_of(change.live.get(*change.type, "create_time").text());
    const auto makers = time_of(start.maker->create_time);
    return own && makers && *own < *makers;
}

/// Whether what this run starts from becomes another model under the same name, or has become one.
bool starts_anew(const Change& change, const StartModel& start) {
    return (start.maker && start.maker->anew) || is_left_behind(change, start);
}

bool deletes_output(const Change& change) {
    const bool* wanted = change.desired.get(*change.type, "delete_output_model").boolean();
    return wanted && *wanted;
}

std::string on_failure_of(const Change& change) {
    const std::string& text = change.desired.get(*change.type, "on_failure").text();
    return text.empty() ? "fail" : text;
}

/// Whether it is this very run, started under one of the next ids before our last run was cut off: the create
/// will find it.
bool has_begun(const Change& change, const RunInput& input, const std::string& maker) {
    const LiveObject* record = input.live.by_name(maker);
    if (!record || record->type != change.type || input.lineage.empty() || change.id_written) return false;
    if (record->phase != Phase::ready && record->phase != Phase::pending) return false;
    bool is_next = false;
    for (int ahead = 0; ahead <= generations_ahead && !is_next; ++ahead)
        is_next = record->id == derived_id(input.lineage, change.address, change.generation + ahead);
    return is_next && signature_changes(change, record->attributes, nullptr, input.start).empty();
}

Diagnostics check_output_is_free(const Change& change, const RunInput& input, const std::string& output) {
    const ResourceConfig& config = input.config;
    Diagnostics problems;
    const LiveModel* taken = input.live.model(output);
    if (!taken || has_begun(change, input, taken->fine_tuning_job)) return problems;
    const std::string maker =
        taken->fine_tuning_job.empty() ? std::string() : " by " + taken->fine_tuning_job;
    problems.add(
        about_run(config, "output_model", "Output model exists already",
                  fmt::format("{} was made{} and the API refuses a run that writes to it.", output,
                              maker.empty() ? std::string(" before") : maker),
                  fmt::format("write another output_model, or delete the model{}.",
                              change.object_id.empty() ? "" : " (delete_output_model = true does it)")));
    return problems;
}

/// Empty `differences`: the start model is made anew under its name, or was.
Diagnostics plan_new_run(Change& change, const RunInput& input, std::vector<AttributeChange> differences) {
    const ResourceConfig& config = input.config;
    const std::string old_output =
        output_model_of(*change.type, change.live, input.account, change.object_id);
    // Nothing written: the model is named like the run, and a new run takes the next id.
    const bool follows_id =
        change.desired.get(*change.type, "output_model").text().empty() && !change.id_written;
    const std::string new_output =
        follows_id ? std::string()
                   : output_model_of(*change.type, change.desired, input.account, change.new_id);
    std::string why = "the signature changed";
    if (!differences.empty())
        why = differences.front().path + " changed";
    else if (input.start.maker)
        why = fmt::format("{} {} its start model anew", to_text(input.start.maker->address),
                          input.start.maker->anew ? "makes" : "has made");

    Diagnostics problems;
    change.action = Action::replace;
    change.reason =
        differences.empty() ? why + ": this is a new run" : "a run cannot be changed: this is a new run";
    change.attributes = std::move(differences);
    // Two runs must not write to one model, and the one that goes on is of no use any more.
    change.in_progress_run = input.record && input.record->phase == Phase::pending;
    change.create_before_destroy = !change.in_progress_run;
    if (old_output != new_output) {
        if (deletes_output(change)) change.output_model = old_output;
        problems.add(check_output_is_free(change, input, new_output));
    } else if (deletes_output(change)) {
        change.output_model = old_output;
        change.create_before_destroy = false;
    } else if (input.live.model(new_output)) {
        problems.add(about_run(
            config, "output_model", "New run needs a new output model",
            fmt::format("{}, so {} has to run again, but its output model {} exists already.", why,
                        to_text(change.address), new_output),
            "write a new output_model, or delete_output_model = true to delete the old one first."));
    }
    return problems;
}

Diagnostics plan_failed_run(Change& change, const RunInput& input) {
    const LiveObject& object = *input.record;
    const std::string policy = on_failure_of(change);
    const std::string ended = object.status.empty() ? object.state : object.state + ": " + object.status;
    if (policy == "retry") {
        change.action = Action::repair;
        change.reason = fmt::format("the run ended in {}; on_failure is \"retry\"", ended);
        change.attributes = diff_from_nothing(*change.type, change.desired);
        const std::string output =
            output_model_of(*change.type, change.desired, input.account, std::string_view());
        if (deletes_output(change) && input.live.model(output)) change.output_model = output;
        return deletes_output(change) ? Diagnostics() : check_output_is_free(change, input, output);
    }
    if (policy == "resume") {
        change.action = Action::undelete;
        change.reason = fmt::format("the run ended in {}; on_failure is \"resume\"", ended);
        return {};
    }
    Diagnostics problems;
    problems.add(about_run(
        input.config, "on_failure", "Run has failed", fmt::format("{} ended in {}.", object.name, ended),
        "write on_failure = \"retry\" to run it again, \"resume\" to continue it, or change what "
        "made it fail."));
    return problems;
}

/// Nothing has run, or its record is gone; the model that it made may be there all the same.
Diagnostics plan_without_record(Change& change, const RunInput& input) {
    const ResourceState* prior = input.prior;
    if (prior && left_its_model(*prior, *change.type, input.live, input.account)) {
        change.live = prior->seen;
        auto differences = signature_changes(change, change.live, prior, input.start);
        if (differences.empty() && !starts_anew(change, input.start)) {
            change.action = Action::none;
            change.reason = "the record of the run is gone, its output model is there";
            return {};
        }
        change.object_id = prior->id;
        change.object_name = prior->name;
        return plan_new_run(change, input, std::move(differences));
    }
    const std::string output = output_model_of(*change.type, change.desired, input.account, change.new_id);
    change.action = Action::create;
    if (prior) change.reason = "the run and its output model are gone";
    change.attributes = diff_from_nothing(*change.type, change.desired);
    return check_output_is_free(change, input, output);
}

/// What was written anew since the last apply and has no part in a run that has started already.
Diagnostics for_next_run(const Change& change, const RunInput& input) {
    std::vector<std::string_view> names;
    for (const auto& [index, value] : input.config.attributes) {
        const Attribute& attribute = change.type->attributes[index];
        const bool unwritten = std::ranges::find(change.unwritten, index) != change.unwritten.end();
        if (attribute.update != Update::next_run || attribute.sensitive || unwritten || !input.prior)
            continue;
        const Value& wanted = change.desired.at(index);
        const Value& applied = input.prior->applied.at(index);
        const bool drops = is_absent(attribute, wanted) && is_absent(attribute, applied);
        if (same(attribute, wanted, change.live.at(index))) continue;
        if (!wanted.has_unknown() && !drops && !same(attribute, wanted, applied))
            names.push_back(attribute.name);
    }
    Diagnostics notes;
    if (names.empty()) return notes;
    Diagnostic note = about_run(input.config, names.front(), "Change for the next run",
                                fmt::format("{} changed; {} has started already and is not changed by it.",
                                            all_of_text(names), input.record->name),
                                "");
    note.severity = Severity::note;
    notes.add(std::move(note));
    return notes;
}

Diagnostics plan_record(Change& change, const RunInput& input) {
    const LiveObject& record = *input.record;
    auto differences = signature_changes(change, change.live, input.prior, input.start);
    if (!differences.empty() || starts_anew(change, input.start))
        return plan_new_run(change, input, std::move(differences));
    switch (record.phase) {
        case Phase::failed:
        case Phase::cancelled:
            return plan_failed_run(change, input);
        case Phase::pending:
            change.pending = true;
            change.reason = "the run is in progress";
            return for_next_run(change, input);
        case Phase::paused: {
            Diagnostics notes;
            Diagnostic paused = about_run(input.config, "", "Run is paused",
                                          fmt::format("{} is {}{}.", record.name, record.state,
                                                      record.status.empty() ? "" : ": " + record.status),
                                          "resume it in the console; nothing here waits for it.");
            paused.severity = Severity::warning;
            notes.add(std::move(paused));
            return notes;
        }
        default:
            return for_next_run(change, input);
    }
}

}  // namespace

bool left_its_model(const ResourceState& entry, const ResourceType& type, const LiveIndex& live,
                    const std::string& account) {
    if (!type.run || entry.id.empty()) return false;
    const LiveModel* made = live.model(output_model_of(type, entry.seen, account, entry.id));
    return made && made->fine_tuning_job == entry.name;
}

std::string output_model_of(const ResourceType& type, const Attributes& desired, const std::string& account,
                            std::string_view run_id) {
    const std::string& written = desired.get(type, "output_model").text();
    return written.empty() ? full_name(account, "models", run_id) : written;
}

Diagnostics plan_run(Change& change, const RunInput& input) {
    // What became known only now: validate has looked at what is written.
    const std::string& output = change.desired.get(*change.type, "output_model").text();
    if (const auto problem = new_model_problem(output); problem && !output.empty()) {
        Diagnostics invalid;
        invalid.add(about_run(
            input.config, "output_model", "Invalid object name",
            fmt::format("\"output_model\" is \"{}\"; it takes {}.", last_segment(output), problem->wanted),
            ""));
        return invalid;
    }
    const bool there = input.record && input.record->phase != Phase::deleting;
    Diagnostics problems = there ? plan_record(change, input) : plan_without_record(change, input);
    if (makes_object(change)) {
        problems.add(complete_values(change, input.config, input.start, input.live));
        problems.add(check_start(change, input.config, input.start, input.live));
    }
    return problems;
}

}  // namespace fireform
