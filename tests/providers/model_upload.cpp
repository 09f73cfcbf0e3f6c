#include "schemas/hash.hpp"
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace fireform;
namespace fs = std::filesystem;

namespace {

const char* created = R"({"name": "accounts/acme/models/m-1", "state": "UPLOADING"})";
const char* ready = R"({"name": "accounts/acme/models/m-1", "state": "READY"})";
const char* urls = R"({"filenameToSignedUrls": {
    "adapter_config.json": "https://store.test/config?X-Signature=hush1",
    "adapter_model.safetensors": "https://store.test/weights?X-Signature=hush2"}})";
const std::string done = "accounts/acme/models/m-1 READY ready\n";
const char* post_model =
    "POST /v1/accounts/acme/models "
    R"({"modelId":"m-1","model":{"displayName":"m","peftDetails":{"baseModel":"accounts/fireworks/models/b",)"
    R"("r":8,"targetModules":["q_proj"]},"kind":"HF_PEFT_ADDON"}})"
    "\n";
const char* ask =
    "POST /v1/accounts/acme/models/m-1:getUploadEndpoint "
    R"({"filenameToSize":{"adapter_config.json":"6","adapter_model.safetensors":"7"}})"
    "\n";
const char* put_files =
    "PUT https://store.test/config?X-Signature=hush1 config\n"
    "PUT https://store.test/weights?X-Signature=hush2 weights\n";
const char* validate = "GET /v1/accounts/acme/models/m-1:validateUpload\n";
const char* get_model = "GET /v1/accounts/acme/models/m-1\n";
const std::string again = " [run `fireform apply` again: it replaces the model and sends the files anew]\n";

/// A project folder with an adapter in it.
struct Project {
    fs::path folder = fs::temp_directory_path() / ("fireform-adapter-" + std::to_string(::getpid()));
    Project() {
        fs::create_directories(folder / "adapter" / "logs");
        write("adapter_config.json", "config");
        write("adapter_model.safetensors", "weights");
        write(".gitattributes", "hidden");
    }
    ~Project() { fs::remove_all(folder); }
    Project(const Project&) = delete;
    Project& operator=(const Project&) = delete;

    void write(const std::string& name, const std::string& content) const {
        std::ofstream(folder / "adapter" / name, std::ios::binary) << content;
    }
    [[nodiscard]] CreateRequest request() const {
        CreateRequest out = create_request("model.m", "m-1", R"({"display_name": "m", "path": "adapter/",
            "base_model": "accounts/fireworks/models/b", "kind": "HF_PEFT_ADDON", "lora_rank": 8,
            "target_modules": ["q_proj"]})");
        out.attributes.put(*out.type, "content_hash", digest_folder(folder / "adapter").value->hash);
        out.project_folder = folder.string();
        return out;
    }
};

std::string create(Scene& scene, CreateRequest request) {
    return text(scene.run(scene.provider->create(std::move(request))));
}

}  // namespace

TEST_CASE("upload: each file of an adapter goes to its signed url, then the service checks them") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(200, urls).reply(200).reply(200).reply(200).reply(200, ready);
    std::string progress;
    scene.provider->on_upload = [&](const Address& address, std::uint64_t sent, std::uint64_t total) {
        progress += to_text(address) + " " + std::to_string(sent) + "/" + std::to_string(total) + "\n";
    };
    CHECK(create(scene, project.request()) == done);
    CHECK(scene.requests() == std::string(post_model) + ask + put_files + validate + get_model);
    CHECK(progress == "model.m 6/13\nmodel.m 13/13\n");
    const HttpHeaders& headers = scene.http.sent[3].headers;
    CHECK(headers ==
          HttpHeaders{{"Content-Type", "application/octet-stream"}, {"x-goog-content-length-range", "7,7"}});
}

TEST_CASE("upload: what the service warns of is told") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(200, urls).reply(200).reply(200);
    scene.http.reply(200, R"({"warnings": ["no chat template"]})").reply(200, ready);
    CHECK(create(scene, project.request()) == done +
                                                  "warning: Adapter was accepted with a warning: Uploading "
                                                  "the adapter to the model \"m-1\": no chat "
                                                  "template (model.m)\n");
}

TEST_CASE("upload: an adapter that the service refuses leaves a model that only a new one can replace") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(200, urls).reply(200).reply(200);
    scene.http.reply(400, R"({"code": 3, "message": "LoRA validation failed: rank"})").reply(200, created);
    CHECK(
        create(scene, project.request()) ==
        "accounts/acme/models/m-1 UPLOADING pending\n"
        "error: Request refused: Uploading the adapter to the model \"m-1\": the service answered 400: LoRA "
        "validation failed: rank. (model.m)" +
            again);
}

TEST_CASE("upload: signed urls of adapters appear in no message") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(200, urls).reply(403, "denied X-Signature=hush1");
    const std::string said = create(scene, project.request());
    CHECK(said.find("hush1") == std::string::npos);
    CHECK(said.ends_with(again));
}

TEST_CASE("upload: a folder that changed since the plan is not uploaded") {
    const Project project;
    CreateRequest request = project.request();
    project.write("adapter_model.safetensors", "others!");
    Scene scene;
    CHECK(create(scene, std::move(request)) ==
          "error: File has changed since the plan: " + (project.folder / "adapter/").string() +
              " has another content than when the plan was made. (model.m) [run `fireform plan` again]\n");
    CHECK(scene.requests().empty());
}

TEST_CASE("upload: a model that is there and not complete is no success") {
    const Project project;
    Scene scene;
    scene.http.reply(409, R"({"code": 6, "message": "already exists"})");
    scene.http.reply(200, R"({"name": "accounts/acme/models/m-1", "state": "UPLOADING", "displayName": "m",
        "peftDetails": {"baseModel": "accounts/fireworks/models/b"}})");
    CHECK(create(scene, project.request()) ==
          "accounts/acme/models/m-1 UPLOADING pending: display_name = \"m\", base_model = "
          "\"accounts/fireworks/models/b\"\n"
          "error: Upload is not complete: The model \"m-1\" exists, and its files were never uploaded to the "
          "end, or "
          "failed their check. (model.m) [run `fireform plan` again: it replaces the model]\n");
}

TEST_CASE("remove: a model that was just unloaded counts as loaded for a while") {
    const char* loaded = R"({"code": 9, "message": "model has active deployments"})";
    Scene scene;
    scene.http.reply(400, loaded).reply(400, loaded).reply(200);
    RemoveRequest request;
    request.address = {"model", "m", std::nullopt};
    request.type = &type_named("model");
    request.id = "m-1";
    const auto removed = scene.run(scene.provider->remove(request));
    CHECK(removed.value == true);
    CHECK(scene.sleeps() == "5 10");
}
