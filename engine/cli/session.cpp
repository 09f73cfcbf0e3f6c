#include "engine/cli/session.hpp"

#include "engine/apply/dry_runs.hpp"
#include "engine/apply/estimates.hpp"
#include "engine/apply/refresh.hpp"
#include "engine/cli/log_client.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/selection.hpp"
#include "engine/cli/settings.hpp"
#include "engine/cli/state_connection.hpp"
#include "engine/config/deployment_checks.hpp"
#include "engine/config/outside.hpp"
#include "engine/plan/forecast.hpp"
#include "providers/emulator/embedded_client.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "providers/fireworks/secrets.hpp"
#include "providers/http/beast_client.hpp"
#include "providers/http/url.hpp"
#include "schemas/hash.hpp"
#include "state/local_store.hpp"
#include "state/remote_store.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace fireform::cli {
namespace {

constexpr auto owner_only = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
constexpr const char* emulator_store = ".fireform/emulator.json";

/// The client as the settings want it.
std::unique_ptr<HttpClient> make_client(const Session& session, const Connection& connection, Clock& clock) {
    if (!connection.embedded) return make_http_client();
    EmulatorOptions options;
    options.account = connection.settings.account_id;
    return make_embedded_client(options, session.config.folder / emulator_store, clock);
}

Diagnostic store_outside(const std::filesystem::path& folder) {
    const std::filesystem::path file(emulator_store);
    std::error_code ignored;
    const bool by_folder = std::filesystem::is_symlink(folder / file.parent_path(), ignored);
    return problem(
        "Emulator store outside of the folder",
        fmt::format("{} leads through a link to a place outside of the folder of the "
                    "configuration; nothing is written there.",
                    emulator_store),
        fmt::format("take the link away: rm {}", (by_folder ? file.parent_path() : file).string()));
}

/// Puts the log between who asks and the client, when one is wanted.
std::unique_ptr<HttpClient> logged(Context& context, Session& session, const std::string& api_key,
                                   std::unique_ptr<HttpClient> client) {
    const GlobalOptions& global = context.global;
    if (global.log_level.empty() && global.log_file.empty()) return client;
    const LogLevel level = global.log_level.empty() ? LogLevel::debug : log_level_of(global.log_level);
    // A service may put what it was told into the names that the next request asks for.
    fireworks::Secrets secrets;
    secrets.add(api_key);
    for (const std::string& secret : session.config.secrets)
        secrets.add(secret);
    std::ostream* const file = global.log_file.empty() ? nullptr : &session.log;
    auto write = [file, secrets = std::move(secrets), &console = context.console](const std::string& text) {
        const std::string line = secrets.clean(text, text.size()) + '\n';
        if (file)
            *file << line << std::flush;
        else
            console.err(line);
    };
    return make_logging_client(std::move(client), session.clock, level, std::move(write));
}

Diagnostics open_log(Context& context, Session& session) {
    Diagnostics problems;
    const std::string& file = context.global.log_file;
    if (!file.empty() && !session.log.is_open()) session.log = open_private(file, std::ios::app);
    if (!file.empty() && !session.log)
        problems.add(problem("Log cannot be written", fmt::format("{} cannot be opened.", file),
                             "--log-file with a file in a folder that exists"));
    return problems;
}

/// "fireform.state.json" -> "fireform.state.remote.json": a local state may still lie there.
std::filesystem::path beside_remote(std::filesystem::path path) {
    return path.replace_extension(".remote" + path.extension().string());
}

/// Why the password may not be sent there, a sentence; "" it may.
std::string exposed(const StateServerConfig& server) {
    if (server.password.empty()) return "";
    for (const std::string& address : {server.address, server.lock_address, server.unlock_address})
        if (const auto parts = parse_url(address);
            parts && parts->scheme == "http" && !is_loopback(parts->host))
            return fmt::format(
                "http://{} is plain HTTP, on which it can be read; only this machine may be "
                "reached so.",
                parts->authority());
    return "";
}

std::unique_ptr<Store> shared_store(Context& context, Session& session) {
    const StateServerConfig& server = *session.config.state_server;
    RemoteStoreOptions options;
    options.http = {.address = server.address,
                    .lock_address = server.lock_address,
                    .unlock_address = server.unlock_address,
                    .update_method = server.update_method,
                    .lock_method = server.lock_method,
                    .unlock_method = server.unlock_method,
                    .username = server.username,
                    .password = server.password,
                    .missing = server.missing.empty() ? exposed(server) : server.missing,
                    .retry_max = server.retry_max,
                    .retry_wait_min = std::chrono::seconds(server.retry_wait_min),
                    .retry_wait_max = std::chrono::seconds(server.retry_wait_max)};
    options.path = beside_remote(state_path(session.config));
    options.encryption = session.encryption;
    options.on_unlock_failed = [&context](const Diagnostics& problems) {
        context.console.err(render(problems, {}, context.err));
    };
    // A log that cannot be written is told of by connect().
    static_cast<void>(open_log(context, session));
    auto connection = std::make_shared<StateConnection>(
        context.loop, [&context, &session] { return logged(context, session, "", make_http_client()); });
    auto store = make_remote_store(std::move(options), std::move(connection), fireworks_catalog());
    context.loop.before_end([kept = store.get()] { kept->release(); });
    return store;
}

PlanMode mode_of(const Selection& selection) {
    if (selection.refresh_only) return PlanMode::refresh_only;
    return selection.destroy ? PlanMode::destroy : PlanMode::normal;
}

}  // namespace

bool may_become(const Address& address, const Config& config) {
    const auto block = config.resources.find({"deployment", address.name, address.key});
    return address.type == "lora_addon" && block != config.resources.end() && depends_on_model(block->second);
}

std::filesystem::path state_path(const Config& config) {
    return (config.folder / config.state_path).lexically_normal();
}

StateEncryption encryption_of(const EncryptionConfig& config) {
    return StateEncryption(
        {.current = config.passphrase, .previous = config.previous, .missing = config.missing});
}

std::ofstream open_private(const std::string& file, std::ios::openmode mode) {
    const auto mask = ::umask(0077);
    std::ofstream out(file, mode | std::ios::out | std::ios::binary);
    ::umask(mask);
    // One that was there before, too; a device or a pipe keeps what it has.
    std::error_code ignored;
    if (out && std::filesystem::is_regular_file(file, ignored))
        std::filesystem::permissions(file, owner_only, ignored);
    return out;
}

LoadOptions load_options(const Context& context, const VariableOptions& variables) {
    LoadOptions options;
    options.variables = variables.variables;
    options.variable_files = variables.files;
    options.environment = context.environment;
    options.env = context.global.env;
    return options;
}

Checked<Config> read_config(const Context& context, const VariableOptions& variables) {
    return load_config(load_options(context, variables), fireworks_catalog());
}

std::unique_ptr<Session> session_of(Context& context, Config config) {
    auto session = std::make_unique<Session>();
    session->config = std::move(config);
    session->encryption = std::make_shared<StateEncryption>(encryption_of(session->config.encryption));
    if (session->config.state_server)
        session->store = shared_store(context, *session);
    else
        session->store =
            make_local_store(state_path(session->config), fireworks_catalog(), session->encryption);
    return session;
}

std::unique_ptr<Session> open_session(Context& context, Reporter& reporter,
                                      const VariableOptions& variables) {
    return open_session(context, reporter, load_options(context, variables));
}

std::unique_ptr<Session> open_session(Context& context, Reporter& reporter, const LoadOptions& options) {
    Checked<Config> config = load_config(options, fireworks_catalog());
    if (config.value) reporter.know(std::move(config.value->sources));
    reporter.tell(config.diagnostics);
    return config.ok() ? session_of(context, std::move(*config.value)) : nullptr;
}

std::unique_ptr<Session> open_state(Context& context, Reporter& reporter) {
    Checked<Config> config = read_config(context, {});
    const bool knows_where = config.value && !config.value->files.empty() &&
                             (!config.value->state_server || !config.value->state_server->address.empty());
    if (knows_where) return session_of(context, std::move(*config.value));
    reporter.tell(config.diagnostics);
    return nullptr;
}

std::optional<Snapshot> read_state(Reporter& reporter, Session* session) {
    if (!session) return std::nullopt;
    Checked<Snapshot> state = session->store->read();
    reporter.tell(state.diagnostics);
    if (!state.ok()) return std::nullopt;
    return std::move(state.value);
}

bool connect(Context& context, Reporter& reporter, Session& session) {
    const Diagnostics problems = connect(context, session);
    reporter.tell(problems);
    return !problems.has_errors();
}

Diagnostics connect(Context& context, Session& session) {
    Checked<Connection> connection =
        connection_from(session.config.provider, context.environment, read_auth_file(context.environment));
    Diagnostics problems = std::move(connection.diagnostics);
    if (problems.has_errors()) return problems;
    problems.add(open_log(context, session));
    if (connection.value->embedded && leads_outside(session.config.folder, emulator_store))
        problems.add(store_outside(session.config.folder));
    if (problems.has_errors()) return problems;
    connection.value->settings.secrets = session.config.secrets;
    session.http = logged(context, session, connection.value->settings.api_key,
                          make_client(session, *connection.value, session.clock));
    session.provider =
        make_fireworks_provider(std::move(connection.value->settings), *session.http, session.clock);
    return problems;
}

Task<Checked<Live>> read_live(Session& session, const Snapshot& prior, Reading reading) {
    if (reading != Reading::from_state) {
        RefreshOptions options;
        options.forecast = reading == Reading::with_capacity;
        co_return co_await refresh(session.config, prior, fireworks_catalog(), *session.provider, options);
    }
    Checked<Account> account = co_await session.provider->account();
    if (!account.ok()) co_return std::move(account.diagnostics);
    // State knows no models, and their kind says how a run starts from one (contract section 1).
    ModelQuery wanted = model_query(session.config, prior, fireworks_catalog(), account.value->id);
    const bool own = wanted.own;
    Checked<ModelsFound> models = co_await session.provider->find_models(std::move(wanted));
    if (!models.ok()) co_return std::move(models.diagnostics);
    Checked<Live> out(live_from_state(prior, models.value->naming, fireworks_catalog()));
    out.value->own_models = own;
    out.diagnostics = std::move(models.diagnostics);
    out.diagnostics.add(
        co_await look_up(session.config, std::move(*models.value), *out.value, *session.provider));
    co_return out;
}

Task<Checked<Planned>> make_planned(Session& session, Selection selection, PlanUse use) {
    Checked<Planned> out;
    Checked<Snapshot> prior = session.store->read();
    out.diagnostics = std::move(prior.diagnostics);
    if (!prior.value || out.diagnostics.has_errors()) co_return out;
    PlanOptions options;
    const AddressBook book(session.config, *prior.value);
    options.targets = book.addresses("--target", selection.targets, out.diagnostics);
    options.excludes = book.addresses("--exclude", selection.excludes, out.diagnostics);
    options.replaces = book.addresses("--replace", selection.replaces, out.diagnostics);
    if (out.diagnostics.has_errors()) co_return out;

    const PlanMode mode = mode_of(selection);
    const Reading reading = !selection.refresh         ? Reading::from_state
                            : mode == PlanMode::normal ? Reading::with_capacity
                                                       : Reading::objects;
    Checked<Live> live = co_await read_live(session, *prior.value, reading);
    out.diagnostics.add(std::move(live.diagnostics));
    if (!live.value || out.diagnostics.has_errors()) co_return out;

    options.mode = mode;
    if (use.applied) options.new_lineage = random_uuid();
    options.force = use.force;
    options.wake = selection.wake;
    options.refreshed = selection.refresh;
    options.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    Checked<Plan> plan = make_plan(session.config, *prior.value, *live.value, options);
    out.diagnostics.add(std::move(plan.diagnostics));
    if (!plan.value || out.diagnostics.has_errors()) co_return out;
    if (selection.refresh) out.diagnostics.add(co_await estimate_costs(*plan.value, *session.provider));
    if (use.validate)
        out.diagnostics.add(co_await dry_run_creates(*plan.value, session.config, *session.provider));
    out.diagnostics.add(forecast(*plan.value, session.config, *live.value, options));
    if (out.diagnostics.has_errors()) co_return out;
    out.value.emplace(Planned{std::move(*prior.value), std::move(*live.value), std::move(*plan.value)});
    co_return out;
}

}  // namespace fireform::cli
