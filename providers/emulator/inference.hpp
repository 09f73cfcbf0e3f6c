// A minimal /inference/v1/chat/completions: enough to find out whether a route serves (brief 2.1.8, 2.2.5).
#pragma once

#include "providers/http/http_client.hpp"

#include <string_view>

namespace fireform::emulator {

struct World;

/// Marks the deployment as used, wakes one that is scaled to zero.
[[nodiscard]] HttpResponse chat_completions(World& world, const HttpRequest& request);

/// An error as the inference API writes it.
[[nodiscard]] HttpResponse inference_error(int status, std::string_view code, std::string_view message);

}  // namespace fireform::emulator
