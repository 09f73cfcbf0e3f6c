#include "engine/cli/import_entry.hpp"

namespace fireform::cli {

ResourceState import_entry(const ResourceConfig& resource, const LiveObject& live) {
    ResourceState out;
    out.address = resource.address;
    out.id = live.id;
    out.name = live.name;
    out.status = live.phase == Phase::failed    ? ResourceStatus::tainted
                 : live.phase == Phase::pending ? ResourceStatus::pending
                                                : ResourceStatus::ready;
    out.adopted = true;
    out.untagged = !resource.type->tags;
    out.protect = resource.lifecycle.protect;
    out.on_destroy = resource.lifecycle.on_destroy;
    out.id_written = resource.type->find("id") && !resource.attributes.get(*resource.type, "id").is_null();
    for (const auto& [index, value] : live.attributes)
        if (!resource.type->attributes[index].sensitive) out.seen.set(index, value);
    out.update_time = live.update_time;
    out.dependencies = resource.dependencies;
    return out;
}

}  // namespace fireform::cli
