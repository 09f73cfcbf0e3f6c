#include "providers/emulator/methods.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/json_rules.hpp"
#include "providers/emulator/masks.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fireform::emulator {
namespace {

constexpr std::array<Parameter, 1> get_table{{{"readMask"}}};
constexpr std::array<Parameter, 1> update_table{{{"updateMask"}}};

ReadRules rules_of(const World& world, bool create) {
    return {.extended = world.options.api_extended, .create = create};
}

/// The message that a create carries, and the id where the body holds it.
std::optional<Refusal> read_create(Call& call, json::object& outer, json::object& body, std::string& id) {
    const Collection& collection = call.collection;
    json::object sent;
    if (auto refusal = parse_body(call.request.body, sent)) return refusal;
    if (collection.wrapper == nullptr) {
        if (auto refusal = read_message(sent, *collection.message, rules_of(call.world, true), body))
            return refusal;
    } else {
        if (auto refusal = read_message(sent, *collection.wrapper, rules_of(call.world, true), outer))
            return refusal;
        if (const json::value* inner = outer.if_contains(collection.wrapped)) body = inner->get_object();
    }
    if (collection.id_from == IdFrom::name && !text_of(body, "name").empty()) {
        const auto name = text_of(body, "name");
        if (!is_name(name, collection.segment) || parent_of(name) != call.parent)
            return invalid("invalid name \"" + std::string(name) + "\": " + call.parent + "/" +
                           std::string(collection.segment) + "/<id> is expected");
    }
    id = collection.id_from == IdFrom::query  ? call.query.text(collection.id_parameter)
         : collection.id_from == IdFrom::name ? id_of(text_of(body, "name"))
         : collection.id_from == IdFrom::body ? text_of(outer, collection.id_parameter)
                                              : std::string_view{};
    if (id.empty() && collection.id_required)
        return invalid(snake_case(collection.id_parameter) + " is required");
    return id.empty() ? std::nullopt : check_id(collection.id_parameter, id);
}

/// Zero texts, lists and maps that the request spelt out mean the same as nothing.
void drop_empty(json::object& body) {
    for (auto it = body.begin(); it != body.end();) {
        const json::value& value = it->value();
        const bool empty = value.is_string() && value.get_string().empty();
        it = empty ? body.erase(it) : std::next(it);
    }
}

void stamp(World& world, const Collection& collection, std::string_view name, json::object& body) {
    const std::string time = timestamp(world.now);
    set_text(body, "name", name);
    if (find_field(*collection.message, "createTime") != nullptr) set_text(body, "createTime", time);
    if (find_field(*collection.message, "updateTime") != nullptr) set_text(body, "updateTime", time);
    if (find_field(*collection.message, "createdBy") != nullptr) set_text(body, "createdBy", world.email);
}

/// Input-only fields were checked and are not kept, so that no secret reaches the store.
void drop_input_only(const Message& message, json::object& body) {
    for (const Field& field : message.fields) {
        if (field.has(rule::input_only)) {
            body.erase(field.name);
        } else if (field.message != nullptr && field.shape == Shape::one) {
            if (json::value* value = body.if_contains(field.name))
                drop_input_only(*field.message, value->get_object());
        }
    }
}

/// The top-level fields that the mask, or without one the body, names.
std::optional<Refusal> masked_paths(const Call& call, const json::object& sent, std::vector<FieldPath>& out) {
    const Message& message = *call.collection.message;
    const bool extended = call.world.options.api_extended;
    const auto mask = call.query.text("updateMask");
    if (mask.empty()) {
        if (call.world.options.strict) return invalid("update_mask is required");
        for (const auto& entry : sent)
            if (const Field* field = find_field(message, entry.key())) out.push_back({field});
        return std::nullopt;
    }
    if (mask != "*") return read_mask(message, mask, extended, out);
    for (const Field& field : message.fields)
        if (!field.is_output(extended) && !field.has(rule::immutable) &&
            (!field.has(rule::extended) || extended))
            out.push_back({&field});
    return std::nullopt;
}

/// Puts what `from` has at the path into `into`; nothing there: the field is cleared.
void copy_path(const json::object& from, const FieldPath& path, json::object& into) {
    const json::value* value = follow(from, path);
    json::object* place = &into;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        if (value == nullptr && !place->contains(path[i]->name)) return;
        place = &message_in(*place, path[i]->name);
    }
    if (value != nullptr) {
        (*place)[path.back()->name] = *value;
    } else {
        place->erase(path.back()->name);
    }
}

bool same_at(const json::object& left, const json::object& right, const FieldPath& path) {
    const json::value* a = follow(left, path);
    const json::value* b = follow(right, path);
    if (a == nullptr || b == nullptr) return a == b;
    return *a == *b;
}

std::optional<Refusal> merge(Call& call, const Object& object, const json::object& sent, json::object& after,
                             std::vector<std::string_view>& fields) {
    json::object body;
    if (auto refusal = read_message(sent, *call.collection.message, rules_of(call.world, false), body))
        return refusal;
    for (const std::string_view field : call.collection.update_needs)
        if (text_of(body, field).empty())
            return invalid(snake_case(field) + " of " + std::string(call.collection.message->name) +
                           " is required");
    std::vector<FieldPath> paths;
    if (auto refusal = masked_paths(call, sent, paths)) return refusal;
    const bool extended = call.world.options.api_extended;
    for (const FieldPath& path : paths) {
        if (path.front()->is_output(extended) || path.back()->is_output(extended)) continue;
        if (path.front()->has(rule::immutable)) {
            if (same_at(object.body(), body, path)) continue;
            if (path.front()->name == "annotations")
                return invalid("annotations cannot be changed by an update; use :setTags and :deleteTags");
            return invalid("field " + snake_case(path.front()->name) + " is immutable and cannot be updated");
        }
        copy_path(body, path, after);
        fields.push_back(path.front()->name);
    }
    return std::nullopt;
}

}  // namespace

const Parameters get_parameters = get_table;
const Parameters update_parameters = update_table;

std::optional<Refusal> check_id(std::string_view parameter, std::string_view id) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool good =
        !id.empty() && id.size() <= 63 && lower(id.front()) && id.back() != '-' &&
        std::all_of(id.begin(), id.end(), [&](char c) { return lower(c) || digit(c) || c == '-'; });
    if (good) return std::nullopt;
    return invalid(
        "invalid " + snake_case(parameter) + " \"" + std::string(id) +
        "\": it must be 1 to 63 characters of a-z, 0-9 and -, begin with a letter and not end with a -");
}

HttpResponse empty_reply() {
    return json_reply(200, "{}");
}

HttpResponse object_reply(World& world, Object& object) {
    std::string text;
    append_object(text, world, object, true);
    return json_reply(200, std::move(text));
}

HttpResponse get_object(Call& call, Object& object) {
    const Message& message = *object.collection->message;
    std::vector<FieldPath> mask;
    if (const auto refusal =
            read_mask(message, call.query.text("readMask"), call.world.options.api_extended, mask))
        return reply(*refusal);
    std::string text;
    if (mask.empty()) {
        append_object(text, call.world, object, false);
    } else {
        json::object body = object.body();
        if (object.collection->decorate != nullptr)
            object.collection->decorate(call.world, object, body, false);
        append_message(text, project(body, mask), message, {});
    }
    return json_reply(200, std::move(text));
}

HttpResponse create_object(Call& call) {
    World& world = call.world;
    const Collection& collection = call.collection;
    json::object outer, body, notes;
    std::string id;
    if (const auto refusal = read_create(call, outer, body, id)) return reply(*refusal);
    drop_empty(body);
    const std::string home = call.parent + "/" + std::string(collection.segment) + "/";
    const bool made_here = id.empty();
    do {
        if (made_here) id = collection.id_uuid ? random_uuid_of(world) : random_id(world);
    } while (made_here && world.store.find(home + id) != nullptr);
    const std::string name = home + id;
    if (world.store.find(name) != nullptr)
        return reply(
            {Code::already_exists, std::string(collection.singular) + " \"" + name + "\" already exists"});

    Draft draft{call, id, name, outer, body, notes};
    if (collection.check_create != nullptr)
        if (const auto refusal = collection.check_create(draft)) return reply(*refusal);
    drop_input_only(*collection.message, body);
    stamp(world, collection, name, body);
    if (call.query.flag("validateOnly")) {
        std::string text;
        append_message(text, body, *collection.message, world.style);
        return json_reply(200, std::move(text));
    }
    if (world.fault != nullptr && world.fault->kind == FaultKind::fail_state)
        set_text(notes, "fail", failure_of(*world.fault));
    if (world.fault != nullptr && world.fault->kind == FaultKind::upload_stuck)
        set_flag(notes, "stuck", true);
    if (world.fault != nullptr && world.fault->kind == FaultKind::route_404)
        set_flag(notes, "unroutable", true);
    Object& object = insert(world, collection, name, std::move(body), std::move(notes));
    if (collection.created != nullptr) collection.created(world, object);
    return object_reply(world, object);
}

HttpResponse update_object(Call& call, Object& object) {
    World& world = call.world;
    json::object sent;
    if (const auto refusal = parse_body(call.request.body, sent)) return reply(*refusal);
    json::object after = object.body();
    std::vector<std::string_view> fields;
    if (const auto refusal = merge(call, object, sent, after, fields)) return reply(*refusal);
    drop_empty(after);
    Update update{call, object, object.body(), after, fields};
    if (call.collection.check_update != nullptr)
        if (const auto refusal = call.collection.check_update(update)) return reply(*refusal);
    drop_input_only(*call.collection.message, after);
    if (after == object.body()) return object_reply(world, object);  // nothing changed, and nothing rolls out
    json::object& body = edit(world, object);
    const json::object before = std::move(body);
    body = after;
    if (find_field(*call.collection.message, "updateTime") != nullptr) touch(world, object);
    if (call.collection.updated != nullptr)
        call.collection.updated(world, object, Update{call, object, before, after, fields});
    return object_reply(world, object);
}

HttpResponse remove_object(Call& call, Object& object) {
    if (call.collection.remove == nullptr) {
        erase(call.world, object);
    } else if (const auto refusal = call.collection.remove(call, object)) {
        return reply(*refusal);
    }
    return empty_reply();
}

}  // namespace fireform::emulator
