// The binary runs no other program and has no child process: no configuration can make it execute anything,
// and there are no arguments in which a secret could be read. The kernel ends it when it tries (seccomp).
#include "tests/crash/fleets.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

using namespace fireform::tests;

namespace {

constexpr int not_allowed_here = 126;  ///< exit code: this machine knows no filter

/// `program` may be executed, once and by this very pointer, which is gone afterwards. Threads may be
/// started.
std::vector<sock_filter> nothing_but(const char* program) {
    const auto low = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(program));
    std::vector<sock_filter> out;
    const auto load = [&out](std::size_t offset) {
        out.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
    };
    const auto end = [&out](std::uint32_t action) { out.push_back(BPF_STMT(BPF_RET | BPF_K, action)); };
    // Goes on behind the next `skipped` instructions unless the loaded number is `wanted`.
    const auto only_if = [&out](std::uint32_t wanted, std::uint8_t skipped) {
        out.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted, 0, skipped));
    };
    const std::size_t number = offsetof(seccomp_data, nr);
    const std::size_t first = offsetof(seccomp_data, args);
    load(number);
    for (const std::uint32_t call : std::initializer_list<std::uint32_t>{
#ifdef SYS_fork
             SYS_fork, SYS_vfork,
#endif
             SYS_execveat}) {
        only_if(call, 1);
        end(SECCOMP_RET_KILL_PROCESS);
    }
    // Its flags lie in memory, where a filter does not see them; without it the C library takes clone.
    only_if(SYS_clone3, 1);
    end(SECCOMP_RET_ERRNO | ENOSYS);
    only_if(SYS_clone, 4);
    load(first);
    out.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
    end(SECCOMP_RET_KILL_PROCESS);
    end(SECCOMP_RET_ALLOW);
    only_if(SYS_execve, 3);
    load(first);
    only_if(low, 1);
    end(SECCOMP_RET_ALLOW);
    // Here are all other calls, too: which it was has to be loaded again.
    load(number);
    only_if(SYS_execve, 1);
    end(SECCOMP_RET_KILL_PROCESS);
    end(SECCOMP_RET_ALLOW);
    return out;
}

/// The exit code of a program that can start no other; 128 + SIGSYS when it tried. Its output goes nowhere.
int run_alone(const char* program, const Start& start) {
    std::vector<std::string> words{program};
    words.insert(words.end(), start.words.begin(), start.words.end());
    std::vector<std::string> environment;
    for (const auto& [name, value] : start.environment)
        environment.push_back(name + "=" + value);
    environment.emplace_back("ASAN_OPTIONS=detect_leaks=0");  // which looks from a child process
    const std::vector<char*> arguments = pointers(words);
    const std::vector<char*> settings = pointers(environment);
    const std::string folder = start.folder.string();
    std::vector<sock_filter> filter = nothing_but(program);
    const sock_fprog loaded{static_cast<unsigned short>(filter.size()), filter.data()};

    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const int nothing = ::open("/dev/null", O_RDWR);
        for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(nothing, file);
        if (::chdir(folder.c_str()) != 0) ::_exit(127);
        if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
            ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &loaded) != 0)
            ::_exit(not_allowed_here);
        ::execve(program, arguments.data(), settings.data());
        ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("alone: fireform starts no process and executes nothing") {
    const Folder anywhere;
    Start shell;
    shell.folder = anywhere.path();
    shell.words = {"-c", "exit 3"};
    if (run_alone("/bin/sh", shell) == not_allowed_here) {
        MESSAGE("skipped: this machine does not let a program restrict itself");
        return;
    }
    CHECK(run_alone("/bin/sh", shell) == 3);
    shell.words = {"-c", "/bin/true; exit 3"};  // the filter is one that finds something
    CHECK(run_alone("/bin/sh", shell) == 128 + SIGSYS);
    shell.words = {"-c", "exec /bin/true"};
    CHECK(run_alone("/bin/sh", shell) == 128 + SIGSYS);

    const Emulator emulator({"--loras", "5"});
    Project project(emulator);
    project.environment["CRASH_SECRET"] = "hush";
    project.folder.write("support.jsonl", rows);
    const auto run_in = [](const Project& of, const std::vector<std::string>& words) {
        CAPTURE(words.front());
        Start start;
        start.words = words;
        start.environment = of.environment;
        start.folder = of.folder.path();
        CHECK(run_alone(FIREFORM_BINARY, start) == 0);
    };
    for (const Moment& moment : moments()) {
        CAPTURE(moment.what);
        const auto run = [&](const std::vector<std::string>& words) { run_in(project, words); };
        project.configure(moment.toml);
        run({"validate"});
        run({"plan", "--out", "next.plan"});
        run({"show", "next.plan"});
        if (moment.what == "destroy")
            run({"destroy", "--auto-approve", "--log-level", "trace"});
        else
            run({"apply", "next.plan", "--log-level", "trace"});
        run({"show", "--json"});
        run({"output"});
        run({"drift"});
        run({"state", "list"});
        run({"state", "rebuild", "--force"});
    }
    // The emulator inside the program, too.
    Project embedded(emulator, one_deployment);
    embedded.environment["FIREWORKS_BASE_URL"] = "emulator";
    run_in(embedded, {"apply", "--auto-approve"});
}
