// Runs that are cut short by what is around them: a signal, a terminal that is closed, a reader that leaves,
// a disk that takes no more.
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

using namespace fireform::tests;
namespace json = boost::json;

namespace {

constexpr const char* canary = "canary-4712-do-not-print";

/// One that is done at once, one that waits for an hour, one that waits for that one.
constexpr std::string_view three_fates = R"([secret.token]
key_name = "WANDB"
value    = "${env.TOKEN}"

[deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
enable_addons    = true

[lora_addon.a]
model   = "sample-lora-001"
base_id = "${deployment.chat.id}"
)";

constexpr const char* three_summary =
    "\nApply interrupted. Resources: 1 done, 1 still running, 1 untouched.\n";

/// An apply of `three_fates` of which the first is done, the second runs and the third waits.
class HourLong {
 public:
    HourLong() : emulator({"--loras", "1", "--ready-after", "1h"}), project(emulator, three_fates) {
        project.environment["TOKEN"] = canary;
        project.folder.write("out.txt", "");
    }

    [[nodiscard]] std::unique_ptr<Process> start(bool terminal = false) const {
        auto apply = project.start({"apply", "--auto-approve"}, terminal);
        apply->read_until("Creation complete");
        emulator.wait_for("POST deployments");
        return apply;
    }

    /// Nothing new was begun, nothing is lost: the next run needs an hour of the service's and ends the work.
    void check_goes_on() const {
        CHECK(emulator.count("POST deployedModels") == 0);
        CHECK(project.run({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");
        emulator.request("POST", "/emulator/advance?seconds=4000");
        const auto rest = project.start({"apply", "--auto-approve"});
        emulator.wait_for("POST deployedModels");
        emulator.request("POST", "/emulator/advance?seconds=4000");
        const Ran ran = rest->wait();
        INFO(ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(emulator.count("POST deployments") == 1);
        CHECK(emulator.count("POST secrets") == 1);
        CHECK(emulator.count("POST deployedModels") == 1);
        CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    }

    Emulator emulator;
    Project project;
};

/// How large files may become, for what is started while this lives. SIGXFSZ is ignored by fireform: a write
/// fails as on a full disk.
class FileLimit {
 public:
    explicit FileLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    }
    ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

 private:
    rlimit before_{};
};

constexpr std::string_view with_keys = R"([variables.route_key]
sensitive = true

[deployment.chat]
model                 = "llama-v3p1-8b-instruct"
accelerator_type      = "NVIDIA_H100_80GB"
direct_route_type     = "INTERNET"
direct_route_api_keys = ["${var.route_key}"]
)";

constexpr std::string_view with_one = R"([deployment.chat]
model            = "llama-v3p1-8b-instruct"
accelerator_type = "NVIDIA_H100_80GB"
)";

/// Bytes of the journal when the one create of `with_keys` is announced and not answered.
rlim_t announced_size() {
    const Folder faults;
    faults.write("stall.toml",
                 "[[fault]]\noperation = \"POST deployments\"\nkind = \"stall\"\ndelay = \"10m\"\n");
    const Emulator emulator({"--faults", (faults.path() / "stall.toml").string()});
    Project project(emulator, with_keys);
    project.environment["FIREFORM_VAR_route_key"] = canary;
    const auto apply = project.start({"apply", "--auto-approve"});
    std::string journal;
    while (journal.find("\"intent\"") == std::string::npos)
        journal = project.folder.read("fireform.state.journal");
    apply->signal(SIGKILL);
    CHECK(apply->wait().code == 137);
    return journal.size();
}

/// The lines that are JSON.
std::vector<json::object> records(const std::string& text) {
    std::vector<json::object> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with('{')) out.push_back(json::parse(line).as_object());
    return out;
}

}  // namespace

TEST_CASE("interrupted: SIGINT, SIGTERM and SIGHUP drop the waits, begin nothing and tell what is where") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        const HourLong hour;
        const auto apply = hour.start();
        apply->signal(signal);
        const Ran ran = apply->wait();
        CHECK(ran.code == 130);
        CHECK(ran.err ==
              "\nInterrupted: what is in flight is finished and recorded. Once more ends at once.\n");
        CHECK(ran.out.ends_with(three_summary));
        hour.check_goes_on();
    }
}

TEST_CASE("interrupted: a terminal that is closed is as one Ctrl-C") {
    const HourLong hour;
    const auto apply = hour.start(true);
    apply->close_terminal();
    CHECK(apply->wait().code == 130);
    hour.check_goes_on();
}

TEST_CASE("interrupted: the summary stands where stdout goes when the terminal is closed") {
    const HourLong hour;
    Start start;
    start.words = {"apply", "--auto-approve"};
    start.environment = hour.project.environment;
    start.folder = hour.project.folder.path();
    start.output = "out.txt";
    start.terminal = true;
    Process apply(start);
    while (hour.project.folder.read("out.txt").find("secret.token: Creation complete") == std::string::npos ||
           hour.emulator.count("POST deployments") == 0) {
        REQUIRE_FALSE(apply.has_ended());
    }
    apply.close_terminal();
    CHECK(apply.wait().code == 130);
    CHECK(hour.project.folder.read("out.txt").ends_with(three_summary));
    hour.check_goes_on();
}

TEST_CASE("interrupted: a terminal that is closed at the question changes nothing") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply"}, true);
    apply->read_until("answer: ");
    apply->close_terminal();
    CHECK(apply->wait().code != 0);
    CHECK(emulator.names("deployments").empty());
    CHECK(project.run({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");
}

TEST_CASE("interrupted: under nohup a terminal that is closed does not end the run") {
    const HourLong hour;
    const auto before = std::signal(SIGHUP, SIG_IGN);  // as nohup does; the child has it from us
    const auto apply = hour.start();
    std::signal(SIGHUP, before);
    apply->signal(SIGHUP);
    hour.emulator.wait_for("POST deployments");
    hour.emulator.request("POST", "/emulator/advance?seconds=4000");
    hour.emulator.wait_for("POST deployedModels");
    hour.emulator.request("POST", "/emulator/advance?seconds=4000");
    CHECK(apply->wait().code == 0);
}

TEST_CASE("interrupted: SIGINT twice ends at once while a request hangs, and the next run makes it right") {
    const Folder faults;
    faults.write(
        "stall.toml",
        "[[fault]]\noperation = \"POST deployments\"\nkind = \"stall\"\ndelay = \"10m\"\ntimes = 1\n");
    const Emulator emulator({"--faults", (faults.path() / "stall.toml").string()});
    const Project project(emulator, one_deployment);
    const auto apply = project.start({"apply", "--auto-approve"});
    apply->read_until("deployment.chat: Creating...");
    apply->signal(SIGINT);
    apply->read_errors_until("Once more ends at once.\n");
    CHECK_FALSE(apply->has_ended());
    apply->signal(SIGINT);
    const Ran ran = apply->wait();
    CHECK(ran.code == 130);
    CHECK(ran.err.ends_with("\nEnded at once. The next run finds out what became of what was in flight.\n"));
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("interrupted: two signals end the process even while a call to a file blocks") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const auto pipe = project.folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const auto push = project.start({"state", "push", "pipe"});
    // Returns when the other end is open, which is then read from.
    const int end = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(end >= 0);
    // Two different ones: the kernel makes one of two that are alike.
    push->signal(SIGINT);
    push->signal(SIGTERM);
    const Ran ran = push->wait();
    ::close(end);
    CHECK(ran.code == 130);
    CHECK(ran.err.ends_with("\nEnded at once.\n"));
    CHECK(project.run({"state", "lock", "show"}).out == "fireform.state.json is not locked.\n");
}

TEST_CASE("interrupted: an apply whose reader has gone ends as after Ctrl-C, and the next one goes on") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    Start start;
    start.words = {"apply", "--auto-approve"};
    start.environment = project.environment;
    start.folder = project.folder.path();
    start.output = "closed";
    const Ran left = Process(start).wait();
    CHECK(left.code == 130);
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("interrupted: a state that may not grow stops the run before its requests, and says why") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    const Ran ran = [&] {
        const FileLimit small(16);
        return project.run({"apply", "--auto-approve"});
    }();
    CHECK(ran.code == 1);
    CHECK(ran.err.find("error[FF3103]: State cannot be written") != std::string::npos);
    CHECK(ran.err.find("hint: allow larger files (ulimit -f), then run the same command again") !=
          std::string::npos);
    CHECK(emulator.names("deployments").empty());
    project.apply();
    CHECK(emulator.names("deployments").size() == 1);
}

TEST_CASE("interrupted: what a full disk keeps out of state is printed, and both ways out of it work") {
    const rlim_t announced = announced_size();
    for (const bool journal_lost : {false, true}) {
        CAPTURE(journal_lost);
        const Emulator emulator;
        Project project(emulator, with_keys);
        project.environment["FIREFORM_VAR_route_key"] = canary;
        const Ran ran = [&] {
            const FileLimit full(announced + 16);  // the announcement fits, what comes after does not
            return project.run({"apply", "--auto-approve"});
        }();
        INFO(ran.out << ran.err);
        CHECK(ran.code == 1);
        CHECK(emulator.names("deployments").size() == 1);
        CHECK((ran.out + ran.err).find(canary) == std::string::npos);
        CHECK(ran.err.find(
                  "\nNot in state, since it could not be written; keep these lines. The next run looks "
                  "for what was\nannounced before and finds it, as long as the journal beside the state "
                  "is kept. Is it lost, too:\nfireform state rebuild\n{") != std::string::npos);
        const std::vector<json::object> unsaved = records(ran.err);
        REQUIRE(unsaved.size() == 1);
        const json::object& outcome = unsaved.front().at("outcome").as_object();
        CHECK(outcome.at("address").as_string() == "deployment.chat");
        const std::string id(outcome.at("resource").at("id").as_string());
        CHECK(emulator.names("deployments").front().ends_with("/" + id));
        if (journal_lost) {
            for (const auto& entry : std::filesystem::directory_iterator(project.folder.path()))
                if (entry.path().filename().string().starts_with("fireform.state."))
                    std::filesystem::remove(entry.path());
            const Ran rebuilt = project.run({"state", "rebuild"});
            INFO(rebuilt.out << rebuilt.err);
            CHECK(rebuilt.code == 0);
        }
        project.apply();
        CHECK(project.id("deployment.chat") == id);
        CHECK(emulator.count("POST deployments") == 1);
        CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
    }
}

TEST_CASE("interrupted: what would be sent once more is not, and the next run finds out") {
    for (const char* fault : {"kind = \"status\"\nstatus = 503", "kind = \"drop_after\""}) {
        CAPTURE(fault);
        const Folder faults;
        faults.write("faults.toml",
                     std::string("[[fault]]\noperation = \"POST deployments\"\ntimes = 1000\n") + fault +
                         "\n" +
                         "[[fault]]\noperation = \"GET deployments\"\ntimes = 1000\nkind = "
                         "\"status\"\nstatus = 503\n");
        const Emulator emulator({"--faults", (faults.path() / "faults.toml").string()});
        const Project project(emulator, with_one);
        const auto apply = project.start({"apply", "--auto-approve"});
        emulator.wait_for("POST deployments");
        apply->signal(SIGINT);
        const Ran ran = apply->wait();
        INFO(ran.out << ran.err);
        CHECK(ran.code == 130);
        CHECK(ran.out.find("Apply interrupted.") != std::string::npos);
        CHECK(emulator.count("POST deployments") <= 3);
    }
}
