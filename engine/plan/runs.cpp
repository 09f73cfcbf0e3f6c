#include "engine/plan/runs.hpp"

#include "engine/config/expression.hpp"
#include "engine/config/object_name.hpp"
#include "engine/plan/diff.hpp"
#include "schemas/compare.hpp"
#include "schemas/names.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

constexpr std::string_view kind_lora = "HF_PEFT_ADDON";

Diagnostic about(const ResourceConfig& config, std::string_view attribute, std::string summary,
                 std::string detail, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.summary = std::move(summary);
    diagnostic.detail = std::move(detail);
    diagnostic.hint = std::move(hint);
    diagnostic.address = config.address;
    diagnostic.range = config.range_of(config.type->index_of(attribute));
    return diagnostic;
}

/// Where this run would write differs from what the record made.
std::vector<AttributeChange> signature_changes(const Change& change, const ResourceState* prior) {
    std::vector<AttributeChange> changes;
    const ResourceType& type = *change.type;
    for (std::size_t index = 0; index < type.attributes.size(); ++index) {
        const Attribute& attribute = type.attributes[index];
        const bool makes_new_run =
            attribute.signature || (attribute.update == Update::replace && attribute.name != "id");
        if (!makes_new_run) continue;
        const Value& wanted = change.desired.at(index);
        // Left out: the service chose, and what it chose is not part of the signature.
        if (wanted.is_null() || same(attribute, wanted, change.live.at(index))) continue;
        const bool never_returned = !change.live.contains(index) && prior && prior->applied.contains(index);
        if (never_returned && same(attribute, wanted, prior->applied.at(index))) continue;
        AttributeChange difference;
        difference.index = static_cast<std::uint16_t>(index);
        difference.path = attribute.name;
        difference.before = change.live.at(index);
        difference.after = wanted;
        difference.forces_replacement = true;
        difference.sensitive = attribute.sensitive;
        changes.push_back(std::move(difference));
    }
    return changes;
}

bool deletes_output(const Change& change) {
    const bool* wanted = change.desired.get(*change.type, "delete_output_model").boolean();
    return wanted && *wanted;
}

std::string on_failure_of(const Change& change) {
    const std::string& text = change.desired.get(*change.type, "on_failure").text();
    return text.empty() ? "fail" : text;
}

Diagnostics check_output_is_free(const Change& change, const ResourceConfig& config, const LiveIndex& live,
                                 const std::string& output, const std::string& own_record) {
    Diagnostics problems;
    const LiveModel* taken = live.model(output);
    if (!taken || (!own_record.empty() && taken->fine_tuning_job == own_record)) return problems;
    const std::string maker =
        taken->fine_tuning_job.empty() ? std::string() : " by " + taken->fine_tuning_job;
    problems.add(about(config, "output_model", "Output model exists already",
                       fmt::format("{} was made{} and the API refuses a run that writes to it.", output,
                                   maker.empty() ? std::string(" before") : maker),
                       fmt::format("write another output_model, or delete the model{}.",
                                   change.object_id.empty() ? "" : " (delete_output_model = true does it)")));
    return problems;
}

Diagnostics plan_new_run(Change& change, const ResourceConfig& config, const LiveIndex& live,
                         const std::string& account, std::vector<AttributeChange> differences) {
    const std::string old_output = output_model_of(*change.type, change.live, account, change.object_id);
    // Nothing written: the model is named like the run, and a new run takes the next id.
    const bool follows_id =
        change.desired.get(*change.type, "output_model").text().empty() && !change.id_written;
    const std::string new_output =
        follows_id ? std::string() : output_model_of(*change.type, change.desired, account, change.new_id);
    Diagnostics problems;
    change.action = Action::replace;
    change.attributes = std::move(differences);
    change.reason = "a run cannot be changed: this is a new run";
    change.create_before_destroy = true;
    if (old_output != new_output) {
        if (deletes_output(change)) change.output_model = old_output;
        problems.add(check_output_is_free(change, config, live, new_output, {}));
    } else if (deletes_output(change)) {
        change.output_model = old_output;
        change.create_before_destroy = false;
    } else if (live.model(new_output)) {
        problems.add(
            about(config, "output_model", "New run needs a new output model",
                  fmt::format("{} changed, so {} has to run again, but its output model {} exists already.",
                              change.attributes.empty() ? std::string("the signature")
                                                        : change.attributes.front().path,
                              to_text(change.address), new_output),
                  "write a new output_model, or delete_output_model = true to delete the old one first."));
    }
    return problems;
}

Diagnostics plan_failed_run(Change& change, const ResourceConfig& config, const LiveObject& object) {
    const std::string policy = on_failure_of(change);
    const std::string ended = object.status.empty() ? object.state : object.state + ": " + object.status;
    if (policy == "retry") {
        change.action = Action::repair;
        change.reason = fmt::format("the run ended in {}; on_failure is \"retry\"", ended);
        change.attributes = diff_from_nothing(*change.type, change.desired);
        return {};
    }
    if (policy == "resume") {
        change.action = Action::undelete;
        change.reason = fmt::format("the run ended in {}; on_failure is \"resume\"", ended);
        return {};
    }
    Diagnostics problems;
    problems.add(
        about(config, "on_failure", "Run has failed", fmt::format("{} ended in {}.", object.name, ended),
              "write on_failure = \"retry\" to run it again, \"resume\" to continue it, or change what "
              "made it fail."));
    return problems;
}

/// Nothing has run, or its record is gone; the model that it made may be there all the same.
Diagnostics plan_without_record(Change& change, const ResourceConfig& config, const ResourceState* prior,
                                const LiveIndex& live, const std::string& account) {
    if (prior && left_its_model(*prior, *change.type, live, account)) {
        change.live = prior->seen;
        auto differences = signature_changes(change, prior);
        if (differences.empty()) {
            change.action = Action::none;
            change.reason = "the record of the run is gone, its output model is there";
            return {};
        }
        change.object_id = prior->id;
        change.object_name = prior->name;
        return plan_new_run(change, config, live, account, std::move(differences));
    }
    const std::string output = output_model_of(*change.type, change.desired, account, change.new_id);
    change.action = Action::create;
    if (prior) change.reason = "the run and its output model are gone";
    change.attributes = diff_from_nothing(*change.type, change.desired);
    return check_output_is_free(change, config, live, output, {});
}

}  // namespace

bool left_its_model(const ResourceState& entry, const ResourceType& type, const LiveIndex& live,
                    const std::string& account) {
    if (!type.run || entry.id.empty()) return false;
    const LiveModel* made = live.model(output_model_of(type, entry.seen, account, entry.id));
    return made && made->fine_tuning_job == entry.name;
}

void split_start_model(const ResourceType& type, Attributes& desired, const LiveIndex& live,
                       const OutputModels& outputs) {
    const std::size_t sugar = type.index_of("model");
    if (sugar == ResourceType::npos) return;
    const Value model = desired.at(sugar);
    if (model.is_null()) return;
    bool lora = false;
    if (const auto* unknown = model.unknown()) {
        for (const Reference& reference : references(*unknown))
            lora |= reference.attribute == "output_model";
    } else {
        const LiveModel* own = live.model(model.text());
        lora = own ? own->kind == kind_lora : outputs.contains(model.text());
    }
    desired.erase(sugar);
    desired.put(type, lora ? "warm_start_from" : "base_model", model);
}

std::string output_model_of(const ResourceType& type, const Attributes& desired, const std::string& account,
                            std::string_view run_id) {
    const std::string& written = desired.get(type, "output_model").text();
    return written.empty() ? full_name(account, "models", run_id) : written;
}

Diagnostics plan_run(Change& change, const ResourceConfig& config, const ResourceState* prior,
                     const LiveObject* object, const LiveIndex& live, const std::string& account) {
    // What became known only now: validate has looked at what is written.
    const std::string& output = change.desired.get(*change.type, "output_model").text();
    if (const auto problem = new_model_problem(output); problem && !output.empty()) {
        Diagnostics invalid;
        invalid.add(about(
            config, "output_model", "Invalid object name",
            fmt::format("\"output_model\" is \"{}\"; it takes {}.", last_segment(output), problem->wanted),
            ""));
        return invalid;
    }
    if (!object || object->phase == Phase::gone || object->phase == Phase::deleting)
        return plan_without_record(change, config, prior, live, account);

    if (auto differences = signature_changes(change, prior); !differences.empty())
        return plan_new_run(change, config, live, account, std::move(differences));
    switch (object->phase) {
        case Phase::failed:
        case Phase::cancelled:
            return plan_failed_run(change, config, *object);
        case Phase::pending:
            change.pending = true;
            change.reason = "the run is in progress";
            break;
        case Phase::paused: {
            Diagnostics notes;
            Diagnostic paused = about(config, "", "Run is paused",
                                      fmt::format("{} is {}{}.", object->name, object->state,
                                                  object->status.empty() ? "" : ": " + object->status),
                                      "resume it in the console; nothing here waits for it.");
            paused.severity = Severity::warning;
            notes.add(std::move(paused));
            return notes;
        }
        default:
            break;
    }
    return {};
}

}  // namespace fireform
