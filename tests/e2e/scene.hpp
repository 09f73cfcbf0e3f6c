// The vocabulary of the end-to-end tests: an emulator on a socket, a folder with a configuration, the binary
// run in it, and golden files.
#pragma once

#include "tests/e2e/process.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::tests {

class Folder {
 public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, std::string_view text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

/// `fireform emulator` on 127.0.0.1 with a port of the system's choice. Everything is ready at once unless
/// `flags` say otherwise.
class Emulator {
 public:
    explicit Emulator(std::vector<std::string> flags = {});
    ~Emulator();
    Emulator(const Emulator&) = delete;
    Emulator& operator=(const Emulator&) = delete;

    [[nodiscard]] std::string url() const;
    /// One request by hand. The body of the reply; throws unless it is a 200.
    std::string request(const std::string& method, const std::string& path,
                        const std::string& body = {}) const;
    /// How many requests of this kind it has seen: "LIST deployments".
    [[nodiscard]] int count(const std::string& kind) const;
    /// Asks until it has seen one.
    void wait_for(const std::string& kind) const;
    /// Names of the objects of a collection that are not deleted and not the service's own.
    [[nodiscard]] std::vector<std::string> names(const std::string& collection) const;

 private:
    Folder folder_;
    std::unique_ptr<Process> process_;
    int port_ = 0;
    mutable std::multiset<std::string> by_hand_;  ///< what request() sent, as ByHand wants it
};

/// A project of the user's that talks to `emulator`.
class Project {
 public:
    explicit Project(const Emulator& emulator, std::string_view configuration = {});

    Folder folder;
    std::map<std::string, std::string> environment;

    void configure(std::string_view toml) const { folder.write("fireform.toml", toml); }
    /// Runs the binary to its end.
    [[nodiscard]] Ran run(std::vector<std::string> words) const;
    /// The same, started.
    [[nodiscard]] std::unique_ptr<Process> start(std::vector<std::string> words, bool terminal = false) const;
    /// `apply --auto-approve`, which must succeed.
    Ran apply() const;
    /// Id of a resource, from state.
    [[nodiscard]] std::string id(const std::string& address) const;

    /// What differs from run to run made equal: ids of this state as <ADDRESS>, ids that fireform chose,
    /// ports, times; lines that tell of progress are left out.
    [[nodiscard]] std::string normal(std::string text) const;
};

/// Compares with tests/e2e/golden/NAME; with FIREFORM_GOLDEN=write that file is written instead.
void check_golden(const std::string& name, const std::string& text);

}  // namespace fireform::tests
