#include "providers/emulator/server.hpp"

#include "providers/emulator/connections.hpp"
#include "providers/emulator/durable_file.hpp"
#include "providers/emulator/fault_file.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>

#include <charconv>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fireform {
namespace {

using namespace emulator;
using asio::ip::tcp;
using boost::system::error_code;

Diagnostic problem(std::string summary, std::string detail, std::string hint) {
    Diagnostic out;
    out.summary = std::move(summary);
    out.detail = std::move(detail);
    out.hint = std::move(hint);
    return out;
}

/// "127.0.0.1:0", "[::1]:8080", "localhost:8080"
std::optional<tcp::endpoint> read_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::string host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const char* const last = text.data() + text.size();
    const auto [end, failure] = std::from_chars(text.data() + colon + 1, last, port);
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (not_an_address || failure != std::errc() || end != last) return std::nullopt;
    return tcp::endpoint(address, port);
}

std::string origin_of(const tcp::endpoint& endpoint) {
    const std::string host = endpoint.address().to_string();
    return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
           std::to_string(endpoint.port());
}

/// Ids of accounts were not always chosen by clients: they may begin with a digit.
bool is_account(std::string_view id) {
    return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

/// Everything that can be refused before a port is taken.
struct Prepared {
    EmulatorOptions emulator;
    tcp::endpoint endpoint;
    std::optional<std::string> store;
};

Checked<Prepared> prepare(const EmulatorServerOptions& options) {
    Prepared out;
    out.emulator = options.emulator;
    out.emulator.fault_rate = options.fault_rate;
    if (!is_account(options.emulator.account))
        return problem(
            "Invalid account",
            "\"" + options.emulator.account +
                "\" is not an account id: 1 to 63 characters of a-z, 0-9 and -, not a - at either end.",
            "--account acme");
    const auto endpoint = read_endpoint(options.listen);
    if (!endpoint)
        return problem("Invalid address", "\"" + options.listen + "\" is not an address to listen on.",
                       "--listen 127.0.0.1:0");
    out.endpoint = *endpoint;
    if (!endpoint->address().is_loopback()) {
        if (out.emulator.api_key.empty())
            return problem(
                "Key required",
                options.listen + " can be reached from other machines, and any key would be accepted.",
                "set FIREFORM_EMULATOR_KEY in the environment, or listen on 127.0.0.1");
        out.emulator.doors_need_key = true;
    }
    if (!options.faults_file.empty()) {
        const auto text = read_whole(options.faults_file);
        if (!text) return problem("Faults file cannot be read", options.faults_file + " cannot be read.", "");
        auto rules = read_faults(options.faults_file, *text);
        if (!rules.ok()) return std::move(rules.diagnostics);
        for (FaultRule& rule : *rules.value)
            out.emulator.faults.push_back(std::move(rule));
    }
    if (!options.store.empty() && !(identity_of(options.store) == FileIdentity{})) {
        out.store = read_whole(options.store);
        if (!out.store) return problem("Store cannot be read", options.store + " cannot be read.", "");
    }
    return out;
}

/// Renamed into place, so that whoever waits for it never reads half a number.
std::string write_port(const std::string& file, std::uint16_t port) {
    return file.empty() ? std::string() : write_durably(file, std::to_string(port) + "\n");
}

}  // namespace

Diagnostics run_emulator_server(const EmulatorServerOptions& options,
                                const std::function<void(const std::string&)>& say) {
    Diagnostics problems;
    auto prepared = prepare(options);
    problems.add(std::move(prepared.diagnostics));
    if (!prepared.value) return problems;
    Emulator service(std::move(prepared.value->emulator));
    if (prepared.value->store && !service.load(*prepared.value->store)) {
        problems.add(problem("Store cannot be read",
                             options.store + " is not a store of this version with account \"" +
                                 options.emulator.account + "\".",
                             "name another file with --store, or remove it to start anew"));
        return problems;
    }
    // Once now: a store that cannot be written is no surprise for the end.
    if (!options.store.empty())
        if (auto failure = write_durably(options.store, service.save()); !failure.empty()) {
            problems.add(problem("Store cannot be written", failure + ".",
                                 "--store with a file in a folder that exists and may be written to"));
            return problems;
        }
    Connections server(options, service);
    asio::io_context context(1);
    error_code error;
    tcp::acceptor acceptor(context);
    const tcp::endpoint wanted = prepared.value->endpoint;
    acceptor.open(wanted.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(wanted, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        problems.add(problem("Address cannot be used", options.listen + ": " + error.message() + ".",
                             "--listen 127.0.0.1:0 takes any free port"));
        return problems;
    }
    const tcp::endpoint bound = acceptor.local_endpoint();
    server.set_origin(origin_of(bound));
    server.start_clock();
    if (auto failure = write_port(options.port_file, bound.port()); !failure.empty()) {
        problems.add(problem("Port file cannot be written", failure + ".", ""));
        return problems;
    }
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&context](error_code, int) { context.stop(); });
    const auto ends = [](const std::exception_ptr&) {};
    asio::co_spawn(context, server.accept(acceptor), ends);
    if (!options.store.empty()) asio::co_spawn(context, server.keep_store(), ends);
    say("fireform emulator listens on " + origin_of(bound) + " (account " + options.emulator.account + ")");
    context.run();
    if (auto failure = server.save(); !failure.empty())
        problems.add(problem("Store cannot be written", failure + ".", ""));
    return problems;
}

}  // namespace fireform
