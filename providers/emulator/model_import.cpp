#include "providers/emulator/model_import.hpp"

#include "providers/emulator/body.hpp"
#include "providers/emulator/operations.hpp"
#include "providers/emulator/world.hpp"

#include <boost/json.hpp>

namespace fireform::emulator {
namespace {

constexpr int imported = 1;

std::optional<Refusal> check_azure(World& world, const json::object& source) {
    if (text_of(source, "clientId").empty() != text_of(source, "tenantId").empty())
        return invalid("azure_blob_source: client_id and tenant_id must be set together");
    const auto name = text_of(source, "sasTokenSecret");
    Object* secret = nullptr;
    return name.empty() ? std::nullopt
                        : resolve(world, "azure_blob_source.sas_token_secret", name, "secrets", secret);
}

}  // namespace

HttpResponse import_model(Call& call, Object* model) {
    World& world = call.world;
    const json::object& body = *call.body;
    if (has(body, "awsS3Source") == has(body, "azureBlobSource"))
        return reply(invalid("exactly one of aws_s3_source and azure_blob_source must be specified"));
    if (text_of(model->body(), "state") != "UPLOADING")
        return reply(precondition("model \"" + model->name + "\" is not waiting for an upload"));
    if (const auto refusal = check_azure(world, message_of(body, "azureBlobSource"))) return reply(*refusal);
    appoint(world, *model, Lane::life, pace(world), imported);
    return operation_reply(world, "import " + model->name, false);
}

void model_imported(World& world, Object& model) {
    set_text(touch(world, model), "state", "READY");
}

}  // namespace fireform::emulator
