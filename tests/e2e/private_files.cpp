// Whatever fireform writes is for its owner only, whatever the umask and whatever was there before; and the
// configuration cannot make it write outside of the project folder.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <csignal>
#include <set>

using namespace fireform::tests;
namespace fs = std::filesystem;

namespace {

class Umask {
 public:
    explicit Umask(mode_t mask) : before_(::umask(mask)) {}
    ~Umask() { ::umask(before_); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;

 private:
    mode_t before_;
};

/// Everything in the folder that others can do something with.
std::set<std::string> open_to_others(const fs::path& folder, const std::set<std::string>& written_by_hand) {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(entry.path(), folder).string();
        const fs::perms mode = entry.status().permissions();
        const fs::perms wanted =
            entry.is_directory() ? fs::perms::owner_all : fs::perms::owner_read | fs::perms::owner_write;
        if (!written_by_hand.contains(name) && mode != wanted) out.insert(name);
    }
    return out;
}

constexpr std::string_view embedded = R"([fireform.state]
path = "kept/deep/state.json"

[provider.fireworks]
base_url = "emulator"

)";

}  // namespace

TEST_CASE("private files: 0600, and 0700 for folders, whatever the umask") {
    for (const mode_t mask : {0u, 0077u, 0022u}) {
        CAPTURE(mask);
        const Umask during(mask);
        const Folder kept;
        {
            Start start;
            start.words = {"emulator", "--store", "store.json", "--port-file", "port"};
            start.folder = kept.path();
            Process emulator(start);
            emulator.read_until("\n");
            emulator.signal(SIGTERM);
            CHECK(emulator.wait().code == 0);
        }
        CHECK(open_to_others(kept.path(), {}).empty());
    }
    const Emulator emulator;
    for (const mode_t mask : {0u, 0077u, 0022u}) {
        CAPTURE(mask);
        Project project(emulator, std::string(embedded) + std::string(one_deployment));
        project.environment.erase("FIREWORKS_BASE_URL");
        // Left over from another time, readable by all.
        for (const char* name : {"trace.log", "events.json", "next.plan"}) {
            project.folder.write(name, "");
            fs::permissions(project.folder.path() / name, fs::perms::all);
        }
        const Umask during(mask);
        const auto run = [&](std::vector<std::string> words) {
            words.insert(words.begin(), {"--log-level", "trace", "--log-file", "trace.log"});
            const Ran ran = project.run(words);
            INFO(ran.err);
            CHECK(ran.code == 0);
        };
        run({"plan", "--out", "next.plan", "--json-into", "events.json"});
        run({"apply", "next.plan"});
        project.configure(std::string(embedded) +
                          replaced(one_deployment, "max_replica_count = 2", "max_replica_count = 3"));
        run({"apply", "--auto-approve"});
        CHECK(project.folder.has("kept/deep/state.backup"));
        CHECK(project.folder.has(".fireform/emulator.json"));
        CHECK(open_to_others(project.folder.path(), {"fireform.toml"}).empty());
    }
}

TEST_CASE("private files: a state path that leaves the folder is refused, through a link too") {
    const Emulator emulator;
    const Folder outside;
    const Project project(emulator);
    fs::create_directory_symlink(outside.path(), project.folder.path() / "link");
    fs::create_symlink(outside.path() / "new.json", project.folder.path() / "linked.json");
    for (const char* path : {"../state.json", "/tmp/state.json", "a/../../state.json", "link/state.json",
                             "linked.json", "link/../x/../../y"}) {
        CAPTURE(path);
        project.configure("[fireform.state]\npath = \"" + std::string(path) + "\"\n\n" +
                          std::string(one_deployment));
        const Ran ran = project.run({"apply", "--auto-approve"});
        CHECK(ran.code == 1);
        CHECK(ran.err.starts_with("error[FF1308]: State outside of the folder\n"));
    }
    CHECK(fs::is_empty(outside.path()));
    CHECK(emulator.names("deployments").empty());
    // Inside, a link is as good as a file.
    fs::create_directory(project.folder.path() / "inside");
    fs::create_directory_symlink("inside", project.folder.path() / "near");
    project.configure("[fireform.state]\npath = \"near/state.json\"\n\n" + std::string(one_deployment));
    CHECK(project.run({"apply", "--auto-approve"}).code == 0);
    CHECK(project.folder.has("inside/state.json"));
}

TEST_CASE("private files: nor does a state whose path nobody wrote follow a link out of the folder") {
    const Emulator emulator;
    const Folder outside;
    for (const std::string env : {"", "prod"}) {
        const Project project(emulator, one_deployment);
        std::vector<std::string> words{"apply", "--auto-approve"};
        std::string name = "fireform.state.json";
        if (!env.empty()) {
            words.insert(words.begin(), {"--env", env});
            name = "fireform." + env + ".state.json";
            project.folder.write("fireform." + env + ".toml", "");
        }
        // Two links in a row.
        fs::create_symlink(outside.path() / "st.json", project.folder.path() / "link.json");
        fs::create_symlink("link.json", project.folder.path() / name);
        const Ran ran = project.run(words);
        CHECK(ran.code == 1);
        CHECK(ran.err ==
              "error[FF1308]: State outside of the folder\n  " + name +
                  " leads through a link to a place outside of the folder of the configuration; nothing "
                  "is written there.\n  hint: put the state itself in the place of the link: cp "
                  "--remove-destination \"$(readlink -f " +
                  name + ")\" " + name + "\n");
        CHECK(fs::is_empty(outside.path()));
    }
    CHECK(emulator.names("deployments").empty());
}

TEST_CASE("private files: a store of the emulator inside that a link leads outside is refused") {
    const Emulator emulator;
    const Folder outside;
    Project project(emulator, std::string(embedded) + std::string(one_deployment));
    project.environment.erase("FIREWORKS_BASE_URL");
    const fs::path store = project.folder.path() / ".fireform";
    const auto refused = [&](const std::string& link) {
        const Ran ran = project.run({"apply", "--auto-approve"});
        CHECK(ran.code == 1);
        CHECK(ran.err ==
              "error[FF6113]: Emulator store outside of the folder\n"
              "  .fireform/emulator.json leads through a link to a place outside of the folder of "
              "the configuration; nothing is written there.\n"
              "  hint: take the link away: rm " +
                  link + "\n");
        CHECK(fs::is_empty(outside.path()));
    };
    fs::create_directory_symlink(outside.path(), store);
    refused(".fireform");
    fs::remove(store);
    fs::create_directory(store);
    fs::create_symlink(outside.path() / "new.json", store / "emulator.json");
    refused(".fireform/emulator.json");
    // Inside, a link is as good as a folder.
    fs::remove_all(store);
    fs::create_directory(project.folder.path() / "inside");
    fs::create_directory_symlink("inside", store);
    CHECK(project.run({"apply", "--auto-approve"}).code == 0);
    CHECK(project.folder.has("inside/emulator.json"));
}

TEST_CASE("private files: a dataset or adapter behind a link that leads outside is read with a warning") {
    const Emulator emulator;
    const Folder outside;
    outside.write("rows.jsonl", support_rows);
    outside.write("adapter/adapter_config.json", R"({"r": 8, "target_modules": ["q_proj", "v_proj"]})");
    outside.write("adapter/adapter_model.safetensors", "weights");
    const Project project(emulator, R"([dataset.rows]
file = "rows.jsonl"

[model.support]
path       = "adapter"
base_model = "llama-v3p1-8b-instruct"
)");
    fs::create_symlink(outside.path() / "rows.jsonl", project.folder.path() / "rows.jsonl");
    fs::create_directory_symlink(outside.path() / "adapter", project.folder.path() / "adapter");
    const Ran ran = project.run({"plan"});
    CHECK(ran.code == 0);
    CHECK(ran.err.find("warning[FF1403]: Dataset file outside of the folder\n") != std::string::npos);
    CHECK(ran.err.find("warning[FF1412]: Adapter folder outside of the folder\n") != std::string::npos);
    CHECK(project.apply().out.find("2 added") != std::string::npos);
    CHECK(outside.read("rows.jsonl") == support_rows);
}
