// One run of a plan: everything about it but the waiting, which is executor.cpp's. Takes steps from the
// schedule, announces and records them, and tells the sink.
#pragma once

#include "engine/apply/carry_out.hpp"
#include "engine/apply/closing.hpp"
#include "engine/apply/executor.hpp"
#include "engine/apply/probing.hpp"
#include "engine/apply/recorder.hpp"
#include "engine/apply/schedule.hpp"
#include "engine/apply/values.hpp"
#include "engine/apply/waits.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fireform {

class Run {
 public:
    using Index = Schedule::Index;

    /// All arguments must outlive the run.
    Run(const Plan& plan, Snapshot& snapshot, Store& store, Clock& clock, EventSink& events,
        const ApplyOptions& options);

    /// Records what happened since and starts what is ready: steps without a request are done at once;
    /// requests are announced to the store and handed back to be sent. One write for all that does not build
    /// on it. `in_flight` of the slots are taken.
    [[nodiscard]] std::vector<StepRequest> start_ready(std::size_t in_flight);
    /// Objects that have to be watched from now on.
    [[nodiscard]] std::vector<Wait> take_waits();

    /// Deployments that have to be asked from now on.
    [[nodiscard]] std::vector<Probe> take_probes();

    // What happened since. Recorded, and told to the sink, by the next start_ready() or record(): all with
    // one write.
    void answered(Answer answer);
    void sighted(Sighting sighting);
    void probed(ProbeResult result);
    void record();
    /// What changed reaches those who share the state, when that is due.
    void keep_up();
    /// Of a create in flight, in bytes.
    void uploaded(const Address& address, std::uint64_t sent, std::uint64_t total);

    /// Why a deployment has not answered yet.
    void asked_again(Index step, std::string why);

    /// Nothing is left to start or to wait for, or nothing more may be sent.
    [[nodiscard]] bool over() const { return halted_ || schedule_.done(); }
    /// Something is left to be done, and nothing keeps the run from it.
    [[nodiscard]] bool unfinished() const;
    /// Nothing more may be sent: the state cannot be written, or something unexpected broke.
    void halt(Diagnostics why);
    void halt(Diagnostic why);

    /// Skips what never started, settles the entries that the plan leaves alone, writes the snapshot.
    [[nodiscard]] ApplyResult finish(bool stopped);

 private:
    void remember_left_overs();
    /// What became of a step, to be told when it is recorded.
    struct News {
        enum class Kind {
            accepted,      ///< is watched from now on
            done,          ///< what depends on it may start
            done_unready,  ///< done, but nothing may build on it yet (--wait=false)
            failed
        };
        Index step = 0;
        Kind kind = Kind::done;
        std::string phase;
        Diagnostics diagnostics;
        bool shared = false;  ///< of a failure: told once, however many steps it ends
    };

    [[nodiscard]] std::optional<StepRequest> start(Index step);
    void accepted(Index step, LiveObject object, Diagnostics warnings);
    void removal_accepted(Index step, bool was_there, Diagnostics warnings);
    void watch_removal(Index step);
    void removed(Index step, Diagnostics warnings);
    void ready(Index step, LiveObject object);
    void failed(Index step, Diagnostics why, bool shared = false);
    /// Whatever `work` throws fails the step and no other.
    template <class Work>
    void guarded(Index step, const Work& work);

    void keep(Index step, const LiveObject& object, ResourceStatus status);
    void keep_broken(Index step, const LiveObject& object, bool tainted);
    void probe(Index step);
    void watch(Index step, Wait::Until until, const std::string& id, const std::string& name,
               const LiveObject* object);
    [[nodiscard]] std::vector<Intent> intents_of(std::span<const StepRequest> requests) const;
    /// False: neither is durable, and nothing more may be sent.
    bool record_and_announce(std::span<const StepRequest> requests);
    void conclude(News& news);
    void skip(const std::vector<Index>& steps, const std::string& why);
    /// The step is over; with the last of its change, what was kept for it goes.
    void release(Index step);
    void tell(Event::Kind kind, Index step, std::string phase = {}, Diagnostics diagnostics = {});
    void blame(Index step, Diagnostics& diagnostics) const;
    [[nodiscard]] const Change& change_of(Index step) const { return *steps_[step].facts.change; }

    struct StepState {
        StepFacts facts;
        std::chrono::nanoseconds started{0};
        bool announced = false;  // its request is in flight
    };
    struct Upload {
        Index step = 0;
        std::chrono::nanoseconds told{0};
    };

    const Plan& plan_;
    Clock& clock_;
    EventSink& events_;
    const ApplyOptions& options_;
    Recorder recorder_;
    Schedule schedule_;
    Values values_;
    std::vector<StepState> steps_;
    std::vector<std::uint32_t> open_steps_;  // by position in plan_.changes
    std::map<Address, Attributes> desired_;  // resolved, of resources in work
    std::map<Address, LiveObject> current_;  // objects as this run left them
    std::map<Address, Upload> uploads_;
    std::vector<News> news_;
    std::vector<Wait> waits_;
    std::vector<Probe> probes_;
    ApplyResult result_;
    std::chrono::nanoseconds began_{0};
    bool halted_ = false;
};

}  // namespace fireform
