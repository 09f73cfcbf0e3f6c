// What happens during a run, as values for whoever shows it (engine/render/).
#pragma once

#include "engine/plan/plan.hpp"
#include "providers/live.hpp"
#include "schemas/diagnostic.hpp"

#include <chrono>
#include <string>

namespace fireform {

struct Event {
    enum class Kind {
        started,    ///< a step begins: its request is about to leave, or it needs none
        progress,   ///< accepted, uploading, or what the API says while we wait
        accepted,   ///< done and recorded, but not waited for (--wait=false)
        completed,  ///< the step is done and recorded
        failed,     ///< with `diagnostics`
        skipped     ///< never started: something it depends on failed, or the run was stopped
    };
    Kind kind = Kind::started;
    Address address;
    Verb verb = Verb::create;
    Action action = Action::none;          ///< of the change the step belongs to
    std::string id;                        ///< of the object, when known
    std::string phase;                     ///< "CREATING, downloading model 1/2"
    std::chrono::milliseconds elapsed{0};  ///< since the step started
    Diagnostics diagnostics;
};

class EventSink {
 public:
    virtual ~EventSink() = default;
    virtual void on(const Event& event) = 0;
};

}  // namespace fireform
