#include "providers/http/beast_client.hpp"

#include "tests/providers/loopback.hpp"
#include "tests/support/run_task.hpp"

#include <doctest/doctest.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace fireform;
namespace fs = std::filesystem;

namespace {

HttpRequest request(std::string method, std::string url, std::string body = "") {
    HttpRequest out;
    out.method = std::move(method);
    out.url = std::move(url);
    out.body = std::move(body);
    return out;
}

/// "200 BODY", or "KIND MESSAGE, maybe handled" with the server's address as HOST.
std::string text(const HttpResult& result, const std::string& authority) {
    if (result.response) return std::to_string(result.response->status) + " " + result.response->body;
    constexpr std::array kinds{"refused", "resolve",   "tls",       "timeout",
                               "closed",  "too large", "malformed", "file"};
    std::string message = result.failure->message;
    if (const auto at = message.find(authority); at != std::string::npos)
        message.replace(at, authority.size(), "HOST");
    return std::string(kinds[static_cast<std::size_t>(result.failure->kind)]) + ": " + message +
           (result.failure->maybe_handled ? ", maybe handled" : "");
}

/// Server and client in one io_context.
struct Scene {
    asio::io_context io{1};
    Loopback server{io};
    std::unique_ptr<HttpClient> client = make_http_client();

    std::string send(HttpRequest what) {
        return text(run(io, client->send(std::move(what))), server.authority());
    }
    std::string get(const std::string& target = "/x") { return send(request("GET", server.url(target))); }
    std::string post(const std::string& body) { return send(request("POST", server.url("/x"), body)); }
};

/// A file that is gone when the test is over.
struct TemporaryFile {
    fs::path path;
    TemporaryFile(const std::string& name, const std::string& content)
        : path(fs::temp_directory_path() / ("fireform-" + std::to_string(::getpid()) + "-" + name)) {
        std::ofstream(path, std::ios::binary) << content;
    }
    ~TemporaryFile() { fs::remove(path); }
};

struct Environment {
    std::string name;
    Environment(std::string variable, const std::string& value) : name(std::move(variable)) {
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    ~Environment() { ::unsetenv(name.c_str()); }
};

}  // namespace

TEST_CASE("http: a request as it stands on the wire") {
    Scene scene;
    scene.server.reactions = {{ok_reply("{}")}, {ok_reply("{}")}};
    HttpRequest post = request("POST", scene.server.url("/v1/accounts?pageSize=2"), R"({"a":1})");
    post.headers = {{"Authorization", "Bearer k"}, {"Content-Type", "application/json"}};
    CHECK(scene.send(post) == "200 {}");
    CHECK(scene.get("/v1") == "200 {}");
    CHECK(scene.server.requests[0] ==
          "POST /v1/accounts?pageSize=2 HTTP/1.1\r\nHost: " + scene.server.authority() +
              "\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\n"
              "User-Agent: fireform/" FIREFORM_VERSION "\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    CHECK(scene.server.requests[1] == "GET /v1 HTTP/1.1\r\nHost: " + scene.server.authority() +
                                          "\r\nUser-Agent: fireform/" FIREFORM_VERSION "\r\n\r\n");
}

TEST_CASE("http: a connection is kept and used again") {
    Scene scene;
    for (int i = 0; i < 5; ++i)
        scene.server.reactions.push_back({ok_reply(std::to_string(i))});
    for (int i = 0; i < 5; ++i)
        CHECK(scene.post("{}") == "200 " + std::to_string(i));
    CHECK(scene.server.connections == 1);
}

TEST_CASE("http: a connection that the server ends is not used again") {
    Scene scene;
    scene.server.reactions = {{ok_reply("1", "Connection: close\r\n"), true}, {ok_reply("2")}};
    CHECK(scene.post("{}") == "200 1");
    CHECK(scene.post("{}") == "200 2");
    CHECK(scene.server.connections == 2);
}

TEST_CASE("http: a kept connection that was closed meanwhile costs nothing, not even for a POST") {
    Scene scene;
    scene.server.reactions = {{ok_reply("1"), true}, {ok_reply("2")}};
    CHECK(scene.post("{}") == "200 1");
    CHECK(scene.post("{}") == "200 2");
    CHECK(scene.server.requests.size() == 2);
}

TEST_CASE("http: a kept connection closed under the request is tried once more only for a GET") {
    Scene scene;
    scene.server.reactions = {{ok_reply("1")}, {"", true}, {ok_reply("2")}, {"", true}};
    CHECK(scene.get() == "200 1");
    CHECK(scene.get() == "200 2");
    CHECK(scene.server.connections == 2);
    CHECK(scene.post("{}") == "closed: HOST closed the connection without a reply, maybe handled");
    CHECK(scene.server.requests.size() == 4);
}

TEST_CASE("http: a fresh connection that is closed is not tried again") {
    Scene scene;
    scene.server.reactions = {{"", true}, {ok_reply("2")}};
    CHECK(scene.get() == "closed: HOST closed the connection without a reply, maybe handled");
    CHECK(scene.server.connections == 1);
}

TEST_CASE("http: connections belong to the io_context in which they were opened") {
    auto client = make_http_client();
    for (int round = 0; round < 3; ++round) {
        asio::io_context io{1};
        Loopback server{io};
        server.reactions = {{ok_reply("a")}, {ok_reply("b")}};
        CHECK(text(run(io, client->send(request("GET", server.url("/")))), "") == "200 a");
        CHECK(text(run(io, client->send(request("GET", server.url("/")))), "") == "200 b");
        CHECK(server.connections == 1);
    }
}

TEST_CASE("http: replies that are no replies") {
    struct Row {
        const char* name;
        Reaction reaction;
        const char* result;
    };
    const std::vector<Row> rows{
        {"cut in the headers",
         {"HTTP/1.1 200 OK\r\nContent-Le", true},
         "closed: HOST closed the connection in the middle of its reply, maybe handled"},
        {"cut in the body",
         {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"", true},
         "closed: HOST closed the connection in the middle of its reply, maybe handled"},
        {"reset without a byte",
         {"", false, false, true},
         "closed: HOST closed the connection without a reply, maybe handled"},
        {"not HTTP",
         {"SSH-2.0-OpenSSH_9.2\r\n", true},
         "malformed: the reply of HOST is not HTTP: bad version, maybe handled"},
        {"a bad chunk",
         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", true},
         "malformed: the reply of HOST is not HTTP: bad chunk, maybe handled"},
        {"chunks",
         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", false},
         "200 {}"},
        {"a body up to the end", {"HTTP/1.1 200 OK\r\n\r\n{}", true}, "200 {}"},
        {"no content", {"HTTP/1.1 204 No Content\r\n\r\n", false}, "204 "},
        {"an interim reply",
         {"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", false},
         "404 "},
        {"a redirect is not followed",
         {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", false},
         "302 "},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Scene scene;
        scene.server.reactions = {row.reaction};
        CHECK(scene.post("{}") == row.result);
        CHECK(scene.server.requests.size() == 1);
    }
}

TEST_CASE("http: a server that only sends interim replies is cut off") {
    Scene scene;
    std::string hints;
    for (int i = 0; i < 100; ++i)
        hints += "HTTP/1.1 103 Early Hints\r\n\r\n";
    scene.server.reactions = {{hints}};
    CHECK(scene.get() == "malformed: HOST never ends its interim replies, maybe handled");
}

TEST_CASE("http: replies beyond the limits are refused") {
    Scene scene;
    HttpClientOptions options;
    options.body_max = 100;
    options.header_max = 500;
    scene.client = make_http_client(options);
    scene.server.reactions = {
        {ok_reply(std::string(101, 'x'))},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n70\r\n" + std::string(112, 'x')},
        {ok_reply("x", "X: " + std::string(600, 'y') + "\r\n")},
        {ok_reply(std::string(100, 'x'))}};
    CHECK(scene.get() == "too large: the reply of HOST is larger than 100 bytes, maybe handled");
    CHECK(scene.get() == "too large: the reply of HOST is larger than 100 bytes, maybe handled");
    CHECK(scene.get() ==
          "too large: the headers of the reply of HOST are larger than 500 bytes, maybe handled");
    CHECK(scene.get() == "200 " + std::string(100, 'x'));
}

TEST_CASE("http: a reply of 5 MB arrives whole") {
    Scene scene;
    const std::string big(5u << 20, 'x');
    scene.server.reactions = {{ok_reply(big)}};
    CHECK(scene.get() == "200 " + big);
}

TEST_CASE("http: nobody listens") {
    Scene scene;
    const std::string url = scene.server.url("/x");
    const std::string authority = scene.server.authority();
    scene.server.stop_listening();
    CHECK(text(run(scene.io, scene.client->send(request("POST", url, "{}"))), authority) ==
          "refused: connection refused by HOST");
}

TEST_CASE("http: a host that does not exist") {
    // A label of more than 63 characters is refused by the resolver itself, with no question to the network.
    const std::string host = std::string(64, 'a') + ".invalid";
    auto client = make_http_client();
    const auto result = run(client->send(request("GET", "https://" + host + "/")));
    REQUIRE(result.failure);
    CHECK(result.failure->kind == HttpFailure::Kind::resolve);
    CHECK(result.failure->message.starts_with("no such host: " + host + " ("));
    CHECK_FALSE(result.failure->maybe_handled);
}

TEST_CASE("http: a server that does not answer in time") {
    Scene scene;
    HttpRequest what = request("POST", scene.server.url("/x"), "{}");
    what.timeout = std::chrono::milliseconds(30);
    CHECK(scene.send(what) == "timeout: timed out after 30 ms: no complete reply from HOST, maybe handled");
}

TEST_CASE("http: a server that never comes to an end is cut off") {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string piece(10'000, 'x');
    struct Row {
        const char* name;
        Reaction reaction;
        const char* result;
    };
    const std::vector<Row> rows{
        {"a body of any length",
         {.bytes = "HTTP/1.1 200 OK\r\n\r\n", .endless = piece},
         "too large: the reply of HOST is larger than 100000 bytes, maybe handled"},
        {"a length of 2 GB",
         {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n", .endless = piece},
         "too large: the reply of HOST is larger than 100000 bytes, maybe handled"},
        {"a length beyond all numbers",
         {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .endless = piece},
         "malformed: the reply of HOST is not HTTP: bad Content-Length, maybe handled"},
        {"two lengths",
         {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .endless = piece},
         "malformed: the reply of HOST is not HTTP: multiple Content-Length, maybe handled"},
        {"small chunks",
         {.bytes = chunked, .endless = "1\r\nx\r\n"},
         "too large: the reply of HOST is larger than 100000 bytes, maybe handled"},
        {"one chunk of all memory",
         {.bytes = chunked + "ffffffffffffffff\r\n", .endless = piece},
         "too large: the reply of HOST is larger than 100000 bytes, maybe handled"},
        {"a chunk size beyond all numbers",
         {.bytes = chunked, .endless = "ffffffff"},
         "too large: the headers of the reply of HOST are larger than 5000 bytes, maybe handled"},
        {"an extension of a chunk",
         {.bytes = chunked + "1;", .endless = "x"},
         "too large: the headers of the reply of HOST are larger than 5000 bytes, maybe handled"},
        {"trailers",
         {.bytes = chunked + "0\r\n", .endless = "X: y\r\n"},
         "too large: the headers of the reply of HOST are larger than 5000 bytes, maybe handled"},
        {"headers",
         {.bytes = "HTTP/1.1 200 OK\r\n", .endless = "X: y\r\n"},
         "too large: the headers of the reply of HOST are larger than 5000 bytes, maybe handled"},
        {"one header",
         {.bytes = "HTTP/1.1 200 OK\r\nX: ", .endless = "y"},
         "too large: the headers of the reply of HOST are larger than 5000 bytes, maybe handled"},
        {"interim replies",
         {.bytes = "", .endless = "HTTP/1.1 100 Continue\r\n\r\n"},
         "malformed: HOST never ends its interim replies, maybe handled"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Scene scene;
        HttpClientOptions options;
        options.body_max = 100'000;
        options.header_max = 5000;
        scene.client = make_http_client(options);
        scene.server.reactions = {row.reaction};
        HttpRequest what = request("POST", scene.server.url("/x"), "{}");
        what.timeout = std::chrono::seconds(2);
        CHECK(scene.send(what) == row.result);
    }
}

TEST_CASE("http: a server that sends a byte now and then has no more time than others") {
    for (const char* begun : {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"}) {
        CAPTURE(begun);
        Scene scene;
        scene.server.reactions = {{.bytes = begun, .endless = "x", .pause = std::chrono::milliseconds(5)}};
        HttpRequest what = request("GET", scene.server.url("/x"));
        what.timeout = std::chrono::milliseconds(60);
        CHECK(scene.send(what) ==
              "timeout: timed out after 60 ms: no complete reply from HOST, maybe handled");
    }
}

TEST_CASE("http: a compressed reply is not unpacked") {
    Scene scene;
    scene.server.reactions = {{ok_reply("bomb", "Content-Encoding: gzip\r\n")},
                              {ok_reply("{}", "Content-Encoding: identity\r\n")}};
    CHECK(scene.get() ==
          "malformed: the reply of HOST is compressed, which was not asked for, maybe handled");
    CHECK(scene.get() == "200 {}");
    CHECK(scene.server.requests[0].find("Accept-Encoding") == std::string::npos);
}

TEST_CASE("http: requests that cannot be sent leave nothing behind") {
    Scene scene;
    CHECK(scene.send(request("GET", "ftp://host/")) == "malformed: not an http or https url");
    HttpRequest split = request("GET", scene.server.url("/x"));
    split.headers = {{"X-Evil", "a\r\nAuthorization: b"}};
    CHECK(scene.send(split) == "malformed: a header of the request holds a character that no header may");
    split.headers = {{"X Evil", "a"}};
    CHECK(scene.send(split) == "malformed: a header of the request holds a character that no header may");
    CHECK(scene.server.connections == 0);
}

TEST_CASE("http: a file is streamed between its frame, with its length and its progress") {
    Scene scene;
    std::string content;
    for (int i = 0; i < 100000; ++i)
        content += "row " + std::to_string(i) + "\n";
    const TemporaryFile file("rows.jsonl", content);
    scene.server.reactions = {{ok_reply("{}")}, {ok_reply("{}")}};
    HttpRequest upload = request("POST", scene.server.url("/upload"));
    upload.file = FileBody{file.path, "<", ">", content.size()};
    std::vector<std::uint64_t> sent;
    upload.on_sent = [&sent](std::uint64_t bytes) { sent.push_back(bytes); };
    CHECK(scene.send(upload) == "200 {}");
    const std::string& received = scene.server.requests.at(0);
    CHECK(received.find("Content-Length: " + std::to_string(content.size() + 2) + "\r\n") !=
          std::string::npos);
    CHECK(received.find("Transfer-Encoding") == std::string::npos);
    CHECK((received.substr(received.find("\r\n\r\n") + 4) == "<" + content + ">"));
    CHECK(std::is_sorted(sent.begin(), sent.end()));
    CHECK(sent.size() > 4);
    CHECK(sent.front() == 1);
    CHECK(sent.back() == content.size() + 2);
    CHECK(scene.get() == "200 {}");
    CHECK(scene.server.connections == 1);
}

TEST_CASE("http: a file that cannot be read, or shrinks") {
    Scene scene;
    const TemporaryFile file("short.jsonl", "12345");
    HttpRequest upload = request("PUT", scene.server.url("/upload"));
    upload.file = FileBody{file.path, "", "", 6};
    CHECK(scene.send(upload) ==
          "file: " + file.path.string() + " became shorter while it was sent, maybe handled");
    upload.file->path = "/nonexistent/rows.jsonl";
    CHECK(scene.send(upload) ==
          "file: cannot read /nonexistent/rows.jsonl: No such file or directory, maybe handled");
}

TEST_CASE("http: a server that refuses an upload early is heard") {
    Scene scene;
    const TemporaryFile file("big.jsonl", std::string(20u << 20, 'x'));
    scene.server.reactions = {
        {"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig", false, true}};
    HttpRequest upload = request("POST", scene.server.url("/upload"));
    upload.file = FileBody{file.path, "", "", 20u << 20};
    upload.timeout = std::chrono::milliseconds(2000);
    const std::string result = scene.send(upload);
    CAPTURE(result);
    CHECK(result == "413 big");
}

TEST_CASE("http: a cancelled exchange throws and its connection is not used again") {
    Scene scene;
    asio::cancellation_signal cancel;
    std::exception_ptr thrown;
    asio::co_spawn(scene.io, scene.client->send(request("GET", scene.server.url("/x"))),
                   asio::bind_cancellation_slot(
                       cancel.slot(), [&](std::exception_ptr e, const HttpResult&) { thrown = e; }));
    while (scene.server.requests.empty())
        scene.io.run_one();
    cancel.emit(asio::cancellation_type::terminal);
    while (!thrown)
        scene.io.run_one();
    CHECK_THROWS_AS(std::rethrow_exception(thrown), boost::system::system_error);
    scene.server.reactions = {{ok_reply("2")}};
    CHECK(scene.get() == "200 2");
    CHECK(scene.server.connections == 2);
}

TEST_CASE("http: certificates are verified, and a refused one is explained") {
    struct Row {
        const char* name;
        const char* certificate_for;
        int days;
        bool trusted;
        const char* result;
    };
    const std::vector<Row> rows{
        {"trusted", "127.0.0.1", 30, true, "200 {}"},
        {"self-signed", "127.0.0.1", 30, false,
         "tls: the certificate of 127.0.0.1 is not trusted: self-signed certificate"},
        {"expired", "127.0.0.1", -1, true, "tls: the certificate of 127.0.0.1 has expired"},
        {"for another host", "api.fireworks.ai", 30, true, "tls: the certificate is not valid for 127.0.0.1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const TestCertificate certificate = make_certificate(row.certificate_for, row.days);
        const TemporaryFile file("cert.pem", row.trusted ? certificate.certificate_pem : "");
        const Environment trust("SSL_CERT_FILE", row.trusted ? file.path.string() : "/nonexistent.pem");
        const Environment folder("SSL_CERT_DIR", "/nonexistent");
        auto context = server_context(certificate);
        asio::io_context io{1};
        Loopback server{io, &context};
        auto client = make_http_client();
        server.reactions = {{ok_reply("{}")}};
        const std::string result =
            text(run(io, client->send(request("POST", server.url("/x"), "{}"))), server.authority());
        CHECK(result.substr(0, result.find(" (trusted are")) == row.result);
        CHECK(server.requests.size() == (result.starts_with("200") ? 1 : 0));
    }
}

TEST_CASE("http: nothing below TLS 1.2") {
    struct Row {
        int version;
        const char* result;
    };
    for (const Row& row : {Row{TLS1_1_VERSION, "tls: no TLS connection with HOST"},
                           Row{TLS1_2_VERSION, "200 {}"}, Row{TLS1_3_VERSION, "200 {}"}}) {
        CAPTURE(row.version);
        const TestCertificate certificate = make_certificate("127.0.0.1", 30);
        const TemporaryFile file("cert.pem", certificate.certificate_pem);
        const Environment trust("SSL_CERT_FILE", file.path.string());
        auto context = server_context(certificate);
        SSL_CTX_set_security_level(context.native_handle(), 0);  // OpenSSL itself no longer wants to
        SSL_CTX_set_min_proto_version(context.native_handle(), row.version);
        SSL_CTX_set_max_proto_version(context.native_handle(), row.version);
        asio::io_context io{1};
        Loopback server{io, &context};
        auto client = make_http_client();
        server.reactions = {{ok_reply("{}")}};
        const std::string result =
            text(run(io, client->send(request("POST", server.url("/x"), "{}"))), server.authority());
        CHECK(result.substr(0, std::string_view(row.result).size()) == row.result);
        CHECK(server.requests.size() == (result.starts_with("200") ? 1 : 0));
    }
}

TEST_CASE("http: plain HTTP to another machine is refused before anything is sent") {
    asio::io_context io{1};
    auto client = make_http_client();
    for (const char* host : {"198.51.100.1", "storage.example.com:8080", "localhost.example.com"})
        CHECK(
            text(
                run(io, client->send(request("PUT", "http://" + std::string(host) + "/x?signature=1", "{}"))),
                host) == "malformed: plain HTTP to HOST is refused: on the way it could be read; use https");
}

TEST_CASE("http: TLS connections are kept, and sessions resumed") {
    const TestCertificate certificate = make_certificate("127.0.0.1", 30);
    const TemporaryFile file("cert.pem", certificate.certificate_pem);
    const Environment trust("SSL_CERT_FILE", file.path.string());
    auto context = server_context(certificate);
    asio::io_context io{1};
    Loopback server{io, &context};
    auto client = make_http_client();
    server.reactions = {{ok_reply("1")}, {ok_reply("2"), true}, {ok_reply("3")}};
    for (const char* expected : {"200 1", "200 2", "200 3"})
        CHECK(text(run(io, client->send(request("POST", server.url("/x"), "{}"))), "") == expected);
    CHECK(server.connections == 2);
    CHECK(server.resumed == 1);
}

TEST_CASE("http: plain HTTP on the other side of https") {
    Scene scene;
    scene.server.reactions = {{ok_reply("{}")}};
    HttpRequest what = request("GET", "https://" + scene.server.authority() + "/");
    what.timeout = std::chrono::milliseconds(100);
    scene.server.hang_up();
    const std::string result = scene.send(what);
    CHECK((result.starts_with("tls: no TLS connection with HOST") || result.starts_with("timeout: ")));
}

TEST_CASE("http: header names compare without case") {
    const HttpResponse response{200, {{"Retry-After", "3"}}, ""};
    CHECK(response.header("retry-after") == "3");
    CHECK(response.header("absent").empty());
}
