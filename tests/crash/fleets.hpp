// One fleet at four moments of its life, for runs that are killed on the way from one to the next.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::tests {

struct Moment {
    std::string_view what;  ///< "create", "change", ...
    std::string toml;
    /// Collection to the number of objects that have to be there afterwards.
    std::map<std::string, int> objects;
    /// How many creates of each collection may have succeeded on the way here, at most.
    std::map<std::string, int> creates;
};

/// In order; the first starts from nothing, the last ends with nothing.
[[nodiscard]] const std::vector<Moment>& moments();

inline constexpr std::string_view rows =
    R"({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
{"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "So long"}]}
{"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Me"}]}
)";

}  // namespace fireform::tests
