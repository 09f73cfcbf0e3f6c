#include "providers/emulator/server.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace fireform;
namespace fs = std::filesystem;

namespace {

/// The server in a process of its own; the line that it prints tells that it listens.
class Running {
 public:
    explicit Running(const EmulatorServerOptions& options) {
        int pipe_ends[2];
        REQUIRE(::pipe(pipe_ends) == 0);
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ == 0) {
            ::close(pipe_ends[0]);
            const Diagnostics problems = run_emulator_server(options, [&](const std::string& line) {
                (void)!::write(pipe_ends[1], (line + "\n").c_str(), line.size() + 1);
            });
            const std::string text = to_text(problems);
            (void)!::write(pipe_ends[1], text.data(), text.size());
            ::_exit(problems.has_errors() ? 1 : 0);
        }
        ::close(pipe_ends[1]);
        for (char c = 0; ::read(pipe_ends[0], &c, 1) == 1 && c != '\n';)
            said += c;
        ::close(pipe_ends[0]);
    }
    ~Running() {
        if (child_ > 0) (void)stop(SIGKILL);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    /// Exit code; a signal that killed it is negative.
    int stop(int signal) {
        ::kill(child_, signal);
        int status = 0;
        ::waitpid(child_, &status, 0);
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    int finish() { return stop(0); }

    [[nodiscard]] std::uint16_t port() const {
        const auto start = said.find("127.0.0.1:");
        return static_cast<std::uint16_t>(std::stoi(said.substr(start + 10)));
    }
    std::string said;

 private:
    pid_t child_ = -1;
};

/// A blocking connection.
class Line {
 public:
    explicit Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    ~Line() { ::close(socket_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void send(const std::string& bytes) {
        REQUIRE(::send(socket_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    }
    /// Until the text has been seen, or the other side has closed.
    std::string until(const std::string& mark) {
        std::string got;
        char buffer[4096];
        while (got.find(mark) == std::string::npos) {
            const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
            if (count <= 0) break;
            got.append(buffer, static_cast<std::size_t>(count));
        }
        return got;
    }

 private:
    int socket_;
};

std::string get(const std::string& path, const std::string& more = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n" + more + "\r\n";
}
std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}
const std::string deployment =
    R"({"baseModel": "accounts/fireworks/models/qwen3-8b", "acceleratorType": "NVIDIA_H100_80GB"})";

struct Folder {
    Folder() {
        std::string name = (fs::temp_directory_path() / "fireform-server-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path path;
};

std::string read(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("server: it says where it listens, writes the port and ends cleanly on SIGTERM and SIGINT") {
    Folder folder;
    EmulatorServerOptions options;
    options.port_file = (folder.path / "port").string();
    Running server(options);
    CHECK(server.said == "fireform emulator listens on http://127.0.0.1:" + std::to_string(server.port()) +
                             " (account acme)");
    CHECK(read(options.port_file) == std::to_string(server.port()) + "\n");
    CHECK(server.stop(SIGTERM) == 0);
    Running other(EmulatorServerOptions{});
    CHECK(other.stop(SIGINT) == 0);
}

TEST_CASE("server: a connection is kept alive, and closed when the client wants that") {
    Running server(EmulatorServerOptions{});
    Line line(server.port());
    line.send(get("/v1/accounts"));
    const std::string first = line.until("}]");
    CHECK(first.starts_with("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "));
    line.send(get("/v1/accounts/acme/deployments/none", "Connection: close\r\n"));
    const std::string second = line.until("never");
    CHECK(second.starts_with("HTTP/1.1 404 Not Found\r\n"));
    CHECK(second.find("connection: close\r\n") != std::string::npos);
}

TEST_CASE("server: two requests in one packet get two replies") {
    Running server(EmulatorServerOptions{});
    Line line(server.port());
    line.send(get("/v1/accounts/acme/datasets") + get("/v1/accounts/acme/datasets", "Connection: close\r\n"));
    const std::string got = line.until("never");
    CHECK(got.find("200 OK") != got.rfind("200 OK"));
}

TEST_CASE("server: Expect: 100-continue is answered before the body comes") {
    Running server(EmulatorServerOptions{});
    Line line(server.port());
    const std::string request =
        post("/v1/accounts/acme/deployments?deploymentId=a", deployment, "Expect: 100-continue\r\n");
    line.send(request.substr(0, request.size() - deployment.size()));
    CHECK(line.until("\r\n\r\n").starts_with("HTTP/1.1 100 Continue"));
    line.send(deployment);
    CHECK(line.until("CREATING").starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("server: what is no HTTP is a 400, a header that is too big a 413") {
    Running server(EmulatorServerOptions{});
    Line garbage(server.port());
    garbage.send("hello\r\n\r\n");
    CHECK(garbage.until("never").starts_with("HTTP/1.1 400"));
    Line big(server.port());
    big.send("GET / HTTP/1.1\r\nX: " + std::string(70000, 'x'));
    CHECK(big.until("never").starts_with("HTTP/1.1 413"));
}

TEST_CASE("server: beyond the rate limit comes 429, and doors know no limit") {
    EmulatorServerOptions options;
    options.rate_limit = 0.001;
    Running server(options);
    Line line(server.port());
    line.send(get("/v1/accounts"));
    CHECK(line.until("}]").starts_with("HTTP/1.1 200"));
    line.send(get("/v1/accounts"));
    const std::string refused = line.until("details");
    CHECK(refused.starts_with("HTTP/1.1 429"));
    CHECK(refused.find("retry-after: 1\r\n") != std::string::npos);
    Line door(server.port());
    door.send(get("/emulator/requests", "Connection: close\r\n"));
    CHECK(door.until("never").find(R"("status":429)") != std::string::npos);
}

TEST_CASE("server: faults close the connection, before or after, or in the middle of the reply") {
    Folder folder;
    EmulatorServerOptions options;
    options.faults_file = (folder.path / "faults.toml").string();
    std::ofstream(options.faults_file) << R"(
[[fault]]
operation = "GET accounts"
kind = "drop_before"
[[fault]]
operation = "POST deployments"
kind = "drop_after"
[[fault]]
operation = "LIST accounts"
kind = "truncate"
[[fault]]
operation = "LIST datasets"
kind = "stall"
delay = "10ms"
)";
    Running server(options);
    Line before(server.port());
    before.send(get("/v1/accounts/acme"));
    CHECK(before.until("never") == "");
    Line after(server.port());
    after.send(post("/v1/accounts/acme/deployments?deploymentId=a", deployment));
    CHECK(after.until("never") == "");
    Line made(server.port());
    made.send(get("/v1/accounts/acme/deployments/a"));
    CHECK(made.until("CREATING").starts_with("HTTP/1.1 200"));
    Line half(server.port());
    half.send(get("/v1/accounts"));
    const std::string cut = half.until("never");
    CHECK(cut.starts_with("HTTP/1.1 200"));
    CHECK(cut.find("totalSize") == std::string::npos);
    Line stalled(server.port());
    stalled.send(get("/v1/accounts/acme/datasets"));
    CHECK(stalled.until("never") == "");
}

TEST_CASE("server: with a store the objects are there again") {
    Folder folder;
    EmulatorServerOptions options;
    options.store = (folder.path / "store.json").string();
    {
        Running server(options);
        Line line(server.port());
        line.send(post("/v1/accounts/acme/deployments?deploymentId=a", deployment));
        CHECK(line.until("CREATING").starts_with("HTTP/1.1 200"));
        CHECK(server.stop(SIGTERM) == 0);
    }
    Running again(options);
    Line line(again.port());
    line.send(get("/v1/accounts/acme/deployments/a"));
    CHECK(line.until("deployments/a").starts_with("HTTP/1.1 200"));
    CHECK(again.stop(SIGTERM) == 0);
    std::ofstream(options.store) << "broken";
    Running broken(options);
    CHECK(broken.finish() == 1);
    CHECK(broken.said.find("Store cannot be read") != std::string::npos);
}

TEST_CASE("server: what it cannot do it says") {
    const auto said = [](const EmulatorServerOptions& options) {
        Running server(options);
        CHECK(server.finish() == 1);
        return server.said;
    };
    EmulatorServerOptions open;
    open.listen = "0.0.0.0:0";
    CHECK(said(open).starts_with("error: Key required"));
    EmulatorServerOptions nowhere;
    nowhere.listen = "somewhere";
    CHECK(said(nowhere).starts_with("error: Invalid address"));
    Running first(EmulatorServerOptions{});
    EmulatorServerOptions taken;
    taken.listen = "127.0.0.1:" + std::to_string(first.port());
    CHECK(said(taken).starts_with("error: Address cannot be used"));
    EmulatorServerOptions faults;
    faults.faults_file = "/nonexistent/faults.toml";
    CHECK(said(faults).starts_with("error: Faults file cannot be read"));
    EmulatorServerOptions account;
    account.emulator.account = "a/b";
    CHECK(said(account) ==
          "error: Invalid account: \"a/b\" is not an account id: 1 to 63 characters of a-z, 0-9 and -, not a "
          "- at either end.");
}

TEST_CASE("server: signed urls start with the host that the client named") {
    Running server(EmulatorServerOptions{});
    Line line(server.port());
    line.send(post("/v1/accounts/acme/datasets", R"({"datasetId": "d", "dataset": {}})"));
    line.until("UPLOADING");
    line.send(
        post("/v1/accounts/acme/datasets/d:getUploadEndpoint", R"({"filenameToSize": {"a.jsonl": "3"}})"));
    CHECK(line.until("Signature").find("\"http://x/storage/accounts/acme/datasets/d/a.jsonl?") !=
          std::string::npos);
}
