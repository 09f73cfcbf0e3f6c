// A disk in memory that forgets what was not synced, and that fails or stops at any one call.
#pragma once

#include "state/files.hpp"

#include <map>
#include <memory>
#include <string>

namespace fireform {

/// Thrown at the call at which the process dies.
struct Stopped {};

/// What a power cut leaves of that which was never synced: nothing of it is promised, so all are possible.
struct Survival {
    enum class Bytes { lost, half, kept };
    Bytes bytes = Bytes::lost;   ///< written, not synced
    bool names = false;          ///< renamed, made or removed, folder not synced
    std::string_view name = {};  ///< unless all names survive: the ending of those that do all the same
};

class MemoryFiles final : public Files {
 public:
    /// The call, counting from 1, at which the process dies; a write does half its work before. 0: never.
    int stop_at = 0;
    /// The call that fails with this errno. 0: none.
    int fail_at = 0;
    int failure = 0;

    /// Whether `stop_at` or `fail_at` was reached.
    [[nodiscard]] bool reached() const { return reached_; }
    /// Calls until now.
    [[nodiscard]] int calls() const { return calls_; }
    /// Until now.
    [[nodiscard]] std::size_t bytes_read() const { return bytes_read_; }

    /// The disk after the power came back, or, with all surviving, after the process alone died.
    void power_cut(Survival survival);

    [[nodiscard]] bool exists(const std::filesystem::path& path) const { return names_.contains(path); }
    [[nodiscard]] std::string content(const std::filesystem::path& path) const;
    void put(const std::filesystem::path& path, const std::string& content);

    int open(const std::filesystem::path& path, Mode mode) override;
    std::ptrdiff_t read(int file, char* bytes, std::size_t size) override;
    std::ptrdiff_t write(int file, std::string_view bytes) override;
    int sync(int file) override;
    int sync_data(int file) override { return sync(file); }
    int truncate(int file, std::uint64_t size) override;
    void close(int file) override { open_.erase(file); }
    bool is_in_place(int file, const std::filesystem::path& path) override;
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
    int remove(const std::filesystem::path& path) override;
    int sync_folder(const std::filesystem::path& folder) override;

 private:
    struct File {
        std::string bytes;    ///< as everybody sees them
        std::string durable;  ///< as they are after a power cut
    };
    struct OpenFile {
        std::shared_ptr<File> file;
        std::size_t position = 0;
    };
    using Names = std::map<std::filesystem::path, std::shared_ptr<File>>;

    /// 0, or the negated errno with which this call fails.
    int step();

    Names names_;
    Names durable_names_;
    std::map<int, OpenFile> open_;
    int next_ = 3;
    int calls_ = 0;
    std::size_t bytes_read_ = 0;
    bool reached_ = false;
};

}  // namespace fireform
