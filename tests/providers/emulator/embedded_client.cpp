#include "tests/providers/emulator/desk.hpp"

#include "providers/emulator/embedded_client.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

using namespace fireform;
using namespace fireform::testing;
namespace fs = std::filesystem;

namespace {

/// A clock that stands still until somebody sleeps.
class StillClock final : public Clock {
 public:
    std::chrono::nanoseconds now() const override { return passed; }
    std::chrono::system_clock::time_point wall() const override {
        return std::chrono::system_clock::time_point(std::chrono::seconds(1777636800)) + passed;
    }
    Task<void> sleep(std::chrono::nanoseconds duration) override {
        passed += duration;
        co_return;
    }
    std::chrono::nanoseconds passed{0};
};

/// A folder of its own that goes with the test.
struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "fireform-emulator-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] fs::path store() const { return path / ".fireform" / "emulator.json"; }
    fs::path path;
};

HttpResult send(HttpClient& client, HttpRequest request) {
    asio::io_context context;
    auto future = asio::co_spawn(context, client.send(std::move(request)), asio::use_future);
    context.run();
    return future.get();
}

std::string tell(HttpClient& client, std::string_view line) {
    const HttpResult result = send(client, Desk::request(line));
    if (result.failure) return "failure: " + result.failure->message;
    return std::to_string(result.response->status);
}

std::string state(HttpClient& client, const std::string& path) {
    return pick(send(client, Desk::request("GET " + path)).response->body, "state");
}

std::uint64_t inode(const fs::path& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

}  // namespace

TEST_CASE("embedded: objects are in the file before the reply, and another client sees them") {
    Folder folder;
    StillClock clock;
    const auto first = make_embedded_client({}, folder.store(), clock);
    const auto second = make_embedded_client({}, folder.store(), clock);
    CHECK(tell(*second, "GET deployments/a") == "404");
    CHECK(tell(*first, "POST deployments?deploymentId=a " + deployment_body()) == "200");
    CHECK(state(*second, "deployments/a") == "CREATING");
    CHECK(tell(*second, "POST deployments?deploymentId=b " + deployment_body()) == "200");
    clock.passed += std::chrono::seconds(2);
    CHECK(state(*first, "deployments/b") == "READY");
    const auto third = make_embedded_client({}, folder.store(), clock);
    CHECK(state(*third, "deployments/a") == "READY");
    struct stat found{};
    REQUIRE(::stat(folder.store().c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
}

TEST_CASE("embedded: reading writes nothing") {
    Folder folder;
    StillClock clock;
    const auto client = make_embedded_client({}, folder.store(), clock);
    CHECK(tell(*client, "GET deployments") == "200");
    CHECK_FALSE(fs::exists(folder.store()));
    tell(*client, "POST deployments?deploymentId=a " + deployment_body());
    const auto written = inode(folder.store());
    clock.passed += std::chrono::seconds(10);
    CHECK(state(*client, "deployments/a") == "READY");
    CHECK(tell(*client, "GET deployments") == "200");
    CHECK(inode(folder.store()) == written);
}

TEST_CASE("embedded: requests side by side share one write") {
    Folder folder;
    StillClock clock;
    const auto client = make_embedded_client({}, folder.store(), clock);
    asio::io_context context;
    std::vector<std::future<HttpResult>> results;
    for (int i = 0; i < 20; ++i)
        results.push_back(
            asio::co_spawn(context,
                           client->send(Desk::request("POST deployments?deploymentId=d" + std::to_string(i) +
                                                      " " + deployment_body())),
                           asio::use_future));
    context.run();
    for (auto& result : results)
        CHECK(result.get().response->status == 200);
    const auto other = make_embedded_client({}, folder.store(), clock);
    CHECK(pick(send(*other, Desk::request("GET deployments")).response->body, "totalSize") == "20");
    CHECK(fs::exists(folder.store()));
}

TEST_CASE("embedded: while another process holds the store a request waits, and gives up after its time") {
    Folder folder;
    StillClock clock;
    const auto client = make_embedded_client({}, folder.store(), clock);
    tell(*client, "POST deployments?deploymentId=a " + deployment_body());
    const int held = ::open((folder.store().string() + ".lock").c_str(), O_RDWR);
    REQUIRE(::flock(held, LOCK_EX) == 0);
    CHECK(tell(*client, "GET deployments/a").starts_with("failure: another process holds "));
    CHECK(clock.passed >= std::chrono::seconds(60));
    ::close(held);
    CHECK(tell(*client, "GET deployments/a") == "200");
}

TEST_CASE("embedded: a file that is no store is left alone and named") {
    Folder folder;
    StillClock clock;
    fs::create_directories(folder.store().parent_path());
    std::ofstream(folder.store()) << "not a store";
    const auto client = make_embedded_client({}, folder.store(), clock);
    CHECK(tell(*client, "GET deployments").find("is not a store of this emulator with account \"acme\"") !=
          std::string::npos);
    CHECK(tell(*client, "POST deployments " + deployment_body()).starts_with("failure"));
    std::ifstream file(folder.store());
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "not a store");
}

TEST_CASE("embedded: when the file is removed everything starts anew") {
    Folder folder;
    StillClock clock;
    const auto client = make_embedded_client({}, folder.store(), clock);
    tell(*client, "POST deployments?deploymentId=a " + deployment_body());
    fs::remove(folder.store());
    CHECK(tell(*client, "GET deployments/a") == "404");
    CHECK(tell(*client, "POST deployments?deploymentId=a " + deployment_body()) == "200");
}

TEST_CASE("embedded: without a store it lives in memory") {
    StillClock clock;
    const auto client = make_embedded_client({}, "", clock);
    CHECK(tell(*client, "POST deployments?deploymentId=a " + deployment_body()) == "200");
    CHECK(state(*client, "deployments/a") == "CREATING");
}

TEST_CASE("embedded: a body that is a file is read, one that shrank is a failure") {
    Folder folder;
    StillClock clock;
    const auto client = make_embedded_client({}, folder.store(), clock);
    tell(*client, "POST datasets {\"datasetId\": \"d\", \"dataset\": {}}");
    const std::string row = R"({"prompt": "a", "completion": "b"})";
    std::ofstream(folder.path / "d.jsonl") << row;
    HttpRequest upload = Desk::request("POST datasets/d:upload");
    upload.headers[1].second = "multipart/form-data; boundary=b";
    upload.file =
        FileBody{folder.path / "d.jsonl",
                 "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"d.jsonl\"\r\n\r\n",
                 "\r\n--b--\r\n", row.size() + 5};
    CHECK(send(*client, upload).failure->kind == HttpFailure::Kind::file);
    upload.file->file_size = row.size();
    std::uint64_t sent = 0;
    upload.on_sent = [&sent](std::uint64_t bytes) { sent = bytes; };
    CHECK(send(*client, upload).response->status == 200);
    CHECK(sent > row.size());
    clock.passed += std::chrono::seconds(1);
    CHECK(state(*client, "datasets/d") == "READY");
}

TEST_CASE("embedded: a lost reply is a failure that may have been handled") {
    Folder folder;
    StillClock clock;
    EmulatorOptions options;
    options.faults.push_back(
        {.operation = "POST deployments", .times = 1, .kind = emulator::FaultKind::drop_after});
    const auto client = make_embedded_client(options, folder.store(), clock);
    const HttpResult lost =
        send(*client, Desk::request("POST deployments?deploymentId=a " + deployment_body()));
    REQUIRE(lost.failure.has_value());
    CHECK(lost.failure->maybe_handled);
    CHECK(tell(*client, "GET deployments/a") == "200");
}
