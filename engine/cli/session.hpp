// The configuration with the state and the account that belong to it: what most commands begin with.
#pragma once

#include "engine/cli/context.hpp"
#include "engine/config/config.hpp"
#include "engine/plan/make_plan.hpp"
#include "providers/clock.hpp"
#include "providers/provider.hpp"
#include "state/encryption.hpp"
#include "state/store.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

namespace fireform::cli {

/// Configuration and state, no network. Not to be copied or moved: its parts refer to each other.
struct Session {
    Config config;
    std::shared_ptr<StateEncryption> encryption;  ///< of state and saved plans
    std::unique_ptr<Store> store;
    SystemClock clock;
    std::ofstream log;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<Provider> provider;  ///< set by connect()
};

/// Where the configuration says that the state is.
[[nodiscard]] std::filesystem::path state_path(const Config& config);

[[nodiscard]] StateEncryption encryption_of(const EncryptionConfig& config);

/// The configuration of the folder that we work in, with what the command line says of it.
[[nodiscard]] Checked<Config> read_config(const Context& context, const VariableOptions& variables = {});

/// What read_config() reads by.
[[nodiscard]] LoadOptions load_options(const Context& context, const VariableOptions& variables = {});

/// Reads the configuration and tells what is wrong with it. Null: it cannot be used.
[[nodiscard]] std::unique_ptr<Session> open_session(Context& context, Reporter& reporter,
                                                    const VariableOptions& variables);

[[nodiscard]] std::unique_ptr<Session> open_session(Context& context, Reporter& reporter,
                                                    const LoadOptions& options);

/// A file for the owner's eyes only (0600).
[[nodiscard]] std::ofstream open_private(const std::string& file, std::ios::openmode mode = std::ios::trunc);

/// For commands that only look at state: a configuration with errors will do, as long as it says where the
/// state is. Null: it does not.
[[nodiscard]] std::unique_ptr<Session> open_state(Context& context, Reporter& reporter);

/// What state holds, for commands that only look. `session` null: that has been told, as has why it cannot be
/// read.
[[nodiscard]] std::optional<Snapshot> read_state(Reporter& reporter, Session* session);

/// With its state, not yet connected.
[[nodiscard]] std::unique_ptr<Session> session_of(Context& context, Config config);

/// Makes the provider. False: the settings cannot be used, which has been told.
[[nodiscard]] bool connect(Context& context, Reporter& reporter, Session& session);
/// The same in silence. Errors: no provider was made.
[[nodiscard]] Diagnostics connect(Context& context, Session& session);

/// Whether the plan may turn a block into this resource: which, it says when it knows the model.
[[nodiscard]] bool may_become(const Address& address, const Config& config);

struct PlanUse {
    bool force = false;     ///< `--force`
    bool applied = true;    ///< now or from a file; else a look only, which shows no ids of a state to come
    bool validate = false;  ///< `--validate`: the service is asked about creates
};

/// What a plan is made from, and the plan.
struct Planned {
    Snapshot prior;
    Live live;
    Plan plan;
};

/// Reads state and account and plans. Errors: state unreadable, account unreachable, a target that is neither
/// in the configuration nor in state, whatever make_plan(), forecast() and the service find.
[[nodiscard]] Task<Checked<Planned>> make_planned(Session& session, Selection selection, PlanUse use);

enum class Reading : std::uint8_t {
    from_state,    ///< what state last saw of the account; only models are looked up
    objects,       ///< the live account
    with_capacity  ///< and the shapes and quotas that the plan can need
};
[[nodiscard]] Task<Checked<Live>> read_live(Session& session, const Snapshot& prior, Reading reading);

}  // namespace fireform::cli
