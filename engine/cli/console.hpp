// The terminal, or what stands in its place: where text goes and where answers come from. The only way for
// commands to speak, so that tests can listen.
#pragma once

#include "engine/render/render.hpp"
#include "providers/task.hpp"

#include <map>
#include <string>
#include <string_view>

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
    [[nodiscard]] virtual ConsoleFacts facts() const = 0;
    /// Hands everything on. What kept stdout from being written, "" when nothing did.
    [[nodiscard]] virtual std::string finish() = 0;
};

/// File descriptors 0, 1 and 2.
class SystemConsole final : public Console {
 public:
    ~SystemConsole() override;
    void out(std::string_view text) override;
    void err(std::string_view text) override;
    [[nodiscard]] Task<std::string> read_line() override;
    [[nodiscard]] ConsoleFacts facts() const override;
    [[nodiscard]] std::string finish() override;

 private:
    void flush();
    std::string pending_;
    int failure_ = 0;  ///< errno of the first write to stdout that failed; later text is dropped
};

/// Whether text for a stream may be coloured: `--no-color`, NO_COLOR, FORCE_COLOR, then the terminal itself.
[[nodiscard]] bool use_color(bool terminal, bool no_color_flag, const Environment& environment);

/// The variable's value, "" when it is not set.
[[nodiscard]] const std::string& variable(const Environment& environment, std::string_view name);

}  // namespace fireform::cli
