#include "providers/emulator/world.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/random.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fireform::emulator {
namespace {

/// Keeps the body as it is, for lists that lag.
void remember(World& world, Object& object) {
    if (world.history.count() == 0 || object.created == world.now) return;
    std::erase_if(object.past,
                  [&](const Object::Version& old) { return old.until < world.now - world.history; });
    if (!object.past.empty() && object.past.back().until == world.now) return;
    object.past.push_back({world.now, std::make_unique<json::object>(object.body())});
}

}  // namespace

World::World(EmulatorOptions chosen)
    : options(std::move(chosen)),
      account("accounts/" + options.account),
      email("owner@" + options.account + ".example"),
      style{options.emit_defaults},
      random(options.seed),
      faults(options.faults, options.fault_rate, options.seed) {
    history = std::max(options.list_lag, faults.lag_max());
}

json::object& edit(World& world, Object& object) {
    remember(world, object);
    object.text.clear();
    object.stored.clear();
    ++world.changes;
    return *object.body_;
}

json::object& touch(World& world, Object& object) {
    json::object& body = edit(world, object);
    set_text(body, "updateTime", timestamp(world.now));
    return body;
}

void note(World& world, Object& object) {
    object.stored.clear();
    ++world.changes;
}

Object& insert(World& world, const Collection& collection, std::string name, json::object body,
               json::object notes) {
    auto object = std::make_unique<Object>(collection, std::move(name));
    *object->body_ = std::move(body);
    *object->notes_ = std::move(notes);
    object->created = world.now;
    ++world.changes;
    return world.store.insert(std::move(object));
}

void erase(World& world, Object& object) {
    ++world.changes;
    if (object.collection->erased != nullptr) object.collection->erased(world, object);
    object.gone = world.now;
    world.store.erase(object, world.history.count() != 0);
}

void appoint(World& world, Object& object, Lane lane, Nanos delay, int step) {
    world.schedule.add(object, lane, world.now + delay, step);
    ++world.changes;
}

void advance(World& world, Nanos now) {
    now += world.ahead;
    while (const auto next = world.schedule.take_due(now)) {
        Object* object = world.store.find(next->serial);
        if (object == nullptr || object->tickets[static_cast<std::size_t>(next->lane)] != next->ticket)
            continue;
        world.now = std::max(world.now, next->due);
        if (object->collection->due != nullptr)
            object->collection->due(world, *object, next->lane, next->step);
    }
    world.now = std::max(world.now, now);
}

Nanos pace(const World& world, double factor) {
    // Whole microseconds, as timestamps have them: the parts of a run add up to the whole.
    const auto micros = std::chrono::duration<double, std::micro>(world.options.ready_after).count() * factor;
    return std::chrono::microseconds(std::llround(micros));
}

std::uint64_t draw(World& world) {
    return random_next(world.random);
}

std::string random_id(World& world) {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::uint64_t number = draw(world);
    std::string id(8, 'a');
    for (char& c : id) {
        c = letters[number % letters.size()];
        number /= letters.size();
    }
    return id;
}

std::string random_uuid_of(World& world) {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string id;
    std::uint64_t number = 0;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
        if (i % 16 == 0) number = draw(world);
        const std::uint64_t digit = i == 12 ? 4 : i == 16 ? 8 + (number & 3) : number & 15;
        id += hex[digit];
        number >>= 4;
    }
    return id;
}

std::string seeded_hash(const World& world, std::string_view text) {
    std::uint64_t state = world.options.seed ^ 0xCBF29CE484222325u;
    for (const char c : text)
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    static constexpr std::string_view hex = "0123456789abcdef";
    std::uint64_t number = random_next(state);
    std::string out(16, '0');
    for (char& c : out) {
        c = hex[number & 15];
        number >>= 4;
    }
    return out;
}

const std::string& text_of(World& world, Object& object) {
    if (object.text.empty())
        append_message(object.text, object.body(), *object.collection->message, world.style);
    return object.text;
}

void append_object(std::string& out, World& world, Object& object, bool listed) {
    const Collection& collection = *object.collection;
    if (collection.decorate == nullptr || (listed && !collection.decorates_lists)) {
        out += text_of(world, object);
        return;
    }
    json::object body = object.body();
    collection.decorate(world, object, body, listed);
    append_message(out, body, *collection.message, world.style);
}

std::optional<Refusal> resolve(World& world, std::string_view field, std::string_view name,
                               std::string_view segment, Object*& out) {
    if (!is_name(name, segment))
        return invalid("invalid " + std::string(field) + " \"" + std::string(name) +
                       "\": a full resource name is expected, accounts/<account>/" + std::string(segment) +
                       "/<id>");
    out = world.store.find(name);
    const auto owner = parent_of(name);
    const bool readable = owner == world.account || owner == "accounts/fireworks";
    if (out == nullptr || !readable) return not_found(name);
    return std::nullopt;
}

}  // namespace fireform::emulator
