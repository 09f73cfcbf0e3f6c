#include "engine/cli/reserved.hpp"

#include "engine/cli/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::cli {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<std::string_view, 2> commands{"export", "orphans"};

constexpr std::array<Pair, 9> flags{{{"plan", "--exclude"},
                                     {"plan", "--replace"},
                                     {"plan", "--generate-config"},
                                     {"apply", "--exclude"},
                                     {"apply", "--replace"},
                                     {"destroy", "--exclude"},
                                     {"drift", "--accept"},
                                     {"drift", "--watch"},
                                     {"drift", "--notify"}}};

constexpr std::array<Pair, 3> formats{{{"drift", "markdown"}, {"drift", "junit"}, {"drift", "prometheus"}}};

Diagnostic not_yet(std::string_view command, std::string_view word) {
    return problem("Not supported by this version",
                   fmt::format("fireform " FIREFORM_VERSION " does not know `fireform{}{}{}{}` yet.",
                               command.empty() ? "" : " ", command, word.empty() ? "" : " ", word),
                   "leave it out, or use a newer fireform");
}

bool has(const auto& pairs, std::string_view command, std::string_view word) {
    return std::ranges::any_of(pairs, [&](const Pair& one) {
        return one.second == word && (one.first.empty() || one.first == command);
    });
}

}  // namespace

std::optional<Diagnostic> reserved_command(std::string_view command) {
    if (std::ranges::find(commands, command) == commands.end()) return std::nullopt;
    return not_yet(command, "");
}

std::optional<Diagnostic> reserved_flag(std::string_view command, std::string_view flag) {
    if (!has(flags, command, flag)) return std::nullopt;
    return not_yet(command, flag);
}

std::optional<Diagnostic> reserved_format(std::string_view command, std::string_view format) {
    if (!has(formats, command, format)) return std::nullopt;
    return not_yet(command, fmt::format("--format {}", format));
}

}  // namespace fireform::cli
