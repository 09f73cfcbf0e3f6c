// Saved plans: what can be read is saved and read back the same, and can be shown.
#include "engine/plan/plan_json.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    const std::string_view text = fuzz::text_of(data, size);
    const Catalog& catalog = fireworks_catalog();
    const auto first = load_plan(text, "plan", catalog);
    fuzz::require(first.value.has_value() != first.diagnostics.has_errors(), "a plan or an error");
    if (!first.ok()) return 0;
    const std::string saved = save_plan(*first.value, catalog);
    const auto second = load_plan(saved, "plan", catalog);
    fuzz::require(second.ok(), "a plan that was saved can be read");
    fuzz::require(save_plan(*second.value, catalog) == saved, "a plan reads back as it was");
    fuzz::require(!plan_to_terraform_json(*first.value).empty(), "a plan can be shown");
    return 0;
}
