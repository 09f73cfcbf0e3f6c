#include "engine/plan/drift_report.hpp"

#include "engine/plan/drift_baseline.hpp"
#include "tests/support/given.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

constexpr std::string_view configuration = R"(
    [deployment.chat]
    display_name      = "chat"
    model             = "qwen3-8b"
    accelerator_type  = "NVIDIA_H100_80GB"
    max_replica_count = 2
)";

constexpr const char* entry = R"({"id": "chat-1", "applied": {"display_name": "chat", "max_replica_count": 2,
    "model": "accounts/fireworks/models/qwen3-8b", "accelerator_type": "NVIDIA_H100_80GB"},
    "seen": {"id": "chat-1", "min_replica_count": 1, "display_name": "chat", "max_replica_count": 2, "description": "a"}})";

std::string live(int replicas, std::string_view description = "a") {
    return fmt::format(R"({{"state": "READY", "display_name": "chat", "max_replica_count": {},
        "model": "accounts/fireworks/models/qwen3-8b", "accelerator_type": "NVIDIA_H100_80GB",
        "min_replica_count": 1, "description": "{}"}})",
                       replicas, description);
}

Given fleet(std::string_view toml, const std::string& account) {
    Given g(toml);
    g.prior("deployment.chat", entry);
    if (!account.empty()) g.ours("deployment chat-1", "deployment.chat", account);
    g.state.resources.begin()->second.update_time = "2026-05-01T12:00:00Z";
    return g;
}

std::string deleted() {
    std::string out = live(2);
    return out.replace(out.find("READY"), 5, "DELETED");
}

std::string configured(int replicas) {
    std::string out(configuration);
    return out.replace(out.find("= 2"), 3, fmt::format("= {}", replicas));
}

DriftReport report_of(const Given& g, std::vector<Unsettled> unsettled = {}) {
    const Checked<Plan> plan = g.checked();
    return make_drift_report({}, g.state, g.world, plan.ok() ? &*plan.value : nullptr, std::move(unsettled));
}

std::string told(const Author& author) {
    return fmt::format("{} {} {} {}", author.principal, author.client, author.time, author.method);
}

/// "deployment.chat max_replica_count outside 2 7 null" a line.
std::string told(const DriftReport& report) {
    std::string out;
    for (const DriftedObject& object : report.objects) {
        const std::string address = to_text(object.address);
        if (object.gone)
            out += fmt::format("{} gone{}{} {}\n", address, object.soft_deleted ? " softly" : "",
                               object.maybe_idle ? " idle" : "", object.author ? told(*object.author) : "-");
        for (const DriftedAttribute& each : object.attributes)
            out += fmt::format("{} {} {} {} {} {} {}\n", address, each.change.path, to_text(each.moved),
                               to_text(each.change.before), to_text(each.change.after),
                               to_text(each.configured), each.author ? told(*each.author) : "-");
    }
    for (const Unsettled& each : report.unsettled)
        out += fmt::format("{} {}\n", to_text(each.address), each.running ? "in work" : "left open");
    return out;
}

AuditEntry entry_of(std::string method, std::string time, std::set<std::string> members) {
    AuditEntry out;
    out.method = std::move(method);
    out.principal = "anna";
    out.resource = "accounts/acme/deployments/chat-1";
    out.time = std::move(time);
    out.user_agent = "firectl/1 grpc/2";
    out.members = std::move(members);
    return out;
}

std::string explained(DriftReport report, const Given& g, std::vector<AuditEntry> entries) {
    name_authors(report, AuditLog{true, std::move(entries)}, g.state);
    return told(report);
}

const Address chat = *parse_address("deployment.chat");

}  // namespace

TEST_CASE("drift report: which side moved") {
    struct Row {
        const char* name;
        std::string toml;
        std::string account;
        const char* told;
        bool drifted;
    };
    const Row rows[] = {
        {"nobody", configured(2), live(2), "", false},
        {"somebody outside", configured(2), live(7), "deployment.chat max_replica_count outside 2 7 null -\n",
         true},
        {"the configuration", configured(3), live(2),
         "deployment.chat max_replica_count configuration 2 2 3 -\n", false},
        {"both", configured(3), live(7), "deployment.chat max_replica_count both 2 7 3 -\n", true},
        {"both, to the same", configured(7), live(7), "deployment.chat max_replica_count both 2 7 7 -\n",
         true},
        {"what was never configured", configured(2), live(2, "b"),
         "deployment.chat description service \"a\" \"b\" null -\n", false},
        {"what is configured now and was not before", configured(2) + "description = \"c\"\n", live(2),
         "deployment.chat description configuration null \"a\" \"c\" -\n", false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        const DriftReport report = report_of(fleet(row.toml, row.account));
        CHECK(told(report) == row.told);
        CHECK(report.drifted() == row.drifted);
        CHECK(report.configuration_compared);
    }
}

TEST_CASE("drift report: without a plan the configuration's side is missing, and drift is not") {
    const Given g = fleet(configured(3), live(7));
    const DriftReport report = make_drift_report({}, g.state, g.world, nullptr, {});
    CHECK(told(report) == "deployment.chat max_replica_count outside 2 7 null -\n");
    CHECK_FALSE(report.configuration_compared);
}

TEST_CASE("drift report: a deployment that is gone, and what may have become of it") {
    Given g = fleet(configured(2), "");
    CHECK(told(report_of(g)) == "deployment.chat gone -\n");
    g.state.resources.begin()->second.seen.put(*fireworks_catalog().find("deployment"), "min_replica_count",
                                               Value(0));
    CHECK(told(report_of(g)) == "deployment.chat gone idle -\n");
    CHECK(explained(report_of(g), g, {entry_of("DeleteDeployment", "2026-05-02T00:00:00Z", {})}) ==
          "deployment.chat gone anna firectl/1 2026-05-02T00:00:00Z DeleteDeployment\n");
    const DriftReport soft = report_of(fleet(configured(2), deleted()));
    CHECK(told(soft) == "deployment.chat gone softly -\n");
    CHECK(soft.objects[0].comes_back);
    // A fixed attribute differs, so an apply makes another one.
    std::string other(configuration);
    other.replace(other.find("H100"), 4, "H200");
    CHECK_FALSE(report_of(fleet(other, deleted())).objects[0].comes_back);
    CHECK(soft.gone_count() == 1);
    CHECK(soft.changed_count() == 0);
}

TEST_CASE("drift report: what an apply has in work is not judged") {
    const Given g = fleet(configured(2), live(7));
    CHECK(told(report_of(g, {{chat, true}})) == "deployment.chat in work\n");
    const DriftReport report = report_of(g, {{chat, true}});
    CHECK_FALSE(report.drifted());
    CHECK(report.compared.empty());
    CHECK(report.applied == 1);
}

TEST_CASE("drift report: what an interrupted run was about to do is no drift, anything else is") {
    Given g = fleet(configured(7), live(7));
    g.intent("deployment.chat", "update", "chat-1");
    CHECK(told(report_of(g, {{chat, false}})) == "deployment.chat left open\n");
    Given other = fleet(configured(3), live(7));
    other.intent("deployment.chat", "update", "chat-1");
    CHECK(told(report_of(other, {{chat, false}})) ==
          "deployment.chat max_replica_count both 2 7 3 -\ndeployment.chat left open\n");
    Given gone = fleet(configured(2), R"({"state": "DELETED"})");
    gone.intent("deployment.chat", "destroy", "chat-1");
    CHECK(told(report_of(gone, {{chat, false}})) == "deployment.chat left open\n");
}

TEST_CASE("drift report: what is unsettled is known from state before and after the account was read") {
    Given g = fleet(configured(2), live(2));
    const Snapshot quiet = g.state;
    g.intent("deployment.chat", "update", "chat-1");
    const Snapshot announced = g.state;
    Snapshot recorded = quiet;
    recorded.resources.begin()->second.update_time = "2026-05-03T12:00:00Z";
    Snapshot removed = quiet;
    removed.resources.clear();
    using Found = std::vector<Unsettled>;
    CHECK(unsettled_resources(quiet, quiet, true).empty());
    CHECK((unsettled_resources(quiet, announced, true) == Found{{chat, true}}));
    CHECK((unsettled_resources(announced, quiet, true) == Found{{chat, true}}));
    CHECK((unsettled_resources(announced, announced, false) == Found{{chat, false}}));
    CHECK((unsettled_resources(announced, recorded, false) == Found{{chat, true}}));
    CHECK((unsettled_resources(quiet, removed, false) == Found{{chat, true}}));
}

TEST_CASE("drift report: an attribute's author is the last one since state saw the object who named it") {
    const Given g = fleet(configured(2), live(7, "b"));
    const DriftReport report = report_of(g);
    CHECK(audit_since(report, g.state) == "2026-05-01T12:00:00Z");
    CHECK(explained(report, g,
                    {entry_of("UpdateDeployment", "2026-05-01T12:00:00Z", {"maxReplicaCount"}),
                     entry_of("UpdateDeployment", "2026-05-02T08:00:00.5Z", {"maxReplicaCount"}),
                     entry_of("UpdateDeployment", "2026-05-02T08:00:00Z", {"maxReplicaCount", "description"}),
                     entry_of("ScaleDeployment", "2026-05-02T09:00:00Z", {"replicaCount"})}) ==
          "deployment.chat description service \"a\" \"b\" null anna firectl/1 2026-05-02T08:00:00Z "
          "UpdateDeployment\n"
          "deployment.chat max_replica_count outside 2 7 null anna firectl/1 2026-05-02T08:00:00.5Z "
          "UpdateDeployment\n");
    // Its own last apply is nobody else's doing.
    CHECK(explained(report_of(fleet(configured(2), live(7))), g,
                    {entry_of("UpdateDeployment", "2026-05-01T12:00:00Z", {"maxReplicaCount"})}) ==
          "deployment.chat max_replica_count outside 2 7 null -\n");
    // A log without payloads still tells that something was sent.
    CHECK(explained(report_of(fleet(configured(2), live(7))), g,
                    {entry_of("UpdateDeployment", "2026-05-02T12:00:00Z", {})}) ==
          "deployment.chat max_replica_count outside 2 7 null anna firectl/1 2026-05-02T12:00:00Z "
          "UpdateDeployment\n");
}

TEST_CASE("drift report: an addon that is gone with its deployment is that deletion's doing") {
    Given g("");
    g.prior("lora_addon.a", R"({"id": "x1", "applied": {"model": "accounts/acme/models/a",
        "base_id": "accounts/acme/deployments/chat-1"}})");
    DriftReport report = make_drift_report({}, g.state, g.world, nullptr, {});
    CHECK(explained(report, g, {entry_of("DeleteDeployment", "2026-05-02T00:00:00Z", {})}) ==
          "lora_addon.a gone anna firectl/1 2026-05-02T00:00:00Z DeleteDeployment\n");
}

TEST_CASE("drift report: a log that may not be read is said to be so") {
    const Given g = fleet(configured(2), live(7));
    DriftReport report = report_of(g);
    name_authors(report, AuditLog{false, {}}, g.state);
    CHECK(report.audit == AuditState::forbidden);
}

namespace {

AcceptedDrift by_anna(const char* time) {
    AcceptedDrift out;
    out.accepted_at = time;
    out.accepted_by = "anna@laptop";
    return out;
}

}  // namespace

TEST_CASE("drift baseline: what was accepted is left out until it changes again") {
    const std::string salt(lineage);
    const DriftReport seven = report_of(fleet(configured(2), live(7)));
    const Acceptance first = accept(seven, {}, salt, by_anna("2026-05-02T12:00:00Z"));
    CHECK(first.added == 1);
    CHECK(first.dropped == 0);

    DriftReport again = seven;
    leave_out_accepted(again, first.baseline, salt);
    CHECK_FALSE(again.drifted());
    CHECK(again.accepted == 1);

    DriftReport eight = report_of(fleet(configured(2), live(8)));
    leave_out_accepted(eight, first.baseline, salt);
    CHECK(told(eight) == "deployment.chat max_replica_count outside 2 8 null -\n");

    // Who accepted it first stays; what is no difference any more goes; what is in work stays.
    CHECK(accept(seven, first.baseline, salt, by_anna("2026-06-01T00:00:00Z")).baseline == first.baseline);
    const Acceptance none =
        accept(report_of(fleet(configured(2), live(2))), first.baseline, salt, by_anna(""));
    CHECK(none.baseline.empty());
    CHECK(none.dropped == 1);
    const Acceptance busy =
        accept(report_of(fleet(configured(2), live(7)), {{chat, true}}), first.baseline, salt, by_anna(""));
    CHECK(busy.baseline == first.baseline);
    CHECK(busy.dropped == 0);
}

TEST_CASE("drift baseline: an object that is gone is accepted until another one takes its place") {
    const std::string salt(lineage);
    const DriftReport gone = report_of(fleet(configured(2), ""));
    const Acceptance accepted = accept(gone, {}, salt, by_anna(""));
    DriftReport again = gone;
    leave_out_accepted(again, accepted.baseline, salt);
    CHECK_FALSE(again.drifted());
    Given other = fleet(configured(2), "");
    other.state.resources.begin()->second.id = "chat-2";
    DriftReport another = report_of(other);
    leave_out_accepted(another, accepted.baseline, salt);
    CHECK(another.gone_count() == 1);
}

TEST_CASE("drift baseline: the file, written and read again") {
    const std::string salt(lineage);
    const Acceptance accepted =
        accept(report_of(fleet(configured(2), live(7))), {}, salt, by_anna("2026-05-02T12:00:00Z"));
    const std::string written = to_text(accepted.baseline);
    CHECK(written == text(R"(
        {
          "format": 1,
          "accepted": [
            {
              "address": "deployment.chat",
              "id": "chat-1",
              "attribute": "max_replica_count",
              "applied": 2,
              "live": 7,
              "accepted_at": "2026-05-02T12:00:00Z",
              "accepted_by": "anna@laptop"
            }
          ]
        }
    )"));
    CHECK(*parse_baseline(written, "fireform.drift.json").value == accepted.baseline);
    for (const char* broken :
         {"", "{", "[]", "{}", R"({"format": 1, "accepted": [{}]})",
          R"({"format": 1, "accepted": [{"address": "nothing.x", "id": ""}]})",
          R"({"format": 1, "accepted": [{"address": "deployment.x", "id": "", "attribute": "y"}]})"})
        CHECK(to_text(parse_baseline(broken, "fireform.drift.json").diagnostics) ==
              "error: Accepted drift cannot be read: fireform.drift.json is not in the form that fireform "
              "writes.\n");
    CHECK(to_text(parse_baseline(R"({"format": 2, "accepted": []})", "fireform.drift.json").diagnostics) ==
          "error: Accepted drift cannot be read: fireform.drift.json has format 2; this fireform reads 1.\n");
}
