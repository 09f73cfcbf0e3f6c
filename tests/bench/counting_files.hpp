// The disk, with a count of what state asks of it.
#pragma once

#include "state/files.hpp"

#include <cstdint>

namespace fireform::bench {

class CountingFiles final : public Files {
 public:
    std::uint64_t syncs = 0;    ///< of files and folders
    std::uint64_t written = 0;  ///< bytes

    int open(const std::filesystem::path& path, Mode mode) override { return disk_.open(path, mode); }
    std::ptrdiff_t read(int file, char* bytes, std::size_t size) override {
        return disk_.read(file, bytes, size);
    }
    std::ptrdiff_t write(int file, std::string_view bytes) override {
        written += bytes.size();
        return disk_.write(file, bytes);
    }
    int sync(int file) override {
        ++syncs;
        return disk_.sync(file);
    }
    int sync_data(int file) override {
        ++syncs;
        return disk_.sync_data(file);
    }
    int truncate(int file, std::uint64_t size) override { return disk_.truncate(file, size); }
    void close(int file) override { disk_.close(file); }
    bool is_in_place(int file, const std::filesystem::path& path) override {
        return disk_.is_in_place(file, path);
    }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return disk_.rename(from, to);
    }
    int remove(const std::filesystem::path& path) override { return disk_.remove(path); }
    int sync_folder(const std::filesystem::path& folder) override {
        ++syncs;
        return disk_.sync_folder(folder);
    }

 private:
    Files& disk_ = system_files();
};

}  // namespace fireform::bench
