#include "tests/e2e/scene.hpp"

#include "tests/contract/traffic.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace fireform::tests {
namespace json = boost::json;
namespace {

constexpr const char* key = "e2e-key";

std::map<std::string, std::string> base_environment() {
    std::map<std::string, std::string> out{{"PATH", "/usr/bin:/bin"}, {"TERM", "xterm"}};
    // Of sanitizers and coverage.
    for (const char* name : {"LLVM_PROFILE_FILE", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) out[name] = value;
    return out;
}

/// Sends everything, reads until the other side closes.
std::string talk(int port, const std::string& text) {
    const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string reply;
    if (::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::send(file, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size())) {
        std::array<char, 4096> piece{};
        for (ssize_t got = 0; (got = ::recv(file, piece.data(), piece.size(), 0)) > 0;)
            reply.append(piece.data(), static_cast<std::size_t>(got));
    }
    ::close(file);
    return reply;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

/// Address to id, of a state; nothing of a text that is none.
std::map<std::string, std::string> ids(const std::string& state) {
    std::map<std::string, std::string> out;
    json::error_code error;
    const json::value parsed = json::parse(state, error);
    if (error) return out;
    for (const json::value& one : parsed.at("resources").as_array()) {
        const std::string id(one.at("id").as_string());
        if (!id.empty()) out[std::string(one.at("address").as_string())] = id;
    }
    return out;
}

}  // namespace

Folder::Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fireform-e2e-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string Folder::read(const std::string& name) const {
    if (!std::filesystem::is_regular_file(path_ / name)) return {};
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool Folder::has(const std::string& name) const {
    return std::filesystem::exists(path_ / name);
}

Emulator::Emulator(std::vector<std::string> flags) {
    Start start;
    start.words = {"emulator", "--port-file", "port", "--ready-after", "0s"};
    start.words.insert(start.words.end(), flags.begin(), flags.end());
    start.environment = base_environment();
    start.folder = folder_.path();
    process_ = std::make_unique<Process>(start);
    process_->read_until("\n");
    const std::string port = folder_.read("port");
    if (port.empty()) throw std::runtime_error("the emulator does not listen: " + process_->wait().err);
    port_ = std::stoi(port);
}

Emulator::~Emulator() {
    CHECK_NOTHROW(fireform::testing::judge_traffic(
        json::parse(request("GET", "/emulator/requests?replies=true")), by_hand_));
    process_->signal(SIGTERM);
    const Ran ran = process_->wait();
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
}

std::string Emulator::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

std::string Emulator::request(const std::string& method, const std::string& path,
                              const std::string& body) const {
    by_hand_.insert(method + " " + path);
    const std::string reply = talk(
        port_, method + " " + path +
                   " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer " + key +
                   "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                   "\r\n\r\n" + body);
    const std::size_t head = reply.find("\r\n\r\n");
    if (reply.find(" 200 ") != 8 || head == std::string::npos)
        throw std::runtime_error(method + " " + path + ": " + reply);
    return reply.substr(head + 4);
}

int Emulator::count(const std::string& kind) const {
    const json::value all = json::parse(request("GET", "/emulator/requests"));
    const json::value* found = all.at("counts").as_object().if_contains(kind);
    return found ? found->to_number<int>() : 0;
}

void Emulator::wait_for(const std::string& kind) const {
    while (count(kind) == 0) {
    }
}

std::vector<std::string> Emulator::names(const std::string& collection) const {
    const json::value all = json::parse(request("GET", "/emulator/objects"));
    std::vector<std::string> out;
    for (const json::value& one : all.at(collection).as_array()) {
        const json::object& object = one.as_object();
        const json::value* state = object.if_contains("state");
        const json::value* own = object.if_contains("autoGenerated");
        if ((!state || !state->as_string().ends_with("DELETED")) && (!own || !own->as_bool()))
            out.emplace_back(object.at("name").as_string());
    }
    return out;
}

Project::Project(const Emulator& emulator, std::string_view configuration) : environment(base_environment()) {
    environment["HOME"] = folder.path().string();
    environment["FIREWORKS_API_KEY"] = key;
    environment["FIREWORKS_ACCOUNT_ID"] = "acme";
    environment["FIREWORKS_BASE_URL"] = emulator.url();
    if (!configuration.empty()) configure(configuration);
}

std::unique_ptr<Process> Project::start(std::vector<std::string> words, bool terminal) const {
    Start start;
    start.words = std::move(words);
    start.environment = environment;
    start.folder = folder.path();
    start.terminal = terminal;
    return std::make_unique<Process>(start);
}

Ran Project::run(std::vector<std::string> words) const {
    return start(std::move(words))->wait();
}

Ran Project::apply() const {
    const Ran ran = run({"apply", "--auto-approve"});
    INFO(ran.out << ran.err);
    REQUIRE(ran.code == 0);
    return ran;
}

std::string Project::id(const std::string& address) const {
    return ids(folder.read("fireform.state.json"))[address];
}

std::string Project::normal(std::string text) const {
    for (const auto& [address, own] : ids(folder.read("fireform.state.json")))
        replace_all(text, own, "<" + address + ">");
    // <name>-<8 base32 digits>, and the 8 letters that the service makes, wherever an id can stand.
    const std::string before =
        R"((deployments/|deployedModels/|Jobs/|\bid = "|\bid: "|\[id=|\bid: "[^"]*" -> "))";
    text = std::regex_replace(text, std::regex(before + R"(([a-z][a-z0-9-]*)-[a-z2-7]{8}\b)"), "$1$2-<id>");
    text = std::regex_replace(text, std::regex(R"((fireform import \S+ )([a-z][a-z0-9-]*)-[a-z2-7]{8}\b)"),
                              "$1$2-<id>");
    text = std::regex_replace(text, std::regex(before + R"([a-z0-9]{8}\b)"), "$1<made>");
    text = std::regex_replace(text, std::regex(R"(127\.0\.0\.1:\d+)"), "127.0.0.1:<port>");
    text = std::regex_replace(text, std::regex(R"([0-9a-f]{8}-[0-9a-f-]{27})"), "<lineage>");
    text = std::regex_replace(text, std::regex(R"(\$[1-9]\d*\.\d\d)"), "$$<n>");  // prices go by the day
    text = std::regex_replace(text, std::regex(R"(after \d+s)"), "after <n>s");
    text = std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\d \d\d(:|&#58;)\d\d(:|&#58;)\d\d UTC)"),
                              "<time>");
    text = std::regex_replace(text, std::regex(R"([^\n]*: Still [^\n]*\n)"), "");
    replace_all(text, folder.path().string(), "<folder>");
    return text;
}

void check_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path path = std::filesystem::path(FIREFORM_SOURCE_DIR) / "tests/e2e/golden" / name;
    const char* mode = std::getenv("FIREFORM_GOLDEN");
    if (mode && std::string_view(mode) == "write") {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(file), {}};
    INFO("golden file " << name << "; FIREFORM_GOLDEN=write writes it again");
    CHECK(text == expected);
}

}  // namespace fireform::tests
