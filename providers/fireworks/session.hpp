// One account behind one key: sends a request with what every request needs, and again where that is safe
// (domain brief 8.5). What a reply means is the business of the files beside.
#pragma once

#include "providers/fireworks/errors.hpp"
#include "providers/fireworks/fireworks_provider.hpp"
#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/operations.hpp"
#include "providers/fireworks/request_pace.hpp"
#include "providers/fireworks/rests.hpp"
#include "providers/http/url.hpp"
#include "schemas/names.hpp"

#include <map>
#include <optional>
#include <string>

namespace fireform::fireworks {

struct ApiRequest {
    std::string method;
    std::string path;  ///< from the root, with its query: "/v1/accounts?pageSize=2"
    std::string body;  ///< JSON; "" none
    std::string what;  ///< for messages: "Creating deployment \"chat\""
    /// False: a create. Once it may have been handled, the caller looks before it repeats.
    bool repeatable = true;
    std::optional<FileBody> file;  ///< instead of `body`
    std::string content_type = "application/json";
    std::function<void(std::uint64_t sent)> on_sent;
    std::chrono::milliseconds timeout{0};  ///< of the whole exchange; 0: the client's own
};
[[nodiscard]] ApiRequest get_request(std::string path, std::string what);
[[nodiscard]] ApiRequest post_request(std::string path, std::string body, std::string what);

/// "/v1/accounts/fireworks/models/x" of a full name.
[[nodiscard]] std::string path_of_name(std::string_view name);

/// How often and for how long one piece of work has been tried; shared by all requests that belong to it.
struct Attempts {
    int used = 0;
    std::chrono::nanoseconds started{0};  ///< later by the time that its requests waited for their turn
};

/// What came of a request after its retries. Exactly one of `response`, `failure`, `refused` is set.
struct Reply {
    std::optional<HttpResponse> response;
    std::optional<HttpFailure> failure;
    std::optional<Diagnostic> refused;  ///< never sent: there is no key, or the session winds down
    bool repeated = false;              ///< an earlier try may have been handled, too

    [[nodiscard]] int status() const { return response ? response->status : 0; }
    [[nodiscard]] bool success() const { return status() >= 200 && status() < 300; }
    /// Nobody knows whether it was handled: lost, or refused by somebody who may have passed it on.
    [[nodiscard]] bool outcome_unknown() const;
    /// 409 that says that the id is taken, and not that two changes met.
    [[nodiscard]] bool already_exists() const;
};

class Session {
 public:
    Session(FireworksSettings settings, HttpClient& http, Clock& clock);

    /// Brief 8.2; asks once, then remembers.
    [[nodiscard]] Task<Checked<Account>> account();
    /// Our account and no model names. REQUIRES: account() has succeeded.
    [[nodiscard]] const Naming& naming() const { return naming_; }
    /// For objects that come one by one: what it knows of a type is made once.
    [[nodiscard]] ObjectDecoder& decoder(const ResourceType& type);

    /// With key and custom headers; tries again what may be repeated, within the policy.
    [[nodiscard]] Task<Reply> send(ApiRequest request, Attempts& attempts);
    [[nodiscard]] Task<Reply> send(ApiRequest request);
    /// To a model and not to the control plane: at once, without another try, and whatever comes of it says
    /// nothing of the pace.
    [[nodiscard]] Task<Reply> send_once(ApiRequest request);
    /// To a url that is a key by itself: exactly these headers, no Authorization (brief 6.2).
    [[nodiscard]] Task<Reply> put_file(std::string url, HttpHeaders headers, FileBody file,
                                       std::function<void(std::uint64_t sent)> on_sent);

    /// Provider::wind_down()
    void wind_down();

    [[nodiscard]] std::chrono::nanoseconds now() const { return clock_.now(); }
    [[nodiscard]] Attempts begin() const { return Attempts{0, clock_.now()}; }
    /// Waits before another try after `reply`. False: no more tries, or trying again is of no use.
    [[nodiscard]] Task<bool> pause(Attempts& attempts, const Reply& reply);
    /// The same where what to wait for is not a reply.
    [[nodiscard]] Task<bool> pause(Attempts& attempts, std::optional<std::chrono::milliseconds> asked = {});
    [[nodiscard]] Task<void> sleep(std::chrono::nanoseconds duration) { return clock_.sleep(duration); }

    /// Why `reply` is no success.
    [[nodiscard]] Diagnostic error(std::string_view what, const Reply& reply,
                                   const Secrets* more = nullptr) const;
    /// Why a success cannot be used.
    [[nodiscard]] Diagnostic unexpected(std::string_view what, const Reply& reply) const;
    [[nodiscard]] const Secrets& secrets() const { return secrets_; }
    [[nodiscard]] std::uint64_t upload_max() const { return settings_.upload_max; }

    /// "/v1/accounts/acme/deployments", "/v1/accounts/acme/deployments/chat:undelete".
    [[nodiscard]] std::string path(std::string_view collection) const;
    [[nodiscard]] std::string path(std::string_view collection, ApiVerb verb) const;
    [[nodiscard]] std::string path(std::string_view collection, std::string_view id) const;
    [[nodiscard]] std::string path(std::string_view collection, std::string_view id, ApiVerb verb) const;

 private:
    [[nodiscard]] HttpRequest prepare(ApiRequest request) const;
    /// What goes elsewhere than to the control plane has no share in its pace.
    enum class Lane { paced, apart };
    [[nodiscard]] Task<Reply> send_repeatedly(HttpRequest request, Lane lane, bool repeatable,
                                              Attempts& attempts);
    [[nodiscard]] Task<Reply> send_paced(HttpRequest request, Attempts& attempts);
    /// Why nothing may be sent now.
    [[nodiscard]] std::optional<Diagnostic> refusal_here() const;
    [[nodiscard]] HttpHeaders headers() const;
    [[nodiscard]] double jitter();

    FireworksSettings settings_;
    HttpClient& http_;
    Clock& clock_;
    RequestPace pace_;
    Rests rests_;
    Secrets secrets_;
    Naming naming_;
    std::map<const ResourceType*, ObjectDecoder> decoders_;
    std::optional<Account> account_;
    std::uint64_t random_;
    bool reached_ = false;  ///< the service has answered at least once
};

}  // namespace fireform::fireworks
