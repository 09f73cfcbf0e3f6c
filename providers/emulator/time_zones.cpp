#include "providers/emulator/time_zones.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fireform::emulator {
namespace {

const std::filesystem::path database = "/usr/share/zoneinfo";

bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name.front() == '/' ||
        name.find("..") != std::string_view::npos || !std::isalpha(static_cast<unsigned char>(name.front())))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '_' || c == '-' || c == '+';
    });
}

/// Big-endian numbers out of a file; reading past its end gives zeros and is noticed.
class Reader {
 public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    std::int64_t number(std::size_t width) {
        if (rest_.size() < width) {
            good = false;
            rest_ = {};
            return 0;
        }
        std::uint64_t value = rest_[0] < 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value << 8 | static_cast<unsigned char>(rest_[i]);
        rest_.remove_prefix(width);
        return static_cast<std::int64_t>(value);
    }
    void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
    [[nodiscard]] bool starts_with(std::string_view text) const { return rest_.starts_with(text); }
    [[nodiscard]] std::size_t left() const { return rest_.size(); }
    bool good = true;

 private:
    std::string_view rest_;
};

struct Header {
    std::size_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0;
};

Header read_header(Reader& reader) {
    reader.skip(20);  // magic, version, reserved
    Header header;
    for (std::size_t* part :
         {&header.utc, &header.standard, &header.leaps, &header.times, &header.types, &header.letters})
        *part = static_cast<std::size_t>(std::max<std::int64_t>(reader.number(4), 0));
    return header;
}

}  // namespace

const TimeZones::Zone* TimeZones::find(std::string_view name) {
    if (const auto found = zones_.find(name); found != zones_.end())
        return found->second ? &*found->second : nullptr;
    auto& slot = zones_[std::string(name)];
    if (!is_zone_name(name)) return nullptr;
    std::ifstream file(database / name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    Reader reader(bytes);
    if (!reader.starts_with("TZif")) return nullptr;
    Header header = read_header(reader);
    // The second part repeats the first with 64-bit times; files without one are from before 2006.
    reader.skip(header.times * 5 + header.types * 6 + header.letters + header.leaps * 8 + header.standard +
                header.utc);
    if (!reader.starts_with("TZif")) return nullptr;
    header = read_header(reader);
    if (header.types == 0 || header.times * 9 + header.types * 6 > reader.left()) return nullptr;
    std::vector<std::int64_t> times(header.times), kinds(header.times), offsets(header.types);
    for (auto& time : times)
        time = reader.number(8);
    for (auto& kind : kinds)
        kind = reader.number(1);
    for (auto& offset : offsets) {
        offset = reader.number(4);
        reader.skip(2);
    }
    if (!reader.good) return nullptr;
    Zone zone;
    zone.first = offsets.front();
    for (std::size_t i = 0; i < times.size(); ++i)
        if (kinds[i] >= 0 && static_cast<std::size_t>(kinds[i]) < offsets.size())
            zone.changes.emplace_back(times[i], offsets[static_cast<std::size_t>(kinds[i])]);
    slot = std::move(zone);
    return &*slot;
}

bool TimeZones::knows(std::string_view name) {
    std::error_code failure;
    if (!std::filesystem::exists(database, failure)) return is_zone_name(name);
    return name == "UTC" || find(name) != nullptr;
}

std::int64_t TimeZones::offset(std::string_view name, std::int64_t utc) {
    const Zone* zone = find(name);
    if (zone == nullptr) return 0;
    const auto after =
        std::upper_bound(zone->changes.begin(), zone->changes.end(), utc,
                         [](std::int64_t time, const auto& change) { return time < change.first; });
    return after == zone->changes.begin() ? zone->first : std::prev(after)->second;
}

}  // namespace fireform::emulator
