// The terminal, or what stands in its place: where text goes and where answers come from. The only way for
// commands to speak, so that tests can listen.
#pragma once

#include "engine/render/render.hpp"
#include "providers/task.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace fireform::cli {

using Environment = std::map<std::string, std::string, std::less<>>;

struct ConsoleFacts {
    bool in_terminal = false;
    bool out_terminal = false;
    bool err_terminal = false;
    int width = 80;
    int height = 24;
};

class Console {
 public:
    virtual ~Console() = default;
    /// Results. A reader that is gone (EPIPE) is silence, not an error.
    virtual void out(std::string_view text) = 0;
    /// Diagnostics and questions.
    virtual void err(std::string_view text) = 0;
    /// What was typed at a prompt, without the end of the line. "" when the input ended before that.
    /// Suspends: the event loop hears interrupts meanwhile.
    [[nodiscard]] virtual Task<std::string> read_line() = 0;
    /// Everything that comes until the input ends, at most 256 MB of it.
    [[nodiscard]] virtual Task<std::string> read_all() = 0;
    [[nodiscard]] virtual ConsoleFacts facts() const = 0;
    /// Hands on what can be taken without waiting. A reader that is slow (a pager, a stopped terminal) must
    /// not keep the event loop from hearing interrupts, so text waits here and not in a system call.
    virtual void flush() {}
    /// Whether text waits for its reader.
    [[nodiscard]] virtual bool stalled() const { return false; }
    /// From now on finish() waits for a reader half a second at most.
    virtual void hurry() {}
    /// `tell` is called once, when the reader of stdout turns out to be gone.
    virtual void on_reader_gone(std::function<void()> /*tell*/) {}
    /// Hands everything on. What kept stdout from being written, "" when nothing did.
    [[nodiscard]] virtual std::string finish() = 0;
};

/// File descriptors 0, 1 and 2.
class SystemConsole final : public Console {
 public:
    SystemConsole();
    ~SystemConsole() override;
    SystemConsole(const SystemConsole&) = delete;
    SystemConsole& operator=(const SystemConsole&) = delete;
    void out(std::string_view text) override;
    void err(std::string_view text) override;
    [[nodiscard]] Task<std::string> read_line() override;
    [[nodiscard]] Task<std::string> read_all() override;
    [[nodiscard]] ConsoleFacts facts() const override;
    void flush() override;
    [[nodiscard]] bool stalled() const override { return !out_.pending.empty() || !err_.pending.empty(); }
    void hurry() override { hurried_ = true; }
    void on_reader_gone(std::function<void()> tell) override { on_reader_gone_ = std::move(tell); }
    [[nodiscard]] std::string finish() override;

 private:
    struct Stream {
        int file = -1;
        std::string pending;
        int failure = 0;  ///< errno of the first write that failed; later text is dropped

        void write_what_fits();
        /// Until all is written, or `left` is over; less than zero: for ever.
        void drain(std::chrono::milliseconds left);
    };
    void notice_reader();

    Stream out_;
    Stream err_;
    bool hurried_ = false;
    std::function<void()> on_reader_gone_;
};

/// Whether text for a stream may be coloured: `--no-color`, NO_COLOR, FORCE_COLOR, then the terminal itself.
[[nodiscard]] bool use_color(bool terminal, bool no_color_flag, const Environment& environment);

/// The variable's value, "" when it is not set.
[[nodiscard]] const std::string& variable(const Environment& environment, std::string_view name);

}  // namespace fireform::cli
