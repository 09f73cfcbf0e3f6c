#include "tests/e2e/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace fireform::tests {
namespace {

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

struct Pipe {
    int reading = -1;
    int writing = -1;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    checked(::pipe2(ends.data(), O_CLOEXEC), "pipe");
    return {ends[0], ends[1]};
}

/// The end of a terminal of 80 by 24 at which we sit.
int make_terminal() {
    const int master = checked(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt");
    checked(::grantpt(master), "grantpt");
    checked(::unlockpt(master), "unlockpt");
    const winsize size{24, 80, 0, 0};
    checked(::ioctl(master, TIOCSWINSZ, &size), "terminal size");
    return master;
}

}  // namespace

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

Process::Process(const Start& start) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (!start.folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, start.folder.c_str());

    Pipe out;
    Pipe err;
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    if (start.terminal) {
        out.reading = make_terminal();
        in_ = checked(::fcntl(out.reading, F_DUPFD_CLOEXEC, 0), "dup");
        // Who leads a session and opens a terminal has it: closing it is told to nobody else.
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
        ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, ::ptsname(out.reading), O_RDWR, 0);
        ::posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
        if (!start.output.empty())
            ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, start.output.c_str(), O_WRONLY, 0);
    } else {
        out = make_pipe();
        err = make_pipe();
        ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (start.output.empty() || start.output == "closed") {
            ::posix_spawn_file_actions_adddup2(&actions, out.writing, STDOUT_FILENO);
        } else {
            ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, start.output.c_str(), O_WRONLY, 0);
        }
        ::posix_spawn_file_actions_adddup2(&actions, err.writing, STDERR_FILENO);
    }
    if (start.output == "closed") {
        ::close(out.reading);
        out.reading = -1;
    }
    out_ = out.reading;
    err_ = err.reading;

    std::vector<std::string> words{"fireform"};
    words.insert(words.end(), start.words.begin(), start.words.end());
    std::vector<std::string> environment;
    for (const auto& [name, value] : start.environment)
        environment.push_back(name + "=" + value);
    const int failure = ::posix_spawn(&pid_, FIREFORM_BINARY, &actions, &attributes, pointers(words).data(),
                                      pointers(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (out.writing >= 0) ::close(out.writing);
    if (err.writing >= 0) ::close(err.writing);
    if (failure != 0)
        throw std::system_error(failure, std::generic_category(), "cannot run " FIREFORM_BINARY);
}

Process::~Process() {
    if (!ended_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    for (const int file : {in_, out_, err_})
        if (file >= 0) ::close(file);
}

bool Process::read_more() {
    std::array<pollfd, 2> files{{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
    if (out_ < 0 && err_ < 0) return false;
    if (::poll(files.data(), files.size(), -1) < 0) return errno == EINTR;
    const auto take = [](int& file, const pollfd& found, std::string& text) {
        if (file < 0 || found.revents == 0) return;
        std::array<char, 4096> piece{};
        const ssize_t got = ::read(file, piece.data(), piece.size());
        if (got > 0) {
            text.append(piece.data(), static_cast<std::size_t>(got));
        } else {  // of a terminal EIO: the other end is closed
            ::close(file);
            file = -1;
        }
    };
    take(out_, files[0], ran_.out);
    take(err_, files[1], ran_.err);
    return true;
}

const std::string& Process::read_until(const std::string& text) {
    while (ran_.out.find(text) == std::string::npos && read_more()) {
    }
    return ran_.out;
}

const std::string& Process::read_errors_until(const std::string& text) {
    while (ran_.err.find(text) == std::string::npos && read_more()) {
    }
    return ran_.err;
}

void Process::close_terminal() {
    for (int* file : {&in_, &out_})
        ::close(std::exchange(*file, -1));
}

bool Process::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
}

void Process::type(const std::string& text) const {
    if (::write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("cannot type");
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

Ran Process::wait() {
    while (read_more()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ended_ = true;
    ran_.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return ran_;
}

}  // namespace fireform::tests
