// One report in all its forms.
#include "engine/render/drift.hpp"
#include "tests/engine/render/samples.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::tests;

namespace {

Author anna() {
    return {"anna@acme.example", "firectl/1.2.3", "2026-05-01T12:00:00.25Z",
            "UpdateDeployment",  "203.0.113.7",   "key_1"};
}

DriftedObject object_of(std::string_view address) {
    DriftedObject out;
    out.address = *parse_address(address);
    out.type = fireworks_catalog().find(out.address.type);
    out.id = out.address.name + "-1";
    return out;
}

DriftedAttribute moved(std::string_view path, Moved side, Value before, Value after, Value configured = {}) {
    DriftedAttribute out;
    out.change = differs(change("deployment.chat", Action::none), path, std::move(before), std::move(after));
    out.moved = side;
    out.configured = std::move(configured);
    return out;
}

/// Something of everything.
DriftReport sample() {
    DriftReport out;
    out.account = "acme";
    out.applied = 6;
    out.audit = AuditState::read;
    DriftedObject chat = object_of("deployment.chat");
    chat.attributes.push_back(moved("description", Moved::service, {}, "a | `b` <c>"));
    chat.attributes.push_back(moved("max_replica_count", Moved::outside, 2, 7));
    chat.attributes.push_back(moved("min_replica_count", Moved::both, 0, 1, 2));
    chat.attributes.push_back(moved("scale_up_window", Moved::configuration, "1m", "1m", "2m"));
    chat.attributes[1].author = anna();
    chat.attributes[2].author = anna();
    DriftedObject idle = object_of("deployment.idle");
    idle.gone = idle.soft_deleted = idle.comes_back = idle.maybe_idle = true;
    idle.purge_time = "2026-05-08T12:00:00Z";
    DriftedObject old = object_of("lora_addon.old");
    old.gone = true;
    old.author = anna();
    out.objects = {chat, idle, old};
    out.compared = {*parse_address("dataset.rows"), chat.address, idle.address, old.address};
    out.unsettled = {{*parse_address("deployment.busy"), true}, {*parse_address("deployment.open"), false}};
    return out;
}

}  // namespace

TEST_CASE("drift: as text, with whose doing it was and what else there is to know") {
    CHECK(render_drift(sample(), Style{}) == text(R"(
        The account differs from what was last applied (applied -> now):

          ~ deployment.chat
              description: null -> "a | `b` <c>"  # never configured, so no drift
              max_replica_count: 2 -> 7  # changed outside
              min_replica_count: 0 -> 1  # changed outside, and in the configuration to 2
                by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC
              scale_up_window = "1m"  # not applied yet: the configuration says "2m"

          - deployment.idle  # most likely deleted by the service after 7 idle days: the audit log names nobody
              `fireform apply` restores it until 2026-05-08 12:00:00 UTC

          - lora_addon.old  # deleted by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC

        Not judged, because a run of fireform is changing it: deployment.busy.
        Left open by a run that was interrupted; the next `fireform apply` settles it: deployment.open.
        `fireform plan` shows what apply would do about it; `fireform drift --accept` keeps silent
        about it until it changes again.

        Drift: 1 changed, 2 gone.
    )"));
}

TEST_CASE("drift: none, in a line") {
    DriftReport report;
    CHECK(render_drift(report, Style{}) == "No drift. Nothing has been applied yet.\n");
    report.applied = 2;
    CHECK(render_drift(report, Style{}) == "No drift. The account matches what was last applied.\n");
    report.accepted = 1;
    CHECK(render_drift(report, Style{}) ==
          "No drift. The account matches what was last applied, but for 1 difference that was accepted.\n");
    report.configuration_compared = false;
    report.audit = AuditState::forbidden;
    DriftedObject chat = object_of("deployment.chat");
    chat.attributes.push_back(moved("description", Moved::service, "a", "b"));
    report.objects.push_back(chat);
    CHECK(render_drift(report, Style{}) == text(R"(
        No drift, but worth knowing:

            deployment.chat
              description: "a" -> "b"  # never configured, so no drift

        Who did it is not known: the key may not read the account's audit log.
        The configuration was not compared: no plan can be made of it, and `fireform plan` says why.

        No drift. The account matches what was last applied, but for 1 difference that was accepted.
    )"));
}

TEST_CASE("drift: of much that is in work some is named") {
    DriftReport report;
    report.applied = 1;
    for (int i = 0; i < 12; ++i)
        report.unsettled.push_back({*parse_address("dataset.d" + std::to_string(i)), true});
    CHECK(render_drift(report, Style{})
              .starts_with(
                  "Not judged, because a run of fireform is changing it: dataset.d0, dataset.d1, dataset.d2, "
                  "dataset.d3, "
                  "dataset.d4, dataset.d5, dataset.d6, dataset.d7, dataset.d8, dataset.d9 and 2 more.\n"));
}

TEST_CASE("drift: what cannot be known is not said") {
    DriftReport report;
    report.applied = 1;
    DriftedObject chat = object_of("deployment.chat");
    chat.gone = true;
    const auto first_of = [&report](const DriftedObject& object) {
        report.objects = {object};
        const std::string out = render_drift(report, Style{});
        const std::size_t begin = out.find("\n\n") + 2;
        return out.substr(begin, out.find('\n', begin) - begin);
    };
    CHECK(first_of(chat) == "  - deployment.chat  # gone");
    chat.soft_deleted = true;
    CHECK(first_of(chat) == "  - deployment.chat  # deleted");
    CHECK(render_drift(report, Style{}).find("\n      can be restored\n") != std::string::npos);
    chat.maybe_idle = true;
    CHECK(first_of(chat) == "  - deployment.chat  # possibly deleted by the service after 7 idle days");
    chat.author = Author{"", "", "2026-05-01T12:00:00Z", "DeleteDeployment", "", "key_1"};
    CHECK(first_of(chat) == "  - deployment.chat  # deleted by the key key_1, 2026-05-01 12:00:00 UTC");
    chat.author = Author{};
    chat.author->time = "then";
    CHECK(first_of(chat) == "  - deployment.chat  # deleted by somebody, then");
}

TEST_CASE("drift: as Markdown, whatever the values have in them") {
    CHECK(drift_markdown(sample()) == text(R"t(
        ### Drift: 1 changed, 2 gone

        | resource | what | applied -> now | by |
        |---|---|---|---|
        | <code>deployment.chat</code> | note | <code>description&#58; null -&#62; &#34;a &#124; &#96;b&#96; &#60;c&#62;&#34;</code> (never configured, so no drift) |  |
        | <code>deployment.chat</code> | changed | <code>max_replica_count&#58; 2 -&#62; 7</code> (changed outside) | <code>anna&#64;acme.example with firectl/1.2.3, 2026-05-01 12&#58;00&#58;00 UTC</code> |
        | <code>deployment.chat</code> | changed | <code>min_replica_count&#58; 0 -&#62; 1</code> (changed outside, and in the configuration to 2) | <code>anna&#64;acme.example with firectl/1.2.3, 2026-05-01 12&#58;00&#58;00 UTC</code> |
        | <code>deployment.chat</code> | note | <code>scale_up_window = &#34;1m&#34;</code> (not applied yet&#58;&#8203; the configuration says &#34;2m&#34;) |  |
        | <code>deployment.idle</code> | gone | most likely deleted by the service after 7 idle days&#58;&#8203; the audit log names nobody; &#96;fireform apply&#96; restores it until 2026-05-08 12&#58;&#8203;00&#58;&#8203;00 UTC |  |
        | <code>lora_addon.old</code> | gone | deleted | <code>anna&#64;acme.example with firectl/1.2.3, 2026-05-01 12&#58;00&#58;00 UTC</code> |

        - Not judged, because a run of fireform is changing it&#58;&#8203; deployment.busy.
        - Left open by a run that was interrupted; the next &#96;fireform apply&#96; settles it&#58;&#8203; deployment.open.
    )t"));
    DriftReport none;
    none.applied = 1;
    CHECK(drift_markdown(none) == "### No drift. The account matches what was last applied.\n");
}

TEST_CASE("drift: as JUnit, a test case per resource") {
    CHECK(drift_junit(sample()) == text(R"(
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites>
          <testsuite name="fireform drift" tests="5" failures="3" skipped="1">
            <testcase classname="dataset" name="dataset.rows"/>
            <testcase classname="deployment" name="deployment.chat">
              <failure type="drift" message="differs from what was last applied">description: null -&gt; &quot;a | `b` &lt;c&gt;&quot;  # never configured, so no drift&#10;max_replica_count: 2 -&gt; 7  # changed outside&#10;  by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC&#10;min_replica_count: 0 -&gt; 1  # changed outside, and in the configuration to 2&#10;  by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC&#10;scale_up_window = &quot;1m&quot;  # not applied yet: the configuration says &quot;2m&quot;&#10;</failure>
            </testcase>
            <testcase classname="deployment" name="deployment.idle">
              <failure type="drift" message="most likely deleted by the service after 7 idle days: the audit log names nobody">most likely deleted by the service after 7 idle days: the audit log names nobody&#10;`fireform apply` restores it until 2026-05-08 12:00:00 UTC&#10;</failure>
            </testcase>
            <testcase classname="lora_addon" name="lora_addon.old">
              <failure type="drift" message="deleted by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC">deleted by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC&#10;&#10;</failure>
            </testcase>
            <testcase classname="deployment" name="deployment.busy">
              <skipped message="a run of fireform is changing it"/>
            </testcase>
            <system-out>Not judged, because a run of fireform is changing it: deployment.busy.&#10;Left open by a run that was interrupted; the next `fireform apply` settles it: deployment.open.&#10;</system-out>
          </testsuite>
        </testsuites>
    )"));
}

TEST_CASE("drift: as metrics") {
    DriftReport report = sample();
    report.account = "ac\"me\\";
    CHECK(drift_metrics(report, 1777636800) == text(R"(
        # HELP fireform_drift_resources Resources that differ from what was last applied.
        # TYPE fireform_drift_resources gauge
        fireform_drift_resources{account="ac\"me\\",kind="changed"} 1
        fireform_drift_resources{account="ac\"me\\",kind="gone"} 2
        # HELP fireform_drift_difference One for each attribute that differs, and who moved it.
        # TYPE fireform_drift_difference gauge
        fireform_drift_difference{account="ac\"me\\",resource="deployment.chat",attribute="description",moved="service"} 1
        fireform_drift_difference{account="ac\"me\\",resource="deployment.chat",attribute="max_replica_count",moved="outside"} 1
        fireform_drift_difference{account="ac\"me\\",resource="deployment.chat",attribute="min_replica_count",moved="both"} 1
        fireform_drift_difference{account="ac\"me\\",resource="deployment.chat",attribute="scale_up_window",moved="configuration"} 1
        fireform_drift_difference{account="ac\"me\\",resource="deployment.idle",attribute="",moved="gone"} 1
        fireform_drift_difference{account="ac\"me\\",resource="lora_addon.old",attribute="",moved="gone"} 1
        # HELP fireform_drift_compared_resources Resources that were compared.
        # TYPE fireform_drift_compared_resources gauge
        fireform_drift_compared_resources 4
        # HELP fireform_drift_unsettled_resources Resources that a run of fireform has in work.
        # TYPE fireform_drift_unsettled_resources gauge
        fireform_drift_unsettled_resources 2
        # HELP fireform_drift_accepted Differences that the baseline accepts.
        # TYPE fireform_drift_accepted gauge
        fireform_drift_accepted 0
        # HELP fireform_drift_success Whether the last look could be had.
        # TYPE fireform_drift_success gauge
        fireform_drift_success 1
        # HELP fireform_drift_last_run_timestamp_seconds When that was.
        # TYPE fireform_drift_last_run_timestamp_seconds gauge
        fireform_drift_last_run_timestamp_seconds 1777636800
    )"));
    CHECK(drift_failure_metrics(1777636800) == text(R"(
        # HELP fireform_drift_success Whether the last look could be had.
        # TYPE fireform_drift_success gauge
        fireform_drift_success 0
        # HELP fireform_drift_last_run_timestamp_seconds When that was.
        # TYPE fireform_drift_last_run_timestamp_seconds gauge
        fireform_drift_last_run_timestamp_seconds 1777636800
    )"));
}

TEST_CASE("drift: as events, with the side that moved and the author") {
    DriftReport report = sample();
    report.objects.resize(1);
    report.objects[0].attributes.erase(report.objects[0].attributes.begin());
    report.objects[0].attributes.resize(2);
    report.objects[0].attributes[0].change.sensitive = true;
    CHECK(drift_json(report, "2026-05-01T12:00:00Z") == text(R"t(
        {"@level":"info","@message":"deployment.chat: Drift detected (update)","@module":"fireform.ui","@timestamp":"2026-05-01T12:00:00Z","type":"resource_drift","change":{"resource":{"addr":"deployment.chat","module":"","resource":"deployment.chat","implied_provider":"fireworks","resource_type":"deployment","resource_name":"chat","resource_key":null},"action":"update","id":"chat-1","attributes":[{"path":"max_replica_count","after_unknown":false,"sensitive":true,"forces_replacement":false,"moved":"outside","author":{"principal":"anna@acme.example","client":"firectl/1.2.3","time":"2026-05-01T12:00:00.25Z","method":"UpdateDeployment","client_ip":"203.0.113.7","api_key_id":"key_1"}},{"path":"min_replica_count","before":0,"after":1,"after_unknown":false,"sensitive":false,"forces_replacement":false,"moved":"both","configured":2,"author":{"principal":"anna@acme.example","client":"firectl/1.2.3","time":"2026-05-01T12:00:00.25Z","method":"UpdateDeployment","client_ip":"203.0.113.7","api_key_id":"key_1"}}]}}
        {"@level":"info","@message":"Drift: 1 changed, 0 gone.","@module":"fireform.ui","@timestamp":"2026-05-01T12:00:00Z","type":"change_summary","changes":{"change":1,"remove":0,"operation":"drift"},"accepted":0,"unsettled":[{"addr":"deployment.busy","running":true},{"addr":"deployment.open","running":false}],"audit_log":"read","configuration_compared":true}
    )t"));
    CHECK(render_drift(report, Style{}).find("max_replica_count: (sensitive) -> (sensitive)") !=
          std::string::npos);
}

TEST_CASE("drift: events of what is gone, and of what is only worth knowing") {
    DriftReport report;
    DriftedObject gone = object_of("deployment.chat");
    gone.gone = gone.soft_deleted = gone.maybe_idle = true;
    gone.purge_time = "2026-05-08T12:00:00Z";
    DriftedObject noted = object_of("deployment.noted");
    noted.attributes.push_back(moved("description", Moved::service, "a", "b"));
    report.objects = {gone, noted};
    const std::string out = drift_json(report, "");
    CHECK(out.find(
              "\"action\":\"delete\",\"id\":\"chat-1\",\"reason\":\"possibly deleted by the service after 7 "
              "idle days\",\"idle_deletion\":true,\"soft_deleted\":true,\"purge_time\":"
              "\"2026-05-08T12:00:00Z\",\"attributes\":[]") != std::string::npos);
    CHECK(out.find("\"@message\":\"deployment.noted: No drift, but worth knowing\"") != std::string::npos);
    CHECK(out.find("\"type\":\"resource_note\"") != std::string::npos);
}

TEST_CASE("drift: as a message, of which Slack reads the text") {
    DriftReport report = sample();
    report.objects.erase(report.objects.begin() + 1);
    const std::string out = drift_message(report, false, "2026-05-01T12:00:00Z");
    CHECK(out.starts_with(
        R"t({"text":"fireform: drift in account acme: 1 changed, 1 gone\n• deployment.chat: max_replica_count: 2 -&gt; 7, by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC\n• deployment.chat: min_replica_count: 0 -&gt; 1, by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC\n• lora_addon.old: deleted by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC","source":"fireform 0.1.0","timestamp":"2026-05-01T12:00:00Z","account":"acme","drift":true,"changed":1,"gone":1,"resources":[{"resource":{"addr":"deployment.chat",)t"));
    DriftReport none;
    none.account = "acme";
    CHECK(
        drift_message(none, true, "2026-05-01T12:00:00Z") ==
        R"t({"text":"fireform: no drift any more in account acme","source":"fireform 0.1.0","timestamp":"2026-05-01T12:00:00Z","account":"acme","drift":false,"changed":0,"gone":0,"resources":[]})t");
    report.objects.assign(25, report.objects.back());
    CHECK(drift_message(report, false, "").find("\\n… and 5 more\"") != std::string::npos);
}

TEST_CASE("drift: what was accepted, and where it stands") {
    DriftReport report = sample();
    report.objects.resize(1);
    report.objects[0].attributes.resize(2);
    report.unsettled.clear();
    Acceptance accepted;
    accepted.added = 2;
    accepted.baseline.resize(3);
    CHECK(render_accepted(report, accepted, "fireform.drift.json", Style{}) == text(R"t(
          ~ deployment.chat
              description: null -> "a | `b` <c>"  # never configured, so no drift
              max_replica_count: 2 -> 7  # changed outside
                by anna@acme.example with firectl/1.2.3, 2026-05-01 12:00:00 UTC

        An apply would still set it back: change the configuration, or name it in ignore_changes.

        Accepted 2 differences. fireform.drift.json holds 3: keep it in Git.
    )t"));
    accepted.added = 0;
    CHECK(render_accepted({}, accepted, "fireform.drift.json", Style{}) == "Nothing new to accept.\n");
    accepted.dropped = 1;
    CHECK(render_accepted({}, accepted, "fireform.drift.json", Style{}) ==
          "Nothing new to accept. Took out 1 that is none any more and was accepted before. "
          "fireform.drift.json holds 3: keep it in Git.\n");
    CHECK(accepted_json({}, accepted, "fireform.drift.json", "2026-05-01T12:00:00Z")
              .ends_with(R"t("type":"drift_accepted","accepted":{"added":0,"dropped":1,"total":3,)t"
                         R"t("file":"fireform.drift.json"}})t"
                         "\n"));
}
