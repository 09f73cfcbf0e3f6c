#include "providers/emulator/emulator.hpp"

#include "providers/emulator/doors.hpp"
#include "providers/emulator/headers.hpp"
#include "providers/emulator/inference.hpp"
#include "providers/emulator/persistence.hpp"
#include "providers/emulator/routes.hpp"
#include "providers/emulator/seeds.hpp"
#include "providers/emulator/storage.hpp"
#include "providers/emulator/world.hpp"

#include <exception>
#include <utility>

namespace fireform {

using namespace emulator;

namespace {

std::string_view path_of(const HttpRequest& request) {
    return split_url(request.url).path;
}

bool is_inference(std::string_view path) {
    return path.starts_with("/inference/");
}

/// The key that a request carries: `Authorization: Bearer KEY` or `X-Api-Key: KEY`.
std::string_view key_of(const HttpRequest& request) {
    const auto bearer = header_of(request, "authorization");
    if (bearer.size() > 7 && lower(bearer.substr(0, 7)) == "bearer ") return bearer.substr(7);
    return header_of(request, "x-api-key");
}

std::optional<HttpResponse> check_key(const World& world, const HttpRequest& request) {
    const auto key = key_of(request);
    if (!key.empty() && (world.options.api_key.empty() || key == world.options.api_key)) return std::nullopt;
    const std::string_view text =
        key.empty() ? "no API key: send Authorization: Bearer <key>" : "invalid API key";
    if (is_inference(path_of(request))) return inference_error(401, "UNAUTHORIZED", text);
    return reply(401, Code::unauthenticated, text);
}

HttpResponse serve_checked(World& world, const HttpRequest& request) {
    const std::string_view path = path_of(request);
    if (path.starts_with("/storage/")) return storage(world, request);  // the signature in the url is the key
    if (auto refused = check_key(world, request)) return std::move(*refused);
    if (path == "/inference/v1/chat/completions") return chat_completions(world, request);
    if (path == "/verifyApiKey" && request.method == "GET") {
        HttpResponse response = json_reply(200, "{}");
        response.headers.emplace_back("x-fireworks-account-id", world.options.account);
        return response;
    }
    return control_plane(world, request);
}

/// Where exceptions of the JSON library end.
HttpResponse serve(World& world, const HttpRequest& request) {
    try {
        return serve_checked(world, request);
    } catch (const std::exception& error) {
        const std::string text =
            std::string("Internal error occurred, please contact support: ") + error.what();
        if (is_inference(path_of(request))) return inference_error(500, "INTERNAL", text);
        return reply(500, Code::internal, text);
    }
}

HttpResponse serve_door(World& world, const HttpRequest& request) {
    if (world.options.doors_need_key)
        if (auto refused = check_key(world, request)) return std::move(*refused);
    return door(world, request);
}

HttpResponse spoilt(const FaultRule& fault, std::string_view path) {
    const std::string text = fault.message.empty() ? "injected fault" : fault.message;
    HttpResponse response = is_inference(path) ? inference_error(fault.status, "INJECTED", text)
                                               : reply(fault.status, code_of(fault.status), text);
    if (fault.status == 429) response.headers.emplace_back("retry-after", "1");
    return response;
}

bool is_of_the_wire(FaultKind kind) {
    return kind == FaultKind::drop_before || kind == FaultKind::drop_after || kind == FaultKind::truncate ||
           kind == FaultKind::stall;
}

void record(World& world, const HttpRequest& request, const Route& route, const HttpResponse& response) {
    const Target target = split_url(request.url);
    world.log.record(route.operation,
                     {request.method, std::string(target.path), std::string(target.query), response.status,
                      request.body.substr(0, RequestLog::body_max), response.body});
}

}  // namespace

struct Emulator::Service {
    explicit Service(EmulatorOptions options) : world(std::move(options)) { plant_seeds(world); }

    EmulatorReply run(const HttpRequest& request, Nanos now, bool wire) {
        advance(world, now);
        const std::uint64_t before = world.changes;
        EmulatorReply out;
        if (is_door(request)) {
            out.response = serve_door(world, request);
        } else {
            out = run_counted(request, wire);
        }
        changes += world.changes - before;
        return out;
    }

    EmulatorReply run_counted(const HttpRequest& request, bool wire) {
        const Route route = route_of(world, request);
        const FaultRule* fault = world.faults.decide(route.operation, route.name);
        if (fault != nullptr && !wire && is_of_the_wire(fault->kind)) fault = nullptr;
        EmulatorReply out;
        if (fault != nullptr && fault->kind != FaultKind::lag) out.delay = fault->delay;
        const FaultKind kind = fault == nullptr ? FaultKind::lag : fault->kind;
        if (kind == FaultKind::status) {
            out.response = spoilt(*fault, path_of(request));
            out.handled = false;
        } else if (kind == FaultKind::drop_before || kind == FaultKind::stall) {
            out.wire = kind == FaultKind::stall ? EmulatorReply::Wire::stalled : EmulatorReply::Wire::closed;
            if (kind == FaultKind::stall && out.delay.count() == 0) out.delay = std::chrono::seconds(5);
            out.handled = false;
        } else {
            world.fault = fault;
            out.response = serve(world, request);
            world.fault = nullptr;
            if (kind == FaultKind::drop_after) out.wire = EmulatorReply::Wire::closed;
            if (kind == FaultKind::truncate) out.wire = EmulatorReply::Wire::half;
        }
        record(world, request, route, out.response);
        return out;
    }

    World world;
    std::uint64_t changes = 0;
};

Emulator::Emulator(EmulatorOptions options) : service_(std::make_unique<Service>(std::move(options))) {}
Emulator::~Emulator() = default;

HttpResponse Emulator::handle(const HttpRequest& request, std::chrono::nanoseconds now) {
    return service_->run(request, now, false).response;
}

EmulatorReply Emulator::answer(const HttpRequest& request, std::chrono::nanoseconds now) {
    return service_->run(request, now, true);
}

std::optional<HttpResponse> Emulator::refuse_busy(const HttpRequest& request) {
    if (is_door(request)) return std::nullopt;
    FaultRule limit;
    limit.status = 429;
    limit.message = "rate limit exceeded, try again in 1 second";
    HttpResponse refused = spoilt(limit, path_of(request));
    record(service_->world, request, route_of(service_->world, request), refused);
    return refused;
}

bool Emulator::is_door(const HttpRequest& request) {
    return path_of(request).starts_with("/emulator/");
}

std::string Emulator::save() const {
    return save_world(service_->world);
}

bool Emulator::load(std::string_view text) {
    ++service_->changes;
    return load_world(service_->world, text);
}

std::uint64_t Emulator::changes() const {
    return service_->changes;
}

std::chrono::nanoseconds Emulator::now() const {
    return service_->world.now - service_->world.ahead;
}

void Emulator::set_public_url(std::string origin) {
    service_->world.options.public_url = std::move(origin);
}

}  // namespace fireform
