// A whole configuration: guard, TOML, settings, variables, resources, expressions, the plan of what is right,
// and the messages about what is not. Parts: fireform.toml, more.fireform.toml, fireform.vars.toml.
#include "engine/config/config.hpp"
#include "engine/plan/make_plan.hpp"
#include "engine/plan/plan_json.hpp"
#include "engine/render/render.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <array>

namespace fireform {
namespace {

constexpr const char* lineage = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// What validate accepts and plan can plan, the reader of saved plans accepts, and gives back.
void check_saved(const Config& config) {
    Live live;
    live.naming.account = "acme";
    PlanOptions options;
    options.new_lineage = lineage;
    const auto planned = make_plan(config, Snapshot{}, live, options);
    const auto again = make_plan(config, Snapshot{}, live, options);
    fuzz::require(planned.diagnostics == again.diagnostics, "equal inputs give equal plans");
    if (!planned.ok()) return;
    const std::string saved = save_plan(*planned.value, fireworks_catalog());
    auto loaded = load_plan(saved, "plan", fireworks_catalog());
    fuzz::require(loaded.ok(), "a plan that was saved can be read");
    fuzz::require(fill_secrets(*loaded.value, config).empty(), "secrets of a saved plan are found again");
    fuzz::require(save_plan(*loaded.value, fireworks_catalog()) == saved, "a plan reads back as it was");
}

}  // namespace
}  // namespace fireform

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace fireform;
    constexpr std::array names{"fireform.toml", "more.fireform.toml", "fireform.vars.toml"};
    const auto texts = fuzz::parts(fuzz::text_of(data, size));
    std::map<std::string, std::string> files;
    for (std::size_t i = 0; i < std::min(texts.size(), names.size()); ++i)
        files.emplace(names[i], texts[i]);
    LoadOptions options;
    options.folder = "no_such_folder";
    options.environment = {{"FIREWORKS_API_KEY", "fw_secret_of_the_environment"}, {"A", "1"}};
    const auto config = load_config(files, options, fireworks_catalog());
    const auto again = load_config(files, options, fireworks_catalog());
    fuzz::require(config.diagnostics == again.diagnostics, "a second read gives equal diagnostics");
    fuzz::require(config.value.has_value() || config.diagnostics.has_errors(), "no configuration, no error");
    const std::string shown =
        render(config.diagnostics, config.value ? config.value->sources : Sources{}, {});
    fuzz::require(shown.find('\x1b') == std::string::npos, "messages hold no escape sequences");
    if (config.ok()) check_saved(*config.value);
    return 0;
}
