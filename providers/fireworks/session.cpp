#include "providers/fireworks/session.hpp"

#include "providers/fireworks/account.hpp"

#include <algorithm>

namespace fireform::fireworks {
namespace {

/// Where nothing has answered yet, the address is more likely wrong than the service down.
constexpr int retries_max_unreached = 2;
/// A custom header's value that is shorter is no secret, and blanking it would spoil messages.
constexpr std::size_t header_secret_min = 8;
constexpr std::string_view embedded = "http://emulator";

bool is_server_error(int status) {
    return status == 408 || (status >= 500 && status != 501);
}

/// The request never arrived, or the other end does not speak our language: more tries, same end.
bool is_lasting(const HttpFailure& failure) {
    using Kind = HttpFailure::Kind;
    return failure.kind == Kind::tls || failure.kind == Kind::too_large || failure.kind == Kind::malformed ||
           failure.kind == Kind::file;
}

Pressure pressure_of(const Reply& reply) {
    const bool rate = reply.status() == 429 && !parse_error(*reply.response).is_quota();
    if (rate) return Pressure::refused;
    const bool timeout = (reply.failure && reply.failure->kind == HttpFailure::Kind::timeout) ||
                         reply.status() == 408 || reply.status() == 504;
    return timeout ? Pressure::timeout : Pressure::none;
}

Diagnostic interrupted() {
    return problem("Interrupted", "The run was stopped before this was sent.",
                   "run the same command again: it goes on from here");
}

Reply refused_here(Diagnostic why) {
    Reply reply;
    reply.refused = std::move(why);
    return reply;
}

Reply reply_of(HttpResult result) {
    Reply reply;
    reply.response = std::move(result.response);
    reply.failure = std::move(result.failure);
    return reply;
}

}  // namespace

ApiRequest get_request(std::string path, std::string what) {
    ApiRequest out;
    out.method = "GET";
    out.path = std::move(path);
    out.what = std::move(what);
    return out;
}

ApiRequest post_request(std::string path, std::string body, std::string what) {
    ApiRequest out;
    out.method = "POST";
    out.path = std::move(path);
    out.body = std::move(body);
    out.what = std::move(what);
    return out;
}

std::string path_of_name(std::string_view name) {
    std::string path = "/v1";
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t slash = std::min(name.find('/', start), name.size());
        path += '/' + encode_path_segment(name.substr(start, slash - start));
        start = slash + 1;
    }
    return path;
}

bool Reply::outcome_unknown() const {
    if (failure) return failure->maybe_handled && failure->kind != HttpFailure::Kind::file;
    return response && is_server_error(response->status);
}

bool Reply::already_exists() const {
    return status() == 409 && !parse_error(*response).is(Code::aborted);
}

Session::Session(FireworksSettings settings, HttpClient& http, Clock& clock)
    : settings_(std::move(settings)),
      http_(http),
      clock_(clock),
      pace_(clock),
      random_(settings_.jitter_seed) {
    secrets_.add(settings_.api_key);
    for (const std::string& secret : settings_.secrets)
        secrets_.add(secret);
    for (const auto& [name, value] : settings_.custom_headers)
        if (value.size() >= header_secret_min) secrets_.add(value);
    while (settings_.base_url.ends_with('/'))
        settings_.base_url.pop_back();
}

Task<Checked<Account>> Session::account() {
    if (account_) co_return *account_;
    Checked<Account> found = co_await find_account(*this, settings_.account_id);
    if (found.ok()) {
        account_ = found.value;
        naming_.account = account_->id;
    }
    co_return found;
}

ObjectDecoder& Session::decoder(const ResourceType& type) {
    return decoders_.try_emplace(&type, type).first->second;
}

std::optional<Diagnostic> Session::refusal_here() const {
    if (rests_.ended()) return interrupted();
    if (!settings_.api_key.empty() || settings_.base_url == embedded) return std::nullopt;
    return problem("API key missing",
                   "The Fireworks API wants a key with every request, and none is configured.",
                   "set FIREWORKS_API_KEY, or write api_key = \"${env.MY_KEY}\" in [provider.fireworks]");
}

void Session::wind_down() {
    rests_.end_all();
    pace_.let_all_go();
}

HttpHeaders Session::headers() const {
    HttpHeaders out{
        {"Authorization", "Bearer " + (settings_.api_key.empty() ? "emulator" : settings_.api_key)},
        {"Accept", "application/json"}};
    out.insert(out.end(), settings_.custom_headers.begin(), settings_.custom_headers.end());
    return out;
}

/// splitmix64: enough to keep clients apart, and the same for the same seed.
double Session::jitter() {
    std::uint64_t z = random_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

Task<bool> Session::pause(Attempts& attempts, const Reply& reply) {
    if (reply.refused || (reply.failure && is_lasting(*reply.failure))) co_return false;
    if (reply.response && !reply.success()) {
        if (!should_retry(*reply.response)) co_return false;
        if (parse_error(*reply.response).is_quota() && reply.response->header("retry-after").empty())
            co_return false;
    }
    const auto asked = reply.response ? retry_after(*reply.response, clock_.wall()) : std::nullopt;
    co_return co_await pause(attempts, asked);
}

Task<bool> Session::pause(Attempts& attempts, std::optional<std::chrono::milliseconds> asked) {
    const int retries_max =
        reached_ ? settings_.retry.retries_max : std::min(settings_.retry.retries_max, retries_max_unreached);
    if (attempts.used >= retries_max) co_return false;
    const auto delay = retry_delay(settings_.retry, attempts.used, jitter(), asked);
    if (clock_.now() - attempts.started + delay > settings_.retry.budget) co_return false;
    ++attempts.used;
    co_await rests_.sleep(clock_, delay);
    co_return !rests_.ended();
}

Task<Reply> Session::send_paced(HttpRequest request, Attempts& attempts) {
    RequestPace::Pass pass = co_await pace_.enter();
    attempts.started += pass.waited();
    if (rests_.ended()) co_return refused_here(interrupted());
    Reply reply = reply_of(co_await http_.send(std::move(request)));
    const bool asks = reply.response && !reply.success();
    pass.answered(pressure_of(reply), asks ? retry_after(*reply.response, clock_.wall()) : std::nullopt);
    reached_ = reached_ || reply.response || (reply.failure && reply.failure->maybe_handled);
    co_return reply;
}

HttpRequest Session::prepare(ApiRequest request) const {
    HttpRequest out;
    out.method = std::move(request.method);
    out.url = settings_.base_url + request.path;
    out.headers = headers();
    if (!request.body.empty() || request.file) out.headers.emplace_back("Content-Type", request.content_type);
    out.body = std::move(request.body);
    out.file = std::move(request.file);
    out.on_sent = std::move(request.on_sent);
    if (request.timeout.count() > 0) out.timeout = request.timeout;
    return out;
}

Task<Reply> Session::send_repeatedly(HttpRequest request, Lane lane, bool repeatable, Attempts& attempts) {
    bool repeated = false;
    std::optional<Reply> before;
    for (;;) {
        HttpRequest copy = request;
        Reply reply = lane == Lane::paced ? co_await send_paced(std::move(copy), attempts)
                                          : reply_of(co_await http_.send(std::move(copy)));
        // What is known of the last try counts, not that there was no other.
        if (reply.refused && before) co_return std::move(*before);
        reply.repeated = repeated;
        const bool unknown = reply.outcome_unknown();
        if (reply.success() || (unknown && !repeatable) || !co_await pause(attempts, reply)) co_return reply;
        repeated = repeated || unknown;
        before = std::move(reply);
    }
}

Task<Reply> Session::send(ApiRequest request, Attempts& attempts) {
    if (auto refusal = refusal_here()) co_return refused_here(std::move(*refusal));
    const bool repeatable = request.repeatable;
    HttpRequest prepared = prepare(std::move(request));
    co_return co_await send_repeatedly(std::move(prepared), Lane::paced, repeatable, attempts);
}

Task<Reply> Session::send(ApiRequest request) {
    Attempts attempts = begin();
    co_return co_await send(std::move(request), attempts);
}

Task<Reply> Session::send_once(ApiRequest request) {
    if (auto refusal = refusal_here()) co_return refused_here(std::move(*refusal));
    HttpRequest prepared = prepare(std::move(request));
    co_return reply_of(co_await http_.send(std::move(prepared)));
}

Task<Reply> Session::put_file(std::string url, HttpHeaders headers, FileBody file,
                              std::function<void(std::uint64_t sent)> on_sent) {
    HttpRequest out;
    out.method = "PUT";
    out.url = std::move(url);
    out.headers = std::move(headers);
    out.file = std::move(file);
    out.on_sent = std::move(on_sent);
    Attempts attempts = begin();
    co_return co_await send_repeatedly(std::move(out), Lane::apart, true, attempts);
}

Diagnostic Session::error(std::string_view what, const Reply& reply, const Secrets* more) const {
    const Secrets& secrets = more != nullptr ? *more : secrets_;
    if (reply.refused) return *reply.refused;
    if (reply.failure) return unreachable(what, *reply.failure, secrets);
    return refusal(what, *reply.response, secrets);
}

Diagnostic Session::unexpected(std::string_view what, const Reply& reply) const {
    return unexpected_reply(what, *reply.response, settings_.base_url, secrets_);
}

std::string Session::path(std::string_view collection) const {
    return "/v1/accounts/" + encode_path_segment(naming_.account) + "/" + std::string(collection);
}

std::string Session::path(std::string_view collection, ApiVerb verb) const {
    return path(collection) + ":" + std::string(to_text(verb));
}

std::string Session::path(std::string_view collection, std::string_view id) const {
    return path(collection) + "/" + encode_path_segment(id);
}

std::string Session::path(std::string_view collection, std::string_view id, ApiVerb verb) const {
    return path(collection, id) + ":" + std::string(to_text(verb));
}

}  // namespace fireform::fireworks
