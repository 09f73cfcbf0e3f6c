#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Event event(Event::Kind kind, Verb verb = Verb::create) {
    Event out;
    out.kind = kind;
    out.address = *parse_address("deployment.chat");
    out.verb = verb;
    return out;
}

std::string line(const Event& event) {
    return render(event, Style{});
}

}  // namespace

TEST_CASE("events: a line each, as people know them") {
    using enum Event::Kind;
    Event one = event(started);
    CHECK(line(one) == "deployment.chat: Creating...\n");
    one = event(progress);
    one.elapsed = std::chrono::seconds(10);
    one.phase = "CREATING, downloading model 1/2";
    CHECK(line(one) == "deployment.chat: Still creating... [10s elapsed, downloading model 1/2]\n");
    one.phase = "CREATING";
    CHECK(line(one) == "deployment.chat: Still creating... [10s elapsed, CREATING]\n");
    one.phase = "";
    CHECK(line(one) == "deployment.chat: Still creating... [10s elapsed]\n");
    one = event(completed);
    one.elapsed = std::chrono::milliseconds(12999);
    one.id = "chat-3f2a91bc";
    CHECK(line(one) == "deployment.chat: Creation complete after 12s [id=chat-3f2a91bc]\n");
    one = event(started, Verb::update);
    one.id = "chat-3f2a91bc";
    CHECK(line(one) == "deployment.chat: Modifying... [id=chat-3f2a91bc]\n");
    one = event(completed, Verb::update);
    one.elapsed = std::chrono::seconds(130);
    CHECK(line(one) == "deployment.chat: Modifications complete after 2m10s\n");
    one = event(completed, Verb::destroy);
    one.elapsed = std::chrono::seconds(3605);
    CHECK(line(one) == "deployment.chat: Destruction complete after 1h0m5s\n");
}

TEST_CASE("events: every verb has its words") {
    const auto words = [](Verb verb) {
        return line(event(Event::Kind::started, verb)) + line(event(Event::Kind::completed, verb));
    };
    CHECK(words(Verb::adopt) ==
          "deployment.chat: Adopting...\ndeployment.chat: Adoption complete after 0s\n");
    CHECK(words(Verb::undelete) ==
          "deployment.chat: Restoring...\ndeployment.chat: Restoration complete after 0s\n");
    Event resumed = event(Event::Kind::started, Verb::undelete);
    resumed.address = {"supervised_fine_tuning_job", "j", {}};
    CHECK(line(resumed) == "supervised_fine_tuning_job.j: Resuming...\n");
    resumed.kind = Event::Kind::completed;
    CHECK(line(resumed) == "supervised_fine_tuning_job.j: Resumption complete after 0s\n");
    CHECK(words(Verb::purge) == "deployment.chat: Purging...\ndeployment.chat: Purge complete after 0s\n");
    CHECK(words(Verb::forget) ==
          "deployment.chat: Forgetting...\ndeployment.chat: Forgetting complete after 0s\n");
    CHECK(words(Verb::wait) ==
          "deployment.chat: Waiting until ready...\ndeployment.chat: Waiting complete after 0s\n");
}

TEST_CASE("events: failures and skips say why") {
    Event one = event(Event::Kind::failed);
    one.elapsed = std::chrono::seconds(4);
    Diagnostic why;
    why.summary = "Quota exhausted";
    why.detail = "quota is 16\x1b";
    one.diagnostics.add(why);
    CHECK(line(one) == "deployment.chat: Creation failed after 4s: Quota exhausted: quota is 16\\u001B\n");
    one = event(Event::Kind::skipped, Verb::destroy);
    Diagnostic note;
    note.severity = Severity::note;
    note.summary = "Skipped";
    note.detail = "lora_addon.a failed";
    one.diagnostics.add(note);
    CHECK(line(one) == "deployment.chat: Destruction not started: lora_addon.a failed\n");
}
