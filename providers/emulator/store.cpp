#include "providers/emulator/store.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/collection.hpp"

#include <utility>

namespace fireform::emulator {
namespace {

std::string bucket_key(std::string_view parent, std::string_view segment) {
    std::string key;
    key.reserve(parent.size() + segment.size() + 1);
    if (!parent.empty()) key.append(parent).append("/");
    return key.append(segment);
}

std::string reference_key(std::string_view segment, std::string_view field, std::string_view value) {
    std::string key;
    key.reserve(segment.size() + field.size() + value.size() + 2);
    return key.append(segment).append(".").append(field).append("=").append(value);
}

/// `field` may lead into a message: "trainingConfig.outputModel".
std::string_view reference_in(const json::object& body, std::string_view field) {
    const auto dot = field.find('.');
    if (dot == std::string_view::npos) return text_of(body, field);
    return reference_in(message_of(body, field.substr(0, dot)), field.substr(dot + 1));
}

}  // namespace

Object& Store::insert(std::unique_ptr<Object> object) {
    Object& added = *object;
    if (added.serial == 0) added.serial = serial_next;
    serial_next = std::max(serial_next, added.serial + 1);
    by_name_.emplace(added.name, &added);
    Bucket& home = buckets_[bucket_key(parent_of(added.name), added.collection->segment)];
    home.by_serial.emplace(added.serial, &added);
    home.by_id.emplace(added.id(), &added);
    for (const std::string_view field : added.collection->indexed)
        if (const auto value = reference_in(added.body(), field); !value.empty())
            references_[reference_key(added.collection->segment, field, value)].emplace(added.serial, &added);
    objects_.emplace(added.serial, std::move(object));
    return added;
}

void Store::erase(Object& object, bool ghost) {
    for (const std::string_view field : object.collection->indexed) {
        const auto value = reference_in(object.body(), field);
        const auto found = references_.find(reference_key(object.collection->segment, field, value));
        if (found == references_.end()) continue;
        found->second.erase(object.serial);
        if (found->second.empty()) references_.erase(found);
    }
    by_name_.erase(object.name);
    Bucket& home = buckets_[bucket_key(parent_of(object.name), object.collection->segment)];
    home.by_serial.erase(object.serial);
    home.by_id.erase(object.id());
    const auto owner = objects_.find(object.serial);
    if (ghost) home.ghosts.push_back(std::move(owner->second));
    objects_.erase(owner);
}

void Store::clear() {
    references_.clear();
    by_name_.clear();
    buckets_.clear();
    objects_.clear();
    serial_next = 1;
}

Object* Store::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

Object* Store::find(std::uint64_t serial) const {
    const auto found = objects_.find(serial);
    return found == objects_.end() ? nullptr : found->second.get();
}

Bucket* Store::bucket(std::string_view parent, std::string_view segment) {
    const auto found = buckets_.find(bucket_key(parent, segment));
    return found == buckets_.end() ? nullptr : &found->second;
}

const Bucket* Store::bucket(std::string_view parent, std::string_view segment) const {
    const auto found = buckets_.find(bucket_key(parent, segment));
    return found == buckets_.end() ? nullptr : &found->second;
}

const Listed& Store::referring(std::string_view segment, std::string_view field,
                               std::string_view value) const {
    static const Listed none;
    const auto found = references_.find(reference_key(segment, field, value));
    return found == references_.end() ? none : found->second;
}

}  // namespace fireform::emulator
