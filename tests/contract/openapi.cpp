// The emulator's replies against the API's own description, where FIREFORM_OPENAPI names that document. The
// emulator's tables are written by hand; this is what keeps them from drifting off.
#include "tests/contract/description.hpp"
#include "tests/contract/stories.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

using namespace fireform;
using namespace fireform::testing;

namespace {

/// Operations that are refused to everybody but Fireworks, and the plans that an account of the emulator has
/// not.
const std::map<std::string, int> refused_always{
    {"Gateway_CreateDeploymentShape", 403},
    {"Gateway_UpdateDeploymentShape", 403},
    {"Gateway_DeleteDeploymentShape", 403},
    {"Gateway_UpdateDeploymentShapeVersion", 403},
    {"Gateway_UpdateReinforcementFineTuningJob", 403},
    {"Gateway_GetPricingPlan", 404},
};

/// Methods of the audit log that the description lacks: see "What the spec leaves out".
const std::set<std::string> undescribed{"DeleteDeploymentTags", "SetDeploymentTags", "UploadDataset"};

/// One job fails, for :debug.
EmulatorOptions options_of(bool emit_defaults) {
    EmulatorOptions options;
    options.emit_defaults = emit_defaults;
    emulator::FaultRule fails;
    fails.operation = "POST reinforcementFineTuningJobs";
    fails.match = "failing";
    fails.kind = emulator::FaultKind::fail_state;
    options.faults.push_back(fails);
    return options;
}

void tell_stories(CheckedEmulator& api) {
    deployments_story(api);
    addons_story(api);
    routers_story(api);
    shapes_story(api);
    datasets_story(api);
    supervised_jobs_story(api);
    dpo_jobs_story(api);
    reinforcement_jobs_story(api);
    trainer_jobs_story(api);
    batch_jobs_story(api);
    models_story(api);
    model_versions_story(api);
    evaluators_story(api);
    secrets_story(api);
    account_story(api);
    audit_story(api);
}

}  // namespace

TEST_CASE("contract: every operation answers as the API's own description has it") {
    const auto description = Description::from_environment();
    if (!description) return;
    for (const bool emit : {false, true}) {
        CheckedEmulator api(*description, options_of(emit));
        tell_stories(api);
        for (const std::string& id : description->operations()) {
            const auto refused = refused_always.find(id);
            if (refused == refused_always.end()) {
                CHECK_MESSAGE(api.answered.contains(id), "not checked: ", id);
            } else {
                CHECK_MESSAGE(api.refused[id] == refused->second, "not refused: ", id);
                CHECK_MESSAGE(!api.answered.contains(id), "answered after all: ", id);
            }
        }
        const auto operations = description->operations();
        for (const std::string& method : api.audited)
            CHECK_MESSAGE((operations.contains("Gateway_" + method) || undescribed.contains(method)), method);
    }
}
