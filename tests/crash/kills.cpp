// The real binary against the real emulator, killed again and again (state/README.md has the table).
//   FIREFORM_KILLS   how many kills; 45 unless said otherwise
//   FIREFORM_SEED    which ones
#include "tests/crash/fleets.hpp"
#include "tests/crash/traced.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <string>

using namespace fireform::tests;
namespace json = boost::json;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Tally {
    std::uint64_t kills = 0;
    std::uint64_t torn = 0;
    std::map<std::string, std::uint64_t> at;  ///< by system call
    int unreadable = 0;                       ///< states that no command could read
    int lost = 0;                             ///< objects in state, and not in the account
    int doubled = 0;                          ///< objects made a second time
    int orphaned = 0;                         ///< objects in the account, and not in state
    int human = 0;                            ///< runs that did not end by themselves within three tries
};

/// Ids of a state, without their addresses.
std::set<std::string> ids_in(const std::string& state) {
    std::set<std::string> ids;
    if (state.empty()) return ids;
    const json::value parsed = json::parse(state);
    for (const json::value& one : parsed.at("resources").as_array())
        ids.emplace(one.at("id").as_string());
    return ids;
}

std::string last_segment_of(const json::object& object) {
    const std::string name(object.at("name").as_string());
    return name.substr(name.rfind('/') + 1);
}

bool is_there(const json::object& object) {
    const json::value* state = object.if_contains("state");
    return !state || !state->as_string().ends_with("DELETED");
}

/// What the service keeps for itself beside a deployment (contract 4).
bool is_bookkeeping(const std::string& collection, const json::object& object) {
    return collection == "deployedModels" &&
           object.at("model").as_string().find("/sample-lora") == json::string::npos;
}

/// A fleet that lives through its moments, each reached through kills.
class Life {
 public:
    Life(const Emulator& emulator, Tally& tally, std::uint64_t seed)
        : emulator_(emulator), project_(emulator), tally_(tally), random_(seed) {
        emulator_.request("POST", "/emulator/reset");
        project_.environment["CRASH_SECRET"] = "hush";
        project_.folder.write("support.jsonl", rows);
    }

    /// `effect`: of the first kill.
    void live(const Moment& moment, std::uint64_t effect, std::uint64_t effects_max) {
        moment_ = &moment;
        project_.configure(moment.toml);
        Kill kill{effect, one_of_three()};
        for (int kills = 0; kills < 3; ++kills) {
            if (!killed(kill) || random_() % 3 != 0) break;
            kill = {1 + random_() % effects_max, one_of_three()};
        }
        finish();
        compare();
    }

    /// Effects of the last run that came to its end.
    [[nodiscard]] std::uint64_t effects() const { return effects_; }

 private:
    [[nodiscard]] std::vector<std::string> command() const {
        return {moment_->what == "destroy" ? "destroy" : "apply", "--auto-approve"};
    }

    Kill::When one_of_three() { return static_cast<Kill::When>(random_() % 3); }

    bool killed(const Kill& kill) {
        Start start;
        start.words = command();
        start.environment = project_.environment;
        // A sanitizer's look for leaks needs ptrace itself.
        std::string& sanitizer = start.environment["ASAN_OPTIONS"];
        sanitizer += sanitizer.empty() ? "detect_leaks=0" : ":detect_leaks=0";
        start.folder = project_.folder.path();
        const Traced traced = run_traced(start, kill);
        if (!traced.killed) {
            effects_ = traced.effects;
            CHECK_MESSAGE(traced.code == 0, story());
            return false;
        }
        ++tally_.kills;
        ++tally_.at[traced.last];
        if (kill.when == Kill::When::torn) ++tally_.torn;
        const char* const when[] = {"before", "after", "torn"};
        story_ += std::string(moment_->what) + " killed " + when[static_cast<int>(kill.when)] + " effect " +
                  std::to_string(kill.effect) + ", " + traced.last + "\n";
        const Ran read = project_.run({"state", "list"});
        if (read.code != 0) wrong(tally_.unreadable, "state cannot be read: " + read.err);
        return true;
    }

    /// By the command that was killed, and nothing else.
    void finish() {
        Ran ran;
        for (int tries = 0; tries < 3; ++tries) {
            ran = project_.run(command());
            if (ran.code == 0) break;
            story_ += ran.out + ran.err;
        }
        if (ran.code != 0) {
            wrong(tally_.human, "it does not end");
            return;
        }
        std::vector<std::string> plan{"plan", "--detailed-exitcode"};
        if (moment_->what == "destroy") plan.emplace_back("--destroy");
        const Ran planned = project_.run(plan);
        if (planned.code != 0)
            wrong(tally_.human, "there is still something to do:\n" + planned.out + planned.err);
    }

    void compare() {
        std::set<std::string> known = ids_in(project_.folder.read("fireform.state.json"));
        const json::value all = json::parse(emulator_.request("GET", "/emulator/objects"));
        for (const auto& [collection, wanted] : moment_->objects) {
            int there = 0;
            for (const json::value& one : all.at(collection).as_array()) {
                const json::object& object = one.as_object();
                if (!is_there(object) || is_bookkeeping(collection, object)) continue;
                ++there;
                if (known.erase(last_segment_of(object)) == 0)
                    wrong(tally_.orphaned, std::string(object.at("name").as_string()) + " is not in state");
            }
            if (there > wanted) wrong(tally_.doubled, std::to_string(there) + " " + collection);
            if (there < wanted) wrong(tally_.lost, std::to_string(there) + " " + collection);
        }
        for (const std::string& id : known)
            wrong(tally_.lost, id + " is in state and not in the account");
        creates_are_few();
    }

    void creates_are_few() {
        const json::value log = json::parse(emulator_.request("GET", "/emulator/requests"));
        std::map<std::string, int> made;
        for (const json::value& one : log.at("requests").as_array()) {
            const json::object& request = one.as_object();
            const std::string path(request.at("path").as_string());
            if (request.at("method").as_string() == "POST" && request.at("status").to_number<int>() == 200)
                ++made[path.substr(path.rfind('/') + 1)];
        }
        for (const auto& [collection, most] : moment_->creates)
            if (made[collection] > most)
                wrong(tally_.doubled, std::to_string(made[collection]) + " creates of " + collection);
    }

    void wrong(int& count, const std::string& what) {
        ++count;
        FAIL_CHECK(story() << what);
    }

    [[nodiscard]] std::string story() const { return "\n" + story_; }

    const Emulator& emulator_;
    Project project_;
    Tally& tally_;
    std::mt19937_64 random_;
    const Moment* moment_ = nullptr;
    std::uint64_t effects_ = 0;
    std::string story_;
};

void print(const Tally& tally, std::uint64_t seed) {
    std::string at;
    for (const auto& [call, kills] : tally.at)
        at += (at.empty() ? "" : ", ") + call + " " + std::to_string(kills);
    std::printf(
        "| kills | unreadable states | lost | doubled | orphaned | human needed |\n"
        "|---|---|---|---|---|---|\n"
        "| %llu | %d | %d | %d | %d | %d |\n"
        "seed %llu; killed at: %s; %llu with half a write\n",
        static_cast<unsigned long long>(tally.kills), tally.unreadable, tally.lost, tally.doubled,
        tally.orphaned, tally.human, static_cast<unsigned long long>(seed), at.c_str(),
        static_cast<unsigned long long>(tally.torn));
}

}  // namespace

TEST_CASE("kills: whatever moment the binary dies at, the same command ends the work") {
    if (!may_trace()) {
        MESSAGE("skipped: this machine does not let a program trace another");
        return;
    }
    const std::uint64_t kills = number_from("FIREFORM_KILLS", 45);
    const std::uint64_t seed = number_from("FIREFORM_SEED", 1);
    Emulator emulator({"--loras", "5", "--ready-after", "10ms"});
    Tally tally;

    // How many effects the way to each moment has when nobody disturbs it.
    std::vector<std::uint64_t> effects;
    {
        Life undisturbed(emulator, tally, seed);
        for (const Moment& moment : moments()) {
            undisturbed.live(moment, 0, 1);
            effects.push_back(undisturbed.effects());
        }
    }
    for (std::uint64_t life = 0; tally.kills < kills; ++life) {
        Life another(emulator, tally, seed * 1'000'003 + life);
        // Spread over the way by the golden ratio, so that few lives already reach everywhere.
        for (std::size_t i = 0; i < moments().size(); ++i) {
            const double share = static_cast<double>(life + i + 1) * 0.6180339887498949;
            const double of_all = static_cast<double>(effects[i]);
            another.live(moments()[i], 1 + static_cast<std::uint64_t>((share - std::floor(share)) * of_all),
                         effects[i]);
        }
    }
    print(tally, seed);
}
