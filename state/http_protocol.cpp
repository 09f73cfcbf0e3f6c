#include "state/http_protocol.hpp"

#include "schemas/base64.hpp"
#include "state/json_reader.hpp"
#include "state/remote_problems.hpp"

#include "schemas/bug.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace fireform {
namespace json = boost::json;
namespace {

constexpr int locked_status = 423;
constexpr int conflict_status = 409;

bool is_success(const StateReply& reply) {
    return reply.status >= 200 && reply.status < 300;
}

bool is_locked(const StateReply& reply) {
    return reply.status == locked_status || reply.status == conflict_status;
}

/// Whether the server has said no, and would say it again.
bool is_refusal(const StateReply& reply) {
    return reply.status >= 300 && reply.status < 500 && reply.status != 408 && reply.status != 429;
}

/// The id of a lock goes with every update, so that the server can tell ours from others.
std::string with_id(const std::string& address, const std::string& id) {
    if (id.empty()) return address;
    return fmt::format("{}{}ID={}", address, address.find('?') == std::string::npos ? '?' : '&', id);
}

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

/// The number behind "pid ".
int pid_in(std::string_view info) {
    int pid = 0;
    if (info.starts_with("pid ")) std::from_chars(info.data() + 4, info.data() + info.size(), pid);
    return pid;
}

}  // namespace

std::string content_md5(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) == 1,
            "OpenSSL has MD5");
    return to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

std::string lock_info_json(const LockHolder& holder) {
    return json::serialize(json::object{{"ID", view(holder.id)},
                                        {"Operation", view(holder.command)},
                                        {"Info", fmt::format("pid {}", holder.pid)},
                                        {"Who", fmt::format("{}@{}", holder.user, holder.host)},
                                        {"Version", "fireform " FIREFORM_VERSION},
                                        {"Created", view(holder.since)},
                                        {"Path", ""}});
}

std::optional<LockHolder> parse_lock_info(std::string_view text) {
    json::error_code failed;
    const json::value value = json::parse(view(text), failed);
    if (failed || !value.is_object()) return std::nullopt;
    JsonReader reader;  // what is of another kind is not told
    const json::object& object = value.get_object();
    LockHolder out;
    out.id = reader.text(object, "ID");
    if (out.id.empty()) return std::nullopt;
    const std::string who = reader.text(object, "Who");
    const auto at = who.rfind('@');
    out.user = who.substr(0, at);
    out.host = at == std::string::npos ? "(unknown)" : who.substr(at + 1);
    out.pid = pid_in(reader.text(object, "Info"));
    out.since = reader.text(object, "Created", "(unknown)");
    out.command = reader.text(object, "Operation", "(unknown)");
    return out;
}

HttpProtocol::HttpProtocol(HttpStateSettings settings, std::shared_ptr<StateServer> server)
    : settings_(std::move(settings)), server_(std::move(server)) {}

std::string HttpProtocol::title() const {
    std::string out = settings_.address.substr(0, settings_.address.find_first_of("?#"));
    const auto host = out.find("://");
    const auto at = out.find('@');
    if (host != std::string::npos && at != std::string::npos && at < out.find('/', host + 3))
        out.erase(host + 3, at - host - 2);
    return out;
}

StateReply HttpProtocol::send(std::string method, std::string url, std::string body, bool at_once) {
    StateRequest request{
        .method = std::move(method), .url = std::move(url), .headers = {}, .body = {}, .at_once = at_once};
    if (!settings_.username.empty() || !settings_.password.empty())
        request.headers.emplace_back("Authorization",
                                     "Basic " + to_base64(settings_.username + ':' + settings_.password));
    if (!body.empty()) {
        request.headers.emplace_back("Content-Type", "application/json");
        request.headers.emplace_back("Content-MD5", content_md5(body));
    }
    request.body = std::move(body);
    return server_->send(request);
}

bool HttpProtocol::try_again(int tried) {
    if (tried >= settings_.retry_max) return false;
    const auto doubled = settings_.retry_wait_min * (std::int64_t{1} << std::min(tried, 20));
    return server_->wait(std::min<std::chrono::milliseconds>(doubled, settings_.retry_wait_max));
}

StateReply HttpProtocol::repeat(const std::string& method, const std::string& url, const std::string& body) {
    for (int tried = 0;; ++tried) {
        StateReply reply = send(method, url, body);
        if (reply.interrupted || is_success(reply) || is_refusal(reply) || !try_again(tried)) return reply;
    }
}

namespace {

Diagnostic failed(const std::string& server, const std::string& method, const StateReply& reply) {
    if (reply.interrupted) return interrupted_at(server);
    return reply.status == 0 ? server_unreachable(server, method, reply.failure)
                             : server_refused(server, method, reply.status, reply.body);
}

}  // namespace

Checked<std::optional<std::string>> HttpProtocol::get() {
    if (!settings_.missing.empty()) return missing_password(settings_.missing);
    using Got = std::optional<std::string>;
    for (int tried = 0;; ++tried) {
        StateReply reply = repeat("GET", settings_.address, "");
        if (reply.status == 404 || reply.status == 204) return Got();
        if (reply.status != 200) return failed(title(), "GET", reply);
        if (reply.body.empty()) return Got();
        if (reply.content_md5.empty() || reply.content_md5 == content_md5(reply.body))
            return Got(std::move(reply.body));
        if (!try_again(tried)) return damaged_on_its_way(title());
    }
}

Diagnostics HttpProtocol::update(const std::string& text, const std::string& lock_id, const Judge& judge) {
    Diagnostics out;
    const std::string url = with_id(settings_.address, lock_id);
    for (int tried = 0;; ++tried) {
        const StateReply reply = send(settings_.update_method, url, text);
        if (is_success(reply)) return out;
        if (is_locked(reply)) {
            out.add(lock_lost(title(), parse_lock_info(reply.body)));
            return out;
        }
        if (is_refusal(reply)) {
            out.add(failed(title(), settings_.update_method, reply));
            return out;
        }
        // It may have arrived. To send it again unseen could put it over what somebody wrote since.
        const Checked<std::optional<std::string>> stored = get();
        Checked<Standing> standing = stored.value ? judge(*stored.value) : Checked<Standing>();
        if (standing.value == Standing::ours) return out;
        if (standing.value == Standing::other) {
            out.add(written_by_other(title()));
            return out;
        }
        if (reply.interrupted || !stored.value || !try_again(tried)) {
            out.add(failed(title(), settings_.update_method, reply));
            return out;
        }
    }
}

Checked<HttpProtocol::Locking> HttpProtocol::lock(const LockHolder& holder) {
    if (!settings_.missing.empty()) return missing_password(settings_.missing);
    // A lost reply is no harm: who asks again under the same id is told that this id holds it.
    for (int tried = 0;; ++tried) {
        const StateReply reply = send(settings_.lock_method, settings_.lock_address, lock_info_json(holder));
        if (is_success(reply)) return Locking{.locked = true, .holder = {}};
        if (is_locked(reply)) {
            std::optional<LockHolder> other = parse_lock_info(reply.body);
            const bool ours = other && other->id == holder.id;
            return Locking{.locked = ours, .holder = ours ? std::nullopt : std::move(other)};
        }
        if (reply.interrupted || is_refusal(reply) || !try_again(tried))
            return failed(title(), settings_.lock_method, reply);
    }
}

Diagnostics HttpProtocol::unlock(const LockHolder& holder, bool at_once) {
    Diagnostics out;
    if (settings_.unlock_address.empty()) return out;
    for (int tried = 0;; ++tried) {
        const StateReply reply =
            send(settings_.unlock_method, settings_.unlock_address, lock_info_json(holder), at_once);
        // Of a second try the first may have done it.
        if (is_success(reply) || (tried > 0 && is_refusal(reply))) return out;
        if (at_once || reply.interrupted || is_refusal(reply) || !try_again(tried)) {
            out.add(failed(title(), settings_.unlock_method, reply));
            return out;
        }
    }
}

}  // namespace fireform
