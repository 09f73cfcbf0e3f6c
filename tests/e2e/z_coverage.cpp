// Runs last: which operations of the API's description the tests above had fireform send.
#include "tests/contract/client.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fireform::testing;

namespace {

/// So many emulators a whole run starts at the least; fewer: only some tests were chosen.
constexpr int logs_min = 60;

/// Operations of the description that fireform uses. What an operation does for another type of run (cancel,
/// resume) is one piece of code, and one of them stands for all.
const std::set<std::string> used{
    "Gateway_CancelDpoJob",
    "Gateway_CreateDataset",
    "Gateway_CreateDeployedModel",
    "Gateway_CreateDeployment",
    "Gateway_CreateDpoJob",
    "Gateway_CreateModel",
    "Gateway_CreateReinforcementFineTuningJob",
    "Gateway_CreateRlorTrainerJob",
    "Gateway_CreateRouter",
    "Gateway_CreateSecret",
    "Gateway_CreateSupervisedFineTuningJob",
    "Gateway_DeleteDataset",
    "Gateway_DeleteDeployedModel",
    "Gateway_DeleteDeployment",
    "Gateway_DeleteDpoJob",
    "Gateway_DeleteModel",
    "Gateway_DeleteReinforcementFineTuningJob",
    "Gateway_DeleteRlorTrainerJob",
    "Gateway_DeleteRouter",
    "Gateway_DeleteSecret",
    "Gateway_DeleteSupervisedFineTuningJob",
    "Gateway_EstimateSupervisedFineTuningJobCost",
    "Gateway_GetAccount",
    "Gateway_GetDataset",
    "Gateway_GetDeployedModel",
    "Gateway_GetDeployment",
    "Gateway_GetDeploymentShape",
    "Gateway_GetDpoJob",
    "Gateway_GetModel",
    "Gateway_GetModelUploadEndpoint",
    "Gateway_GetReinforcementFineTuningJob",
    "Gateway_GetRlorTrainerJob",
    "Gateway_GetRouter",
    "Gateway_GetSupervisedFineTuningJob",
    "Gateway_ListAccounts",
    "Gateway_ListDatasets",
    "Gateway_ListDeployedModels",
    "Gateway_ListDeploymentShapeVersions",
    "Gateway_ListDeployments",
    "Gateway_ListDpoJobs",
    "Gateway_ListModels",
    "Gateway_ListQuotas",
    "Gateway_ListReinforcementFineTuningJobs",
    "Gateway_ListRlorTrainerJobs",
    "Gateway_ListRouters",
    "Gateway_ListSecrets",
    "Gateway_ListSupervisedFineTuningJobs",
    "Gateway_ResumeSupervisedFineTuningJob",
    "Gateway_ScaleDeployment",
    "Gateway_UndeleteDeployment",
    "Gateway_UpdateDataset",
    "Gateway_UpdateDeployedModel",
    "Gateway_UpdateDeployment",
    "Gateway_UpdateModel",
    "Gateway_UpdateRouter",
    "Gateway_UpdateSecret",
    "Gateway_ValidateModelUpload",
};

}  // namespace

TEST_CASE("contract: fireform has sent every operation that it uses, as the description has it") {
    if (judged().logs < logs_min) {
        MESSAGE("skipped: needs FIREFORM_OPENAPI and a run of all tests");
        return;
    }
    std::string all;
    for (const std::string& id : judged().operations)
        all += id + " ";
    MESSAGE("sent: ", judged().operations.size(), " operations: ", all);
    for (const std::string& id : used)
        CHECK_MESSAGE(judged().operations.contains(id), "not sent: ", id);
}
