#include "state/file_lock.hpp"

#include "schemas/private_folder.hpp"
#include "state/files.hpp"
#include "state/network_file_system.hpp"
#include "state/problems.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr std::string_view unknown = "(unknown)";

/// Closed when it goes, which frees the lock.
class LockFile final : public FileLock {
 public:
    LockFile(int file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;
    ~LockFile() override {
        // While we still hold it: afterwards the content is another's.
        if (written_) static_cast<void>(::ftruncate(file_, 0));
        ::close(file_);
    }

    [[nodiscard]] bool in_place() const override { return system_files().is_in_place(file_, path_); }

    /// Says who holds it. The lock counts, not what the file says: a full disk only makes the holder
    /// unreadable.
    void write(const std::string& content) {
        written_ = true;
        if (::ftruncate(file_, 0) == 0) static_cast<void>(::pwrite(file_, content.data(), content.size(), 0));
    }

 private:
    int file_;
    std::filesystem::path path_;
    bool written_ = false;
};

/// 0, or an errno. `ours`: the content is nobody else's, under another name.
int look_at(int file, bool& ours) {
    struct stat about = {};
    if (::fstat(file, &about) != 0) return errno;
    ours = about.st_nlink == 1;
    return S_ISREG(about.st_mode) ? 0 : ENXIO;
}

constexpr int as_it_is = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;  // neither a link nor a pipe is a lock

struct flock whole_file() {
    struct flock range = {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

json::string_view boost_view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string to_json_line(const LockHolder& holder) {
    json::object object;
    object["user"] = boost_view(holder.user);
    object["host"] = boost_view(holder.host);
    object["pid"] = holder.pid;
    object["since"] = boost_view(holder.since);
    object["command"] = boost_view(holder.command);
    return json::serialize(object) + '\n';
}

std::optional<LockHolder> parse_holder(std::string_view text) {
    json::error_code failed;
    const json::value parsed = json::parse(boost_view(text), failed);
    if (failed || !parsed.is_object()) return std::nullopt;
    const auto member = [&](std::string_view key) {
        const json::value* value = parsed.get_object().if_contains(boost_view(key));
        if (!value || !value->is_string()) return std::string(unknown);
        return std::string(value->get_string().data(), value->get_string().size());
    };
    LockHolder holder{.user = member("user"),
                      .host = member("host"),
                      .since = member("since"),
                      .command = member("command")};
    if (const json::value* pid = parsed.get_object().if_contains("pid"); pid && pid->is_int64())
        holder.pid = static_cast<int>(pid->get_int64());
    return holder;
}

std::optional<LockHolder> read_holder(int file) {
    std::array<char, 4096> content;
    const ssize_t size = ::pread(file, content.data(), content.size(), 0);
    if (size <= 0) return std::nullopt;
    return parse_holder({content.data(), static_cast<std::size_t>(size)});
}

}  // namespace

Checked<FileLockAttempt> try_file_lock(const std::filesystem::path& path, const LockHolder& holder) {
    if (const std::error_code failed = make_private_folder(path.parent_path()))
        return cannot_lock(path, failed.value());
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | as_it_is, S_IRUSR | S_IWUSR);
    if (file < 0) return cannot_lock(path, errno);
    auto lock = std::make_unique<LockFile>(file, path);
    bool ours = false;
    if (const int error = look_at(file, ours)) return cannot_lock(path, error);
    // Another user's file cannot be changed, only locked.
    if (ours) static_cast<void>(::fchmod(file, S_IRUSR | S_IWUSR));

    struct flock range = whole_file();
    if (::fcntl(file, F_OFD_SETLK, &range) != 0) {
        const int error = errno;
        if (error != EAGAIN && error != EACCES) return cannot_lock(path, error, network_file_system_of(file));
        FileLockAttempt attempt;
        attempt.holder = read_holder(file);
        return attempt;
    }
    // Removed between open and lock, as by hand: whoever comes next locks another file.
    if (!lock->in_place()) return FileLockAttempt{};
    if (ours) lock->write(to_json_line(holder));
    FileLockAttempt attempt;
    attempt.lock = std::move(lock);
    Checked<FileLockAttempt> held(std::move(attempt));
    const std::string_view file_system = network_file_system_of(file);
    if (!locks_reach_everybody(file_system, file)) held.diagnostics.add(lock_may_be_local(path, file_system));
    return held;
}

Checked<LockHolder> file_lock_holder(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | as_it_is);
    if (file < 0)
        return errno == ENOENT ? Checked<LockHolder>() : Checked<LockHolder>(cannot_read(path, errno));
    const LockFile open_file(file, path);
    bool ours = false;
    if (const int error = look_at(file, ours)) return cannot_read(path, error);
    struct flock range = whole_file();
    if (::fcntl(file, F_OFD_GETLK, &range) != 0) return cannot_read(path, errno);
    if (range.l_type == F_UNLCK) return {};
    if (auto holder = read_holder(file)) return std::move(*holder);
    const std::string nobody_said(unknown);
    return LockHolder{.user = nobody_said, .host = nobody_said, .since = nobody_said, .command = nobody_said};
}

}  // namespace fireform
