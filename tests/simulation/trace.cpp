#include "tests/simulation/trace.hpp"

namespace fireform::simulation {

void Trace::add(std::string line) {
    const double seconds = std::chrono::duration<double>(now).count();
    lines_.push_back(fmt::format("{:>10.3f} s  {}", seconds, line));
}

void Trace::quote(std::string_view text) {
    if (!listening) return;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines_.push_back(fmt::format("              | {}", text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace fireform::simulation
