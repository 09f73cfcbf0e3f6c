#include "engine/apply/closing.hpp"

#include "engine/apply/entries.hpp"
#include "engine/config/expression.hpp"

#include <algorithm>
#include <map>

namespace fireform {
namespace {

using Status = Schedule::Status;

void count_step(const Change& change, Verb verb, Counts& counts) {
    switch (verb) {
        case Verb::create:
            ++counts.add;
            break;
        case Verb::undelete:
            ++(resumes(change) ? counts.change : counts.add);
            break;
        case Verb::update:
            ++counts.change;
            break;
        case Verb::adopt:
            ++(change.imported ? counts.import : counts.adopt);
            break;
        case Verb::purge:
        case Verb::destroy:
            ++counts.destroy;
            break;
        case Verb::forget:
            ++counts.forget;
            break;
        case Verb::clear:
        case Verb::wait:
        case Verb::wake:  // belongs to an update, which counts as a whole
        case Verb::probe:
            break;
    }
}

void add(Counts& counts, const Counts& more) {
    counts.import += more.import;
    counts.adopt += more.adopt;
    counts.add += more.add;
    counts.change += more.change;
    counts.destroy += more.destroy;
    counts.forget += more.forget;
}

/// The steps of one change, by how far they came.
struct Tally {
    int done = 0, open = 0, untouched = 0, broken = 0;
    Counts counts;
    bool unready = false;
};

}  // namespace

bool all_succeeded(const Schedule& schedule) {
    for (Schedule::Index step = 0; step < schedule.size(); ++step)
        if (schedule.status(step) != Status::succeeded) return false;
    return true;
}

void settle_unchanged(const Plan& plan, Recorder& recorder) {
    if (plan.mode == PlanMode::refresh_only) {
        for (const Drift& drift : plan.drift) {
            const ResourceState* entry = recorder.find(drift.address);
            const ResourceType* type = fireworks_catalog().find(drift.address.type);
            if (!entry || !type) continue;
            if (auto now = accepted(*entry, drift, *type, plan.lineage))
                recorder.settle(std::move(*now));
            else
                recorder.settle_removed(drift.address);
        }
        return;
    }
    for (const Change& change : plan.changes) {
        if (change.action != Action::none || change.partial_skip || change.pending) continue;
        if (const ResourceState* entry = recorder.find(change.address))
            recorder.settle(settled(*entry, change, plan.lineage));
    }
}

void forget_settled_intents(const Plan& plan, bool looked, Recorder& recorder) {
    if (plan.mode == PlanMode::refresh_only) return;
    recorder.forget_intents_before([&](const Intent& intent) {
        const Change* change = plan.find(intent.address);
        return change ? !change->partial_skip : looked && !plan.partial;
    });
}

void settle_outputs(const Plan& plan, const Values& values, bool complete, Recorder& recorder) {
    const Scope scope = [&values](const Reference& reference) { return values.of(reference); };
    for (const OutputChange& output : plan.outputs) {
        if (output.after.is_null()) {
            if (complete) recorder.remove_output(output.name);
            continue;
        }
        if (output.sensitive) {
            recorder.set_output(output.name, {Value(), true});
            continue;
        }
        Value value = output.after.has_unknown() ? resolve(output.after, scope) : output.after;
        if (!value.has_unknown()) recorder.set_output(output.name, {std::move(value), false});
    }
}

void summarise(const Plan& plan, const Schedule& schedule, const std::vector<StepFacts>& facts,
               ApplyResult& result) {
    std::map<const Change*, Tally> tallies;
    for (Schedule::Index step = 0; step < schedule.size(); ++step) {
        Tally& tally = tallies[facts[step].change];
        tally.unready = tally.unready || facts[step].unready;
        switch (schedule.status(step)) {
            case Status::succeeded:
                ++tally.done;
                count_step(*facts[step].change, plan.steps[step].verb, tally.counts);
                break;
            case Status::running:
                ++tally.open;
                break;
            case Status::failed:
                ++tally.broken;
                if (facts[step].accepted)
                    count_step(*facts[step].change, plan.steps[step].verb, tally.counts);
                break;
            case Status::waiting:
            case Status::ready:
            case Status::skipped:
                ++tally.untouched;
                break;
        }
    }
    for (const auto& [change, tally] : tallies)
        if (tally.unready) ++result.unready;
    if (all_succeeded(schedule)) {
        result.done = static_cast<int>(tallies.size());
        result.counts = plan.counts();
        return;
    }
    Plan finished;
    for (const auto& [change, tally] : tallies) {
        const bool whole = tally.open == 0 && tally.untouched == 0 && tally.broken == 0;
        if (whole)
            finished.changes.push_back(*change);
        else
            add(result.counts, tally.counts);
        if (whole)
            ++result.done;
        else if (tally.done == 0 && tally.open == 0 && tally.broken == 0)
            ++result.untouched;
        else if (tally.broken == 0)
            ++result.running;
    }
    add(result.counts, finished.counts());
}

RunRecord record_of_run(const Plan& plan, const Schedule& schedule, const ApplyResult& result,
                        RunRecord begun, std::chrono::nanoseconds took) {
    begun.seconds = std::chrono::round<std::chrono::seconds>(took).count();
    begun.result = result.stopped ? "interrupted" : all_succeeded(schedule) ? "complete" : "failed";
    begun.adopted = result.counts.adopt + result.counts.import;
    begun.added = result.counts.add;
    begun.changed = result.counts.change;
    begun.removed = result.counts.destroy;
    begun.forgotten = result.counts.forget;
    for (std::uint32_t step = 0; step < plan.steps.size(); ++step) {
        const Step& each = plan.steps[step];
        const bool is_gone = each.verb == Verb::destroy && !each.deposed && !each.hard &&
                             schedule.status(step) == Schedule::Status::succeeded;
        if (is_gone) begun.destroyed.push_back({each.address, each.id});
    }
    std::ranges::sort(begun.destroyed, {}, &RunRecord::Destroyed::address);
    return begun;
}

}  // namespace fireform
