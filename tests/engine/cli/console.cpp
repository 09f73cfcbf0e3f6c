#include "engine/cli/console.hpp"

#include "engine/cli/event_loop.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>

using namespace fireform;
using namespace fireform::cli;

namespace {

constexpr unsigned hang_max = 60;  ///< seconds after which the kernel ends a child that hangs

/// The exit code of a child that writes to a pipe, which nobody reads until it has ended or never; what came
/// through the pipe.
struct Piped {
    int code = -1;
    std::string text;
};
Piped piped(const std::function<int()>& work, bool reader_gone = false) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    if (reader_gone) ::close(ends[0]);  // before there is a child that could be quicker
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(hang_max);
        std::signal(SIGPIPE, SIG_IGN);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[1]);
        if (!reader_gone) ::close(ends[0]);
        std::_Exit(work());
    }
    ::close(ends[1]);
    Piped out;
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFEXITED(status)) out.code = WEXITSTATUS(status);
    if (reader_gone) return out;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::read(ends[0], piece.data(), piece.size())) > 0;)
        out.text.append(piece.data(), static_cast<std::size_t>(got));
    ::close(ends[0]);
    return out;
}

Task<int> until_stopped(const StopSignal& stop, Clock& clock) {
    while (!stop.requested)
        co_await clock.sleep(std::chrono::milliseconds(1));
    co_return 130;
}

}  // namespace

TEST_CASE("console: a reader that does not read holds nobody up, and gets what fits") {
    const std::string line(1023, 'x');
    const Piped ran = piped([&line] {
        SystemConsole console;
        for (int i = 0; i < 1024; ++i)
            console.out(line + '\n');
        const bool stalled = console.stalled();
        console.hurry();
        static_cast<void>(console.finish());
        return stalled ? 7 : 1;
    });
    CHECK(ran.code == 7);
    CHECK(ran.text.size() >= 4096);
    CHECK(ran.text.starts_with(line + '\n'));
}

TEST_CASE(
    "console: a reader that has gone is told of once, and stops what changes something as an interrupt "
    "does") {
    const auto apply = [](bool changes_something) {
        return [changes_something] {
            SystemConsole console;
            SystemClock clock;
            EventLoop loop;
            int told = 0;
            console.on_reader_gone([&] {
                ++told;
                loop.finish_soon();
            });
            console.out("x\n");
            console.out("y\n");
            if (changes_something) loop.finish_when_interrupted([] {});
            const int code = changes_something ? loop.run(until_stopped(loop.stop(), clock)) : 0;
            return told == 1 ? code : 1;
        };
    };
    CHECK(piped(apply(true), true).code == 130);
    CHECK(piped(apply(false), true).code == 0);
}
