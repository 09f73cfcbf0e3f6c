// Whom to talk to and as whom: configuration, environment and ~/.fireworks/auth.ini put together (domain
// brief 8.2, 8.3). Pure but for read_auth_file().
#pragma once

#include "engine/cli/console.hpp"
#include "engine/config/config.hpp"
#include "providers/fireworks/fireworks_provider.hpp"

#include <string>
#include <string_view>

namespace fireform::cli {

/// What the service's own tools keep in ~/.fireworks/auth.ini.
struct AuthFile {
    std::string account_id;
    std::string api_key;  ///< or its id_token
    bool operator==(const AuthFile&) const = default;
};

/// Keys before the first section, or in the first one; further sections are profiles and not read. Lines that
/// are no `key = value` are skipped.
[[nodiscard]] AuthFile parse_auth_file(std::string_view text);

/// That of the home folder; empty when there is none.
[[nodiscard]] AuthFile read_auth_file(const Environment& environment);

struct Connection {
    bool embedded = false;  ///< `base_url = "emulator"`: inside the process
    FireworksSettings settings;
};

/// For each setting the first of: configuration, environment, auth file. Errors: a base_url that is none, or
/// plain HTTP to another machine. Warnings: one with a path that is cut off, a header that is none.
[[nodiscard]] Checked<Connection> connection_from(const ProviderConfig& provider,
                                                  const Environment& environment, const AuthFile& auth);

}  // namespace fireform::cli
