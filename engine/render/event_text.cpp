// One line per event, for pipes and logs.
#include "engine/render/event_words.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

bool is_run(const Address& address) {
    const ResourceType* type = fireworks_catalog().find(address.type);
    return type && type->run;
}

}  // namespace

const VerbWords& words_of(const Event& event) {
    static constexpr VerbWords create{"Creating", "creating", "Creation", "create"};
    static constexpr VerbWords update{"Modifying", "modifying", "Modifications", "update"};
    static constexpr VerbWords adopt{"Adopting", "adopting", "Adoption", "adopt"};
    static constexpr VerbWords undelete{"Restoring", "restoring", "Restoration", "create"};
    static constexpr VerbWords resume{"Resuming", "resuming", "Resumption", "update"};
    static constexpr VerbWords purge{"Purging", "purging", "Purge", "delete"};
    static constexpr VerbWords destroy{"Destroying", "destroying", "Destruction", "delete"};
    static constexpr VerbWords forget{"Forgetting", "forgetting", "Forgetting", "remove"};
    static constexpr VerbWords clear{"Waiting until gone", "waiting", "Waiting", "noop"};
    static constexpr VerbWords wait{"Waiting until ready", "waiting", "Waiting", "noop"};
    static constexpr VerbWords wake{"Waking", "waking", "Waking", "update"};
    static constexpr VerbWords probe{"Probing", "probing", "Probe", "read"};
    switch (event.verb) {
        case Verb::create:
            return create;
        case Verb::update:
            return update;
        case Verb::adopt:
            return adopt;
        case Verb::undelete:
            return is_run(event.address) ? resume : undelete;
        case Verb::purge:
            return purge;
        case Verb::destroy:
            return destroy;
        case Verb::forget:
            return forget;
        case Verb::clear:
            return clear;
        case Verb::wait:
            return wait;
        case Verb::wake:
            return wake;
        case Verb::probe:
            return probe;
    }
    return wait;
}

std::string phase_text(std::string_view phase) {
    const std::size_t comma = phase.find(", ");
    const auto state_letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    if (comma != std::string_view::npos && std::ranges::all_of(phase.substr(0, comma), state_letter))
        phase.remove_prefix(comma + 2);
    return printable(phase);
}

std::string first_problem(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity != Severity::error) continue;
        return printable(diagnostic.detail.empty() ? diagnostic.summary
                                                   : diagnostic.summary + ": " + diagnostic.detail);
    }
    if (diagnostics.empty()) return {};
    return printable(diagnostics[0].detail.empty() ? diagnostics[0].summary : diagnostics[0].detail);
}

std::string event_line(const Event& event) {
    const VerbWords& words = words_of(event);
    const std::string id = event.id.empty() ? std::string() : fmt::format(" [id={}]", printable(event.id));
    const std::string elapsed = elapsed_text(event.elapsed);
    const std::string problem = first_problem(event.diagnostics);
    switch (event.kind) {
        case Event::Kind::started:
            return fmt::format("{}...{}", words.doing, id);
        case Event::Kind::progress: {
            const std::string phase = phase_text(event.phase);
            return fmt::format("Still {}... [{} elapsed{}{}]", words.still, elapsed,
                               phase.empty() ? "" : ", ", phase);
        }
        case Event::Kind::accepted:
            return fmt::format("{} accepted after {}{}", words.noun, elapsed, id);
        case Event::Kind::completed:
            if (event.verb == Verb::probe)
                return fmt::format("{} answered after {}{}", words.noun, elapsed, printable(event.phase));
            return fmt::format("{} complete after {}{}", words.noun, elapsed, id);
        case Event::Kind::failed:
            return fmt::format("{} failed after {}{}{}", words.noun, elapsed, problem.empty() ? "" : ": ",
                               problem);
        case Event::Kind::skipped:
            return fmt::format("{} not started{}{}", words.noun, problem.empty() ? "" : ": ", problem);
    }
    return {};
}

std::string render(const Event& event, const Style& style) {
    std::string line = event_line(event);
    if (event.kind == Event::Kind::failed) line = paint(line, Tone::error, style);
    if (event.kind == Event::Kind::skipped) line = paint(line, Tone::warning, style);
    return fmt::format("{}: {}\n", paint(printable(to_text(event.address)), Tone::strong, style), line);
}

}  // namespace fireform
