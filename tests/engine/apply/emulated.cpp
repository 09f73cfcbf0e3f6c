// The whole way on virtual time: configuration, refresh, plan, executor, the real provider and the emulator,
// in one process and without a socket.
#include "engine/apply/refresh.hpp"
#include "engine/config/config.hpp"
#include "engine/plan/make_plan.hpp"
#include "providers/emulator/embedded_client.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "state/files.hpp"
#include "state/local_store.hpp"
#include "tests/engine/apply/story.hpp"
#include "tests/state/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

using namespace fireform;
using namespace fireform::tests;
using namespace std::chrono_literals;

namespace {

/// With {} for the accelerator and the fewest replicas.
constexpr std::string_view fleet = R"(
[deployment.chat]
display_name      = "chat"
model             = "llama-v3p1-8b-instruct"
accelerator_type  = "{}"
enable_addons     = true
min_replica_count = {}
max_replica_count = 2

[dataset.support]
external_url = "gs://bucket/support.jsonl"

[supervised_fine_tuning_job.support]
display_name = "support-v1"
model        = "llama-v3p1-8b-instruct"
dataset      = "${{dataset.support.id}}"
output_model = "support-v1"
epochs       = 3

[lora_addon.support]
model   = "${{supervised_fine_tuning_job.support.output_model}}"
base_id = "${{deployment.chat.id}}"

[outputs.chat_model]
value = "${{lora_addon.support.inference_model}}"
)";

std::string fleet_with(std::string_view accelerator, int replicas) {
    return fmt::format(fmt::runtime(fleet), accelerator, replicas);
}

/// Counts the requests that go through.
class Counted final : public HttpClient {
 public:
    explicit Counted(std::unique_ptr<HttpClient> inner) : inner_(std::move(inner)) {}
    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override {
        ++counts_[request.method];
        return inner_->send(std::move(request));
    }
    [[nodiscard]] int by_method(std::string_view method) const {
        const auto found = counts_.find(method);
        return found == counts_.end() ? 0 : found->second;
    }

 private:
    std::unique_ptr<HttpClient> inner_;
    std::map<std::string, int, std::less<>> counts_;
};

/// The machine's files, with every byte and every sync counted.
class CountedFiles final : public Files {
 public:
    std::uintmax_t bytes = 0;
    int syncs = 0;

    int open(const std::filesystem::path& path, Mode mode) override { return real_.open(path, mode); }
    std::ptrdiff_t read(int file, char* into, std::size_t size) override {
        return real_.read(file, into, size);
    }
    std::ptrdiff_t write(int file, std::string_view text) override {
        const std::ptrdiff_t written = real_.write(file, text);
        if (written > 0) bytes += static_cast<std::uintmax_t>(written);
        return written;
    }
    int sync(int) override { return ++syncs, 0; }
    int sync_data(int) override { return ++syncs, 0; }
    int truncate(int file, std::uint64_t size) override { return real_.truncate(file, size); }
    void close(int file) override { real_.close(file); }
    bool is_in_place(int file, const std::filesystem::path& path) override {
        return real_.is_in_place(file, path);
    }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return real_.rename(from, to);
    }
    int remove(const std::filesystem::path& path) override { return real_.remove(path); }
    int sync_folder(const std::filesystem::path&) override { return 0; }

 private:
    Files& real_ = system_files();
};

/// So many deployments, each as people write them.
std::string deployments(int count) {
    std::string toml;
    for (int i = 0; i < count; ++i)
        toml += fmt::format(R"(
[deployment.d{0:04}]
display_name         = "d {0:04}"
model                = "llama-v3p1-8b-instruct"
accelerator_type     = "NVIDIA_H100_80GB"
min_replica_count    = 0
max_replica_count    = 1
scale_to_zero_window = "5m"
)",
                            i);
    return toml;
}

/// A laptop with an emulated account.
class Laptop final : public EventSink {
 public:
    explicit Laptop(std::chrono::milliseconds ready_after = 2s) {
        EmulatorOptions account;
        account.ready_after = ready_after;
        counted_ = std::make_unique<Counted>(make_embedded_client(account, "", clock));
        FireworksSettings settings;
        settings.base_url = "http://emulator";
        settings.api_key = "key";
        settings.account_id = "acme";
        provider = make_fireworks_provider(settings, *counted_, clock);
    }

    Plan plan(const std::string& toml, PlanMode mode = PlanMode::normal) {
        LoadOptions load;
        Checked<Config> config = load_config({{"fireform.toml", toml}}, load, fireworks_catalog());
        if (!config.ok()) throw std::runtime_error(to_text(config.diagnostics));
        const Checked<Live> live =
            clock.run(refresh(*config.value, snapshot, fireworks_catalog(), *provider));
        if (!live.ok()) throw std::runtime_error(to_text(live.diagnostics));
        PlanOptions how;
        how.mode = mode;
        how.new_lineage = lineage;
        Checked<Plan> made = make_plan(*config.value, snapshot, *live.value, how);
        if (!made.ok()) throw std::runtime_error(to_text(made.diagnostics));
        return std::move(*made.value);
    }

    ApplyResult apply(const Plan& plan) {
        const StopSignal stop;
        return clock.run(apply_plan(plan, snapshot, store, *provider, clock, stop, *this, options));
    }

    /// Objects of ours that the account has, by type: "1 deployment, 1 dataset, ...".
    std::string census() {
        std::string out;
        for (const std::string_view name :
             {"deployment", "dataset", "supervised_fine_tuning_job", "lora_addon"}) {
            const auto all = clock.run(provider->list(*fireworks_catalog().find(name)));
            std::size_t count = 0;
            for (const LiveObject& object : *all.value) {
                const bool gone = object.phase == Phase::soft_deleted;
                const bool books = object.attributes.at(object.type->index_of("model")).text() ==
                                   "accounts/fireworks/models/llama-v3p1-8b-instruct";
                const bool base_of_its_own = object.type->name == "lora_addon" && books;
                if (!gone && !base_of_its_own) ++count;
            }
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, name);
        }
        return out;
    }

    void on(const Event& event) override {
        if (event.kind == Event::Kind::completed)
            done += fmt::format("{} {}\n", to_text(event.verb), to_text(event.address));
    }

    VirtualClock clock;
    std::vector<std::string> log;
    MemoryStore store{log};
    Snapshot snapshot;
    ApplyOptions options;
    std::string done;
    std::unique_ptr<Provider> provider;
    [[nodiscard]] int requests(std::string_view method) const { return counted_->by_method(method); }

 private:
    std::unique_ptr<Counted> counted_;
};

}  // namespace

TEST_CASE("emulated: a fleet is made, found unchanged, changed in place and destroyed") {
    Laptop laptop;
    const std::string first = fleet_with("NVIDIA_H100_80GB", 0);
    CHECK(to_text(laptop.apply(laptop.plan(first))) == "4 added, 0 changed, 0 destroyed\n");
    CHECK(laptop.done == text(R"(
        create dataset.support
        create deployment.chat
        create supervised_fine_tuning_job.support
        create lora_addon.support
    )"));
    CHECK(laptop.snapshot.outputs.at("chat_model")
              .value.text()
              .starts_with("accounts/acme/models/support-v1#"));
    CHECK_FALSE(laptop.plan(first).has_changes());
    CHECK(laptop.plan(first).steps.empty());

    const std::string second = fleet_with("NVIDIA_H100_80GB", 1);
    CHECK(to_text(laptop.apply(laptop.plan(second))) == "0 added, 1 changed, 0 destroyed\n");
    CHECK(laptop.plan(second).steps.empty());

    laptop.done.clear();
    CHECK(to_text(laptop.apply(laptop.plan(second, PlanMode::destroy))) ==
          "0 added, 0 changed, 4 destroyed\n");
    CHECK(laptop.done.starts_with("destroy lora_addon.support\n"));
    CHECK(laptop.snapshot.resources.empty());
    CHECK(laptop.snapshot.outputs.empty());
}

TEST_CASE("emulated: an interrupted run goes on where it was stopped") {
    Laptop laptop;
    const std::string toml = fleet_with("NVIDIA_H100_80GB", 0);
    laptop.options.wait = false;
    CHECK(to_text(laptop.apply(laptop.plan(toml))) == "2 added, 0 changed, 0 destroyed\n");
    laptop.options.wait = true;
    CHECK(to_text(laptop.apply(laptop.plan(toml))) == "2 added, 0 changed, 0 destroyed\n");
    CHECK(laptop.plan(toml).steps.empty());
}

TEST_CASE("emulated: a deployment that carries an addon is replaced without a gap") {
    Laptop laptop;
    (void)laptop.apply(laptop.plan(fleet_with("NVIDIA_H100_80GB", 0)));
    const std::string replaced = fleet_with("NVIDIA_H200_141GB", 0);
    laptop.done.clear();
    CHECK(to_text(laptop.apply(laptop.plan(replaced))) == "2 added, 0 changed, 2 destroyed\n");
    CHECK(laptop.done == text(R"(
        create deployment.chat
        create lora_addon.support
        destroy lora_addon.support
        destroy deployment.chat
    )"));
    CHECK(laptop.plan(replaced).steps.empty());
    CHECK(laptop.census() == "1 deployment, 1 dataset, 1 supervised_fine_tuning_job, 1 lora_addon");
}

TEST_CASE("emulated: killed before any record of a first run, the next one finds everything that was made") {
    const std::string toml = fleet_with("NVIDIA_H100_80GB", 0);
    for (int at = 1; at < 100; ++at) {
        Laptop laptop;
        Doom doom;
        doom.at = at;
        laptop.store.doom = &doom;
        (void)laptop.apply(laptop.plan(toml));
        if (!doom.dead) break;
        doom = {};
        laptop.snapshot = laptop.store.stored;
        CAPTURE(at);
        try {
            CHECK_FALSE(laptop.apply(laptop.plan(toml)).diagnostics.has_errors());
            CHECK(laptop.plan(toml).steps.empty());
        } catch (const std::runtime_error& error) {
            FAIL_CHECK(std::string(error.what()));
        }
        CHECK(laptop.census() == "1 deployment, 1 dataset, 1 supervised_fine_tuning_job, 1 lora_addon");
        CHECK(laptop.snapshot.resources.size() == 4);
    }
}

TEST_CASE("emulated: five hundred deployments that take ten minutes cost requests by time, not by number") {
    Laptop laptop(10min);
    const Plan plan = laptop.plan(deployments(500));
    const int before = laptop.requests("GET");
    CHECK(to_text(laptop.apply(plan)) == "500 added, 0 changed, 0 destroyed\n");
    CHECK(laptop.requests("POST") == 500);
    CHECK(laptop.requests("GET") - before <= 400);
    CHECK(laptop.clock.now() >= 10min);
}

TEST_CASE("emulated: what is written for many creates is no more than three times the state") {
    TemporaryFolder folder;
    const auto path = folder / "fireform.state.json";
    CountedFiles files;
    Laptop laptop(0s);
    const Plan plan = laptop.plan(deployments(600));
    const auto store = make_local_store(path, fireworks_catalog(), files, nullptr);
    const auto lock = store->try_lock({});
    REQUIRE(lock.ok());
    const StopSignal stop;
    const ApplyResult result = laptop.clock.run(apply_plan(plan, laptop.snapshot, *store, *laptop.provider,
                                                           laptop.clock, stop, laptop, laptop.options));
    CHECK(to_text(result) == "600 added, 0 changed, 0 destroyed\n");
    CHECK(files.bytes <= 3 * std::filesystem::file_size(path));
    // All that has arrived shares a sync, with what is sent next.
    CHECK(files.syncs <= 600 / 16);
}
