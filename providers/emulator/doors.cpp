#include "providers/emulator/doors.hpp"

#include "providers/emulator/account_fields.hpp"
#include "providers/emulator/body.hpp"
#include "providers/emulator/deployments.hpp"
#include "providers/emulator/methods.hpp"
#include "providers/emulator/seeds.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace fireform::emulator {
namespace {

constexpr double advance_max = 366.0 * 24 * 3600 * 10;
constexpr Nanos end_of_clock = std::chrono::sys_days(std::chrono::year(2260) / 1 / 1).time_since_epoch();

/// Every object of the account, as single gets show it.
HttpResponse objects(World& world) {
    std::string text = "{";
    for (const Collection* collection : account_collections()) {
        if (!collection->gets) continue;
        if (text.size() > 1) text += ',';
        append_string(text, collection->segment);
        text += ":[";
        if (const Bucket* bucket = world.store.bucket(world.account, collection->segment)) {
            bool first = true;
            for (const auto& [serial, object] : bucket->by_serial) {
                if (!first) text += ',';
                first = false;
                append_object(text, world, *object, false);
            }
        }
        text += ']';
    }
    return json_reply(200, text + "}");
}

HttpResponse forward(World& world, const Query& query) {
    const auto text = query.text("seconds");
    double seconds = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (failure != std::errc() || end != text.data() + text.size() || !(seconds >= 0) ||
        seconds > advance_max)
        return reply(invalid("seconds must be a number that is not negative"));
    if (world.now > end_of_clock - Nanos(std::llround(seconds * 1e9)))
        return reply(invalid("the clock ends in the year 2260"));
    const Nanos told = world.now - world.ahead;
    world.ahead += Nanos(std::llround(seconds * 1e9));
    ++world.changes;
    advance(world, told);
    return json_reply(200, "{\"now\":\"" + timestamp(world.now) + "\"}");
}

HttpResponse traffic(World& world, const Query& query) {
    const std::string given(query.text("deployment"));
    const std::string name =
        given.find('/') == std::string::npos ? world.account + "/deployments/" + given : given;
    Object* deployment = world.store.find(name);
    if (deployment == nullptr || deployment->collection != &deployments) return reply(not_found(name));
    mark_used(world, *deployment);
    return empty_reply();
}

/// The state in which the account is, or is not, suspended (brief 2.12).
HttpResponse suspend(World& world, const Query& query) {
    const std::string state(query.text("suspend"));
    const Field* field = find_field(account_message, "suspendState");
    if (std::ranges::find(field->values, state) == field->values.end()) {
        std::string known;
        for (const std::string_view value : field->values)
            known.append(known.empty() ? "" : ", ").append(value);
        return reply(invalid("suspend must be one of " + known));
    }
    Object* account = world.store.find(world.account);
    set_text(touch(world, *account), "suspendState", state);
    return empty_reply();
}

void reset(World& world) {
    world.store.clear();
    world.schedule.clear();
    world.holdings.clear();
    world.log.clear();
    world.faults.reset();
    world.random = world.options.seed;
    world.now -= world.ahead;
    world.ahead = Nanos{0};
    ++world.changes;
    plant_seeds(world);
}

constexpr std::array<Parameter, 1> advance_query{{{"seconds"}}};
constexpr std::array<Parameter, 1> traffic_query{{{"deployment"}}};
constexpr std::array<Parameter, 1> account_query{{{"suspend"}}};
constexpr std::array<Parameter, 1> requests_query{{{"replies", Kind::boolean}}};

}  // namespace

HttpResponse door(World& world, const HttpRequest& request) {
    const Target target = split_url(request.url);
    const bool get = request.method == "GET", post = request.method == "POST";
    Query query;
    if (get && target.path == "/emulator/objects") return objects(world);
    if (get && target.path == "/emulator/requests") {
        if (const auto refusal = read_query(target.query, {requests_query}, query)) return reply(*refusal);
        return json_reply(200, world.log.to_json(query.flag("replies")));
    }
    if (post && target.path == "/emulator/reset") {
        reset(world);
        return empty_reply();
    }
    if (post && target.path == "/emulator/advance") {
        if (const auto refusal = read_query(target.query, {advance_query}, query)) return reply(*refusal);
        return forward(world, query);
    }
    if (post && target.path == "/emulator/traffic") {
        if (const auto refusal = read_query(target.query, {traffic_query}, query)) return reply(*refusal);
        return traffic(world, query);
    }
    if (post && target.path == "/emulator/account") {
        if (const auto refusal = read_query(target.query, {account_query}, query)) return reply(*refusal);
        return suspend(world, query);
    }
    return reply({Code::not_found,
                  "no such door; there are GET /emulator/objects, GET /emulator/requests, POST "
                  "/emulator/advance?seconds=N, POST /emulator/traffic?deployment=NAME, POST "
                  "/emulator/account?suspend=STATE and POST /emulator/reset"});
}

}  // namespace fireform::emulator
