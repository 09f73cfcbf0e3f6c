// adapter_config.json of a LoRA's folder.
#include "engine/config/adapter_folder.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/state/temporary_folder.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    static const TemporaryFolder folder;
    folder.write("adapter_model.safetensors", "weights");
    folder.write("adapter_config.json", std::string(fuzz::text_of(data, size)));
    const std::string file = "fireform.toml";
    const Site site{.file = &file, .place = {}, .address = nullptr, .name = "path"};
    const Checked<AdapterFolder> adapter = read_adapter_folder(folder.path(), ".", site);
    fuzz::require(adapter.ok() || adapter.diagnostics.has_errors(), "an adapter, or why it is none");
    if (!adapter.ok()) return 0;
    fuzz::require(adapter.value->rank >= 4 && adapter.value->rank <= 64, "a rank that the service loads");
    fuzz::require(!adapter.value->target_modules.empty(), "an adapter adapts something");
    fuzz::require(adapter.value->content_hash.size() == 32, "the content has a hash");
    return 0;
}
