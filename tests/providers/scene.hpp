// The vocabulary of the provider's tests: a provider over a scripted transport and a manual clock.
#pragma once

#include "providers/fireworks/fireworks_provider.hpp"
#include "schemas/names.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_task.hpp"

#include <string>
#include <string_view>

namespace fireform {

/// Of account "acme", which it has looked up already.
struct Scene {
    explicit Scene(FireworksSettings settings = usual_settings(), bool known = true);

    FakeHttp http;
    ManualClock clock;
    std::unique_ptr<Provider> provider;
    asio::io_context io{1};

    template <class T>
    T run(Task<T> task) {
        return fireform::run(io, std::move(task));
    }
    /// The requests since the start, or since the last call, one a line.
    std::string requests();
    /// Seconds of the sleeps, "0.5 1 2".
    std::string sleeps() const;

    static FireworksSettings usual_settings();
};

const ResourceType& type_named(std::string_view name);
/// {"display_name": "chat"} as attributes of the type, names expanded for account "acme".
Attributes attributes(std::string_view type, std::string_view json);
CreateRequest create_request(std::string_view address, std::string id, std::string_view json);
/// `live` is the API's JSON, `changed` names of attributes.
UpdateRequest update_request(std::string_view address, std::string_view live, std::string_view json,
                             std::vector<std::string_view> changed);
LiveObject live_object(std::string_view type, std::string_view json);

/// "accounts/acme/deployments/chat READY ready: display_name = "chat", ..."; without computed attributes, the
/// diagnostics behind it, a line each; "absent".
std::string text(const LiveObject& object);
std::string text(const Checked<LiveObject>& result);
std::string text(const Diagnostics& diagnostics);

}  // namespace fireform
