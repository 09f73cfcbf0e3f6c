#include "memory_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fireform {

int MemoryFiles::step() {
    ++calls_;
    if (calls_ == stop_at || calls_ == fail_at) reached_ = true;
    if (calls_ == stop_at) throw Stopped{};
    return calls_ == fail_at ? -failure : 0;
}

void MemoryFiles::power_cut(Survival survival) {
    open_.clear();
    if (!survival.names) {
        const Names written = std::exchange(names_, durable_names_);
        for (const auto& [path, file] : written)
            if (!survival.name.empty() && path.native().ends_with(survival.name)) names_[path] = file;
    }
    for (const auto& [path, file] : names_) {
        const std::size_t synced = file->bytes.starts_with(file->durable) ? file->durable.size() : 0;
        if (survival.bytes == Survival::Bytes::lost) file->bytes = file->durable;
        if (survival.bytes == Survival::Bytes::half)
            file->bytes.resize(synced + (file->bytes.size() - synced) / 2);
        file->durable = file->bytes;
    }
    durable_names_ = names_;
    stop_at = fail_at = 0;
}

std::string MemoryFiles::content(const std::filesystem::path& path) const {
    const auto found = names_.find(path);
    return found == names_.end() ? "" : found->second->bytes;
}

void MemoryFiles::put(const std::filesystem::path& path, const std::string& content) {
    names_[path] = std::make_shared<File>(File{.bytes = content, .durable = content});
    durable_names_[path] = names_[path];
}

int MemoryFiles::open(const std::filesystem::path& path, Mode mode) {
    if (const int failed = step()) return failed;
    auto found = names_.find(path);
    if (found == names_.end()) {
        if (mode == Mode::read) return -ENOENT;
        found = names_.emplace(path, std::make_shared<File>()).first;
    }
    if (mode == Mode::replace) found->second->bytes.clear();
    open_[next_] = {.file = found->second, .position = 0};
    return next_++;
}

std::ptrdiff_t MemoryFiles::read(int file, char* bytes, std::size_t size) {
    if (const int failed = step()) return failed;
    auto& [content, position] = open_.at(file);
    const std::size_t got = std::min(size, content->bytes.size() - position);
    std::memcpy(bytes, content->bytes.data() + position, got);
    position += got;
    bytes_read_ += got;
    return static_cast<std::ptrdiff_t>(got);
}

std::ptrdiff_t MemoryFiles::write(int file, std::string_view bytes) {
    File& content = *open_.at(file).file;
    // A disk that is full, or a process that dies, takes a part.
    const std::size_t half = bytes.size() / 2;
    if (calls_ + 1 == stop_at || calls_ + 1 == fail_at) content.bytes += bytes.substr(0, half);
    if (const int failed = step()) return failed;
    content.bytes += bytes;
    return static_cast<std::ptrdiff_t>(bytes.size());
}

int MemoryFiles::sync(int file) {
    if (const int failed = step()) return failed;
    File& content = *open_.at(file).file;
    content.durable = content.bytes;
    return 0;
}

int MemoryFiles::truncate(int file, std::uint64_t size) {
    if (const int failed = step()) return failed;
    open_.at(file).file->bytes.resize(static_cast<std::size_t>(size));
    return 0;
}

bool MemoryFiles::is_in_place(int file, const std::filesystem::path& path) {
    const auto found = names_.find(path);
    return found != names_.end() && found->second == open_.at(file).file;
}

int MemoryFiles::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (const int failed = step()) return failed;
    const auto found = names_.find(from);
    if (found == names_.end()) return -ENOENT;
    names_[to] = found->second;
    names_.erase(found);
    return 0;
}

int MemoryFiles::remove(const std::filesystem::path& path) {
    if (const int failed = step()) return failed;
    return names_.erase(path) ? 0 : -ENOENT;
}

int MemoryFiles::sync_folder(const std::filesystem::path&) {
    if (const int failed = step()) return failed;
    durable_names_ = names_;
    return 0;
}

}  // namespace fireform
