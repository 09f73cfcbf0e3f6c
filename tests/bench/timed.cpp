// Runs a command and writes what it took: timed REPORT COMMAND [ARGS]. A program of its own because a child's
// peak memory is never less than that of the process it was forked from, and an interpreter's is large.
//
// REPORT is JSON: {"wall", "cpu": seconds, "memory": bytes at the peak, "written": bytes by write(2) and its
// like, which sockets are not, "code": exit code, or 128 and the signal}.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// `wchar` of a process that has ended and is not reaped yet.
std::uint64_t written_by(pid_t child) {
    std::ifstream io(fmt::format("/proc/{}/io", child));
    std::string key;
    std::uint64_t value = 0;
    while (io >> key >> value)
        if (key == "wchar:") return value;
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        fmt::print(stderr, "usage: timed REPORT COMMAND [ARGS]\n");
        return 1;
    }
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(127);
    }
    siginfo_t ended{};
    if (child < 0 || waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) != 0) {
        fmt::print(stderr, "timed: {} cannot be run\n", arguments[2]);
        return 1;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const std::uint64_t written = written_by(child);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    std::ofstream(arguments[1]) << fmt::format(
        R"({{"wall": {:.6f}, "cpu": {:.6f}, "memory": {}, "written": {}, "code": {}}})", wall.count(),
        seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss * 1024, written, code);
    return 0;
}
