// The rule of the house (README.md, "Where things live"): which room may include which, and which libraries
// may not be in a header, since every file that includes it would pay for them.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Room {
    std::string_view folder;              ///< the longest folder that fits a file is its room
    std::vector<std::string_view> below;  ///< folders it may include besides its own
};

/// Arrows point down only. A folder includes those below it: "providers" is the contract (provider.hpp,
/// live.hpp, clock.hpp, task.hpp) without its subfolders.
const std::vector<Room>& rooms() {
    static const std::vector<Room> all = {
        {"schemas", {}},
        {"schemas/fireworks", {"schemas"}},
        {"state", {"schemas"}},
        {"providers", {"schemas"}},
        {"providers/http", {"providers", "schemas"}},
        {"providers/fireworks", {"providers/http", "providers", "schemas/fireworks", "schemas"}},
        // Its tables are its own (architecture, "One table says it all"): of schemas only the mechanics.
        {"providers/emulator", {"providers/http", "providers", "schemas"}},
        {"engine/config", {"schemas"}},
        {"engine/plan", {"engine/config", "state", "providers", "schemas/fireworks", "schemas"}},
        {"engine/apply",
         {"engine/plan", "engine/config", "state", "providers", "schemas/fireworks", "schemas"}},
        {"engine/render",
         {"engine/apply", "engine/plan", "engine/config", "state", "providers", "schemas/fireworks",
          "schemas"}},
        {"engine/cli",
         {"engine/render", "engine/apply", "engine/plan", "engine/config", "state", "providers/emulator",
          "providers/fireworks", "providers/http", "providers", "schemas/fireworks", "schemas"}},
    };
    return all;
}

std::string_view folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

const Room* room_of(std::string_view path) {
    const std::string_view folder = folder_of(path);
    const Room* best = nullptr;
    for (const Room& room : rooms()) {
        const bool inside =
            folder == room.folder || (folder.starts_with(room.folder) && folder[room.folder.size()] == '/');
        if (inside && (!best || room.folder.size() > best->folder.size())) best = &room;
    }
    return best;
}

bool in_project(std::string_view include) {
    return std::ranges::any_of(rooms(), [include](const Room& room) {
        return include.starts_with(room.folder.substr(0, room.folder.find('/'))) &&
               include.find('/') == room.folder.substr(0, room.folder.find('/')).size();
    });
}

/// Libraries whose headers are slow: in .cpp files only.
bool heavy(std::string_view include) {
    if (include == "boost/asio/awaitable.hpp" || include.ends_with("_fwd.hpp") ||
        include == "boost/json/fwd.hpp")
        return false;
    for (const std::string_view library :
         {"boost/asio", "boost/beast", "boost/json", "toml++", "toml.hpp", "CLI/", "openssl/"})
        if (include.starts_with(library)) return true;
    return false;
}

/// Headers about sockets, coroutines or the memory of parsed replies themselves: they hold what they are
/// about, and nobody outside their folder includes them.
constexpr std::string_view heavy_headers[] = {
    "providers/http/connection.hpp", "providers/http/tls.hpp", "providers/emulator/connections.hpp",
    "providers/fireworks/gather.hpp", "providers/fireworks/reply_json.hpp"};

/// The path in an include line; no value: not one.
std::optional<std::string> included(std::string_view line) {
    constexpr std::string_view blank = " \t";
    const auto skip = [&line, blank](std::string_view word) {
        line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
        if (!line.starts_with(word)) return false;
        line.remove_prefix(word.size());
        return true;
    };
    if (!skip("#") || !skip("include") || !skip("") || line.empty()) return std::nullopt;
    const char closing = line.front() == '<' ? '>' : '"';
    const auto end = line.find(closing, 1);
    return end == std::string_view::npos ? std::nullopt : std::optional<std::string>(line.substr(1, end - 1));
}

/// What is wrong with an include of `include` in the file `path`; "" nothing.
std::string fault(std::string_view path, std::string_view include) {
    const bool may_be_heavy = std::ranges::find(heavy_headers, path) != std::end(heavy_headers);
    if (path.ends_with(".hpp") && heavy(include) && !may_be_heavy) return "a slow library in a header";
    if (!in_project(include)) return "";
    const std::string_view folder = include.substr(0, include.rfind('/'));
    if (std::ranges::find(heavy_headers, include) != std::end(heavy_headers) &&
        path.substr(0, path.rfind('/')) != folder)
        return "a private header of another folder";
    const Room* from = room_of(path);
    const Room* to = room_of(include);
    if (!from || !to) return "no room of the house";
    if (from == to || std::ranges::find(from->below, to->folder) != from->below.end()) return "";
    return "goes up the house";
}

}  // namespace

TEST_CASE("house: the rule tells right from wrong") {
    const struct {
        std::string path;
        std::string include;
        bool allowed;
    } rows[] = {
        {"schemas/value.cpp", "schemas/value.hpp", true},
        {"schemas/value.cpp", "state/store.hpp", false},
        {"schemas/schema.cpp", "schemas/fireworks/types.hpp", false},
        {"schemas/fireworks/dataset.cpp", "schemas/schema.hpp", true},
        {"state/store.cpp", "providers/provider.hpp", false},
        {"providers/provider.hpp", "state/snapshot.hpp", false},
        {"providers/http/retry.cpp", "providers/clock.hpp", true},
        {"providers/emulator/objects.cpp", "schemas/fireworks/types.hpp", false},
        {"providers/emulator/objects.cpp", "providers/fireworks/fireworks_provider.hpp", false},
        {"engine/config/config.cpp", "providers/provider.hpp", false},
        {"engine/plan/plan.hpp", "providers/live.hpp", true},
        {"engine/plan/plan.cpp", "providers/http/http_client.hpp", false},
        {"engine/plan/plan.cpp", "engine/apply/executor.hpp", false},
        {"engine/render/render.cpp", "engine/cli/command.hpp", false},
        {"engine/cli/main.cpp", "providers/emulator/server.hpp", true},
        {"engine/other/x.cpp", "schemas/value.hpp", false},
        {"schemas/value.cpp", "boost/json.hpp", true},
        {"schemas/value.hpp", "boost/json.hpp", false},
        {"schemas/value.hpp", "boost/json/value.hpp", false},
        {"schemas/value_json.hpp", "boost/json/fwd.hpp", true},
        {"providers/task.hpp", "boost/asio/awaitable.hpp", true},
        {"providers/task.hpp", "boost/asio/steady_timer.hpp", false},
        {"providers/http/x.hpp", "boost/beast/http.hpp", false},
        {"providers/http/x.hpp", "boost/beast/http/message_fwd.hpp", true},
        {"engine/config/x.hpp", "toml++/toml.h", false},
        {"schemas/value.hpp", "vector", true},
        {"providers/http/connection.hpp", "boost/beast/core/tcp_stream.hpp", true},
        {"providers/http/connection_pool.cpp", "providers/http/connection.hpp", true},
        {"providers/fireworks/session.cpp", "providers/http/connection.hpp", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CAPTURE(row.include);
        CHECK(fault(row.path, row.include).empty() == row.allowed);
    }
    CHECK(included("  #  include <a/b.hpp>  // why") == "a/b.hpp");
    CHECK(included("#include \"a.hpp\"") == "a.hpp");
    CHECK_FALSE(included("// #include \"a.hpp\""));
    CHECK_FALSE(included("#include"));
}

TEST_CASE("house: includes go down only, and headers stay light") {
    const fs::path source = FIREFORM_SOURCE_DIR;
    std::vector<std::string> faults;
    std::size_t files = 0;
    for (const char* top : {"schemas", "state", "providers", "engine"}) {
        for (const auto& entry : fs::recursive_directory_iterator(source / top)) {
            const auto extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
            ++files;
            const std::string path = fs::relative(entry.path(), source).generic_string();
            std::ifstream file(entry.path());
            std::string line;
            for (int number = 1; std::getline(file, line); ++number)
                if (const auto include = included(line))
                    if (const std::string wrong = fault(path, *include); !wrong.empty())
                        faults.push_back(path + ":" + std::to_string(number) + ": " + *include + ": " +
                                         wrong);
        }
    }
    std::ranges::sort(faults);
    std::ostringstream text;
    for (const std::string& each : faults)
        text << each << "\n";
    CHECK(text.str() == "");
    CHECK(files > 20);
}
