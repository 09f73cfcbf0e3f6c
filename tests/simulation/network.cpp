#include "tests/simulation/network.hpp"

#include "providers/emulator/durable_file.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace fireform::simulation {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Kind = HttpFailure::Kind;

enum class Fault {
    none,
    busy,
    internal,
    unavailable,
    drop_before,
    drop_after,
    truncate,
    stall,
    hang,
    refused
};
constexpr std::array faults{Fault::busy,       Fault::internal, Fault::unavailable, Fault::drop_before,
                            Fault::drop_after, Fault::truncate, Fault::stall,       Fault::hang};
constexpr std::array<std::string_view, 10> fault_names{
    "",           "429",       "500",        "503",   "lost before it arrives",
    "reply lost", "reply cut", "stalls 5 s", "hangs", "connection refused"};

HttpResponse status_reply(Fault fault) {
    HttpResponse reply;
    reply.headers.emplace_back("content-type", "application/json");
    if (fault == Fault::busy) {
        reply.status = 429;
        reply.headers.emplace_back("retry-after", "1");
        reply.body = R"({"code":8,"message":"rate limit exceeded, try again","details":[]})";
    } else if (fault == Fault::internal) {
        reply.status = 500;
        reply.body =
            R"({"code":13,"message":"Internal error occurred, please contact support","details":[]})";
    } else {
        reply.status = 503;
        reply.body = R"({"code":14,"message":"the service is currently unavailable","details":[]})";
    }
    return reply;
}

HttpResult failed(Kind kind, std::string message, bool maybe_handled) {
    HttpResult result;
    result.failure = HttpFailure{kind, std::move(message), maybe_handled};
    return result;
}

/// The service may hand out shorter pages than were asked for.
void shorten_page(std::string& url, int page_size) {
    constexpr std::string_view parameter = "pageSize=";
    const std::size_t at = url.find(parameter);
    if (page_size == 0 || at == std::string::npos) return;
    const std::size_t start = at + parameter.size();
    const std::size_t end = std::min(url.find('&', start), url.size());
    url.replace(start, end - start, std::to_string(page_size));
}

std::string_view path_of(std::string_view url) {
    const std::size_t host = url.find("://");
    return host == std::string_view::npos ? url : url.substr(url.find('/', host + 3));
}

}  // namespace

/// A request on its way, and what came of it. Shared: its sender may die.
struct Network::Exchange {
    HttpRequest request;
    std::optional<EmulatorReply> reply;
    bool lost = false;
};

class Network::Connection final : public HttpClient {
 public:
    Connection(Network& network, Process& process) : network_(network), process_(process) {}
    /// What is still in the air arrives now or never.
    ~Connection() override {
        for (const auto& exchange : in_the_air_) {
            if (!exchange->reply && network_.random_.percent(50)) network_.arrive(*exchange);
            exchange->lost = true;
        }
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override;

 private:
    [[nodiscard]] Fault choose();

    Network& network_;
    Process& process_;
    std::vector<std::shared_ptr<Exchange>> in_the_air_;  // in the order of their sending
};

Fault Network::Connection::choose() {
    Random& random = network_.random_;
    const Weather& now = network_.weather;
    if (random.percent(now.unreachable)) return Fault::refused;
    return random.percent(now.fault) ? random.pick(faults) : Fault::none;
}

Task<HttpResult> Network::Connection::send(HttpRequest request) {
    if (request.file) {
        const auto content = emulator::read_whole(request.file->path);
        if (!content) co_return failed(Kind::file, "cannot read " + request.file->path.string(), false);
        request.body = request.file->prefix + *content + request.file->suffix;
        request.file.reset();
    }
    process_.effect();
    shorten_page(request.url, network_.page_size);
    const std::uint64_t number = ++network_.requests_;
    const Fault fault = choose();
    network_.trace_.say("  {} {} {} {}{}{}", number, request.method, path_of(request.url), request.body,
                        fault == Fault::none ? "" : " ! ", fault_names[static_cast<std::size_t>(fault)]);
    network_.witness_.sending(process_, request);

    Random& random = network_.random_;
    milliseconds there = random.between(1ms, 20ms);
    milliseconds back = random.between(1ms, 20ms);
    if (random.percent(network_.weather.slow)) (random.percent(50) ? there : back) = random.between(1s, 8s);
    if (fault == Fault::stall) back = 5s;
    if (fault == Fault::hang) back = request.timeout;
    const bool arrives = fault == Fault::none || fault == Fault::drop_after || fault == Fault::truncate;
    const auto exchange = std::make_shared<Exchange>();
    exchange->request = std::move(request);
    if (fault != Fault::none && fault != Fault::busy && fault != Fault::refused)
        network_.witness_.unanswered(exchange->request);
    if (arrives) {
        network_.scheduler_.at(network_.scheduler_.now() + there, [&network = network_, exchange] {
            if (!exchange->lost) network.arrive(*exchange);
        });
        in_the_air_.push_back(exchange);
    }
    co_await process_.sleep(there + back);
    std::erase(in_the_air_, exchange);
    process_.effect();
    if (exchange->reply && exchange->reply->delay > 0ms) co_await process_.sleep(exchange->reply->delay);

    if (fault == Fault::refused) co_return failed(Kind::refused, "connection refused", false);
    if (fault == Fault::hang) co_return failed(Kind::timeout, "no reply in time", true);
    if (fault == Fault::busy || fault == Fault::internal || fault == Fault::unavailable) {
        HttpResult result;
        result.response = status_reply(fault);
        co_return result;
    }
    if (fault != Fault::none || exchange->reply->wire != EmulatorReply::Wire::whole) {
        network_.witness_.unanswered(exchange->request);
        co_return failed(Kind::closed, "the connection was closed", true);
    }
    if (exchange->request.on_sent) exchange->request.on_sent(exchange->request.body.size());
    HttpResult result;
    result.response = std::move(exchange->reply->response);
    network_.trace_.say("  {} <- {} {}", number, result.response->status,
                        std::string_view(result.response->body).substr(0, 300));
    co_return result;
}

Network::Network(EmulatorOptions options, Scheduler& scheduler, Random random, Trace& trace, Witness& witness)
    : emulator_(std::move(options)),
      scheduler_(scheduler),
      random_(random),
      trace_(trace),
      witness_(witness) {}

void Network::arrive(Exchange& exchange) {
    exchange.reply = emulator_.answer(exchange.request, service_time());
    witness_.handled(exchange.request, exchange.reply->response);
}

std::unique_ptr<HttpClient> Network::connect(Process& process) {
    return std::make_unique<Connection>(*this, process);
}

HttpResponse Network::ask(std::string_view method, std::string path, std::string body) {
    HttpRequest request;
    request.method = method;
    request.url = "http://emulator" + std::move(path);
    request.headers.emplace_back("Authorization", "Bearer outsider");
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    return emulator_.handle(request, service_time());
}

std::chrono::nanoseconds Network::service_time() const {
    return std::chrono::nanoseconds(epoch) + scheduler_.now();
}

}  // namespace fireform::simulation
