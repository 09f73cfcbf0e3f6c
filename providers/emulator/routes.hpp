// From a method and a path to what answers it.
#pragma once

#include "providers/http/http_client.hpp"

#include <string>
#include <string_view>

namespace fireform::emulator {

struct World;

/// What a request is about, before anything is done.
struct Route {
    std::string operation;  ///< "POST deployments:setTags", "LIST deployments"; "GET other" for unknown paths
    std::string name;       ///< the resource that it names; of a create the one that it would make; "" none
};
[[nodiscard]] Route route_of(const World& world, const HttpRequest& request);

/// The control plane: everything below /v1/.
[[nodiscard]] HttpResponse control_plane(World& world, const HttpRequest& request);

}  // namespace fireform::emulator
