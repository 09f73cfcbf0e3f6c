// The disk of a machine, which forgets in a power cut what was never synced: bytes of files, torn at any
// place, and names of the folder. It outlives the processes that write to it.
#pragma once

#include "state/files.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/scheduler.hpp"
#include "tests/simulation/trace.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace fireform::simulation {

/// One folder. Files are known by their last name: where the folder is mounted does not matter.
class VirtualDisk {
 public:
    struct File {
        std::string bytes;           ///< as everybody sees them
        std::string durable;         ///< as they are after a power cut
        std::uint64_t rewrites = 0;  ///< of `durable`, other than adding to its end
    };
    using FileRef = std::shared_ptr<File>;

    explicit VirtualDisk(Random random) : random_(random) {}

    void power_cut(Trace& trace);
    /// While it is, a write takes a part of its bytes, or none.
    bool full = false;
    /// The file that a power cut now would leave under this name; null: none.
    [[nodiscard]] FileRef durable(const std::string& name) const;
    /// As everybody sees it; null: none.
    [[nodiscard]] const std::string* content(const std::string& name) const;

 private:
    friend class ProcessFiles;
    using Names = std::map<std::string, FileRef>;

    void lose_bytes(File& file);

    Random random_;
    Names names_;
    Names durable_names_;
};

/// The disk as one process uses it; dies with the process in the midst of a write.
class ProcessFiles : public Files {
 public:
    ProcessFiles(VirtualDisk& disk, Process& process, Trace& trace)
        : disk_(disk), process_(process), trace_(trace) {}

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
    struct OpenFile {
        VirtualDisk::FileRef file;
        std::string name;
        std::size_t position = 0;
    };

    VirtualDisk& disk_;
    Process& process_;
    Trace& trace_;
    std::map<int, OpenFile> open_;
    int next_ = 3;
};

}  // namespace fireform::simulation
