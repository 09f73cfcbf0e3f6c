// A program run as a child, its output read through pipes: nothing here waits by the clock.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fireform::tests {

/// What a command did. `code` is 128 + the signal when one killed it.
struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

/// As exec() takes them; `texts` must outlive it.
[[nodiscard]] std::vector<char*> pointers(std::vector<std::string>& texts);

struct Start {
    std::vector<std::string> words;  ///< without the program's name
    std::map<std::string, std::string> environment;
    std::filesystem::path folder;  ///< to work in
    std::string output;            ///< where stdout goes: a file, or "closed" for a pipe that nobody reads
    /// stdin, stdout unless `output` says otherwise, and stderr are a terminal of 80 by 24 of its own; what
    /// comes out of it comes as stdout.
    bool terminal = false;
};

/// The fireform binary. Killed when destroyed before it has ended.
class Process {
 public:
    explicit Process(const Start& start);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Reads stdout until `text` has come, or it ends. Everything read so far.
    const std::string& read_until(const std::string& text);
    /// The same of stderr.
    const std::string& read_errors_until(const std::string& text);
    /// Closes its terminal, as who closes the window: it gets SIGHUP, and can neither read nor write any
    /// more.
    void close_terminal();
    /// Types on the terminal.
    void type(const std::string& text) const;
    void signal(int number) const;
    /// Whether it has ended by now. Does not wait.
    [[nodiscard]] bool has_ended() const;
    /// Reads the rest and waits for the end.
    [[nodiscard]] Ran wait();
    [[nodiscard]] pid_t pid() const { return pid_; }

 private:
    bool read_more();

    pid_t pid_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    Ran ran_;
    bool ended_ = false;
};

}  // namespace fireform::tests
