// What the account's objects hold of what has a quota: accelerators by type, and LoRAs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace fireform::emulator {

class Holdings {
 public:
    /// Replaces what object `serial` held. `kind`: "NVIDIA_H100_80GB", "lora".
    void hold(std::uint64_t serial, std::string_view kind, std::int64_t count);
    void release(std::uint64_t serial);
    void clear();

    [[nodiscard]] std::int64_t in_use(std::string_view kind) const;
    /// By one object.
    [[nodiscard]] std::int64_t held(std::uint64_t serial, std::string_view kind) const;

 private:
    struct Share {
        std::string kind;
        std::int64_t count = 0;
    };
    std::map<std::uint64_t, Share> shares_;
    std::map<std::string, std::int64_t, std::less<>> totals_;
};

}  // namespace fireform::emulator
