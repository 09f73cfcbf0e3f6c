// Everything the emulator holds, and the few ways in which objects may change. Objects come, change and go
// through the functions here only, so that cached texts, lists that lag and the store follow.
#pragma once

#include "providers/emulator/collection.hpp"
#include "providers/emulator/emulator.hpp"
#include "providers/emulator/faults.hpp"
#include "providers/emulator/holdings.hpp"
#include "providers/emulator/json_text.hpp"
#include "providers/emulator/request_log.hpp"
#include "providers/emulator/schedule.hpp"
#include "providers/emulator/store.hpp"
#include "providers/emulator/time_zones.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace fireform::emulator {

struct World {
    explicit World(EmulatorOptions chosen);

    EmulatorOptions options;
    std::string account;  ///< "accounts/acme"
    std::string email;    ///< of whoever holds the key
    JsonStyle style;
    Nanos now{0};
    Nanos ahead{0};    ///< what the door "advance" has added to the told clock
    Nanos history{0};  ///< how far back lists may look; 0: they do not
    std::uint64_t random = 0;
    std::uint64_t changes = 0;  ///< counts what requests and appointments changed
    Store store;
    Schedule schedule;
    Holdings holdings;
    TimeZones zones;
    RequestLog log;
    Faults faults;
    const FaultRule* fault = nullptr;  ///< of the request in hand, when it bends the service itself
};

/// The body, to be changed now.
[[nodiscard]] json::object& edit(World& world, Object& object);
/// The same, and its updateTime is now.
json::object& touch(World& world, Object& object);
/// Its notes changed: they are part of the store.
void note(World& world, Object& object);

Object& insert(World& world, const Collection& collection, std::string name, json::object body,
               json::object notes);
void erase(World& world, Object& object);

void appoint(World& world, Object& object, Lane lane, Nanos delay, int step);
/// Lets everything happen that is due by `now`, in order, each at its own time.
void advance(World& world, Nanos now);

/// `ready_after` times `factor`.
[[nodiscard]] Nanos pace(const World& world, double factor = 1);

[[nodiscard]] std::uint64_t draw(World& world);
[[nodiscard]] std::string random_id(World& world);
[[nodiscard]] std::string random_uuid_of(World& world);
/// 64 bits from a text and the seed, the same every time: signatures, handles.
[[nodiscard]] std::string seeded_hash(const World& world, std::string_view text);

/// The object as replies have it.
[[nodiscard]] const std::string& text_of(World& world, Object& object);
void append_object(std::string& out, World& world, Object& object, bool listed);

/// The object a reference names. Refusal: the name has not the form "accounts/A/<segment>/ID", or 404.
[[nodiscard]] std::optional<Refusal> resolve(World& world, std::string_view field, std::string_view name,
                                             std::string_view segment, Object*& out);

}  // namespace fireform::emulator
