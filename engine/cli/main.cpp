#include "engine/cli/run.hpp"

#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

fireform::cli::Environment read_environment() {
    fireform::cli::Environment out;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        out.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

}  // namespace

int main(int count, char** words) {
    // A reader that closed the pipe early must not kill an apply: writing fails with EPIPE instead.
    std::signal(SIGPIPE, SIG_IGN);
    fireform::cli::SystemConsole console;
    const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
    return fireform::cli::run(arguments, read_environment(), console);
}
