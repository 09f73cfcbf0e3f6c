#include "providers/emulator/embedded_client.hpp"

#include "providers/emulator/durable_file.hpp"

#include "schemas/private_folder.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fireform {
namespace {

using namespace emulator;
using namespace std::chrono;
using Kind = HttpFailure::Kind;

constexpr auto lock_poll = milliseconds(5);

/// A request that waits for its turn. Shared, since its coroutine may be cancelled while another one serves
/// it.
struct Pending {
    HttpRequest request;
    std::optional<EmulatorReply> reply;
    std::optional<HttpFailure> failure;
    [[nodiscard]] bool done() const { return reply || failure; }
};
using Batch = std::vector<std::shared_ptr<Pending>>;

HttpResult failed(Kind kind, std::string message, bool maybe_handled = false) {
    HttpResult result;
    result.failure = HttpFailure{kind, std::move(message), maybe_handled};
    return result;
}

/// The body as one text; nothing: the file cannot be read, or it shrank.
std::optional<std::string> whole_body(const HttpRequest& request) {
    if (!request.file) return request.body;
    const auto content = read_whole(request.file->path);
    if (!content || content->size() < request.file->file_size) return std::nullopt;
    return request.file->prefix + content->substr(0, request.file->file_size) + request.file->suffix;
}

/// One process at a time has the store; requests that come together share a lock, a write and an fsync.
class EmbeddedClient final : public HttpClient {
 public:
    EmbeddedClient(EmulatorOptions options, std::filesystem::path store, Clock& clock)
        : options_(with_account(std::move(options))),
          emulator_(options_),
          path_(std::move(store)),
          clock_(clock) {}

    Task<HttpResult> send(HttpRequest request) override;

 private:
    static EmulatorOptions with_account(EmulatorOptions options) {
        if (options.account.empty()) options.account = EmulatorOptions{}.account;
        return options;
    }

    Task<void> lead();
    Task<std::string> lock(milliseconds limit);
    [[nodiscard]] std::string refresh();
    void answer_all(const Batch& batch);
    [[nodiscard]] std::string keep();
    struct Leader;

    EmulatorOptions options_;
    Emulator emulator_;
    std::filesystem::path path_;  ///< "" in memory only
    Clock& clock_;
    FileLock lock_;
    FileIdentity loaded_;  ///< of the store that the emulator holds
    Batch queue_;
    std::vector<asio::steady_timer*> sleepers_;
    bool leading_ = false;
};

/// A request whose sender was cancelled before its turn is never served.
struct Leaver {
    Batch& queue;
    std::shared_ptr<Pending> pending;
    ~Leaver() { std::erase(queue, pending); }
};

/// A coroutine that waits for its turn, until it wakes or goes.
struct Sleeper {
    std::vector<asio::steady_timer*>& all;
    asio::steady_timer& timer;
    Sleeper(std::vector<asio::steady_timer*>& sleepers, asio::steady_timer& own) : all(sleepers), timer(own) {
        all.push_back(&timer);
    }
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;
    ~Sleeper() { std::erase(all, &timer); }
};

/// Whoever leads gives the lock back and hands on when it is done, also when it is cancelled on the way.
struct EmbeddedClient::Leader {
    EmbeddedClient& client;
    explicit Leader(EmbeddedClient& owner) : client(owner) { client.leading_ = true; }
    Leader(const Leader&) = delete;
    Leader& operator=(const Leader&) = delete;
    ~Leader() {
        client.lock_.release();
        client.leading_ = false;
        for (asio::steady_timer* sleeper : client.sleepers_)
            sleeper->cancel();
    }
};

/// "" the lock is ours.
Task<std::string> EmbeddedClient::lock(milliseconds limit) {
    // A failure shows right below, when the lock cannot be had.
    static_cast<void>(make_private_folder(path_.parent_path()));
    auto name = path_;
    name += ".lock";
    const nanoseconds deadline = clock_.now() + limit;
    while (true) {
        const FileLock::Result result = lock_.try_take(name);
        if (result == FileLock::Result::taken) co_return std::string();
        if (result == FileLock::Result::failed) co_return "cannot lock " + name.string();
        if (clock_.now() >= deadline) co_return "another process holds " + name.string();
        co_await clock_.sleep(lock_poll);
    }
}

/// Another process may have written since. "" done.
std::string EmbeddedClient::refresh() {
    const FileIdentity current = identity_of(path_);
    if (current == loaded_) return {};
    if (current == FileIdentity{}) {  // somebody removed it: everything starts anew
        HttpRequest reset;
        reset.method = "POST";
        reset.url = "/emulator/reset";
        (void)emulator_.handle(reset, clock_.wall().time_since_epoch());
        loaded_ = current;
        return {};
    }
    const auto text = read_whole(path_);
    if (!text) return "cannot read " + path_.string();
    if (!emulator_.load(*text)) {
        loaded_ = {};
        return path_.string() + " is not a store of this emulator with account \"" + options_.account +
               "\"; remove it to start anew";
    }
    loaded_ = current;
    return {};
}

void EmbeddedClient::answer_all(const Batch& batch) {
    for (const auto& one : batch)
        one->reply = emulator_.answer(one->request, clock_.wall().time_since_epoch());
}

std::string EmbeddedClient::keep() {
    auto failure = write_durably(path_, emulator_.save());
    loaded_ =
        failure.empty() ? identity_of(path_) : FileIdentity{0, 0, -1};  // else what is in memory is not true
    return failure;
}

Task<void> EmbeddedClient::lead() {
    // Lets those in who are ready to send now.
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    std::string problem;
    if (!path_.empty()) {
        milliseconds limit{60000};
        for (const auto& one : queue_)
            limit = std::min(limit, one->request.timeout);
        problem = co_await lock(limit);
        if (problem.empty()) problem = refresh();
    }
    const Batch batch = std::exchange(queue_, {});
    const auto before = emulator_.changes();
    if (problem.empty()) {
        answer_all(batch);
        if (!path_.empty() && emulator_.changes() != before) problem = keep();
    }
    if (problem.empty()) co_return;
    for (const auto& one : batch) {
        one->reply.reset();
        one->failure = HttpFailure{Kind::file, problem, false};
    }
}

Task<HttpResult> EmbeddedClient::send(HttpRequest request) {
    auto body = whole_body(request);
    if (!body) co_return failed(Kind::file, "cannot read " + request.file->path.string());
    request.body = std::move(*body);
    request.file.reset();
    const auto mine = std::make_shared<Pending>();
    mine->request = std::move(request);
    queue_.push_back(mine);
    const Leaver leave{queue_, mine};
    while (!mine->done()) {
        if (leading_) {
            asio::steady_timer turn(co_await asio::this_coro::executor, steady_clock::time_point::max());
            const Sleeper asleep(sleepers_, turn);
            (void)co_await turn.async_wait(asio::as_tuple(asio::use_awaitable));
        } else {
            const Leader leader(*this);
            co_await lead();
        }
    }
    if (mine->failure) co_return failed(mine->failure->kind, mine->failure->message);
    EmulatorReply reply = std::move(*mine->reply);
    if (reply.delay.count() != 0) co_await clock_.sleep(reply.delay);
    if (reply.wire != EmulatorReply::Wire::whole)
        co_return failed(Kind::closed, "the emulator closed the connection", true);
    if (mine->request.on_sent) mine->request.on_sent(mine->request.body.size());
    HttpResult result;
    result.response = std::move(reply.response);
    co_return result;
}

}  // namespace

std::unique_ptr<HttpClient> make_embedded_client(EmulatorOptions options, std::filesystem::path store,
                                                 Clock& clock) {
    return std::make_unique<EmbeddedClient>(std::move(options), std::move(store), clock);
}

}  // namespace fireform
