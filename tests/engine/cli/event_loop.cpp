#include "engine/cli/event_loop.hpp"

#include "engine/cli/readable.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace fireform;
using namespace fireform::cli;

namespace {

constexpr unsigned hang_max = 60;  ///< seconds after which the kernel ends a child that hears nothing

struct Pipe {
    std::array<int, 2> ends{};
    Pipe() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
    ~Pipe() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void write(std::string_view text) const {
        CHECK(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string read() const {
        std::array<char, 64> text{};
        const ssize_t got = ::read(ends[0], text.data(), text.size());
        return {text.data(), static_cast<std::size_t>(got > 0 ? got : 0)};
    }
};

Task<int> interrupted_before_the_wait(int file) {
    static_cast<void>(std::raise(SIGINT));
    co_await readable(file);
    co_return 0;
}

Task<int> when_readable(int file) {
    co_await readable(file);
    co_return 7;
}

}  // namespace

TEST_CASE("event loop: an interrupt that comes just before an answer is waited for ends the process") {
    const Pipe input;
    const Pipe words;
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(hang_max);
        EventLoop loop;
        loop.on_end([&words] { words.write("Interrupted."); });
        std::_Exit(loop.run(interrupted_before_the_wait(input.ends[0])));
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 130);
    CHECK(words.read() == "Interrupted.");
}

TEST_CASE("readable: data, the end of input, and what cannot be waited for end the wait; no flag changes") {
    const Pipe input;
    input.write("x");
    CHECK(EventLoop().run(when_readable(input.ends[0])) == 7);
    CHECK((::fcntl(input.ends[0], F_GETFL) & O_NONBLOCK) == 0);
    CHECK(input.read() == "x");

    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(EventLoop().run(when_readable(null)) == 7);
    ::close(null);
}
