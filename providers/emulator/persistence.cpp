#include "providers/emulator/persistence.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/seeds.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <exception>
#include <memory>
#include <utility>

namespace fireform::emulator {
namespace {

constexpr std::int64_t version = 1;
constexpr std::string_view public_prefix = "accounts/fireworks/";

void append_member(std::string& out, std::string_view key, std::int64_t value) {
    out.append(",\"").append(key).append("\":").append(std::to_string(value));
}

/// One object, in the short names that keep a store of a big fleet small.
const std::string& line_of(Object& object) {
    if (!object.stored.empty()) return object.stored;
    std::string& line = object.stored;
    line = "{\"n\":";
    append_string(line, object.name);
    line += ",\"c\":";
    append_string(line, path_of(*object.collection));
    append_member(line, "s", static_cast<std::int64_t>(object.serial));
    append_member(line, "t", object.created.count());
    if (object.used.count() != 0) append_member(line, "u", object.used.count());
    line += ",\"b\":" + json::serialize(object.body());
    if (!object.notes().empty()) line += ",\"x\":" + json::serialize(object.notes());
    line += '}';
    return line;
}

void clear_world(World& world) {
    world.store.clear();
    world.schedule.clear();
    world.holdings.clear();
}

std::uint64_t unsigned_of(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void restore_object(World& world, const json::object& line) {
    const Collection* collection = find_collection(std::string_view(line.at("c").as_string()));
    if (collection == nullptr) return;  // of a collection that this build does not have
    auto object = std::make_unique<Object>(*collection, std::string(text_of(line, "n")));
    object->serial = static_cast<std::uint64_t>(line.at("s").as_int64());
    object->created = Nanos(line.at("t").as_int64());
    object->used = Nanos(number_of(line, "u"));
    *object->body_ = line.at("b").as_object();
    if (const json::value* notes = line.if_contains("x")) *object->notes_ = notes->as_object();
    Object& restored = world.store.insert(std::move(object));
    if (collection->loaded != nullptr) collection->loaded(world, restored);
}

/// [serial, lane, due, step]
void restore_appointment(World& world, const json::array& row) {
    Object* object = world.store.find(static_cast<std::uint64_t>(row.at(0).as_int64()));
    const auto lane = row.at(1).as_int64();
    if (object == nullptr || lane < 0 || lane >= static_cast<std::int64_t>(lane_count)) return;
    world.schedule.add(*object, static_cast<Lane>(lane), Nanos(row.at(2).as_int64()),
                       static_cast<int>(row.at(3).as_int64()));
}

bool restore(World& world, std::string_view text) {
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    const json::object& root = parsed.as_object();
    if (number_of(root, "emulator") != version || text_of(root, "account") != world.options.account)
        return false;
    clear_world(world);
    plant_public_seeds(world);
    for (const json::value& line : root.at("objects").as_array())
        restore_object(world, line.as_object());
    for (const json::value& row : root.at("due").as_array())
        restore_appointment(world, row.as_array());
    world.store.serial_next =
        std::max(world.store.serial_next, static_cast<std::uint64_t>(root.at("serial").as_int64()));
    world.random = unsigned_of(text_of(root, "random"));
    world.ahead = Nanos(root.at("ahead").as_int64());
    world.now = Nanos(root.at("now").as_int64());
    return true;
}

}  // namespace

std::string save_world(World& world) {
    std::string out = "{\"emulator\":" + std::to_string(version) + ",\"account\":";
    append_string(out, world.options.account);
    out += ",\"random\":\"" + std::to_string(world.random) + "\"";
    append_member(out, "ahead", world.ahead.count());
    append_member(out, "now", world.now.count());
    append_member(out, "serial", static_cast<std::int64_t>(world.store.serial_next));
    out += ",\"objects\":[";
    bool first = true;
    for (const auto& [serial, object] : world.store.all()) {
        if (object->name.starts_with(public_prefix)) continue;
        out += first ? "\n" : ",\n";
        first = false;
        out += line_of(*object);
    }
    out += "\n],\"due\":[";
    first = true;
    for (const Appointment& one : world.schedule.all()) {
        const Object* object = world.store.find(one.serial);
        if (object == nullptr || object->tickets[static_cast<std::size_t>(one.lane)] != one.ticket) continue;
        out += first ? "[" : ",[";
        first = false;
        out += std::to_string(one.serial) + "," + std::to_string(static_cast<int>(one.lane)) + "," +
               std::to_string(one.due.count()) + "," + std::to_string(one.step) + "]";
    }
    return out + "]}\n";
}

bool load_world(World& world, std::string_view text) {
    try {
        if (restore(world, text)) return true;
    } catch (const std::exception&) {
        // Not JSON, or not of this shape: the caller says so.
    }
    clear_world(world);
    plant_seeds(world);
    return false;
}

}  // namespace fireform::emulator
