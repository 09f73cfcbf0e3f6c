#include "tests/crash/traced.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <vector>

namespace fireform::tests {
namespace {

/// "" of a call by which nothing is changed and nothing is learned.
std::string_view effect_of(std::uint64_t call) {
    switch (call) {
        case SYS_write:
            return "write";
        case SYS_pwrite64:
            return "pwrite";
        case SYS_writev:
            return "writev";
        case SYS_fsync:
            return "fsync";
        case SYS_fdatasync:
            return "fdatasync";
        case SYS_rename:
        case SYS_renameat:
        case SYS_renameat2:
            return "rename";
        case SYS_unlink:
        case SYS_unlinkat:
            return "unlink";
        case SYS_ftruncate:
            return "ftruncate";
        case SYS_sendto:
        case SYS_sendmsg:
            return "send";
        case SYS_recvfrom:
        case SYS_recvmsg:
            return "receive";
        default:
            return "";
    }
}

bool can_be_torn(std::uint64_t call) {
    return call == SYS_write || call == SYS_pwrite64;
}

/// Everything is made before the fork: behind it only what is safe in a child.
pid_t start_traced(const Start& start) {
    std::vector<std::string> words{"fireform"};
    words.insert(words.end(), start.words.begin(), start.words.end());
    std::vector<std::string> environment;
    for (const auto& [name, value] : start.environment)
        environment.push_back(name + "=" + value);
    const std::vector<char*> arguments = pointers(words);
    const std::vector<char*> settings = pointers(environment);
    const std::string folder = start.folder.string();

    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child > 0) return child;
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        ::dup2(nothing, file);
    if (::chdir(folder.c_str()) == 0 && ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)
        ::execve(FIREFORM_BINARY, arguments.data(), settings.data());
    ::_exit(127);
}

class Tracer {
 public:
    Tracer(pid_t child, const Kill& kill) : child_(child), kill_(kill) {}

    Traced run() {
        int status = next();  // stands at its first instruction
        if (!WIFSTOPPED(status)) return ended(status);
        if (::ptrace(PTRACE_SETOPTIONS, child_, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0)
            fail("ptrace");
        int signal = 0;
        while (true) {
            ::ptrace(PTRACE_SYSCALL, child_, nullptr, signal);
            status = next();
            if (!WIFSTOPPED(status)) return ended(status);
            const bool at_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
            signal = at_call ? 0 : WSTOPSIG(status);
            if (at_call && stop()) {
                ::kill(child_, SIGKILL);
                while (!WIFSIGNALED(status) && !WIFEXITED(status))
                    status = next();
                traced_.killed = true;
                return ended(status);
            }
        }
    }

 private:
    [[noreturn]] static void fail(const char* what) {
        throw std::system_error(errno, std::generic_category(), what);
    }

    int next() const {
        int status = 0;
        while (::waitpid(child_, &status, __WALL) < 0)
            if (errno != EINTR) fail("waitpid");
        return status;
    }

    Traced ended(int status) {
        traced_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return traced_;
    }

    /// True: now is the moment. The child stands before or behind a system call.
    bool stop() {
        __ptrace_syscall_info info{};
        if (::ptrace(PTRACE_GET_SYSCALL_INFO, child_, sizeof info, &info) < 0) fail("ptrace");
        if (info.op == PTRACE_SYSCALL_INFO_EXIT) return leaving_;
        if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return false;
        const std::string_view effect = effect_of(info.entry.nr);
        if (effect.empty() || ++traced_.effects != kill_.effect) return false;
        traced_.last = effect;
        if (kill_.when == Kill::When::before) return true;
        if (kill_.when == Kill::When::torn && can_be_torn(info.entry.nr)) shorten(info.entry.args[2] / 2);
        leaving_ = true;
        return false;
    }

    /// Of the write that is about to happen.
    void shorten(std::uint64_t bytes) const {
#ifdef __x86_64__
        user_regs_struct registers{};
        if (::ptrace(PTRACE_GETREGS, child_, nullptr, &registers) != 0) fail("ptrace");
        registers.rdx = bytes;
        if (::ptrace(PTRACE_SETREGS, child_, nullptr, &registers) != 0) fail("ptrace");
#else
        (void)bytes;  // written whole there
#endif
    }

    pid_t child_;
    Kill kill_;
    Traced traced_;
    bool leaving_ = false;
};

}  // namespace

bool may_trace() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

Traced run_traced(const Start& start, const Kill& kill) {
    return Tracer(start_traced(start), kill).run();
}

}  // namespace fireform::tests
