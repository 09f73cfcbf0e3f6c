#include "engine/cli/console.hpp"

#include "engine/cli/readable.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace fireform::cli {
namespace {

constexpr std::size_t buffer_max = std::size_t{64} * 1024;
constexpr std::size_t answer_max = 1024;
constexpr std::size_t input_max = std::size_t{256} << 20;

/// Of what is waiting for a reader that does not read, after an interrupt.
constexpr std::chrono::milliseconds hurry_max{500};

/// Whether the file takes text now; waits at most `wait`.
bool takes_text(int file, std::chrono::milliseconds wait) {
    pollfd target{file, POLLOUT, 0};
    return ::poll(&target, 1, static_cast<int>(wait.count())) > 0;
}

}  // namespace

/// In pieces that a pipe with room takes whole, so that none of them waits.
void SystemConsole::Stream::write_what_fits() {
    std::size_t written = 0;
    while (failure == 0 && written < pending.size() && takes_text(file, std::chrono::milliseconds(0))) {
        const std::size_t size = std::min<std::size_t>(pending.size() - written, PIPE_BUF);
        const ssize_t taken = ::write(file, pending.data() + written, size);
        if (taken >= 0)
            written += static_cast<std::size_t>(taken);
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            failure = errno;
    }
    pending.erase(0, failure == 0 ? written : pending.size());
}

void SystemConsole::Stream::drain(std::chrono::milliseconds left) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + left;
    write_what_fits();
    while (!pending.empty() && (left.count() < 0 || Clock::now() < end)) {
        static_cast<void>(takes_text(file, left.count() < 0 ? std::chrono::milliseconds(1000) : left));
        write_what_fits();
    }
}

SystemConsole::SystemConsole() {
    out_.file = STDOUT_FILENO;
    err_.file = STDERR_FILENO;
}

SystemConsole::~SystemConsole() {
    flush();
}

void SystemConsole::out(std::string_view text) {
    out_.pending += text;
    if (out_.pending.size() > buffer_max || ::isatty(STDOUT_FILENO) == 1 || text.ends_with('\n')) flush();
}

void SystemConsole::err(std::string_view text) {
    // Nowhere is left to tell that stderr is gone.
    err_.pending += text;
    flush();
}

void SystemConsole::flush() {
    out_.write_what_fits();
    err_.write_what_fits();
    notice_reader();
}

void SystemConsole::notice_reader() {
    if (out_.failure == EPIPE && on_reader_gone_) std::exchange(on_reader_gone_, nullptr)();
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

Task<std::string> SystemConsole::read_all() {
    std::string text;
    std::array<char, buffer_max> piece;
    while (text.size() < input_max) {
        co_await readable(STDIN_FILENO);
        const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    co_return text;
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
    const std::chrono::milliseconds wait = hurried_ ? hurry_max : std::chrono::milliseconds(-1);
    out_.drain(wait);
    err_.drain(wait);
    if (out_.failure == 0 || out_.failure == EPIPE) return {};
    return std::strerror(out_.failure);
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
