#include "state/file_lock.hpp"

#include "schemas/private_folder.hpp"
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
class LockFile final : public StateLock {
 public:
    explicit LockFile(int file) : file_(file) {}
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;
    ~LockFile() override {
        // While we still hold it: afterwards the content is another's.
        if (held_) static_cast<void>(::ftruncate(file_, 0));
        ::close(file_);
    }

    [[nodiscard]] int file() const { return file_; }
    void mark_held() { held_ = true; }

 private:
    int file_;
    bool held_ = false;
};

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

Checked<LockAttempt> try_file_lock(const std::filesystem::path& path, const LockHolder& holder) {
    if (const std::error_code failed = make_private_folder(path.parent_path()))
        return cannot_lock(path, failed.value());
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return cannot_lock(path, errno);
    auto lock = std::make_unique<LockFile>(file);
    static_cast<void>(
        ::fchmod(file, S_IRUSR | S_IWUSR));  // another user's file cannot be changed, only locked

    struct flock range = whole_file();
    if (::fcntl(file, F_OFD_SETLK, &range) != 0) {
        const int error = errno;
        if (error != EAGAIN && error != EACCES) return cannot_lock(path, error, network_file_system_of(file));
        LockAttempt attempt;
        attempt.holder = read_holder(file);
        return attempt;
    }
    lock->mark_held();
    const std::string content = to_json_line(holder);
    // The lock counts, not what the file says: a full disk only makes the holder unreadable.
    if (::ftruncate(file, 0) == 0) static_cast<void>(::pwrite(file, content.data(), content.size(), 0));
    LockAttempt attempt;
    attempt.lock = std::move(lock);
    Checked<LockAttempt> held(std::move(attempt));
    const std::string_view file_system = network_file_system_of(file);
    if (!locks_reach_everybody(file_system, file)) held.diagnostics.add(lock_may_be_local(path, file_system));
    return held;
}

Checked<LockHolder> file_lock_holder(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? Checked<LockHolder>() : Checked<LockHolder>(cannot_read(path, errno));
    const LockFile open_file(file);
    struct flock range = whole_file();
    if (::fcntl(file, F_OFD_GETLK, &range) != 0) return cannot_read(path, errno);
    if (range.l_type == F_UNLCK) return {};
    if (auto holder = read_holder(file)) return std::move(*holder);
    const std::string nobody_said(unknown);
    return LockHolder{.user = nobody_said, .host = nobody_said, .since = nobody_said, .command = nobody_said};
}

}  // namespace fireform
