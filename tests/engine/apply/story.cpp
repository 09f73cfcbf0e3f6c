#include "tests/engine/apply/story.hpp"

#include "schemas/names.hpp"
#include "schemas/value_json.hpp"

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

namespace fireform::tests {
namespace {

namespace json = boost::json;

const ResourceType& type_named(std::string_view name) {
    const ResourceType* type = fireworks_catalog().find(name);
    if (!type) throw std::invalid_argument(fmt::format("no such type: {}", name));
    return *type;
}

Address address_of(std::string_view text) {
    auto address = parse_address(text);
    if (!address) throw std::invalid_argument(fmt::format("not an address: {}", text));
    return *address;
}

/// Strings with a reference stay unknown.
Attributes attributes_of(const ResourceType& type, std::string_view text) {
    std::vector<std::string> unknown;
    Attributes attributes = attributes_from_json(
        type, json::parse(json::string_view(text.data(), text.size())).as_object(), &unknown);
    if (!unknown.empty()) throw std::invalid_argument("no such attribute: " + unknown.front());
    Attributes result;
    for (const auto& [index, value] : attributes) {
        const bool reference = value.string() && value.text().find("${") != std::string::npos;
        result.set(index, reference ? Value(Unknown{value.text()}) : value);
    }
    return result;
}

std::optional<Verb> verb_named(std::string_view word) {
    for (const Verb verb : {Verb::create, Verb::update, Verb::adopt, Verb::undelete, Verb::purge,
                            Verb::destroy, Verb::forget, Verb::clear, Verb::wait, Verb::wake, Verb::probe})
        if (word == to_text(verb)) return verb;
    return std::nullopt;
}

Action action_of(const std::vector<Step>& steps) {
    std::set<Verb> verbs;
    for (const Step& step : steps)
        verbs.insert(step.verb);
    const bool removes = verbs.contains(Verb::destroy) || verbs.contains(Verb::purge);
    if (verbs.contains(Verb::create)) return removes ? Action::replace : Action::create;
    if (verbs.contains(Verb::adopt)) return Action::adopt;
    if (verbs.contains(Verb::undelete)) return Action::undelete;
    if (verbs.contains(Verb::update) || verbs.contains(Verb::wake)) return Action::update;
    if (removes) return Action::destroy;
    if (verbs.contains(Verb::forget)) return Action::forget;
    return Action::none;
}

void diff_into(Change& change) {
    for (const auto& [index, value] : change.desired) {
        if (value == change.live.at(index)) continue;
        AttributeChange each;
        each.index = index;
        each.path = change.type->attributes[index].name;
        each.before = change.live.at(index);
        each.after = value;
        change.attributes.push_back(std::move(each));
    }
}

std::string seconds(std::chrono::nanoseconds time) {
    return fmt::format("{:.1f}", std::chrono::duration<double>(time).count());
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

Task<ApplyResult> run_with_stop(Story& story, std::chrono::nanoseconds stop_at) {
    TaskGroup<bool> others(co_await asio::this_coro::executor);
    const auto stopper = [](Story& all, std::chrono::nanoseconds at) -> Task<bool> {
        co_await all.clock.sleep(at - all.clock.now());
        all.stop.requested = true;
        co_return true;
    };
    if (stop_at >= std::chrono::nanoseconds(0)) others.start(stopper(story, stop_at));
    ApplyResult result = co_await apply_plan(story.planned, story.snapshot, story.store, story.cloud,
                                             story.clock, story.stop, story, story.options);
    others.cancel();
    co_await others.collect();
    co_return result;
}

}  // namespace

Story::Story() : cloud(clock, log), store(log) {
    snapshot.lineage = lineage;
    planned.lineage = lineage;
    planned.account = "acme";
    planned.naming.account = "acme";
}

LiveObject& Story::live(std::string_view type_and_id, std::string_view attributes, std::string state) {
    const std::size_t space = type_and_id.find(' ');
    const ResourceType& type = type_named(type_and_id.substr(0, space));
    return cloud.put(type, std::string(type_and_id.substr(space + 1)), attributes_of(type, attributes),
                     std::move(state));
}

ResourceState& Story::entry(std::string_view address, std::string_view id, std::string_view applied) {
    ResourceState entry;
    entry.address = address_of(address);
    const ResourceType& type = type_named(entry.address.type);
    entry.id = id;
    entry.name = id.empty() ? std::string() : full_name("acme", type.collection, id);
    entry.applied = attributes_of(type, applied);
    entry.seen = entry.applied;
    store.stored.lineage = lineage;
    store.stored.resources.insert_or_assign(entry.address, entry);
    return snapshot.resources[entry.address] = entry;
}

void Story::plan(std::string_view lines) {
    planned.steps.clear();
    planned.changes.clear();
    std::map<Address, std::vector<Step>> steps;
    std::map<Address, Change> changes;
    std::istringstream in{std::string(lines)};
    for (std::string line; std::getline(in, line);) {
        std::string desired = "{}";
        if (const std::size_t brace = line.find('{'); brace != std::string::npos && line[brace - 1] != '$') {
            const std::size_t end = line.rfind('}');
            desired = line.substr(brace, end - brace + 1);
            line.erase(brace, end - brace + 1);
        }
        std::istringstream words(line);
        std::string word, address;
        if (!(words >> word >> address)) continue;
        Step step;
        step.address = address_of(address);
        step.verb = verb_named(word).value_or(Verb::wait);
        const ResourceType& type = type_named(step.address.type);
        const auto verb = verb_named(word);
        bool after = false;
        for (std::string each; words >> each;) {
            if (each == "after")
                after = true;
            else if (after)
                step.after.push_back(static_cast<std::uint32_t>(std::stoul(each)));
            else if (each == "hard")
                step.hard = true;
            else if (each == "deposed")
                step.deposed = true;
            else
                step.id = each;
        }
        Change& change = changes[step.address];
        change.address = step.address;
        change.type = &type;
        change.timeouts = type.timeouts;
        for (const auto& [index, value] : attributes_of(type, desired))
            change.desired.set(index, value);
        if (verb && *verb == Verb::create) change.new_id = step.id;
        if (!verb || *verb != Verb::create) {
            const LiveObject* object = cloud.find(type, step.id);
            const bool left_over = step.deposed && !changes[step.address].object_id.empty();
            if (!left_over) change.object_id = step.id;
            if (!left_over) change.object_name = full_name("acme", type.collection, step.id);
            if (object && !left_over) change.live = object->attributes;
            if (object && !left_over) change.live_update_time = object->update_time;
        }
        if (verb) planned.steps.push_back(step);
        if (verb) steps[step.address].push_back(step);
    }
    for (auto& [address, change] : changes) {
        change.action = action_of(steps[address]);
        const bool waits = !steps[address].empty() && steps[address].front().verb == Verb::wait;
        change.pending = waits;
        change.create_before_destroy =
            change.action == Action::replace && steps[address].front().verb == Verb::create;
        if (change.action != Action::none && change.action != Action::destroy &&
            change.action != Action::forget)
            diff_into(change);
        if (change.action == Action::adopt) change.adopted = true;
        planned.changes.push_back(std::move(change));
    }
}

Change& Story::change(std::string_view address) {
    const Address wanted = address_of(address);
    for (Change& each : planned.changes)
        if (each.address == wanted) return each;
    throw std::invalid_argument(fmt::format("not in the plan: {}", address));
}

void Story::output(std::string name, Value after, bool sensitive) {
    OutputChange output;
    output.name = std::move(name);
    output.after = std::move(after);
    output.sensitive = sensitive;
    planned.outputs.push_back(std::move(output));
}

ApplyResult Story::apply() {
    told_.clear();
    return clock.run(run_with_stop(*this, stop_at_));
}

void Story::on(const Event& event) {
    static constexpr std::string_view kinds[] = {"started",   "progress", "accepted",
                                                 "completed", "failed",   "skipped"};
    std::string line = fmt::format("{} {} {}", kinds[static_cast<std::size_t>(event.kind)],
                                   to_text(event.verb), to_text(event.address));
    if (!event.phase.empty()) line += " (" + event.phase + ")";
    for (const Diagnostic& each : event.diagnostics)
        line += fmt::format(": {}: {}", each.summary, each.detail);
    told_.push_back({clock.now(), std::move(line)});
    if (on_event) on_event(event);
}

std::string Story::events(bool timed) const {
    std::vector<std::string> lines;
    for (const Told& each : told_)
        lines.push_back(timed ? seconds(each.at) + " " + each.text : each.text);
    return joined(lines);
}

std::string Story::calls() const {
    return joined(log);
}

std::string Story::state_text(const Snapshot& snapshot) {
    static constexpr std::string_view statuses[] = {"ready", "pending", "tainted"};
    std::vector<std::string> lines;
    for (const auto& [address, entry] : snapshot.resources) {
        const ResourceType& type = type_named(address.type);
        lines.push_back(fmt::format("{} {} {}{}{}", to_text(address), entry.id.empty() ? "-" : entry.id,
                                    statuses[static_cast<std::size_t>(entry.status)],
                                    entry.adopted ? " adopted" : "", entry.untagged ? " untagged" : ""));
        if (!entry.applied.empty()) lines.push_back("  applied: " + to_text(type, entry.applied));
        for (const Deposed& each : entry.deposed)
            lines.push_back("  deposed: " + each.id);
    }
    for (const auto& [name, output] : snapshot.outputs)
        lines.push_back(
            fmt::format("output {} = {}", name, output.sensitive ? "(sensitive)" : to_text(output.value)));
    for (const OpenIntent& open : snapshot.open_intents)
        lines.push_back(fmt::format("open intent: {} {}", open.verb, to_text(open.address)));
    return joined(lines);
}

std::string to_text(const ApplyResult& result) {
    const Counts& counts = result.counts;
    std::string out =
        fmt::format("{} added, {} changed, {} destroyed", counts.add, counts.change, counts.destroy);
    if (counts.adopt) out += fmt::format(", {} adopted", counts.adopt);
    if (counts.forget) out += fmt::format(", {} forgotten", counts.forget);
    if (result.stopped)
        out += fmt::format("; stopped with {} done, {} running, {} untouched", result.done, result.running,
                           result.untouched);
    out += "\n";
    for (const Diagnostic& each : result.diagnostics)
        out += to_text(each) + "\n";
    return out;
}

std::string text(std::string_view raw) {
    if (raw.starts_with('\n')) raw.remove_prefix(1);
    std::vector<std::string> lines;
    std::istringstream in{std::string(raw)};
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    if (!lines.empty() && lines.back().find_first_not_of(' ') == std::string::npos) lines.pop_back();
    std::size_t indent = std::string::npos;
    for (const std::string& line : lines)
        if (const std::size_t first = line.find_first_not_of(' '); first != std::string::npos)
            indent = std::min(indent, first);
    for (std::string& line : lines)
        line.erase(0, std::min(indent, line.size()));
    return joined(lines);
}

}  // namespace fireform::tests
