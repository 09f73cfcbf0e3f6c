#include "state/network_file_system.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace fireform {
namespace {

/// Of statfs(2) and the kernel's linux/magic.h.
constexpr std::array<std::pair<long, std::string_view>, 10> magics{{{0x6969, "NFS"},
                                                                    {0x517B, "SMB"},
                                                                    {0xFF534D42, "SMB"},
                                                                    {0xFE534D42, "SMB"},
                                                                    {0x65735546, "FUSE"},
                                                                    {0x5346414F, "AFS"},
                                                                    {0x6B414653, "AFS"},
                                                                    {0x01021997, "9p"},
                                                                    {0x00C36400, "Ceph"},
                                                                    {0x0BD00BD0, "Lustre"}}};

/// Whether the mount of this device keeps its locks to itself.
bool has_local_locks(std::string_view device, std::string_view mounts) {
    while (!mounts.empty()) {
        const std::size_t end = mounts.find('\n');
        const std::string_view line = mounts.substr(0, end);
        mounts.remove_prefix(end == std::string_view::npos ? mounts.size() : end + 1);
        if (line.find(fmt::format(" {} ", device)) == std::string_view::npos) continue;
        for (const std::string_view option : {",nolock", "local_lock=all", "local_lock=posix"})
            if (line.find(option) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

std::string_view network_file_system(long magic) {
    for (const auto& [number, name] : magics)
        if (number == (magic & 0xFFFFFFFF)) return name;
    return {};
}

std::string_view network_file_system_of(int file) {
    struct statfs facts = {};
    return ::fstatfs(file, &facts) == 0 ? network_file_system(static_cast<long>(facts.f_type))
                                        : std::string_view{};
}

bool locks_reach_everybody(std::string_view file_system, std::string_view device, std::string_view mounts) {
    if (file_system.empty()) return true;
    return file_system == "NFS" && !has_local_locks(device, mounts);
}

bool locks_reach_everybody(std::string_view file_system, int file) {
    struct stat facts = {};
    if (file_system.empty() || ::fstat(file, &facts) != 0) return file_system.empty();
    std::ifstream mounts("/proc/self/mountinfo");
    const std::string text{std::istreambuf_iterator<char>(mounts), {}};
    return locks_reach_everybody(file_system, fmt::format("{}:{}", major(facts.st_dev), minor(facts.st_dev)),
                                 text);
}

}  // namespace fireform
