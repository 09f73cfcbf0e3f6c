#include "engine/apply/carry_out.hpp"

#include "schemas/bug.hpp"
#include "schemas/compare.hpp"

#include <fmt/format.h>
#include <boost/core/demangle.hpp>

#include <typeinfo>

namespace fireform {
namespace {

constexpr std::string_view bug_ending = "This is a bug in fireform.";

Diagnostic moved(const AsPlanned& planned, std::string what) {
    Diagnostic problem;
    problem.summary = "Object changed since the plan";
    problem.detail = fmt::format("{} {}.", planned.name, what);
    problem.hint = "make a new plan.";
    return problem;
}

/// Nothing: the object is as the plan saw it.
std::optional<Diagnostic> compare(const AsPlanned& planned, const std::optional<LiveObject>& now) {
    if (!now || now->phase == Phase::gone) {
        if (planned.may_be_gone) return std::nullopt;
        return moved(planned, "is gone");
    }
    if (planned.soft_deleted && now->phase != Phase::soft_deleted)
        return moved(planned, fmt::format("is no longer deleted, but {}", now->state));
    if (!planned.update_time.empty() && planned.update_time == now->update_time) return std::nullopt;
    for (const std::uint16_t index : planned.used) {
        const Attribute& attribute = planned.type->attributes[index];
        const Value& before = planned.attributes.at(index);
        const Value& after = now->attributes.at(index);
        if (same(attribute, before, after)) continue;
        return moved(planned, fmt::format("had {} = {} when the plan was made and has {} now", attribute.name,
                                          to_text(before), to_text(after)));
    }
    return std::nullopt;
}

/// Whether a removal that the API refused is under way or done all the same.
bool is_going(const std::optional<LiveObject>& now, bool hard) {
    if (!now) return true;
    return now->phase == Phase::gone || now->phase == Phase::deleting ||
           (now->phase == Phase::soft_deleted && !hard);
}

Task<void> send(CreateRequest request, Answer& answer, Provider& provider) {
    Created made = co_await provider.create(std::move(request));
    answer.unknown = !made.value && !made.refused;
    answer.object = std::move(made.value);
    answer.diagnostics.add(std::move(made.diagnostics));
}

Task<void> send(UpdateRequest request, Answer& answer, Provider& provider) {
    Checked<LiveObject> changed = co_await provider.update(std::move(request));
    answer.object = std::move(changed.value);
    answer.diagnostics.add(std::move(changed.diagnostics));
}

Task<void> send(UndeleteRequest request, Answer& answer, Provider& provider) {
    Checked<LiveObject> back = co_await provider.undelete(*request.type, request.id);
    answer.object = std::move(back.value);
    answer.diagnostics.add(std::move(back.diagnostics));
}

Task<void> send(WakeRequest request, Answer& answer, Provider& provider) {
    Checked<LiveObject> woken = co_await provider.scale(*request.type, request.id, 1);
    answer.object = std::move(woken.value);
    answer.diagnostics.add(std::move(woken.diagnostics));
}

Task<void> send(RemoveRequest request, Answer& answer, Provider& provider) {
    const ResourceType& type = *request.type;
    const std::string id = request.id;
    const bool hard = request.hard;
    const bool only_the_object = request.output_model.empty();
    Checked<bool> removed = co_await provider.remove(std::move(request));
    answer.was_there = removed.value.value_or(true);
    if (removed.diagnostics.has_errors() && only_the_object) {
        // An earlier run, or somebody else, may have started it already.
        const Checked<LiveObject> now = co_await provider.read(type, id);
        if (!now.diagnostics.has_errors() && is_going(now.value, hard)) {
            answer.was_there = now.value.has_value();
            co_return;
        }
        answer.unknown = now.diagnostics.has_errors();
    }
    answer.diagnostics.add(std::move(removed.diagnostics));
}

Task<void> perform(StepRequest request, Answer& answer, Provider& provider) {
    if (request.as_planned) {
        const AsPlanned planned = std::move(*request.as_planned);
        const Checked<LiveObject> now = co_await provider.read(*planned.type, planned.id);
        answer.diagnostics.add(now.diagnostics);
        if (now.diagnostics.has_errors()) co_return;
        if (auto problem = compare(planned, now.value)) {
            answer.diagnostics.add(std::move(*problem));
            co_return;
        }
    }
    if (auto* create = std::get_if<CreateRequest>(&request.request))
        co_await send(std::move(*create), answer, provider);
    else if (auto* update = std::get_if<UpdateRequest>(&request.request))
        co_await send(std::move(*update), answer, provider);
    else if (auto* undelete = std::get_if<UndeleteRequest>(&request.request))
        co_await send(std::move(*undelete), answer, provider);
    else if (auto* wake = std::get_if<WakeRequest>(&request.request))
        co_await send(std::move(*wake), answer, provider);
    else
        co_await send(std::move(std::get<RemoveRequest>(request.request)), answer, provider);
}

Diagnostic bug_diagnostic(const std::string& what) {
    Diagnostic bug;
    bug.summary = "Unexpected failure";
    bug.detail = what.ends_with(bug_ending) ? what : fmt::format("{}. {}", what, bug_ending);
    bug.hint = "the other resources were still recorded; run it again, and report this if it stays.";
    return bug;
}

}  // namespace

Diagnostic bug_diagnostic() {
    try {
        throw;
    } catch (const Bug& bug) {
        return bug_diagnostic(bug.what());
    } catch (const std::exception& error) {
        return bug_diagnostic(boost::core::demangle(typeid(error).name()));
    } catch (...) {
        return bug_diagnostic("an exception without a type");
    }
}

Task<Answer> carry_out(StepRequest request, Provider& provider) {
    Answer answer;
    answer.step = request.step;
    const bool creates = std::holds_alternative<CreateRequest>(request.request);
    try {
        co_await perform(std::move(request), answer, provider);
    } catch (...) {
        answer.diagnostics.add(bug_diagnostic());
        answer.unknown = creates && !answer.object;
    }
    co_return answer;
}

}  // namespace fireform
