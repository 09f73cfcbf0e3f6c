#include "tests/simulation/virtual_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

namespace fireform::simulation {

void VirtualDisk::lose_bytes(File& file) {
    if (file.bytes == file.durable) return;
    const std::size_t kept = file.bytes.starts_with(file.durable) ? file.durable.size() : 0;
    const std::size_t written = file.bytes.size() - kept;
    switch (random_.below(4)) {
        case 0:  // nothing of it
            file.bytes = file.durable;
            break;
        case 1:  // all of it
            break;
        case 2:  // torn
            file.bytes.resize(kept + random_.below(written + 1));
            break;
        default:  // its length, and not all of its content
            std::fill(file.bytes.begin() + static_cast<std::ptrdiff_t>(kept + random_.below(written + 1)),
                      file.bytes.end(), '\0');
    }
    file.durable = file.bytes;
    ++file.rewrites;
}

void VirtualDisk::power_cut(Trace& trace) {
    std::set<std::string> all;
    for (const auto& [name, file] : names_)
        all.insert(name);
    for (const auto& [name, file] : durable_names_)
        all.insert(name);
    for (const std::string& name : all) {
        const auto now = names_.find(name);
        const auto before = durable_names_.find(name);
        const FileRef present = now == names_.end() ? nullptr : now->second;
        const FileRef past = before == durable_names_.end() ? nullptr : before->second;
        if (present == past || random_.percent(50)) continue;
        trace.say("  power cut: {} is as it was before", name);
        if (past)
            names_[name] = past;
        else
            names_.erase(name);
    }
    for (const auto& [name, file] : names_) {
        const std::size_t size = file->bytes.size();
        lose_bytes(*file);
        if (file->bytes.size() != size)
            trace.say("  power cut: {} has {} of {} bytes", name, file->bytes.size(), size);
    }
    durable_names_ = names_;
}

VirtualDisk::FileRef VirtualDisk::durable(const std::string& name) const {
    const auto found = durable_names_.find(name);
    return found == durable_names_.end() ? nullptr : found->second;
}

const std::string* VirtualDisk::content(const std::string& name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : &found->second->bytes;
}

int ProcessFiles::open(const std::filesystem::path& path, Mode mode) {
    process_.effect();
    const std::string name = path.filename().string();
    auto found = disk_.names_.find(name);
    if (found == disk_.names_.end()) {
        if (mode == Mode::read) return -ENOENT;
        found = disk_.names_.emplace(name, std::make_shared<VirtualDisk::File>()).first;
    }
    if (mode == Mode::replace) found->second->bytes.clear();
    open_[next_] = {.file = found->second, .name = name};
    return next_++;
}

std::ptrdiff_t ProcessFiles::read(int file, char* bytes, std::size_t size) {
    auto& [content, name, position] = open_.at(file);
    const std::size_t got = std::min(size, content->bytes.size() - std::min(position, content->bytes.size()));
    std::memcpy(bytes, content->bytes.data() + position, got);
    position += got;
    return static_cast<std::ptrdiff_t>(got);
}

std::ptrdiff_t ProcessFiles::write(int file, std::string_view bytes) {
    const OpenFile& open = open_.at(file);
    if (process_.dies_next()) open.file->bytes += bytes.substr(0, disk_.random_.below(bytes.size() + 1));
    process_.effect();
    if (disk_.full) {
        const std::size_t taken = disk_.random_.percent(50) ? disk_.random_.below(bytes.size()) : 0;
        trace_.say("  write {}: {} of {} bytes, the disk is full", open.name, taken, bytes.size());
        open.file->bytes += bytes.substr(0, taken);
        return taken > 0 ? static_cast<std::ptrdiff_t>(taken) : -ENOSPC;
    }
    trace_.say("  write {}: {} bytes", open.name, bytes.size());
    open.file->bytes += bytes;
    return static_cast<std::ptrdiff_t>(bytes.size());
}

int ProcessFiles::sync(int file) {
    process_.effect();
    const OpenFile& open = open_.at(file);
    trace_.say("  sync {}", open.name);
    VirtualDisk::File& content = *open.file;
    if (content.bytes.starts_with(content.durable)) {
        content.durable.append(content.bytes, content.durable.size());
    } else {
        content.durable = content.bytes;
        ++content.rewrites;
    }
    return 0;
}

int ProcessFiles::truncate(int file, std::uint64_t size) {
    process_.effect();
    open_.at(file).file->bytes.resize(static_cast<std::size_t>(size));
    return 0;
}

bool ProcessFiles::is_in_place(int file, const std::filesystem::path& path) {
    const auto found = disk_.names_.find(path.filename().string());
    return found != disk_.names_.end() && found->second == open_.at(file).file;
}

int ProcessFiles::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    process_.effect();
    const auto found = disk_.names_.find(from.filename().string());
    if (found == disk_.names_.end()) return -ENOENT;
    trace_.say("  rename {} to {}", from.filename().string(), to.filename().string());
    disk_.names_[to.filename().string()] = found->second;
    disk_.names_.erase(found);
    return 0;
}

int ProcessFiles::remove(const std::filesystem::path& path) {
    process_.effect();
    trace_.say("  remove {}", path.filename().string());
    return disk_.names_.erase(path.filename().string()) ? 0 : -ENOENT;
}

int ProcessFiles::sync_folder(const std::filesystem::path&) {
    process_.effect();
    trace_.say("  sync the folder");
    disk_.durable_names_ = disk_.names_;
    return 0;
}

}  // namespace fireform::simulation
