// `${...}`: what was parsed is written and read back the same, and what was escaped stands for itself.
#include "engine/config/expression.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const auto literal = parse_template(escape_template(text));
    const auto* escaped = std::get_if<Template>(&literal);
    fuzz::require(escaped != nullptr, "an escaped text is a template");
    std::string plain;
    for (const auto& part : escaped->parts) {
        fuzz::require(std::holds_alternative<std::string>(part), "an escaped text refers to nothing");
        plain += std::get<std::string>(part);
    }
    fuzz::require(plain == text, "an escaped text stands for itself");

    const auto parsed = parse_template(text);
    if (const auto* wrong = std::get_if<TemplateError>(&parsed)) {
        fuzz::require(wrong->offset <= text.size() && !wrong->message.empty(), "an error has a place");
        return 0;
    }
    const auto& first = std::get<Template>(parsed);
    const std::string written = to_text(first);
    const auto reread = parse_template(written);
    const auto* second = std::get_if<Template>(&reread);
    fuzz::require(second != nullptr, "a written template can be read");
    fuzz::require(to_text(*second) == written, "a template reads back as it was");
    fuzz::require(first.parts.size() == second->parts.size(), "a template keeps its parts");

    for (const auto& part : first.parts)
        if (std::holds_alternative<Call>(part)) return 0;  // no plan sees one
    const Value unknown(Unknown{std::string(text)});
    const auto every = references(unknown);
    const Value nothing = resolve(unknown, [](const Reference&) { return std::optional<Value>(); });
    fuzz::require(references(nothing).size() == every.size(), "what is not known stays");
    const Value known = resolve(unknown, [&](const Reference&) { return std::optional<Value>(Value(text)); });
    fuzz::require(!known.has_unknown(), "what is known is filled in");
    return 0;
}
