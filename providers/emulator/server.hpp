// The emulator as a server of its own: `fireform emulator` (contract section 6).
#pragma once

#include "providers/emulator/emulator.hpp"
#include "schemas/diagnostic.hpp"

#include <functional>
#include <string>

namespace fireform {

struct EmulatorServerOptions {
    EmulatorOptions emulator;
    std::string listen = "127.0.0.1:0";
    std::string port_file;  ///< "" none
    std::string store;      ///< "" none: objects live as long as the process
    std::chrono::milliseconds latency{0};
    double time_scale = 1.0;
    double rate_limit = 0;  ///< requests per second; 0: none
    double fault_rate = 0;
    std::string faults_file;  ///< "" none
};

/// Serves until `stop` is requested by SIGINT or SIGTERM. `say` prints the line that tells where it listens.
/// Errors: the address cannot be had, the store cannot be read or written, the faults file cannot be read.
[[nodiscard]] Diagnostics run_emulator_server(const EmulatorServerOptions& options,
                                              const std::function<void(const std::string&)>& say);

}  // namespace fireform
