#include "state/remote_store.hpp"

#include "samples.hpp"
#include "state/encryption.hpp"
#include "temporary_folder.hpp"
#include "terraform_server.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <memory>

namespace fireform {
namespace {

using samples::catalog;
using samples::fleet;
using samples::TerraformServer;
using Fault = TerraformServer::Fault;

constexpr const char* address = "http://states/fleet";

/// As a user sees it, without code.
std::string shown(const Diagnostics& problems) {
    std::string out;
    for (const Diagnostic& one : problems)
        out +=
            fmt::format("{}: {}\n  {}\n  hint: {}\n", one.severity == Severity::error ? "error" : "warning",
                        one.summary, one.detail, one.hint);
    return out;
}

/// A machine with a run on it: its own folder, a server that it shares with others.
struct Runner {
    explicit Runner(std::shared_ptr<TerraformServer> shared, const std::string& passphrase = "")
        : server(std::move(shared)) {
        RemoteStoreOptions options;
        options.http = {.address = address,
                        .lock_address = "http://states/fleet/lock",
                        .unlock_address = "http://states/fleet/lock",
                        .username = "anna",
                        .password = "secret"};
        options.path = folder / "fireform.state.remote.json";
        options.encryption = std::make_shared<StateEncryption>(
            StatePassphrases{.current = passphrase, .previous = "", .missing = ""},
            ScryptCost{.n = 2, .r = 1});
        options.on_unlock_failed = [this](const Diagnostics& problems) { warned += shown(problems); };
        store = make_remote_store(options, server, catalog());
    }

    std::string lock_and_read() {
        auto attempt = store->try_lock(samples::holder());
        if (!attempt.value) return shown(attempt.diagnostics);
        if (!attempt.value->lock)
            return attempt.value->holder ? "held by " + to_text(*attempt.value->holder) : "held";
        lock = std::move(attempt.value->lock);
        auto read = store->read();
        if (!read.value) return shown(read.diagnostics);
        snapshot = std::move(*read.value);
        return samples::to_text(snapshot);
    }
    [[nodiscard]] std::string write() { return shown(store->write(snapshot)); }
    [[nodiscard]] std::string announce(const std::string& name, const std::string& id = "x-1") {
        return shown(
            store->intents("line-1", {{.address = fleet(name).address, .verb = "create", .id = id}}));
    }
    [[nodiscard]] std::string made(const std::string& name) {
        return shown(store->outcomes("line-1", {{.address = fleet(name).address, .resource = fleet(name)}}));
    }
    TemporaryFolder folder;
    std::shared_ptr<TerraformServer> server;
    std::string warned;
    std::unique_ptr<Store> store;
    std::unique_ptr<StateLock> lock;
    Snapshot snapshot;
};

std::shared_ptr<TerraformServer> new_server() {
    auto server = std::make_shared<TerraformServer>();
    server->username = "anna";
    server->password = "secret";
    return server;
}

/// What somebody sees who comes with nothing.
std::string seen(const std::shared_ptr<TerraformServer>& server) {
    const Runner other(server);
    const auto read = other.store->read();
    return read.value ? samples::to_text(*read.value) : shown(read.diagnostics);
}

}  // namespace

TEST_CASE("remote state: one that was never written is empty; written, it is read from an empty folder") {
    const auto server = new_server();
    Runner runner(server);
    CHECK(runner.lock_and_read() == "serial 0:");
    CHECK(server->told() == "LOCK 200, GET 404");
    runner.snapshot = samples::snapshot({"a", "b"});
    CHECK(runner.write().empty());
    CHECK(server->told() == "POST ?ID 200");
    CHECK(runner.write().empty());
    CHECK(server->told().empty());  // nothing differs
    runner.lock.reset();
    CHECK(server->told() == "UNLOCK 200");
    CHECK(server->lock.empty());
    CHECK(seen(server) == "serial 1: fleet.a fleet.b");
}

TEST_CASE("remote state: intents are on the server before the first request, later ones within 10 s") {
    const auto server = new_server();
    Runner runner(server);
    runner.lock_and_read();
    runner.snapshot = samples::snapshot({});
    CHECK(runner.write().empty());
    server->told();
    CHECK(runner.announce("a").empty());
    CHECK(server->told() == "POST ?ID 200");
    CHECK(seen(server) == "serial 2:; open: create fleet.a (x-1)");
    server->told();
    CHECK(runner.made("a").empty());
    CHECK(runner.announce("b").empty());
    CHECK(server->told().empty());
    server->time += std::chrono::seconds(9);
    CHECK(shown(runner.store->keep_up()).empty());
    CHECK(server->told().empty());
    server->time += std::chrono::seconds(1);
    CHECK(shown(runner.store->keep_up()).empty());
    CHECK(server->told() == "POST ?ID 200");
    CHECK(seen(server) == "serial 3: fleet.a; open: create fleet.b (x-1)");
    server->told();
    server->time += std::chrono::seconds(60);
    CHECK(shown(runner.store->keep_up()).empty());
    CHECK(server->told().empty());
    // Nothing but the intent leads to an object whose id the service makes.
    CHECK(runner.announce("c", "").empty());
    CHECK(server->told() == "POST ?ID 200");
}

TEST_CASE(
    "remote state: what the killed run told last is in its journal, and elsewhere in the open intents") {
    const auto server = new_server();
    auto runner = std::make_unique<Runner>(server);
    runner->lock_and_read();
    runner->snapshot = samples::snapshot({});
    CHECK(runner->write().empty());
    CHECK(runner->announce("a").empty());
    CHECK(runner->made("a").empty());
    const std::filesystem::path folder = runner->folder.path();
    // Another machine: the lock stands, and names who to take it from.
    CHECK(seen(server) == "serial 2:; open: create fleet.a (x-1)");
    Runner other(server);
    CHECK(other.lock_and_read() == "held by " + to_text(samples::holder()));
    CHECK(other.store->lock_holder().value->id == server->lock_id());
    CHECK(shown(other.store->break_lock("nonsense")) ==
          "error: State server refused\n  http://states/fleet answers 409 to UNLOCK: " + server->lock +
              "\n  hint: look into the server's log, then run the same command again\n");
    // The same machine: its journal goes on from what the server has.
    CHECK(samples::to_text(*runner->store->read().value) == "serial 2: fleet.a");
    CHECK(shown(other.store->break_lock(server->lock_id())).empty());
    CHECK(other.lock_and_read() == "serial 2:; open: create fleet.a (x-1)");
    other.snapshot.open_intents.clear();
    other.snapshot.resources.emplace(fleet("a").address, fleet("a"));
    CHECK(other.write().empty());
    CHECK(seen(server) == "serial 3: fleet.a");
    // What the first one still had to say is outdated, and it may not write.
    CHECK(runner->made("b").empty());
    CHECK(runner->write().starts_with("error: State lock is lost\n"));
    CHECK(samples::to_text(*runner->store->read().value) == "serial 3: fleet.a");
}

TEST_CASE("remote state: an update without an answer is looked up before it is repeated") {
    const auto server = new_server();
    Runner runner(server);
    runner.lock_and_read();
    runner.snapshot = samples::snapshot({"a"});
    server->told();
    SUBCASE("it has arrived") {
        server->faults = {Fault::lost_after};
        CHECK(runner.write().empty());
        CHECK(server->told() == "POST ?ID lost, GET 200");
        CHECK(seen(server) == "serial 1: fleet.a");
    }
    SUBCASE("it has arrived, and the server says 500") {
        server->faults = {Fault::failed_after};
        CHECK(runner.write().empty());
        CHECK(server->told() == "POST ?ID 500, GET 200");
    }
    SUBCASE("it has not") {
        server->faults = {Fault::lost_before};
        CHECK(runner.write().empty());
        CHECK(server->told() == "POST ?ID lost, GET 404, wait 1000 ms, POST ?ID 200");
        CHECK(seen(server) == "serial 1: fleet.a");
    }
    SUBCASE("a server that stays out of order") {
        server->faults = {Fault::status_500, Fault::none, Fault::status_500, Fault::none, Fault::status_500};
        CHECK(runner.write() ==
              "error: State server refused\n  http://states/fleet answers 500 to POST: out of order\n"
              "  hint: look into the server's log, then run the same command again\n");
        CHECK(server->told() ==
              "POST ?ID 500, GET 404, wait 1000 ms, POST ?ID 500, GET 404, wait 2000 ms, POST ?ID 500, GET "
              "404");
        CHECK(runner.write().empty());
    }
    SUBCASE("somebody else has written") {
        CHECK(runner.write().empty());
        Runner other(server);
        server->stored->replace(server->stored->find("\"serial\": 1"), 11, "\"serial\": 2");
        server->faults = {Fault::lost_before};
        runner.snapshot.resources.clear();
        CHECK(
            runner.write() ==
            "error: State was written by another\n  http://states/fleet has another state than the one this "
            "run goes on from.\n  hint: run the same command again: it goes on from that one, and finds what "
            "was done meanwhile\n");
        CHECK(seen(server) == "serial 2: fleet.a");
    }
    SUBCASE("the lock is gone") {
        server->faults = {Fault::conflict};
        CHECK(
            runner.write() ==
            "error: State lock is lost\n  http://states/fleet does not take what we write under our lock any "
            "more.\n  hint: run the same command again when that run has ended: what was done meanwhile is "
            "found\n");
    }
}

TEST_CASE("remote state: replies that are cut, late or lost are asked for again") {
    const auto server = new_server();
    {
        Runner runner(server);
        runner.lock_and_read();
        runner.snapshot = samples::snapshot({"a"});
        CHECK(runner.write().empty());
    }
    server->told();
    SUBCASE("a text that is not whole") {
        server->faults = {Fault::cut};
        CHECK(seen(server) == "serial 1: fleet.a");
        CHECK(server->told() == "GET 200, wait 1000 ms, GET 200");
    }
    SUBCASE("and stays so") {
        server->faults = {Fault::cut, Fault::cut, Fault::cut};
        CHECK(seen(server).starts_with("error: State was damaged on its way\n"));
    }
    SUBCASE("a lock whose reply was lost is ours") {
        server->faults = {Fault::lost_after};
        Runner runner(server);
        CHECK(runner.lock_and_read() == "serial 1: fleet.a");
        CHECK(server->told() == "LOCK lost, wait 1000 ms, LOCK 423, GET 200");
    }
    SUBCASE("an unlock whose reply was lost is done") {
        Runner runner(server);
        runner.lock_and_read();
        server->faults = {Fault::lost_after};
        runner.lock.reset();
        CHECK(server->lock.empty());
        CHECK(runner.warned.empty());
    }
    SUBCASE("a lock that cannot be given back is told of, with the way out") {
        Runner runner(server);
        runner.lock_and_read();
        const std::string id = server->lock_id();
        server->faults = {Fault::conflict};
        runner.lock.reset();
        CHECK(runner.warned ==
              "warning: State lock stays behind\n  http://states/fleet did not take it back: "
              "http://states/fleet "
              "answers 409 to UNLOCK: conflict\n  hint: fireform state unlock " +
                  id + "\n");
    }
    SUBCASE("nobody answers") {
        server->faults = {Fault::lost_before, Fault::lost_before, Fault::lost_before};
        CHECK(seen(server) ==
              "error: State server cannot be reached\n  http://states/fleet: GET got no answer: connection "
              "refused by 127.0.0.1:9.\n  hint: see that it runs, then run the same command again\n");
    }
    SUBCASE("a wrong password") {
        server->password = "another";
        CHECK(seen(server) ==
              "error: State server refused\n  http://states/fleet answers 401 to GET: who are you?\n"
              "  hint: check username and password in [fireform.state]\n");
    }
}

TEST_CASE("remote state: encrypted, the server can read serial and lineage and nothing else") {
    const auto server = new_server();
    {
        Runner runner(server, "horse");
        runner.lock_and_read();
        runner.snapshot = samples::snapshot({"a"});
        CHECK(runner.write().empty());
        CHECK(runner.announce("b").empty());
    }
    CHECK(server->stored->starts_with("{\n  \"format\": 1,\n"));
    CHECK(server->stored->find("\"serial\": 2,") != std::string::npos);
    CHECK(server->stored->find("fleet") == std::string::npos);
    Runner other(server, "horse");
    CHECK(other.lock_and_read() == "serial 2: fleet.a; open: create fleet.b (x-1)");
    CHECK(seen(server).starts_with("error: State is encrypted\n"));
}

TEST_CASE("remote state: lock information is what Terraform's servers keep") {
    LockHolder holder = samples::holder();
    holder.id = "8b5c";
    const std::string text = lock_info_json(holder);
    CHECK(text.starts_with("{\"ID\":\"8b5c\",\"Operation\":\"fireform apply\",\"Info\":\"pid "));
    CHECK(parse_lock_info(text) == holder);
    CHECK(to_text(
              *parse_lock_info(R"({"ID": "1", "Who": "anna@laptop", "Operation": "OperationTypeApply"})")) ==
          "anna@laptop, pid 0, since (unknown), running `OperationTypeApply`");
    CHECK(parse_lock_info("conflict") == std::nullopt);
    CHECK(content_md5("hello") == "XUFAKrxLKna5cZ2REBfFkg==");
}

}  // namespace fireform
