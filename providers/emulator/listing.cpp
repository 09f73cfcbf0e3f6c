#include "providers/emulator/listing.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/list_query.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <deque>
#include <iterator>
#include <optional>

namespace fireform::emulator {
namespace {

/// An object as the list is to show it: now, or as it was before.
struct Row {
    Object* object = nullptr;
    const json::object* body = nullptr;
    std::size_t position = 0;
};

/// Less, equal, greater than zero, by the type of the field.
int compare(const json::object& left, const json::object& right, const FieldPath& path) {
    const json::value* a = follow(left, path);
    const json::value* b = follow(right, path);
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
    const auto text = [](const json::value* v) {
        return v != nullptr && v->is_string() ? std::string_view(v->get_string()) : std::string_view{};
    };
    switch (path.back()->kind) {
        case Kind::int32:
        case Kind::float32:
        case Kind::float64:
            return order(a != nullptr ? a->to_number<double>() : 0.0,
                         b != nullptr ? b->to_number<double>() : 0.0);
        case Kind::boolean:
            return order(a != nullptr && a->get_bool(), b != nullptr && b->get_bool());
        case Kind::timestamp:
            return order(parse_timestamp(text(a)).value_or(Nanos{0}),
                         parse_timestamp(text(b)).value_or(Nanos{0}));
        case Kind::duration:
            return order(parse_duration(text(a)).value_or(Nanos{0}),
                         parse_duration(text(b)).value_or(Nanos{0}));
        case Kind::int64: {
            // Decimal texts without leading zeros: the longer one is greater.
            const auto x = text(a), y = text(b);
            return x.size() != y.size() ? order(x.size(), y.size()) : order(x, y);
        }
        case Kind::text:
        case Kind::enumeration:
        case Kind::message:
        case Kind::object:
            return order(text(a), text(b));
    }
    return 0;
}

/// Equal ones stay in the order they have.
void sort_rows(std::vector<Row>& rows, const std::vector<OrderKey>& keys) {
    if (keys.empty()) return;
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].position = i;
    std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        for (const OrderKey& key : keys)
            if (const int order = compare(*a.body, *b.body, key.path); order != 0)
                return key.descending ? order > 0 : order < 0;
        return a.position < b.position;
    });
}

class Page {
 public:
    Page(Call& call, const Message& message, std::string_view array, const ListQuery& wanted)
        : call_(call), message_(message), wanted_(wanted) {
        text_ = "{";
        append_string(text_, array);
        text_ += ":[";
    }

    void add(const Row& row) {
        if (count_++ != 0) text_ += ',';
        if (wanted_.mask.empty() && row.object != nullptr && row.body == &row.object->body()) {
            append_object(text_, call_.world, *row.object, true);
        } else if (wanted_.mask.empty()) {
            append_message(text_, *row.body, message_, call_.world.style);
        } else {
            JsonStyle style = call_.world.style;
            style.emit_defaults = false;  // only what the mask names
            append_message(text_, project(*row.body, wanted_.mask), message_, style);
        }
    }

    [[nodiscard]] std::int64_t count() const { return count_; }

    HttpResponse finish(std::int64_t total, std::string_view cursor) {
        const bool all = call_.world.style.emit_defaults;
        if (count_ == 0 && !all) {
            text_ = "{";
        } else {
            text_ += ']';
        }
        if (!cursor.empty() || all) {
            member("nextPageToken");
            append_string(
                text_, cursor.empty() ? "" : to_text(PageToken{wanted_.bound, total, std::string(cursor)}));
        }
        if (total != 0 || all) {
            member("totalSize");
            text_ += std::to_string(total);
        }
        text_ += '}';
        return json_reply(200, std::move(text_));
    }

 private:
    void member(std::string_view name) {
        if (text_.size() > 1) text_ += ',';
        append_string(text_, name);
        text_ += ':';
    }

    Call& call_;
    const Message& message_;
    const ListQuery& wanted_;
    std::string text_;
    std::int64_t count_ = 0;
};

/// A page out of rows in their final order; the cursor is a position.
HttpResponse page_of(Page& page, const std::vector<Row>& rows, const ListQuery& wanted) {
    std::size_t at = 0;
    if (wanted.token) {
        const auto& text = wanted.token->cursor;
        std::from_chars(text.data(), text.data() + text.size(), at);
    }
    for (; at < rows.size() && page.count() < wanted.size; ++at)
        page.add(rows[at]);
    return page.finish(static_cast<std::int64_t>(rows.size()), at < rows.size() ? std::to_string(at) : "");
}

bool shows_all(const Call& call) {
    const Collection& collection = call.collection;
    return collection.listed == nullptr || (collection.lists_all != nullptr && collection.lists_all(call));
}

bool shown(const Call& call, const json::object& body, const ListQuery& wanted) {
    return (call.collection.listed == nullptr || call.collection.listed(call, body)) &&
           wanted.filter.matches(body);
}

/// The orders in which a bucket holds its objects: a page of them starts where its token says.
enum class Walk : std::uint8_t { by_creation, by_name, by_name_descending };

/// Nothing: another order, which has to be sorted. Names are never equal, so keys behind one decide nothing.
std::optional<Walk> walk_of(const Collection& collection, const ListQuery& wanted) {
    if (wanted.order.empty()) return collection.order == "name" ? Walk::by_name : Walk::by_creation;
    const OrderKey& key = wanted.order.front();
    if (key.path.size() != 1 || key.path.front()->name != "name") return std::nullopt;
    return key.descending ? Walk::by_name_descending : Walk::by_name;
}

std::string cursor_of(const Object& object, Walk order) {
    return order == Walk::by_creation ? std::to_string(object.serial) : std::string(object.id());
}

/// The objects from `from` on, until the page is full. Counts all `held` of the first page.
template <class Iterator>
HttpResponse walk(Call& call, Page& page, Iterator from, Iterator end, std::size_t held, Walk order,
                  const ListQuery& wanted) {
    std::int64_t total = wanted.token ? wanted.token->total : 0;
    std::string cursor;
    if (!wanted.token && wanted.filter.empty() && shows_all(call)) total = static_cast<std::int64_t>(held);
    const bool counting = !wanted.token && total == 0;
    for (auto it = from; it != end; ++it) {
        Object& object = *it->second;
        if (!shown(call, object.body(), wanted)) continue;
        if (counting) ++total;
        if (page.count() < wanted.size) {
            page.add({&object, &object.body()});
        } else if (cursor.empty()) {
            cursor = cursor_of(object, order);
            if (!counting) break;
        }
    }
    return page.finish(total, cursor);
}

HttpResponse walk_bucket(Call& call, Page& page, const Bucket& bucket, Walk order, const ListQuery& wanted) {
    const std::string_view cursor = wanted.token ? std::string_view(wanted.token->cursor) : "";
    const std::size_t held = bucket.by_serial.size();
    if (order == Walk::by_name)
        return walk(call, page, bucket.by_id.lower_bound(cursor), bucket.by_id.end(), held, order, wanted);
    if (order == Walk::by_name_descending) {
        const auto first = wanted.token ? bucket.by_id.upper_bound(cursor) : bucket.by_id.end();
        return walk(call, page, std::make_reverse_iterator(first), bucket.by_id.rend(), held, order, wanted);
    }
    std::uint64_t serial = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), serial);
    return walk(call, page, bucket.by_serial.lower_bound(serial), bucket.by_serial.end(), held, order,
                wanted);
}

/// The body as it was at `then`; null: it was not there.
const json::object* body_at(const Object& object, Nanos then) {
    if (object.created > then || (object.gone.count() != 0 && object.gone <= then)) return nullptr;
    for (const Object::Version& version : object.past)
        if (version.until > then) return version.body.get();
    return &object.body();
}

Nanos lag_of(const World& world) {
    if (world.fault != nullptr && world.fault->kind == FaultKind::lag) return world.fault->delay;
    return world.options.list_lag;
}

/// Every row of the list, in the default order, at the time that the lag leads to.
std::vector<Row> gather(Call& call, std::span<Bucket* const> buckets, const ListQuery& wanted,
                        std::deque<json::object>& decorated) {
    const Nanos lag = lag_of(call.world);
    std::vector<Row> rows;
    const auto add = [&](Object& object) {
        const json::object* body = lag.count() == 0 ? &object.body() : body_at(object, call.world.now - lag);
        if (body == nullptr) return;
        if (call.collection.decorates_lists) {
            decorated.push_back(*body);
            call.collection.decorate(call.world, object, decorated.back(), true);
            body = &decorated.back();
        }
        if (shown(call, *body, wanted)) rows.push_back({&object, body});
    };
    for (Bucket* bucket : buckets) {
        for (const auto& [serial, object] : bucket->by_serial)
            add(*object);
        if (lag.count() == 0) continue;
        std::erase_if(bucket->ghosts,
                      [&](const auto& ghost) { return ghost->gone < call.world.now - call.world.history; });
        for (const auto& ghost : bucket->ghosts)
            add(*ghost);
    }
    const bool by_name = call.collection.order == "name";
    std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        return by_name ? a.object->name < b.object->name : a.object->serial < b.object->serial;
    });
    return rows;
}

}  // namespace

HttpResponse list_objects(Call& call, std::span<Bucket* const> buckets) {
    const Collection& collection = call.collection;
    ListQuery wanted;
    if (const auto refusal = read_list_query(call, *collection.message, wanted)) return reply(*refusal);
    Page page(call, *collection.message, collection.array.empty() ? collection.segment : collection.array,
              wanted);
    if (buckets.empty()) return page.finish(0, "");
    const auto order = walk_of(collection, wanted);
    if (buckets.size() == 1 && order && lag_of(call.world).count() == 0 && !collection.decorates_lists)
        return walk_bucket(call, page, *buckets.front(), *order, wanted);
    std::deque<json::object> decorated;
    std::vector<Row> rows = gather(call, buckets, wanted, decorated);
    sort_rows(rows, wanted.order);
    return page_of(page, rows, wanted);
}

HttpResponse list_rows(Call& call, const Message& message, std::string_view array,
                       const std::vector<json::object>& bodies) {
    ListQuery wanted;
    if (const auto refusal = read_list_query(call, message, wanted)) return reply(*refusal);
    std::vector<Row> rows;
    for (const json::object& body : bodies)
        if (wanted.filter.matches(body)) rows.push_back({nullptr, &body});
    sort_rows(rows, wanted.order);
    Page page(call, message, array, wanted);
    return page_of(page, rows, wanted);
}

}  // namespace fireform::emulator
