// One object of the emulator: what the API shows of it, what only the service knows, and what is due for it.
#pragma once

#include "providers/emulator/times.hpp"

#include <boost/json/fwd.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fireform::emulator {

namespace json = boost::json;

struct Collection;  // collection.hpp

/// Things that can be due for one object side by side; a new appointment in a lane replaces the old one.
enum class Lane : std::uint8_t {
    life,      ///< its state machine
    replicas,  ///< replica counters, job progress
    idle,      ///< autoscaling, schedules, deletion after idle days
};
inline constexpr std::size_t lane_count = 3;

struct Object {
    Object(const Collection& of, std::string full_name);
    ~Object();
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    [[nodiscard]] std::string_view id() const;
    [[nodiscard]] const json::object& body() const { return *body_; }  ///< as the table has it
    [[nodiscard]] json::object& notes() { return *notes_; }  ///< the service's own; kept in the store
    [[nodiscard]] const json::object& notes() const { return *notes_; }

    const Collection* collection;
    std::string name;
    std::uint64_t serial = 0;  ///< order of creation; never used twice
    Nanos created{0};
    Nanos used{0};                                    ///< last inference request; 0: never
    std::array<std::uint32_t, lane_count> tickets{};  ///< which appointment of each lane counts

    std::string text;    ///< the body as replies have it; "" has to be written anew
    std::string stored;  ///< the line of the store; "" has to be written anew

    /// A body as it was until a time, for lists that lag.
    struct Version {
        Nanos until{0};
        std::unique_ptr<json::object> body;
    };
    std::vector<Version> past;
    Nanos gone{0};  ///< when it was erased, for lists that lag; 0: it is there

    std::unique_ptr<json::object> body_;  ///< changed through edit() of world.hpp only
    std::unique_ptr<json::object> notes_;
};

}  // namespace fireform::emulator
