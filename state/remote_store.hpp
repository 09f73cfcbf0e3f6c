// State on a server that speaks the protocol of Terraform's http backend, for teams and for runners that keep
// nothing. The journal is a file of this machine; README.md, "On a server", says how the two stand together.
#pragma once

#include "state/http_protocol.hpp"
#include "state/store.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace fireform {

class Files;            // state/files.hpp
class StateEncryption;  // state/encryption.hpp

struct RemoteStoreOptions {
    HttpStateSettings http;
    /// Stem of the journal and of the lock that keeps two runs of this machine apart:
    /// "fireform.state.remote.json".
    std::filesystem::path path;
    std::shared_ptr<StateEncryption> encryption;
    /// Told when the lock could not be given back, which no caller waits for.
    std::function<void(const Diagnostics&)> on_unlock_failed;
};

/// While it is locked, whatever changed is on the server after this long at the latest.
inline constexpr std::chrono::seconds remote_save_interval{10};

[[nodiscard]] std::unique_ptr<Store> make_remote_store(RemoteStoreOptions options,
                                                       std::shared_ptr<StateServer> server,
                                                       const Catalog& catalog);
/// The journal on other files: for tests.
[[nodiscard]] std::unique_ptr<Store> make_remote_store(RemoteStoreOptions options,
                                                       std::shared_ptr<StateServer> server,
                                                       const Catalog& catalog, Files& files);

}  // namespace fireform
