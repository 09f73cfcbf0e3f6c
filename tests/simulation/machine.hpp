// One run of `apply` as the command makes it, on a machine that may die: lock, read, refresh, plan, carry
// out.
#pragma once

#include "engine/apply/executor.hpp"
#include "engine/config/config.hpp"
#include "tests/simulation/evidence.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/scheduler.hpp"
#include "tests/simulation/virtual_disk.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fireform::simulation {

/// Where a variant of the program may be put in place of a part of it.
struct Variant {
    std::string name = {};     ///< "" the program as it is
    std::string mistake = {};  ///< in words
    std::function<std::unique_ptr<Files>(VirtualDisk&, Process&, Trace&)> files = {};
    std::function<std::unique_ptr<HttpClient>(std::unique_ptr<HttpClient>)> client = {};
    bool own_lock = false;  ///< each run locks a file of its own
};

/// What all runs of a story share.
struct World {
    Scheduler& scheduler;
    VirtualDisk& disk;
    Network& network;
    Evidence& evidence;
    Trace& trace;
    const Variant& variant;
    std::filesystem::path folder;      ///< a real one: locks are the kernel's, and datasets have files
    std::chrono::nanoseconds skew{0};  ///< of the machine's wall clock
};

struct RunOptions {
    int number = 0;   ///< of the run, for the trace
    int dies_at = 0;  ///< before this effect; 0: lives on
    std::chrono::nanoseconds lock_timeout{0};
    PlanMode mode = PlanMode::normal;
    std::vector<Address> targets;  ///< empty: everything
    bool wait = true;
    int parallelism = 16;
    bool saved = false;   ///< the plan goes through a file, and is checked when it is carried out
    std::string lineage;  ///< of a state that is new
    std::uint64_t jitter = 0;
};

struct RunReport {
    enum class End {
        died,
        locked,      ///< somebody else had the state
        refused,     ///< no plan could be made; nothing was done
        carried_out  ///< as far as it went
    };
    End end = End::died;
    Diagnostics problems;        ///< errors and warnings of plan and run
    bool nothing_to_do = false;  ///< the plan was empty
    bool stopped = false;
};

/// A process with everything that belongs to it. Destroyed, it is as if killed.
class Run {
 public:
    Run(World& world, const Config& config, RunOptions options);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    [[nodiscard]] int number() const;
    /// Its program has come to its end, or has died.
    [[nodiscard]] bool over() const;
    void kill();
    /// Ctrl-C
    void interrupt();
    [[nodiscard]] const RunReport& report() const;

 private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace fireform::simulation
