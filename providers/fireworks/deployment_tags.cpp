#include "providers/fireworks/deployment_tags.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

bool is_ours(std::string_view key) {
    return key == tag_managed_by || key == tag_lineage || key == tag_address;
}

/// Position of the attribute that holds the tags; npos: the type has none.
std::size_t tags_position(const ResourceType& type) {
    const auto found = std::ranges::find(type.attributes, Update::own_endpoint, &Attribute::update);
    return found == type.attributes.end() ? ResourceType::npos
                                          : static_cast<std::size_t>(found - type.attributes.begin());
}

std::string tag(const Value::Map& tags, std::string_view key) {
    const auto found = tags.find(key);
    return found == tags.end() ? std::string() : found->second.text();
}

}  // namespace

TagChanges tag_changes(const UpdateRequest& request) {
    TagChanges out;
    const ResourceType& type = *request.live.type;
    const std::size_t position = tags_position(type);
    if (position == ResourceType::npos) return out;
    if (std::ranges::find(request.changed, position) != request.changed.end()) {
        static const Value::Map none;
        const auto* wanted = request.attributes.at(position).map();
        const auto* live = request.live.attributes.at(position).map();
        if (wanted == nullptr) wanted = &none;
        if (live == nullptr) live = &none;
        for (const auto& [key, value] : *wanted)
            if (const auto found = live->find(key); found == live->end() || found->second != value)
                out.set.insert_or_assign(key, value);
        for (const auto& [key, value] : *live)
            if (!wanted->contains(key) && !is_ours(key)) out.keys.push_back(key);
    }
    // The mark of who manages it goes with the other two, which alone say whether all are there.
    const bool marked = tag(request.tags, tag_lineage) == request.live.lineage &&
                        tag(request.tags, tag_address) == request.live.address;
    if (!request.tags.empty() && !marked)
        for (const auto& [key, value] : request.tags)
            out.set.insert_or_assign(key, value);
    return out;
}

Task<Diagnostics> write_tags(Session& session, const LiveObject& live, TagChanges changes, std::string what) {
    Diagnostics out;
    if (!changes.set.empty()) {
        json::object tags;
        for (const auto& [key, value] : changes.set)
            tags[key] = value.text();
        json::object body;
        body["tags"] = std::move(tags);
        const Reply reply = co_await session.send(post_request(
            session.path(live.type->collection, live.id, ApiVerb::set_tags), json::serialize(body), what));
        if (!reply.success()) {
            out.add(session.error(what, reply));
            co_return out;
        }
    }
    if (!changes.keys.empty()) {
        json::array keys;
        for (const std::string& key : changes.keys)
            keys.emplace_back(key);
        json::object body;
        body["keys"] = std::move(keys);
        const Reply reply = co_await session.send(post_request(
            session.path(live.type->collection, live.id, ApiVerb::delete_tags), json::serialize(body), what));
        if (!reply.success()) out.add(session.error(what, reply));
    }
    co_return out;
}

}  // namespace fireform::fireworks
