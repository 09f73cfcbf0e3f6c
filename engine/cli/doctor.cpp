// `doctor`: each thing that must be right for the other commands to work, looked at by itself. Changes
// nothing, and takes no lock.
#include "engine/cli/commands.hpp"
#include "engine/cli/exit_code.hpp"
#include "engine/cli/problem.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/settings.hpp"
#include "engine/render/checks_text.hpp"
#include "engine/render/text.hpp"
#include "providers/fireworks/errors.hpp"
#include "providers/http/retry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>

namespace fireform::cli {
namespace {

using Verdict = CheckUp::Verdict;
using Seconds = std::chrono::seconds;

constexpr std::chrono::milliseconds probe_timeout{15000};
constexpr int retries_max = 1;        ///< who asks a doctor does not want to wait for five minutes
constexpr Seconds clock_off_max{60};  ///< signed urls and `Retry-After` dates go by the clock

CheckUp good(std::string name, std::string found) {
    return {std::move(name), Verdict::good, std::move(found)};
}
CheckUp open(std::string name, std::string why) {
    return {std::move(name), Verdict::open, std::move(why)};
}
CheckUp wrong(std::string name, Diagnostics problems) {
    return {std::move(name), Verdict::wrong, {}, std::move(problems)};
}
CheckUp wrong(std::string name, Diagnostic problem) {
    Diagnostics problems;
    problems.add(std::move(problem));
    return wrong(std::move(name), std::move(problems));
}

CheckUp configuration(const Checked<Config>& config) {
    std::size_t errors = 0;
    Diagnostics first;
    for (const Diagnostic& one : config.diagnostics)
        if (one.severity == Severity::error && errors++ == 0) first.add(one);
    if (errors > 0) {
        CheckUp out = wrong("configuration", std::move(first));
        if (errors > 1) out.found = counted(errors, "error", "errors") + ", all of them: fireform validate";
        return out;
    }
    return good("configuration",
                fmt::format("{} in {}", counted(config.value->resources.size(), "resource", "resources"),
                            counted(config.value->files.size(), "file", "files")));
}

/// What apply would stumble over at its end.
std::optional<Diagnostic> cannot_write_beside(const std::filesystem::path& state) {
    const std::filesystem::path folder = state.parent_path().empty() ? "." : state.parent_path();
    if (::access(folder.c_str(), W_OK) == 0) return std::nullopt;
    return problem("State cannot be written",
                   fmt::format("This user may not write to the folder of {}.", state.string()),
                   fmt::format("ls -ld {}", folder.string()));
}

CheckUp state(Session& session) {
    const Checked<Snapshot> read = session.store->read();
    if (!read.ok()) return wrong("state", read.diagnostics);
    if (auto failure = cannot_write_beside(state_path(session.config)))
        return wrong("state", std::move(*failure));
    CheckUp out =
        good("state", read.value->lineage.empty()
                          ? fmt::format("{} is not there yet", session.store->title())
                          : fmt::format("{}: {}, serial {}", session.store->title(),
                                        counted(read.value->resources.size(), "resource", "resources"),
                                        read.value->serial));
    out.problems = read.diagnostics;
    return out;
}

CheckUp lock(Session& session) {
    const Checked<LockHolder> holder = session.store->lock_holder();
    if (holder.diagnostics.has_errors()) return wrong("lock", holder.diagnostics);
    if (!holder.value) return good("lock", "free");
    return open("lock", fmt::format("held by {}; it goes when that process ends", to_text(*holder.value)));
}

CheckUp key(const Connection& connection, const Config& config, const Environment& environment) {
    const std::string& used = connection.settings.api_key;
    if (connection.embedded) return open("key", "the emulator inside fireform needs none");
    if (used.empty())
        return wrong("key",
                     problem("API key missing",
                             "The Fireworks API wants a key with every request, and none is configured.",
                             "export FIREWORKS_API_KEY=fw_..."));
    if (used == variable(environment, "FIREWORKS_API_KEY")) return good("key", "from FIREWORKS_API_KEY");
    return good("key",
                used == config.provider.api_key ? "from the configuration" : "from ~/.fireworks/auth.ini");
}

/// What one request without a key told of the way there.
struct Way {
    HttpResult result;
    std::chrono::system_clock::time_point back;  ///< when the reply was here
};

Task<Way> go(Session& session, const std::string& base_url) {
    HttpRequest request;
    request.method = "GET";
    request.url = base_url + "/v1/accounts?pageSize=1";
    request.headers = {{"Accept", "application/json"}};
    request.timeout = probe_timeout;
    Way out{co_await session.http->send(std::move(request)), {}};
    out.back = session.clock.wall();
    co_return out;
}

bool tls_failed(const Way& way) {
    return way.result.failure && way.result.failure->kind == HttpFailure::Kind::tls;
}

Diagnostic unreachable(const Way& way, const std::string& base_url) {
    return fireworks::unreachable(fmt::format("Reaching {}", base_url), *way.result.failure, {});
}

CheckUp network(const Way& way, const std::string& base_url) {
    if (way.result.failure && !tls_failed(way)) return wrong("network", unreachable(way, base_url));
    return good("network", fmt::format("{} answers", base_url));
}

CheckUp tls(const Way& way, const std::string& base_url) {
    if (!base_url.starts_with("https:")) return open("TLS", "plain HTTP, which stays on this machine");
    if (tls_failed(way)) return wrong("TLS", unreachable(way, base_url));
    if (way.result.failure) return open("TLS", "not looked at: the service is not reached");
    return good("TLS", "the certificate is trusted");
}

CheckUp clock(const Way& way) {
    if (!way.result.response) return open("clock", "not looked at: the service is not reached");
    const auto told = http_date(way.result.response->header("date"));
    if (!told) return open("clock", "the service does not tell the time");
    const Seconds ahead = std::chrono::floor<Seconds>(way.back) - *told;
    if (std::chrono::abs(ahead) <= clock_off_max) return good("clock", "agrees with the service's");
    return wrong("clock", problem("Clock is off",
                                  fmt::format("The clock of this machine is {} {} the service's.",
                                              elapsed_text(std::chrono::abs(ahead)),
                                              ahead.count() > 0 ? "ahead of" : "behind"),
                                  "timedatectl set-ntp true"));
}

CheckUp quota(const Checked<std::vector<LiveQuota>>& quotas) {
    if (!quotas.ok()) return wrong("quota", quotas.diagnostics);
    if (quotas.value->empty()) return open("quota", "this key may not read quotas");
    std::vector<std::string> used_up;
    for (const LiveQuota& one : *quotas.value)
        if (one.value > 0 && one.usage >= one.value)
            used_up.push_back(fmt::format("{} ({} of {})", one.id, one.usage, one.value));
    const std::string count = counted(quotas.value->size(), "quota", "quotas");
    if (used_up.empty()) return good("quota", count + ", none of them used up");
    return open("quota", fmt::format("{}; used up: {}", count, fmt::join(used_up, ", ")));
}

class Doctor {
 public:
    Doctor(Context& context, Checked<Config> config)
        : context_(context),
          session_(session_of(context, config.value ? std::move(*config.value) : Config{})) {}

    Task<void> look(std::vector<CheckUp>& checks, bool has_state) {
        checks.push_back(has_state ? state(*session_)
                                   : open("state", "not looked at: nothing says where it is"));
        checks.push_back(has_state ? lock(*session_)
                                   : open("lock", "not looked at: nothing says where the state is"));
        session_->config.provider.max_retries = std::min(session_->config.provider.max_retries, retries_max);
        const Checked<Connection> connection = connection_from(
            session_->config.provider, context_.environment, read_auth_file(context_.environment));
        const Diagnostics problems = connect(context_, *session_);
        if (!connection.value || problems.has_errors()) {
            checks.push_back(wrong("network", problems));
            co_return;
        }
        checks.push_back(key(*connection.value, session_->config, context_.environment));
        if (connection.value->embedded)
            checks.push_back(open("network", "the emulator inside fireform needs none"));
        else if (!co_await reached(connection.value->settings.base_url, checks) ||
                 connection.value->settings.api_key.empty())
            co_return;
        co_await account(checks);
    }

 private:
    Task<bool> reached(std::string base_url, std::vector<CheckUp>& checks) {
        const Way way = co_await go(*session_, base_url);
        checks.push_back(network(way, base_url));
        checks.push_back(tls(way, base_url));
        checks.push_back(clock(way));
        co_return way.result.response.has_value();
    }

    Task<void> account(std::vector<CheckUp>& checks) {
        const Checked<Account> account = co_await session_->provider->account();
        if (!account.ok()) {
            checks.push_back(wrong("account", account.diagnostics));
            co_return;
        }
        checks.push_back(good("account", account.value->id));
        checks.push_back(quota(co_await session_->provider->quotas()));
    }

    Context& context_;
    std::unique_ptr<Session> session_;
};

Task<int> examine(Context& context, Checked<Config> config, bool json) {
    std::vector<CheckUp> checks{configuration(config)};
    const bool has_state = config.value && !config.value->files.empty();
    Doctor doctor(context, std::move(config));
    co_await doctor.look(checks, has_state);
    context.console.out(json ? checks_json(checks) : checks_text(checks, context.out));
    const bool well =
        std::ranges::none_of(checks, [](const CheckUp& one) { return one.verdict == Verdict::wrong; });
    co_return well ? exit_code::done : exit_code::error;
}

}  // namespace

int carry_out(Context& context, const DoctorCommand& command) {
    return context.loop.run(examine(context, read_config(context, command.variables), command.json));
}

}  // namespace fireform::cli
