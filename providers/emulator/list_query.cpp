#include "providers/emulator/list_query.hpp"

#include "providers/emulator/world.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace fireform::emulator {
namespace {

constexpr std::array<Parameter, 5> parameters{{
    {"pageSize", Kind::int32},
    {"pageToken"},
    {"filter"},
    {"orderBy"},
    {"readMask"},
}};

constexpr std::int64_t page_default = 50;
constexpr std::int64_t page_max = 200;

std::optional<Refusal> read_order(const Message& message, std::string_view text, bool extended,
                                  std::vector<OrderKey>& out) {
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        OrderKey key;
        if (part.ends_with(" desc")) {
            key.descending = true;
            part.remove_suffix(5);
        } else if (part.ends_with(" asc")) {
            part.remove_suffix(4);
        }
        while (part.ends_with(' '))
            part.remove_suffix(1);
        auto path = find_path(message, part, extended);
        if (!path || path->back()->kind == Kind::message || path->back()->shape != Shape::one)
            return invalid("invalid order_by field \"" + std::string(part) + "\"");
        key.path = std::move(*path);
        out.push_back(std::move(key));
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
    }
    return std::nullopt;
}

}  // namespace

constinit const Parameters list_parameters = parameters;
constinit const Parameters page_parameters = Parameters(parameters).first(2);

std::optional<Refusal> read_list_query(const Call& call, const Message& message, ListQuery& out) {
    const bool extended = call.world.options.api_extended;
    if (call.query.has("pageSize")) {
        const auto text = call.query.text("pageSize");
        std::from_chars(text.data(), text.data() + text.size(), out.size);
        if (out.size < 0) return invalid("page_size must not be negative");
        if (out.size == 0) out.size = page_default;
        out.size = std::min(out.size, page_max);
    }
    if (call.collection.filters)
        if (auto refusal = Filter::parse(call.query.text("filter"), message, extended, out.filter))
            return refusal;
    if (call.collection.orders)
        if (auto refusal = read_order(message, call.query.text("orderBy"), extended, out.order))
            return refusal;
    if (auto refusal = read_mask(message, call.query.text("readMask"), extended, out.mask)) return refusal;

    auto sorted = call.query.entries;
    std::erase_if(sorted, [](const auto& entry) { return entry.first == "pageToken"; });
    std::sort(sorted.begin(), sorted.end());
    std::string all;
    for (const auto& [name, value] : sorted)
        all.append(name).append("=").append(value).append("&");
    out.bound = fingerprint_of(call.path, all);
    if (const auto token = call.query.text("pageToken"); !token.empty()) {
        out.token = parse_page_token(token);
        if (!out.token) return invalid("invalid page_token");
        if (out.token->bound != out.bound)
            return invalid(
                "invalid page_token: all other parameters must be the same as in the call that gave it");
    }
    return std::nullopt;
}

}  // namespace fireform::emulator
