// `fireform fmt`: what is TOML stays what it was, and the format of the format is itself. Where it is a
// configuration, too, it loads to the same.
#include "engine/config/format.hpp"
#include "engine/config/config.hpp"
#include "engine/config/toml_document.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace fireform {
namespace {

Checked<Config> load(std::string_view text) {
    LoadOptions options;
    options.folder = "no_such_folder";
    return load_config({{"fireform.toml", std::string(text)}}, options, fireworks_catalog());
}

/// Addresses, attributes, dependencies: everything but places.
bool same(const Config& a, const Config& b) {
    if (a.resources.size() != b.resources.size() || a.outputs.size() != b.outputs.size() ||
        a.secrets != b.secrets || a.state_path != b.state_path)
        return false;
    for (const auto& [address, resource] : a.resources) {
        const auto other = b.resources.find(address);
        if (other == b.resources.end() || resource.attributes != other->second.attributes ||
            resource.dependencies != other->second.dependencies ||
            resource.lifecycle != other->second.lifecycle)
            return false;
    }
    return true;
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const auto once = format_toml("f", text);
    const bool toml = parse_toml("f", without_mark(text)).value.has_value();
    fuzz::require(once.value.has_value() == toml, "what is TOML can be formatted, and nothing else");
    if (!once.value) return 0;
    const auto twice = format_toml("f", *once.value);
    fuzz::require(twice.value.has_value() && *twice.value == *once.value,
                  "the format of the format is itself");
    const auto before = load(without_mark(text));
    const auto after = load(*once.value);
    fuzz::require(before.diagnostics.size() == after.diagnostics.size(), "as many messages as before");
    fuzz::require(same(*before.value, *after.value), "the same configuration as before");
    return 0;
}
