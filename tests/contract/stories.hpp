// Calls that together reach every operation that the API's description has, in this order: later stories use
// what earlier ones made.
#pragma once

#include "tests/contract/checked_emulator.hpp"

namespace fireform::testing {

// serving_stories.cpp
void deployments_story(CheckedEmulator& api);
void addons_story(CheckedEmulator& api);
void routers_story(CheckedEmulator& api);
void shapes_story(CheckedEmulator& api);

// data_stories.cpp
void datasets_story(CheckedEmulator& api);
void models_story(CheckedEmulator& api);
void model_versions_story(CheckedEmulator& api);

// job_stories.cpp
void supervised_jobs_story(CheckedEmulator& api);
void dpo_jobs_story(CheckedEmulator& api);
void reinforcement_jobs_story(CheckedEmulator& api);
void trainer_jobs_story(CheckedEmulator& api);
void batch_jobs_story(CheckedEmulator& api);

// account_stories.cpp
void account_story(CheckedEmulator& api);
void secrets_story(CheckedEmulator& api);
void evaluators_story(CheckedEmulator& api);
void audit_story(CheckedEmulator& api);

}  // namespace fireform::testing
