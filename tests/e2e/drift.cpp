// Somebody else changes the account.
#include "tests/e2e/fixed_server.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/scene.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace fireform::tests;

namespace {

void change_by_hand(const Emulator& emulator, const Project& project, const std::string& mask,
                    const std::string& body) {
    emulator.request("PATCH",
                     "/v1/accounts/acme/deployments/" + project.id("deployment.chat") + "?updateMask=" + mask,
                     R"({"baseModel": "accounts/fireworks/models/llama-v3p1-8b-instruct", )" + body + "}");
}

}  // namespace

TEST_CASE("drift: none is exit 0, a change by hand is exit 2, in text and in JSON") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const Ran none = project.run({"drift"});
    CHECK(none.code == 0);
    CHECK(none.out == "No drift. The account matches what was last applied.\n");

    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran drifted = project.run({"drift"});
    CHECK(drifted.code == 2);
    CHECK(drifted.err.empty());
    check_golden("drift.txt", project.normal(drifted.out));
    const Ran json = project.run({"drift", "--json"});
    CHECK(json.code == 2);
    CHECK(json.out.find(R"("type":"resource_drift")") != std::string::npos);
    CHECK(json.out.find(R"("path":"max_replica_count","before":2,"after":7)") != std::string::npos);

    check_golden("plan_drift.txt", project.normal(project.run({"plan"}).out));
    project.apply();
    CHECK(project.run({"drift"}).code == 0);
}

TEST_CASE("drift: what was never configured may move") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "description", R"("description": "by hand")");
    const Ran noted = project.run({"drift"});
    CHECK(noted.code == 0);
    check_golden("drift_noted.txt", project.normal(noted.out));
    CHECK(project.run({"plan"}).out == "No changes. Your fleet matches the configuration.\n");
}

TEST_CASE("drift: a deployment that is gone") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    emulator.request("DELETE", "/v1/accounts/acme/deployments/" + project.id("deployment.chat"));
    const Ran ran = project.run({"drift"});
    CHECK(ran.code == 2);
    check_golden("drift_gone.txt", project.normal(ran.out));
}

TEST_CASE("drift: --refresh-only shows it, and with apply takes it for granted") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const int patches = emulator.count("PATCH deployments");
    const Ran plan = project.run({"plan", "--refresh-only"});
    check_golden("plan_refresh_only.txt", project.normal(plan.out));
    CHECK(project.run({"plan", "--refresh-only", "--detailed-exitcode"}).code == 2);
    const Ran apply = project.run({"apply", "--refresh-only", "--auto-approve"});
    INFO(apply.err);
    CHECK(apply.code == 0);
    CHECK(project.run({"state", "show", "deployment.chat"}).out.find("max_replica_count = 7\n") !=
          std::string::npos);
    CHECK(emulator.count("PATCH deployments") == patches);
}

TEST_CASE("drift: what only the configuration changed waits for an apply, what both changed is drift") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    project.configure(replaced(one_deployment, "= 2", "= 3"));
    const Ran waits = project.run({"drift"});
    CHECK(waits.code == 0);
    CHECK(waits.out.find("max_replica_count = 2  # not applied yet: the configuration says 3\n") !=
          std::string::npos);
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran both = project.run({"drift"});
    CHECK(both.code == 2);
    CHECK(both.out.find("max_replica_count: 2 -> 7  # changed outside, and in the configuration to 3\n") !=
          std::string::npos);
    project.configure(replaced(one_deployment, "llama-v3p1-8b-instruct", "nobody-has-it"));
    const Ran unplanned = project.run({"drift"});
    CHECK(unplanned.code == 2);
    CHECK(unplanned.out.find("The configuration was not compared: no plan can be made of it, and "
                             "`fireform plan` says why.\n") != std::string::npos);
}

TEST_CASE("drift: as Markdown, JUnit and metrics") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran markdown = project.run({"drift", "--format", "markdown"});
    CHECK(markdown.code == 2);
    check_golden("drift.md", project.normal(markdown.out));
    const Ran junit = project.run({"drift", "--format", "junit"});
    CHECK(junit.code == 2);
    check_golden("drift_junit.xml", project.normal(junit.out));
    const Ran metrics = project.run({"drift", "--format", "prometheus"});
    CHECK(metrics.code == 2);
    CHECK(metrics.out.find("fireform_drift_resources{account=\"acme\",kind=\"changed\"} 1\n") !=
          std::string::npos);
    CHECK(metrics.out.find("\nfireform_drift_success 1\n") != std::string::npos);

    Project nobody(emulator, one_deployment);
    nobody.environment.erase("FIREWORKS_API_KEY");
    const Ran failed = nobody.run({"drift", "--format", "prometheus"});
    CHECK(failed.code == 1);
    CHECK(failed.out.find("\nfireform_drift_success 0\n") != std::string::npos);
}

TEST_CASE("drift: what was accepted is silent until it changes again") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran accepted = project.run({"drift", "--accept"});
    CHECK(accepted.code == 0);
    check_golden("drift_accept.txt", project.normal(accepted.out));
    CHECK(project.folder.read("fireform.drift.json").find("\"live\": 7,") != std::string::npos);
    const Ran silent = project.run({"drift"});
    CHECK(silent.code == 0);
    CHECK(silent.out ==
          "No drift. The account matches what was last applied, but for 1 difference that was accepted.\n");
    CHECK(project.run({"drift", "--accept", "--json"})
              .out.find(R"("accepted":{"added":0,"dropped":0,"total":1,)") != std::string::npos);
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 8)");
    CHECK(project.run({"drift"}).code == 2);

    project.folder.write("fireform.drift.json", "{");
    const Ran damaged = project.run({"drift"});
    CHECK(damaged.code == 1);
    check_golden("error_drift_baseline.txt", damaged.err);
}

TEST_CASE("drift: a key that may not read the audit log is told so, and is no error") {
    Folder faults;
    faults.write("faults.toml",
                 "[[fault]]\noperation = \"LIST auditLogs\"\nkind = \"status\"\nstatus = 403\n");
    const Emulator emulator({"--faults", (faults.path() / "faults.toml").string()});
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const Ran ran = project.run({"drift"});
    CHECK(ran.code == 2);
    CHECK(ran.err.empty());
    check_golden("drift_forbidden.txt", project.normal(ran.out));
}

TEST_CASE("drift: what the service removed after idle days is named as such, and an apply restores it") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    const std::string id = project.id("deployment.chat");
    emulator.request("POST", "/emulator/advance?seconds=" + std::to_string(8 * 86400));
    const Ran ran = project.run({"drift"});
    CHECK(ran.code == 2);
    check_golden("drift_idle.txt", project.normal(ran.out));
    project.apply();
    CHECK(project.id("deployment.chat") == id);
    CHECK(emulator.count("POST deployments") == 1);
    CHECK(project.run({"drift"}).code == 0);
}

TEST_CASE("drift: what an apply is just changing is not called drift, what a dead one left is") {
    Folder faults;
    faults.write("faults.toml",
                 "[[fault]]\noperation = \"PATCH deployments\"\nkind = \"stall\"\nafter = 1\ntimes = 1\n");
    const Emulator emulator({"--faults", (faults.path() / "faults.toml").string()});
    const Project project(emulator, one_deployment);
    project.apply();
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    const auto apply = project.start({"apply", "--auto-approve"});
    while (emulator.count("PATCH deployments") < 2) {
    }
    const Ran beside = project.run({"drift"});
    CHECK(beside.code == 0);
    CHECK(beside.out ==
          "Not judged, because a run of fireform is changing it: deployment.chat.\n\n"
          "No drift. The account matches what was last applied.\n");
    apply->signal(SIGKILL);
    static_cast<void>(apply->wait());
    const Ran after = project.run({"drift"});
    CHECK(after.code == 2);
    CHECK(after.out.find("Left open by a run that was interrupted; the next `fireform apply` settles it: "
                         "deployment.chat.\n") != std::string::npos);
    project.apply();
    CHECK(project.run({"drift"}).code == 0);
}

TEST_CASE("drift: --notify posts what was found, without the key, and its failure is a warning") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    FixedServer hook(reply("200 OK", "text/plain", "ok"));
    CHECK(project.run({"drift", "--notify", "http://" + hook.authority() + "/hook"}).code == 0);
    CHECK(hook.received().empty());

    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    CHECK(project.run({"drift", "--notify", "http://" + hook.authority() + "/hook"}).code == 2);
    const std::string received = hook.received();
    CHECK(received.starts_with("POST /hook HTTP/1.1\r\n"));
    CHECK(received.find("e2e-key") == std::string::npos);
    CHECK(received.find("Authorization") == std::string::npos);
    hook.wait_for(
        "\"text\":\"fireform: drift in account acme: 1 changed, 0 gone\\n• deployment.chat: "
        "max_replica_count: 2 -&gt; 7");

    const FixedServer gone(reply("404 Not Found", "text/plain", "no_service"));
    const Ran refused = project.run({"drift", "--notify", "http://" + gone.authority() + "/s3cret"});
    CHECK(refused.code == 2);
    CHECK(project.normal(refused.err) ==
          "warning[FF6703]: Notification was not delivered\n"
          "  127.0.0.1:<port> answered 404, after 1 try. What was found stands.\n"
          "  hint: check the url of --notify\n\n");
}

TEST_CASE("drift: --watch tells what is new, writes its health, and notifies once and when it is over") {
    const Emulator emulator;
    const Project project(emulator, one_deployment);
    project.apply();
    FixedServer hook(reply("200 OK", "text/plain", "ok"));
    const auto watch = project.start({"drift", "--watch", "1s", "--health-file", "health.json", "--notify",
                                      "http://" + hook.authority() + "/hook"});
    watch->read_errors_until("Looking every 1s; only what is new is told. Ctrl-C ends it.\n");
    watch->read_until("No drift. The account matches what was last applied.\n");
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 7)");
    watch->read_until("Drift: 1 changed, 0 gone.\n");
    hook.wait_for("1 changed, 0 gone");
    while (project.folder.read("health.json").find(R"({"status":"drift",)") == std::string::npos) {
    }
    change_by_hand(emulator, project, "max_replica_count", R"("maxReplicaCount": 2)");
    hook.wait_for("fireform: no drift any more in account acme");
    while (project.folder.read("health.json").find(R"({"status":"ok",)") == std::string::npos) {
    }
    watch->signal(SIGINT);
    const Ran ran = watch->wait();
    CHECK(ran.code == 130);
    CHECK(ran.err.ends_with("\nNo longer watching. Nothing was changed.\n"));
}
