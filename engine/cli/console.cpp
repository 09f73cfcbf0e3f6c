#include "engine/cli/console.hpp"

#include "engine/cli/readable.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fireform::cli {
namespace {

constexpr std::size_t buffer_max = std::size_t{64} * 1024;
constexpr std::size_t answer_max = 1024;

/// 0, or the errno of what went wrong.
int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

SystemConsole::~SystemConsole() {
    flush();
}

void SystemConsole::out(std::string_view text) {
    pending_ += text;
    if (pending_.size() > buffer_max || ::isatty(STDOUT_FILENO) == 1 || text.ends_with('\n')) flush();
}

void SystemConsole::err(std::string_view text) {
    flush();
    // Nowhere is left to tell that stderr is gone.
    static_cast<void>(write_all(STDERR_FILENO, text));
}

Task<std::string> SystemConsole::read_line() {
    flush();
    std::string answer;
    char letter = 0;
    while (answer.size() < answer_max) {
        co_await readable(STDIN_FILENO);
        const ssize_t got = ::read(STDIN_FILENO, &letter, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) co_return std::string();
        if (letter == '\n') break;
        answer += letter;
    }
    co_return answer;
}

ConsoleFacts SystemConsole::facts() const {
    ConsoleFacts facts;
    facts.in_terminal = ::isatty(STDIN_FILENO) == 1;
    facts.out_terminal = ::isatty(STDOUT_FILENO) == 1;
    facts.err_terminal = ::isatty(STDERR_FILENO) == 1;
    winsize size{};
    if (facts.out_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        facts.width = size.ws_col;
        facts.height = size.ws_row;
    }
    return facts;
}

std::string SystemConsole::finish() {
    flush();
    if (failure_ == 0 || failure_ == EPIPE) return {};
    return std::strerror(failure_);
}

void SystemConsole::flush() {
    if (failure_ == 0) failure_ = write_all(STDOUT_FILENO, pending_);
    pending_.clear();
}

const std::string& variable(const Environment& environment, std::string_view name) {
    static const std::string none;
    const auto found = environment.find(name);
    return found == environment.end() ? none : found->second;
}

bool use_color(bool terminal, bool no_color_flag, const Environment& environment) {
    if (no_color_flag || !variable(environment, "NO_COLOR").empty()) return false;
    const std::string& force = variable(environment, "FORCE_COLOR");
    if (!force.empty() && force != "0") return true;
    return terminal && variable(environment, "TERM") != "dumb";
}

}  // namespace fireform::cli
