// A story as text, for the one that failed: written only when somebody listens.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace fireform::simulation {

class Trace {
 public:
    bool listening = false;
    std::chrono::nanoseconds now{0};  ///< since the story began; the scheduler keeps it

    template <class... Arguments>
    void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        if (listening) add(fmt::format(format, std::forward<Arguments>(arguments)...));
    }
    /// Every line of a text, indented.
    void quote(std::string_view text);

    /// "  12.345 s  request 7 ...", one a line.
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
    void add(std::string line);
    std::vector<std::string> lines_;
};

}  // namespace fireform::simulation
