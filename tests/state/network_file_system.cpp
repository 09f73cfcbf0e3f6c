#include "state/network_file_system.hpp"

#include "state/problems.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace fireform {
namespace {

TEST_CASE("network file systems: known by their numbers") {
    CHECK(network_file_system(0x6969) == "NFS");
    CHECK(network_file_system(0xFF534D42) == "SMB");
    CHECK(network_file_system(static_cast<int>(0xFF534D42)) == "SMB");  // where the number is signed
    CHECK(network_file_system(0x65735546) == "FUSE");
    CHECK(network_file_system(0xEF53) == "");      // ext4
    CHECK(network_file_system(0x01021994) == "");  // tmpfs
}

TEST_CASE("network file systems: a lock on NFS is the server's, unless the mount keeps it") {
    constexpr std::string_view mounts =
        "36 25 0:31 / /data rw,relatime - nfs4 server:/data rw,vers=4.2,local_lock=none\n"
        "37 25 0:32 / /old rw,relatime - nfs server:/old rw,vers=3,nolock,addr=10.0.0.1,local_lock=all\n";
    CHECK(locks_reach_everybody("NFS", "0:31", mounts));
    CHECK_FALSE(locks_reach_everybody("NFS", "0:32", mounts));
    CHECK_FALSE(locks_reach_everybody("SMB", "0:31", mounts));
    CHECK(locks_reach_everybody("", "0:32", mounts));
}

TEST_CASE(
    "network file systems: what is said of one without locks, and of one whose locks may not reach far") {
    const Diagnostic none = cannot_lock("s/fireform.state.lock", ENOLCK, "NFS");
    CHECK(to_text(none) ==
          "error: State cannot be locked: s/fireform.state.lock: this file system (NFS) has no locks. "
          "Without a "
          "lock two runs could write the state at once.");
    CHECK(none.hint == "keep state on a local file system: \"path\" in [fireform.state]");
    const Diagnostic doubtful = lock_may_be_local("s/fireform.state.lock", "SMB");
    CHECK(to_text(doubtful) ==
          "warning: Lock may hold on this machine only: s/fireform.state.lock is on a network file system "
          "(SMB), "
          "whose locks other machines may not see.");
    CHECK(doubtful.hint ==
          "apply from one machine at a time, or keep state on a local file system: \"path\" in "
          "[fireform.state]");
}

TEST_CASE("disk: what can be done when it is full, read-only, limited or away") {
    const auto hint = [](int error) { return cannot_write("s/fireform.state.json", error, "Kept.").hint; };
    CHECK(hint(ENOSPC) == "free some space for s, then run the same command again");
    CHECK(hint(EROFS) == "let this user write to s, or keep state elsewhere: \"path\" in [fireform.state]");
    CHECK(hint(EFBIG) == "allow larger files (ulimit -f), then run the same command again");
    for (const int error : {EIO, ESTALE, ENODEV, ENOTCONN, ETIMEDOUT, EHOSTDOWN})
        CHECK(hint(error) == "see that s is mounted and answers, then run the same command again");
}

}  // namespace
}  // namespace fireform
