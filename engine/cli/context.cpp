#include "engine/cli/context.hpp"

#include "providers/clock.hpp"

#include <ostream>

namespace fireform::cli {

void Reporter::tell(const Diagnostics& diagnostics) {
    if (diagnostics.empty()) return;
    events([&] { return diagnostics_json(diagnostics, sources_, timestamp()); });
    if (json_) return;
    // An empty line between this and what stands before it, and between warnings and the result that follows.
    const std::string text = render(diagnostics, sources_, context_.err);
    context_.console.err((told_ ? "\n" : "") + text + (diagnostics.has_errors() ? "" : "\n"));
    told_ = diagnostics.has_errors();
}

void Reporter::events(const std::function<std::string()>& make) {
    if (!json_ && !copy_) return;
    const std::string lines = make();
    if (json_) context_.console.out(lines);
    if (copy_) *copy_ << lines << std::flush;
}

std::string timestamp() {
    return rfc3339(std::chrono::system_clock::now());
}

}  // namespace fireform::cli
