// IANA time zones from the machine's own database (TZif files).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fireform::emulator {

class TimeZones {
 public:
    /// Whether the database has it. On a machine without a database every name of the right form is believed.
    [[nodiscard]] bool knows(std::string_view name);
    /// Seconds east of UTC at a time in seconds since 1970; 0 for what is not known. Behind the last
    /// transition of the file its last offset holds.
    [[nodiscard]] std::int64_t offset(std::string_view name, std::int64_t utc);

 private:
    struct Zone {
        std::int64_t first = 0;                                      ///< before any transition
        std::vector<std::pair<std::int64_t, std::int64_t>> changes;  ///< time, offset from then on
    };
    const Zone* find(std::string_view name);

    std::map<std::string, std::optional<Zone>, std::less<>> zones_;
};

}  // namespace fireform::emulator
