// LIST: filter, order, pages, read mask, the same for every collection (brief 8.6, 8.7).
#pragma once

#include "providers/emulator/collection.hpp"
#include "providers/emulator/query.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace fireform::emulator {

struct Bucket;

/// The objects of `buckets` as one list. One page of one bucket costs its own length in the default order and
/// in that of names, up or down; any other order sorts all.
[[nodiscard]] HttpResponse list_objects(Call& call, std::span<Bucket* const> buckets);

/// The same for rows that no store holds (shards): already decorated, in their default order.
[[nodiscard]] HttpResponse list_rows(Call& call, const Message& message, std::string_view array,
                                     const std::vector<json::object>& rows);

}  // namespace fireform::emulator
