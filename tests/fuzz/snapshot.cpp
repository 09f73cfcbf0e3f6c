// The state file: what can be read is written and read back the same.
#include "schemas/schema.hpp"
#include "state/snapshot_json.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const Catalog& catalog = fireworks_catalog();
    const auto first = parse_snapshot(text, "state", catalog);
    fuzz::require(first.value.has_value() != first.diagnostics.has_errors(), "a state or an error");
    if (!first.ok()) return 0;
    const std::string written = to_json_text(*first.value, catalog);
    const auto second = parse_snapshot(written, "state", catalog);
    fuzz::require(second.ok(), "a written state can be read");
    fuzz::require(*second.value == *first.value, "a state reads back as it was");
    fuzz::require(to_json_text(*second.value, catalog) == written, "a state is written the same again");
    return 0;
}
