#include "engine/cli/second_interrupt.hpp"

#include "engine/cli/exit_code.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>

namespace fireform::cli {
namespace {

// Global, since a handler is given nothing but the signal's number.
volatile std::sig_atomic_t unheard = 0;
void (*volatile event_loop_handler)(int) = nullptr;  // one for all signals

/// Calls only what a handler may.
extern "C" void on_signal(int signal) {
    constexpr std::string_view last_words = "\nEnded at once.\n";
    if (unheard != 0) {
        static_cast<void>(!::write(STDERR_FILENO, last_words.data(), last_words.size()));
        ::_exit(exit_code::interrupted);
    }
    unheard = 1;
    const int error = errno;
    event_loop_handler(signal);
    errno = error;
}

}  // namespace

void watch_for_second(int signal) {
    struct sigaction action = {};
    if (::sigaction(signal, nullptr, &action) != 0 || action.sa_handler == on_signal) return;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return;
    unheard = 0;
    event_loop_handler = action.sa_handler;
    action.sa_handler = on_signal;
    static_cast<void>(::sigaction(signal, &action, nullptr));
}

void interrupt_heard() {
    unheard = 0;
}

}  // namespace fireform::cli
