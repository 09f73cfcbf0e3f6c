// `base_url = "emulator"`: the emulator inside the process, its objects in a file that is durable before each
// reply and locked between processes.
#pragma once

#include "providers/clock.hpp"
#include "providers/emulator/emulator.hpp"

#include <filesystem>
#include <memory>

namespace fireform {

/// Requests go to the url's path, whatever its host. The emulator's clock is the wall clock, so that a killed
/// client does not stop its "server". `store`: ".fireform/emulator.json"; "" keeps everything in memory.
[[nodiscard]] std::unique_ptr<HttpClient> make_embedded_client(EmulatorOptions options,
                                                               std::filesystem::path store, Clock& clock);

}  // namespace fireform
