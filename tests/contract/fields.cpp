// The emulator's tables against the API's description: every field and every enum value.
#include "providers/emulator/emulator.hpp"
#include "tests/contract/description.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace fireform;
using namespace fireform::testing;

TEST_CASE("contract: the emulator knows every field and every enum value that the description has") {
    const auto description = Description::from_environment();
    if (!description) return;
    Emulator emulator(EmulatorOptions{});
    const auto message = [&](const std::string& path, const std::string& body) {
        HttpRequest request;
        request.method = "POST";
        request.url = "http://emulator/v1/accounts/acme/" + path;
        request.headers = {{"Authorization", "Bearer k"}};
        request.body = body;
        return emulator.handle(request, std::chrono::seconds(1)).body;
    };
    struct Schema {
        const char* schema;
        const char* path;
        const char* before = "{\"";  ///< the body up to the field's name
        const char* behind = "\": null}";
    };
    const char* config = "{\"trainingConfig\": {\"";
    const char* in_one = "\": null}}";
    for (const auto& [schema, path, before, behind] : std::initializer_list<Schema>{
             {"gatewayDeployment", "deployments"},
             {"gatewayDeployedModel", "deployedModels"},
             {"gatewayDeploymentShape", "deploymentShapes"},
             {"gatewaySupervisedFineTuningJob", "supervisedFineTuningJobs"},
             {"gatewayDpoJob", "dpoJobs"},
             {"gatewayReinforcementFineTuningJob", "reinforcementFineTuningJobs"},
             {"gatewayRlorTrainerJob", "rlorTrainerJobs"},
             {"gatewayBatchInferenceJob", "batchInferenceJobs"},
             {"gatewayRouter", "routers"},
             {"gatewaySecret", "secrets"},
             {"gatewayModelVersion", "models/sample-lora/versions"},
             {"gatewayDataset", "datasets", "{\"datasetId\": \"A\", \"dataset\": {\"", in_one},
             {"gatewayModel", "models", "{\"modelId\": \"A\", \"model\": {\"", in_one},
             {"gatewayEvaluator", "evaluators", "{\"evaluatorId\": \"A\", \"evaluator\": {\"", in_one},
             {"gatewayBaseTrainingConfig", "dpoJobs", config, in_one},
             {"gatewayBaseTrainingConfig", "rlorTrainerJobs", config, in_one},
             {"gatewayReinforcementLearningLossConfig", "dpoJobs", "{\"lossConfig\": {\"", in_one},
             {"gatewayReinforcementFineTuningJobInferenceParameters", "reinforcementFineTuningJobs",
              "{\"inferenceParameters\": {\"", in_one},
             {"gatewayBatchInferenceJobInferenceParameters", "batchInferenceJobs",
              "{\"inferenceParameters\": {\"", in_one},
             {"gatewayAwsS3ModelSource", "models/sample-lora:import", "{\"awsS3Source\": {\"", in_one},
             {"gatewayAzureBlobModelSource", "models/sample-lora:import", "{\"azureBlobSource\": {\"",
              in_one},
             {"GatewayPromoteCheckpointBody", "checkpoints/x:promote"},
         })
        for (const std::string& field : description->fields_of(schema))
            CHECK_MESSAGE(message(path, before + field + behind).find("unknown field") == std::string::npos,
                          std::string(schema), " ", field);

    struct Enumeration {
        const char* schema;
        const char* path;
        const char* before;  ///< the body up to the value
        const char* behind;
    };
    for (const auto& [schema, path, before, behind] : std::initializer_list<Enumeration>{
             {"gatewayAcceleratorType", "deployments", "{\"acceleratorType\": \"", "\"}"},
             {"DeploymentPrecision", "deployments", "{\"precision\": \"", "\"}"},
             {"gatewayRegion", "deployments", "{\"placement\": {\"regions\": [\"", "\"]}}"},
             {"gatewayMultiRegion", "deployments", "{\"placement\": {\"multiRegion\": \"", "\"}}"},
             {"gatewayDirectRouteType", "deployments", "{\"directRouteType\": \"", "\"}"},
             {"DeploymentHotLoadBucketType", "deployments", "{\"hotLoadBucketType\": \"", "\"}"},
             {"DatasetFormat", "datasets", "{\"datasetId\": \"A\", \"dataset\": {\"format\": \"", "\"}}"},
             {"gatewayPurpose", "supervisedFineTuningJobs", "{\"purpose\": \"", "\"}"},
             {"ModelKind", "models", "{\"modelId\": \"A\", \"model\": {\"kind\": \"", "\"}}"},
             {"ModelSnapshotType", "models", "{\"modelId\": \"A\", \"model\": {\"snapshotType\": \"", "\"}}"},
             {"ReinforcementLearningLossConfigMethod", "dpoJobs", "{\"lossConfig\": {\"method\": \"", "\"}}"},
             {"gatewayCriterionType", "evaluators", "{\"evaluator\": {\"criteria\": [{\"type\": \"",
              "\"}]}}"},
             {"EvaluatorSourceType", "evaluators", "{\"evaluator\": {\"source\": {\"type\": \"", "\"}}}"},
             {"DeploymentShapePresetType", "deploymentShapes", "{\"presetType\": \"", "\"}"},
         })
        for (const std::string& value : description->values_of(schema))
            CHECK_MESSAGE(message(path, before + value + behind).find("enum") == std::string::npos, value);
}
