#include "state/file_lock.hpp"

#include "samples.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace fireform {
namespace {

/// Another process that takes the lock and holds it until it is killed or told to go.
class Holder {
 public:
    explicit Holder(const std::filesystem::path& path) {
        int ready[2];
        int go[2];
        REQUIRE(::pipe(ready) == 0);
        REQUIRE(::pipe(go) == 0);
        child_ = ::fork();
        if (child_ == 0) {
            ::close(ready[0]);
            ::close(go[1]);
            const auto attempt = try_file_lock(path, samples::holder("fireform destroy"));
            const char answer = attempt.value && attempt.value->lock ? 'y' : 'n';
            static_cast<void>(::write(ready[1], &answer, 1));
            char byte = 0;
            static_cast<void>(::read(go[0], &byte, 1));
            ::_exit(0);
        }
        ::close(ready[1]);
        ::close(go[0]);
        go_ = go[1];
        char answer = 0;
        REQUIRE(::read(ready[0], &answer, 1) == 1);
        ::close(ready[0]);
        CHECK(answer == 'y');
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() {
        if (child_ > 0) kill_it();
        ::close(go_);
    }

    void kill_it() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        child_ = 0;
    }

 private:
    pid_t child_ = 0;
    int go_ = -1;
};

TEST_CASE("lock: while another process holds it, it cannot be taken, and its holder is readable") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    Holder other(path);

    const auto attempt = try_file_lock(path, samples::holder());
    REQUIRE(attempt.ok());
    CHECK(!attempt.value->lock);
    REQUIRE(attempt.value->holder);
    CHECK(to_text(*attempt.value->holder) ==
          "anna@laptop, pid 4711, since 2026-05-01T12:00:00Z, running `fireform destroy`");
    CHECK(file_lock_holder(path).value == samples::holder("fireform destroy"));
    // Asking disturbed nobody.
    CHECK(!try_file_lock(path, samples::holder()).value->lock);
}

TEST_CASE("lock: it dies with its process, and the file that is left locks nothing") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    Holder other(path);
    other.kill_it();

    CHECK(folder.read("fireform.state.lock").find("\"pid\":4711") != std::string::npos);
    const auto nobody = file_lock_holder(path);
    CHECK(!nobody.value);
    CHECK(nobody.diagnostics.empty());
    CHECK(try_file_lock(path, samples::holder()).value->lock);
}

TEST_CASE("lock: two in one process exclude each other, and letting go frees it") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    {
        const auto first = try_file_lock(path, samples::holder());
        REQUIRE(first.value->lock);
        CHECK(file_lock_holder(path).value == samples::holder());
        CHECK(!try_file_lock(path, samples::holder()).value->lock);
    }
    CHECK(folder.read("fireform.state.lock").empty());
    CHECK(!file_lock_holder(path).value);
    CHECK(try_file_lock(path, samples::holder()).value->lock);
}

TEST_CASE("lock: the file is for its owner only, whatever the umask") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    const mode_t before = ::umask(0);
    const auto attempt = try_file_lock(path, samples::holder());
    ::umask(before);
    struct stat about = {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
}

TEST_CASE("lock: a holder that cannot be read is still a holder") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    const auto attempt = try_file_lock(path, samples::holder());
    for (const char* content : {"", "gibberish", "{\"pid\": \"x\"}"}) {
        folder.write("fireform.state.lock", content);
        const auto holder = file_lock_holder(path);
        REQUIRE(holder.value);
        CHECK(holder.value->user == "(unknown)");
    }
}

TEST_CASE(
    "lock: what is no file is refused, and what a link or a second name leads to keeps content and mode") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    folder.write("precious", "content");
    std::filesystem::permissions(folder / "precious", std::filesystem::perms(0644));
    const auto check_untouched = [&folder] {
        CHECK(folder.read("precious") == "content");
        CHECK(std::filesystem::status(folder / "precious").permissions() == std::filesystem::perms(0644));
    };
    const auto hint = folder.plain("take it away, then run the same command again: rm " + path.string());

    std::filesystem::create_symlink("precious", path);
    const auto link = try_file_lock(path, samples::holder());
    CHECK(!link.value);
    CHECK(folder.plain(to_text(link.diagnostics)) ==
          "error: State cannot be locked: FOLDER/fireform.state.lock: it is a symbolic link, which is not "
          "followed. Without a lock two runs could write the state at once.\n");
    CHECK(folder.plain(link.diagnostics[0].hint) == hint);
    CHECK(folder.plain(to_text(file_lock_holder(path).diagnostics)) ==
          "error: State cannot be read: FOLDER/fireform.state.lock: it is a symbolic link, which is not "
          "followed.\n");
    check_untouched();

    std::filesystem::remove(path);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto pipe = try_file_lock(path, samples::holder());
    CHECK(folder.plain(to_text(pipe.diagnostics)) ==
          "error: State cannot be locked: FOLDER/fireform.state.lock: it is no regular file. Without a lock "
          "two "
          "runs could write the state at once.\n");
    CHECK(folder.plain(pipe.diagnostics[0].hint) == hint);
    CHECK(file_lock_holder(path).diagnostics.has_errors());

    std::filesystem::remove(path);
    std::filesystem::create_hard_link(folder / "precious", path);
    {
        const auto second_name = try_file_lock(path, samples::holder());
        REQUIRE(second_name.value->lock);
        CHECK(!try_file_lock(path, samples::holder()).value->lock);
        check_untouched();
    }
    check_untouched();
}

TEST_CASE("lock: its holder can tell when the file was removed or replaced") {
    const TemporaryFolder folder;
    const auto path = folder / "fireform.state.lock";
    const auto attempt = try_file_lock(path, samples::holder());
    CHECK(attempt.value->lock->in_place());
    std::filesystem::remove(path);
    CHECK(!attempt.value->lock->in_place());
    const auto other = try_file_lock(path, samples::holder());
    CHECK(other.value->lock->in_place());
    CHECK(!attempt.value->lock->in_place());
}

TEST_CASE("lock: missing folders are made, and a place that cannot be locked is named") {
    const TemporaryFolder folder;
    CHECK(try_file_lock(folder / "states/eu/fireform.state.lock", samples::holder()).value->lock);
    folder.write("file", "");
    const auto attempt = try_file_lock(folder / "file/fireform.state.lock", samples::holder());
    CHECK(!attempt.value);
    CHECK(
        folder.plain(to_text(attempt.diagnostics)) ==
        "error: State cannot be locked: FOLDER/file/fireform.state.lock: Not a directory. Without a lock two "
        "runs could write the state at once.\n");
    CHECK(folder.plain(attempt.diagnostics[0].hint) ==
          "let this user write to FOLDER/file, or keep state elsewhere: \"path\" in [fireform.state]");
}

}  // namespace
}  // namespace fireform
