// A folder in memory for targets that read files; it goes with the program.
#pragma once

#include "tests/fuzz/fuzz.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace fireform::fuzz {

class ScratchFolder {
 public:
    ScratchFolder() {
        const bool in_memory = std::filesystem::is_directory("/dev/shm");
        std::string name = in_memory ? "/dev/shm/fireform-fuzz-XXXXXX" : "/tmp/fireform-fuzz-XXXXXX";
        require(::mkdtemp(name.data()) != nullptr, "there is room for a folder");
        path_ = name;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    void write(std::string_view name, std::string_view content) const {
        std::FILE* file = std::fopen((path_ / name).c_str(), "wb");
        require(file != nullptr, "a scratch file opens");
        require(std::fwrite(content.data(), 1, content.size(), file) == content.size(),
                "a scratch file takes it all");
        std::fclose(file);
    }

 private:
    std::filesystem::path path_;
};

}  // namespace fireform::fuzz
