// How many accelerators of each type the account's deployments hold, for the quotas.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace fireform::emulator {

class GpuBooks {
 public:
    /// Replaces what deployment `serial` held.
    void hold(std::uint64_t serial, std::string_view accelerator, std::int64_t count);
    void release(std::uint64_t serial);
    void clear();

    [[nodiscard]] std::int64_t in_use(std::string_view accelerator) const;
    /// Of one deployment.
    [[nodiscard]] std::int64_t held(std::uint64_t serial, std::string_view accelerator) const;

 private:
    struct Share {
        std::string accelerator;
        std::int64_t count = 0;
    };
    std::map<std::uint64_t, Share> shares_;
    std::map<std::string, std::int64_t, std::less<>> totals_;
};

}  // namespace fireform::emulator
