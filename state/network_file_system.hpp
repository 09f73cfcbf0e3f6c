// Whether a file lies on another machine, where a lock may not reach everybody who writes there.
#pragma once

#include <string_view>

namespace fireform {

/// What statfs() tells of the file system: "NFS", "SMB", "FUSE"; "" one of this machine.
[[nodiscard]] std::string_view network_file_system(long magic);

/// Of an open file; "" also when the system does not tell.
[[nodiscard]] std::string_view network_file_system_of(int file);

/// Whether a lock that was granted there is known to be one for all machines: NFS hands it to its server, but
/// not when it was mounted with `nolock` or `local_lock`. `mounts` is /proc/self/mountinfo, `device` that of
/// the file as "MAJOR:MINOR".
[[nodiscard]] bool locks_reach_everybody(std::string_view file_system, std::string_view device,
                                         std::string_view mounts);
/// The same for an open file on this file system.
[[nodiscard]] bool locks_reach_everybody(std::string_view file_system, int file);

}  // namespace fireform
