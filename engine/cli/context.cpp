#include "engine/cli/context.hpp"

#include "providers/clock.hpp"

namespace fireform::cli {

void Reporter::tell(const Diagnostics& diagnostics) {
    if (diagnostics.empty()) return;
    if (json_) {
        context_.console.out(diagnostics_json(diagnostics, sources_, timestamp()));
        return;
    }
    // An empty line between this and what stands before it, and between warnings and the result that follows.
    const std::string text = render(diagnostics, sources_, context_.err);
    context_.console.err((told_ ? "\n" : "") + text + (diagnostics.has_errors() ? "" : "\n"));
    told_ = diagnostics.has_errors();
}

std::string timestamp() {
    return rfc3339(std::chrono::system_clock::now());
}

}  // namespace fireform::cli
