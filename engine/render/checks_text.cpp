#include "engine/render/checks_text.hpp"

#include "engine/render/stream_event.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <sstream>

namespace fireform {
namespace {

namespace json = boost::json;

using Verdict = CheckUp::Verdict;

std::string_view word(Verdict verdict) {
    if (verdict == Verdict::good) return "good";
    return verdict == Verdict::open ? "open" : "wrong";
}

Tone tone(Verdict verdict) {
    if (verdict == Verdict::good) return Tone::create;
    return verdict == Verdict::open ? Tone::faint : Tone::error;
}

std::size_t count_wrong(const std::vector<CheckUp>& checks) {
    return static_cast<std::size_t>(
        std::ranges::count(checks, Verdict::wrong, [](const CheckUp& one) { return one.verdict; }));
}

/// Every line of `text` two columns to the right.
std::string indented(const std::string& text) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);)
        out += "  " + line + '\n';
    return out;
}

}  // namespace

std::string checks_text(const std::vector<CheckUp>& checks, const Style& style) {
    std::size_t width = 0;
    for (const CheckUp& check : checks)
        width = std::max(width, check.name.size());
    std::string out;
    for (const CheckUp& check : checks) {
        const std::string verdict = fmt::format("{:<5}", word(check.verdict));
        out += paint(verdict, tone(check.verdict), style) + "  " + check.name;
        if (!check.found.empty())
            out += std::string(width - check.name.size() + 2, ' ') + printable(check.found);
        out += '\n';
        if (!check.problems.empty()) out += indented(render(check.problems, {}, style));
    }
    const std::size_t wrong = count_wrong(checks);
    if (wrong == 0) return out + "\nNothing is wrong.\n";
    return out + fmt::format("\n{} wrong.\n", counted(wrong, "thing is", "things are"));
}

std::string checks_json(const std::vector<CheckUp>& checks) {
    json::array all;
    for (const CheckUp& check : checks) {
        const std::string_view verdict = word(check.verdict);
        json::array problems;
        for (const Diagnostic& problem : check.problems)
            problems.push_back(diagnostic_json(problem, {}));
        all.push_back(json::object{{"name", check.name},
                                   {"verdict", json::string_view(verdict.data(), verdict.size())},
                                   {"found", check.found},
                                   {"problems", std::move(problems)}});
    }
    const json::object out{
        {"format_version", "1.0"}, {"ok", count_wrong(checks) == 0}, {"checks", std::move(all)}};
    return json::serialize(out) + '\n';
}

}  // namespace fireform
