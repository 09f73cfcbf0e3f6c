// What the file of a lock says of its holder, and what the system says of its mounts.
#include "state/file_lock.hpp"
#include "state/network_file_system.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/state/temporary_folder.hpp"

namespace {

fireform::LockHolder holder(const char* user) {
    fireform::LockHolder out;
    out.user = user;
    return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    static const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "fireform.state.lock";
    static const Checked<FileLockAttempt> held = try_file_lock(path, holder("fuzz"));
    fuzz::require(held.ok() && held.value->lock, "the first takes the lock");

    const std::string_view text = fuzz::text_of(data, size);
    folder.write("fireform.state.lock", std::string(text));
    const Checked<FileLockAttempt> second = try_file_lock(path, holder("second"));
    fuzz::require(second.ok() && !second.value->lock, "the second does not");
    const Checked<LockHolder> asked = file_lock_holder(path);
    fuzz::require(asked.ok(), "somebody holds it, whatever the file says");
    if (second.value->holder)
        fuzz::require(*second.value->holder == *asked.value, "both say the same of the holder");
    (void)to_text(*asked.value);

    for (const std::string_view file_system : {"", "NFS", "SMB", "FUSE"})
        (void)locks_reach_everybody(file_system, "0:42", text);
    return 0;
}
