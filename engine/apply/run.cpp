#include "engine/apply/run.hpp"

#include "engine/apply/entries.hpp"
#include "schemas/bug.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace fireform {
namespace {

using std::chrono::nanoseconds;

/// A long upload is reported this often.
constexpr std::chrono::seconds upload_interval{1};

/// Whether a wait ended before its object did: the next run has nothing to do but to wait on.
bool is_on_its_way(const Sighting& failed) {
    if (failed.shared) return true;
    return !failed.broken && failed.object &&
           (failed.object->phase == Phase::pending || failed.object->phase == Phase::paused);
}

/// Whether the step is about an object as the configuration wants it.
bool makes(Verb verb) {
    return !removes(verb) && verb != Verb::forget && verb != Verb::clear;
}

}  // namespace

Run::Run(const Plan& plan, Snapshot& snapshot, Store& store, Clock& clock, EventSink& events,
         const ApplyOptions& options)
    : plan_(plan),
      clock_(clock),
      events_(events),
      options_(options),
      recorder_(plan.lineage, snapshot, store),
      schedule_(plan.steps),
      values_(plan),
      steps_(plan.steps.size()),
      open_steps_(plan.changes.size()) {
    for (Index step = 0; step < steps_.size(); ++step) {
        steps_[step].facts.change = plan.find(plan.steps[step].address);
        require(steps_[step].facts.change != nullptr, "every step belongs to a change");
        ++open_steps_[static_cast<std::size_t>(steps_[step].facts.change - plan.changes.data())];
    }
    began_ = clock.now();
    recorder_.move(plan.moves);
    if (steps_.empty()) return;
    if (Diagnostics problems = recorder_.begin(); problems.has_errors())
        halt(std::move(problems));
    else
        remember_left_overs();
}

/// Objects that are to go and that no entry names: an outcome of their address would close the intent that
/// led to them, and a run that dies before they have gone would leave nothing that does.
void Run::remember_left_overs() {
    for (const Change& change : plan_.changes) {
        if (change.deposed.empty()) continue;
        const ResourceState* entry = recorder_.find(change.address);
        ResourceState known;
        if (entry) known = *entry;
        known.address = change.address;
        bool news = false;
        for (const Deposed& each : change.deposed) {
            if (std::ranges::find(known.deposed, each) != known.deposed.end()) continue;
            known.deposed.push_back(each);
            news = true;
        }
        if (news) recorder_.set(std::move(known));
    }
    if (Diagnostics problems = recorder_.flush(); problems.has_errors()) halt(std::move(problems));
}

template <class Work>
void Run::guarded(Index step, const Work& work) {
    try {
        work();
    } catch (...) {
        Diagnostics bug;
        bug.add(bug_diagnostic());
        failed(step, std::move(bug));
    }
}

std::vector<StepRequest> Run::start_ready(std::size_t in_flight) {
    const auto slots = static_cast<std::size_t>(std::max(1, options_.parallelism));
    std::vector<StepRequest> batch;
    std::size_t announced = 0;
    while (!halted_) {
        const std::size_t used = in_flight + batch.size();
        const std::vector<Index> taken = schedule_.take_ready(slots > used ? slots - used : 0);
        for (const Index step : taken)
            guarded(step, [&] {
                if (auto request = start(step)) batch.push_back(std::move(*request));
            });
        // What is done now may make more ready: what follows it, or needs no request.
        const bool news = !news_.empty();
        if (!record_and_announce(std::span(batch).subspan(announced))) break;
        announced = batch.size();
        if (!news || !schedule_.has_ready()) break;
    }
    if (halted_) {
        for (const StepRequest& request : batch)
            schedule_.put_back(request.step);
        return {};
    }
    for (const StepRequest& request : batch)
        tell(Event::Kind::started, request.step);
    return batch;
}

std::optional<StepRequest> Run::start(Index step) {
    const Change& change = change_of(step);
    const Step& planned = plan_.steps[step];
    steps_[step].started = clock_.now();
    RequestInput input;
    input.plan = &plan_;
    input.change = &change;
    input.step = step;
    if (makes(planned.verb)) {
        Checked<Attributes> desired = values_.desired(change);
        if (!desired.ok()) {
            failed(step, std::move(desired.diagnostics));
            return std::nullopt;
        }
        Attributes& kept = desired_[change.address];
        kept = std::move(*desired.value);
        input.desired = &kept;
    }
    if (const auto found = current_.find(change.address); found != current_.end())
        input.current = &found->second;
    if (planned.verb == Verb::create) uploads_[change.address] = {step, clock_.now()};

    if (auto request = request_of(input, options_)) return request;
    tell(Event::Kind::started, step);
    if (planned.verb == Verb::forget)
        removed(step, {});
    else if (planned.verb == Verb::clear)
        watch_removal(step);
    else if (planned.verb == Verb::probe)
        probe(step);
    else if (planned.verb == Verb::wait)
        watch(step, Wait::Until::ready, planned.id, change.object_name, nullptr);
    else
        accepted(step, input.current ? *input.current : planned_object(change), {});
    return std::nullopt;
}

std::vector<Intent> Run::intents_of(std::span<const StepRequest> requests) const {
    std::vector<Intent> intents;
    intents.reserve(requests.size());
    for (const StepRequest& request : requests) {
        const Step& step = plan_.steps[request.step];
        Intent intent{.address = step.address, .verb = std::string(to_text(step.verb)), .id = step.id};
        intent.run = options_.run;
        describe(intent, request, plan_.lineage);
        intents.push_back(std::move(intent));
    }
    return intents;
}

std::vector<Wait> Run::take_waits() {
    return std::exchange(waits_, {});
}

std::vector<Probe> Run::take_probes() {
    return std::exchange(probes_, {});
}

void Run::probe(Index step) {
    const Change& change = change_of(step);
    if (!options_.wait) {
        news_.push_back({step, News::Kind::done_unready, {}, {}});
        return;
    }
    const auto current = current_.find(change.address);
    const LiveObject planned = planned_object(change);
    const LiveObject& object = current == current_.end() ? planned : current->second;
    Probe probe = probe_of(*change.type, desired_[change.address], object.attributes);
    probe.step = step;
    probes_.push_back(std::move(probe));
}

void Run::probed(ProbeResult result) {
    const Index step = result.step;
    guarded(step, [&] {
        if (!result.time_to_last_token) {
            failed(step, std::move(result.diagnostics));
            return;
        }
        const Change& change = change_of(step);
        const ResourceType& type = *change.type;
        const auto current = current_.find(change.address);
        LiveObject object = current == current_.end() ? planned_object(change) : current->second;
        object.attributes.put(type, "probe.time_to_last_token", Value(*result.time_to_last_token));
        keep(step, object, ResourceStatus::ready);
        News news{step, News::Kind::done, {}, std::move(result.diagnostics)};
        const std::size_t metrics = type.index_of("enable_metrics");
        const bool* shown =
            metrics == ResourceType::npos ? nullptr : desired_[change.address].at(metrics).boolean();
        if (shown && *shown)
            news.phase = fmt::format(", {:.2f} s to the last token",
                                     std::chrono::duration<double>(*result.time_to_last_token).count());
        current_[change.address] = std::move(object);
        news_.push_back(std::move(news));
    });
}

void Run::asked_again(Index step, std::string why) {
    tell(Event::Kind::progress, step, std::move(why));
}

void Run::answered(Answer answer) {
    const Index step = answer.step;
    guarded(step, [&] {
        uploads_.erase(change_of(step).address);
        const bool refused = answer.diagnostics.has_errors();
        if (removes(plan_.steps[step].verb) && !refused) {
            removal_accepted(step, answer.was_there, std::move(answer.diagnostics));
        } else if (!refused) {
            require(answer.object.has_value(), "an accepted request hands back its object");
            accepted(step, std::move(*answer.object), std::move(answer.diagnostics));
        } else {
            if (answer.object)
                keep_broken(step, *answer.object, plan_.steps[step].verb == Verb::create);
            else if (!answer.unknown)
                recorder_.close(change_of(step).address);
            failed(step, std::move(answer.diagnostics));
        }
    });
}

void Run::accepted(Index step, LiveObject object, Diagnostics warnings) {
    const Verb verb = plan_.steps[step].verb;
    steps_[step].facts.accepted = true;
    keep(step, object, object.phase == Phase::pending ? ResourceStatus::pending : ResourceStatus::ready);
    News news{step, News::Kind::done, phase_text(object), std::move(warnings)};
    // An adopted object that is not ready yet has a step of its own that waits.
    if (verb == Verb::wake || (object.phase != Phase::ready && verb != Verb::adopt)) {
        news.kind = options_.wait ? News::Kind::accepted : News::Kind::done_unready;
        const Wait::Until until = verb == Verb::wake ? Wait::Until::serving : Wait::Until::ready;
        if (options_.wait) watch(step, until, object.id, object.name, &object);
    }
    current_[change_of(step).address] = std::move(object);
    news_.push_back(std::move(news));
}

void Run::removal_accepted(Index step, bool was_there, Diagnostics warnings) {
    if (!was_there) {
        removed(step, std::move(warnings));
        return;
    }
    // The intent stays open until the object has gone: the next run knows whose doing it is.
    News news{step, options_.wait ? News::Kind::accepted : News::Kind::done_unready, {}, std::move(warnings)};
    if (options_.wait) watch_removal(step);
    news_.push_back(std::move(news));
}

void Run::watch_removal(Index step) {
    const Step& planned = plan_.steps[step];
    const Change& change = change_of(step);
    std::string name = change.object_name;
    if (planned.id != change.object_id) name = full_name(plan_.account, change.type->collection, planned.id);
    const bool frees_id = planned.hard || planned.verb == Verb::purge || planned.id == change.new_id;
    watch(step, frees_id ? Wait::Until::absent : Wait::Until::gone, planned.id, name, nullptr);
}

void Run::removed(Index step, Diagnostics warnings) {
    const Step& planned = plan_.steps[step];
    if (const ResourceState* previous = recorder_.find(planned.address)) {
        const std::string id = planned.verb == Verb::forget ? previous->id : planned.id;
        if (auto left = entry_without(*previous, id))
            recorder_.set(std::move(*left));
        else
            recorder_.remove(planned.address);
    } else if (steps_[step].announced) {
        recorder_.close(planned.address);
    }
    news_.push_back({step, News::Kind::done, {}, std::move(warnings)});
}

void Run::sighted(Sighting sighting) {
    guarded(sighting.step, [&] {
        switch (sighting.kind) {
            case Sighting::Kind::progress:
                tell(Event::Kind::progress, sighting.step, std::move(sighting.phase));
                break;
            case Sighting::Kind::ready:
                ready(sighting.step, std::move(*sighting.object));
                break;
            case Sighting::Kind::gone:
                removed(sighting.step, {});
                break;
            case Sighting::Kind::failed:
                steps_[sighting.step].facts.accepted =
                    steps_[sighting.step].facts.accepted && is_on_its_way(sighting);
                if (sighting.broken && sighting.object) keep_broken(sighting.step, *sighting.object, true);
                failed(sighting.step, std::move(sighting.diagnostics), sighting.shared);
                break;
        }
    });
}

void Run::ready(Index step, LiveObject object) {
    Diagnostics warnings;
    if (plan_.steps[step].verb == Verb::update && !object.status.empty()) {
        // A change that could not be rolled out leaves the object ready, with the reason as its status
        // (brief 2.1.4).
        Diagnostic warning;
        warning.severity = Severity::warning;
        warning.summary = "Object reports a problem";
        warning.detail =
            fmt::format("{} is {} after the update and says: {}", object.name, object.state, object.status);
        warnings.add(std::move(warning));
    }
    keep(step, object, ResourceStatus::ready);
    News news{step, News::Kind::done, phase_text(object), std::move(warnings)};
    current_[change_of(step).address] = std::move(object);
    news_.push_back(std::move(news));
}

void Run::failed(Index step, Diagnostics why, bool shared) {
    news_.push_back({step, News::Kind::failed, {}, std::move(why), shared});
}

void Run::keep(Index step, const LiveObject& object, ResourceStatus status) {
    const Change& change = change_of(step);
    const Verb verb = plan_.steps[step].verb;
    EntryInput input;
    input.change = &change;
    input.desired = &desired_[change.address];
    input.object = &object;
    input.previous = recorder_.find(change.address);
    // What has to answer first is not ready before it has.
    const bool unanswered = change.probe && status == ResourceStatus::ready && verb != Verb::probe;
    input.status = unanswered ? ResourceStatus::pending : status;
    // Both leave it to an update that follows to bring the attributes in line.
    input.later_changes = verb == Verb::adopt || verb == Verb::undelete;
    recorder_.set(entry_of(input, plan_.lineage));
}

void Run::keep_broken(Index step, const LiveObject& object, bool tainted) {
    const Change& change = change_of(step);
    const ResourceState* previous = recorder_.find(change.address);
    if (!previous || previous->id != object.id) {
        if (tainted)
            keep(step, object, ResourceStatus::tainted);
        else
            recorder_.close(change.address);
        return;
    }
    // What was applied before stands; what the failed request changed of it is seen by the next plan.
    ResourceState entry = *previous;
    if (tainted) entry.status = ResourceStatus::tainted;
    entry.seen = without_secrets(*change.type, object.attributes);
    entry.update_time = object.update_time;
    recorder_.set(std::move(entry));
}

void Run::watch(Index step, Wait::Until until, const std::string& id, const std::string& name,
                const LiveObject* object) {
    const Change& change = change_of(step);
    Wait wait;
    wait.step = step;
    wait.verb = plan_.steps[step].verb;
    wait.type = change.type;
    wait.id = id;
    wait.name = name;
    wait.until = until;
    wait.command = options_.command.empty() ? "apply" : options_.command;
    if (change.type->run) wait.on_failure = change.desired.get(*change.type, "on_failure").text();
    wait.limit = change.timeouts.create;
    wait.limit_name = "timeouts.create";
    if (wait.verb == Verb::update || wait.verb == Verb::wake) {
        wait.limit = change.timeouts.update;
        wait.limit_name = "timeouts.update";
    } else if (removes(wait.verb) || wait.verb == Verb::clear) {
        wait.limit = change.timeouts.remove;
        wait.limit_name = "timeouts.delete";
    }
    if (object) {
        wait.accepted = object->update_time;
        wait.said = phase_text(*object);
        wait.state = wait.said;
    }
    wait.seen = wait.verb == Verb::wait || wait.verb == Verb::update || wait.verb == Verb::wake;
    waits_.push_back(std::move(wait));
}

void Run::uploaded(const Address& address, std::uint64_t sent, std::uint64_t total) {
    const auto upload = uploads_.find(address);
    if (upload == uploads_.end() || total == 0) return;
    const nanoseconds now = clock_.now();
    if (now - upload->second.told < upload_interval) return;
    upload->second.told = now;
    tell(Event::Kind::progress, upload->second.step,
         fmt::format("uploading, {} of {} MB", sent >> 20, (total + (1u << 20) - 1) >> 20));
}

void Run::halt(Diagnostics why) {
    halted_ = true;
    result_.diagnostics.add(std::move(why));
}

void Run::halt(Diagnostic why) {
    Diagnostics one;
    one.add(std::move(why));
    halt(std::move(one));
}

}  // namespace fireform
