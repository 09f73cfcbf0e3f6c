// The file of `emulator --faults`.
#include "providers/emulator/fault_file.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const auto rules = emulator::read_faults("faults.toml", text);
    const auto again = emulator::read_faults("faults.toml", text);
    fuzz::require(rules.diagnostics == again.diagnostics, "a second read gives equal diagnostics");
    if (!rules.ok()) return 0;
    for (const auto& rule : *rules.value) {
        fuzz::require(rule.after >= 0 && rule.times >= 0 && rule.delay.count() >= 0, "a rule counts upwards");
        (void)emulator::failure_of(rule);
    }
    return 0;
}
