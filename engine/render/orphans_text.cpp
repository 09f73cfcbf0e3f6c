#include "engine/render/orphans_text.hpp"

#include "engine/plan/forecast.hpp"
#include "engine/render/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace fireform {
namespace {

namespace json = boost::json;

/// "3d", "5h", "12m": how long it has been forgotten, not to the second.
std::string age_text(std::chrono::seconds age) {
    using namespace std::chrono;
    if (age >= days(1)) return fmt::format("{}d", duration_cast<days>(age).count());
    if (age >= hours(1)) return fmt::format("{}h", duration_cast<hours>(age).count());
    return fmt::format("{}m", std::max<std::int64_t>(0, duration_cast<minutes>(age).count()));
}

std::string traffic_text(const Orphan& orphan) {
    if (!orphan.replicas) return "";
    if (*orphan.replicas == 0) return "idle, at zero";
    return counted(static_cast<std::size_t>(*orphan.replicas), "replica", "replicas");
}

double most(const Orphan& orphan) {
    if (!orphan.cost || !orphan.cost->per_replica) return 0;
    return *orphan.cost->per_replica * static_cast<double>(orphan.cost->replicas_max);
}

std::string cost_text(const Orphan& orphan) {
    if (!orphan.cost || !orphan.replicas) return "";
    const std::string now = dollars_text(*orphan.cost, *orphan.replicas) + "/h";
    if (orphan.cost->replicas_max == *orphan.replicas) return now;
    return fmt::format("{}, up to {}/h", now, dollars_text(*orphan.cost, orphan.cost->replicas_max));
}

using Row = std::array<std::string, 6>;

Row row_of(const Orphan& orphan) {
    std::string id = orphan.id;
    if (!orphan.display_name.empty() && orphan.display_name != orphan.id)
        id += fmt::format(" \"{}\"", printable(orphan.display_name));
    return {orphan.type,       id,          orphan.age ? age_text(*orphan.age) : "", traffic_text(orphan),
            cost_text(orphan), orphan.state};
}

}  // namespace

std::optional<double> hourly_now(const Orphan& orphan) {
    if (!orphan.cost || !orphan.replicas) return std::nullopt;
    if (*orphan.replicas == 0) return 0;
    if (!orphan.cost->per_replica) return std::nullopt;
    return *orphan.cost->per_replica * static_cast<double>(*orphan.replicas);
}

std::string orphans_text(const std::vector<Orphan>& orphans, const Style& style) {
    if (orphans.empty()) return "No orphans. Every live object has an owner.\n";
    std::vector<Row> rows{{"TYPE", "ID", "AGE", "REPLICAS", "COST", "STATE"}};
    for (const Orphan& orphan : orphans)
        rows.push_back(row_of(orphan));
    std::array<std::size_t, 6> widths{};
    for (const Row& row : rows)
        for (std::size_t at = 0; at < row.size(); ++at)
            widths[at] = std::max(widths[at], columns(row[at]));
    std::string out;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t at = 0; at < row.size(); ++at)
            line += row[at] + std::string(widths[at] - columns(row[at]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        out += (&row == &rows.front() ? paint(line, Tone::faint, style) : line) + '\n';
    }
    double now = 0;
    double max = 0;
    for (const Orphan& orphan : orphans) {
        now += hourly_now(orphan).value_or(0);
        max += most(orphan);
    }
    out += fmt::format("\n{}, {}/h now, {}/h at their most replicas.\n",
                       counted(orphans.size(), "orphan", "orphans"), dollars_text(now), dollars_text(max));
    return out + "To manage one: write [[import]] with its id, then fireform plan --generate-config F\n";
}

std::string orphans_json(const std::vector<Orphan>& orphans) {
    json::array all;
    double now = 0;
    double max = 0;
    const auto or_null = [](const auto& value) { return value ? json::value(*value) : json::value(); };
    for (const Orphan& orphan : orphans) {
        now += hourly_now(orphan).value_or(0);
        max += most(orphan);
        json::object one{{"type", orphan.type},      {"id", orphan.id},
                         {"name", orphan.name},      {"display_name", orphan.display_name},
                         {"state", orphan.state},    {"create_time", orphan.create_time},
                         {"lineage", orphan.lineage}};
        one["age_seconds"] = orphan.age ? json::value(std::int64_t{orphan.age->count()}) : json::value();
        one["replicas"] = or_null(orphan.replicas);
        one["hourly_usd"] = or_null(hourly_now(orphan));
        const bool priced = orphan.cost && orphan.cost->per_replica;
        one["hourly_usd_max"] = priced ? json::value(most(orphan)) : json::value();
        all.push_back(std::move(one));
    }
    const json::object out{
        {"format_version", "1.0"}, {"orphans", std::move(all)}, {"hourly_usd", now}, {"hourly_usd_max", max}};
    return json::serialize(out) + '\n';
}

}  // namespace fireform
