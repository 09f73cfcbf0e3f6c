#include "engine/config/object_name.hpp"

#include "schemas/collection.hpp"
#include "schemas/names.hpp"
#include "schemas/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fireform {
namespace {

std::vector<std::string_view> segments(std::string_view name) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto slash = name.find('/');
        parts.push_back(name.substr(0, slash));
        if (slash == std::string_view::npos) return parts;
        name.remove_prefix(slash + 1);
    }
}

bool well_formed(const std::vector<std::string_view>& parts, std::string_view collection) {
    if (!std::ranges::all_of(parts, is_server_id)) return false;
    const bool full = (parts.size() == 4 || (parts.size() == 6 && parts[4] == "versions")) &&
                      parts[0] == "accounts" && (collection.empty() || parts[2] == collection);
    if (full || collection.empty()) return full;
    return parts.size() == 1 || (parts.size() == 2 && parts[0] == collection);
}

}  // namespace

std::optional<ObjectNameProblem> object_name_problem(Names names, std::string_view name) {
    const std::string_view collection = collection_of(names);
    const std::optional<Address> address = parse_address(name);
    const bool is_address = address && fireworks_catalog().find(address->type);
    if (!is_address && well_formed(segments(name), collection)) return std::nullopt;
    ObjectNameProblem problem;
    if (is_address) problem.hint = fmt::format("refer to the resource: \"${{{}.id}}\"", name);
    if (collection.empty())
        problem.wanted = "the full name of a job: \"accounts/ACCOUNT/supervisedFineTuningJobs/x\"";
    else
        problem.wanted = fmt::format("\"x\" or \"accounts/ACCOUNT/{}/x\"", collection);
    if (const auto hash = name.find('#'); hash != std::string_view::npos && hash > 0)
        problem.hint = fmt::format("remove \"{}\": it belongs to inference requests", name.substr(hash));
    return problem;
}

std::optional<ObjectNameProblem> new_model_problem(std::string_view name) {
    const std::string_view id = last_segment(name);
    if (is_client_id(id)) return std::nullopt;
    ObjectNameProblem problem;
    problem.wanted = "1 to 63 of a-z, 0-9 and \"-\", a letter first and no \"-\" last";
    if (id.size() > 63) problem.wanted += fmt::format(", and this has {} characters", id.size());
    return problem;
}

}  // namespace fireform
