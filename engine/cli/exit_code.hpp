// How commands end: the code, and the list of them that help prints (contract section 2).
#pragma once

#include <array>
#include <string_view>

namespace fireform::cli {

struct ExitCode {
    int number;
    std::string_view meaning;
};

namespace exit_code {
inline constexpr int done = 0;
inline constexpr int error = 1;
inline constexpr int pending = 2;
inline constexpr int unformatted = 3;
inline constexpr int interrupted = 130;
}  // namespace exit_code

inline constexpr std::array<ExitCode, 5> exit_codes{
    {{exit_code::done, "done"},
     {exit_code::error, "error, wrong usage included"},
     {exit_code::pending, "changes pending (plan --detailed-exitcode), or drift found (drift)"},
     {exit_code::unformatted, "fmt --check found a difference"},
     {exit_code::interrupted, "interrupted"}}};

}  // namespace fireform::cli
