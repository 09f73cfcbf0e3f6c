#include "engine/cli/run.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <exception>
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

/// Fixed words: what an exception says of itself may quote what it was about.
[[noreturn]] void end_at_once() {
    constexpr std::string_view text = "error[FF5115]: Unexpected failure\n  This is a bug in fireform.\n";
    static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
    std::abort();
}

/// A core dump holds the keys, and stays where it falls.
void leave_no_core() {
    const rlimit none{0, 0};
    static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
}

}  // namespace

int main(int count, char** words) {
    std::set_terminate(end_at_once);
    leave_no_core();
    // A reader that closed the pipe early must not kill an apply: writing fails with EPIPE instead.
    std::signal(SIGPIPE, SIG_IGN);
    // The same for a limit on the size of files: writing state fails with EFBIG, and the run stops in order.
    std::signal(SIGXFSZ, SIG_IGN);
    fireform::cli::SystemConsole console;
    const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
    static const auto leftovers = new fireform::cli::Leftovers;  // goes with the process
    return fireform::cli::run(arguments, read_environment(), console, *leftovers);
}
