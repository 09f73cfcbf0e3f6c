// What the parameters of a list ask for (brief 8.6, 8.7).
#pragma once

#include "providers/emulator/collection.hpp"
#include "providers/emulator/filter.hpp"
#include "providers/emulator/masks.hpp"
#include "providers/emulator/page_token.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fireform::emulator {

/// pageSize, pageToken, filter, orderBy, readMask.
extern const Parameters list_parameters;
/// pageSize and pageToken alone.
extern const Parameters page_parameters;

struct OrderKey {
    FieldPath path;
    bool descending = false;
};

struct ListQuery {
    std::int64_t size = 50;
    Filter filter;
    std::vector<OrderKey> order;
    std::vector<FieldPath> mask;
    std::optional<PageToken> token;
    std::uint64_t bound = 0;  ///< fingerprint of everything but the token
};

[[nodiscard]] std::optional<Refusal> read_list_query(const Call& call, const Message& message,
                                                     ListQuery& out);

}  // namespace fireform::emulator
