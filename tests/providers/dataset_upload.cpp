#include "schemas/hash.hpp"
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace fireform;
namespace fs = std::filesystem;

namespace {

const std::string rows = "{\"prompt\": \"a\"}\n\n{\"prompt\": \"b\"}\n";
const char* created = R"({"name": "accounts/acme/datasets/ds-1", "state": "UPLOADING"})";
const char* ready = R"({"name": "accounts/acme/datasets/ds-1", "state": "READY"})";
const std::string done = "accounts/acme/datasets/ds-1 READY ready\n";
const char* post_dataset =
    "POST /v1/accounts/acme/datasets "
    R"({"datasetId":"ds-1","dataset":{"displayName":"d","exampleCount":"2","userUploaded":{}}})"
    "\n";
const char* get_dataset = "GET /v1/accounts/acme/datasets/ds-1\n";

/// A project folder with one file in it.
struct Project {
    fs::path folder = fs::temp_directory_path() / ("fireform-upload-" + std::to_string(::getpid()));
    explicit Project(const std::string& content = rows, const std::string& name = "my rows.jsonl") {
        fs::create_directories(folder / "data");
        std::ofstream(folder / "data" / name, std::ios::binary) << content;
    }
    ~Project() { fs::remove_all(folder); }

    [[nodiscard]] CreateRequest request(const std::string& file = "data/my rows.jsonl") const {
        CreateRequest out = create_request("dataset.d", "ds-1", R"({"display_name": "d"})");
        out.attributes.put(*out.type, "file", file);
        out.project_folder = folder.string();
        return out;
    }
};

std::string create(Scene& scene, CreateRequest request) {
    return text(scene.run(scene.provider->create(std::move(request))));
}

/// The multipart frame's boundary is made of the dataset's name.
std::string frame(const std::string& content) {
    const std::string boundary = "fireform-" + sha256_hex("accounts/acme/datasets/ds-1").substr(0, 32);
    return "POST /v1/accounts/acme/datasets/ds-1:upload --" + boundary +
           "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"my_rows.jsonl\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n" +
           content + "\r\n--" + boundary + "--\r\n\n";
}

/// Where every file is larger than `:upload` takes.
FireworksSettings large_files() {
    FireworksSettings settings = Scene::usual_settings();
    settings.upload_max = rows.size() - 1;
    return settings;
}

}  // namespace

TEST_CASE("upload: a small file goes as a form, then the dataset is read") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(200).reply(200, ready);
    std::string progress;
    scene.provider->on_upload = [&](const Address& address, std::uint64_t sent, std::uint64_t total) {
        progress += to_text(address) + " " + std::to_string(sent) + "/" + std::to_string(total) + "\n";
    };
    CHECK(create(scene, project.request()) == done);
    CHECK(scene.requests() == post_dataset + frame(rows) + get_dataset);
    CHECK(progress == "dataset.d 33/33\n");
    CHECK(scene.http.sent[1].headers.back().second.starts_with("multipart/form-data; boundary=fireform-"));
}

TEST_CASE("upload: written counts and external sources are sent as they are") {
    const Project project;
    Scene counted;
    counted.http.reply(200, created).reply(200).reply(200, ready);
    CreateRequest request = project.request();
    request.attributes.put(*request.type, "example_count", 5);
    CHECK(create(counted, request) == done);
    CHECK(counted.http.requests[0].find(R"("exampleCount":"5")") != std::string::npos);

    Scene external;
    external.http.reply(200, created);
    CHECK(create(external, create_request("dataset.d", "ds-1", R"({"external_url": "gs://b/x.jsonl"})")) ==
          "accounts/acme/datasets/ds-1 UPLOADING pending\n");
    CHECK(external.requests() ==
          "POST /v1/accounts/acme/datasets "
          R"({"datasetId":"ds-1","dataset":{"externalUrl":"gs://b/x.jsonl"}})"
          "\n");
}

TEST_CASE("upload: nothing is created when the file cannot be read or is not what was planned") {
    const Project project;
    Scene scene;
    const std::string missing = create(scene, project.request("data/other.jsonl"));
    CHECK(missing.starts_with("error: "));
    CHECK(missing.find("other.jsonl") != std::string::npos);
    CHECK(missing.find("(dataset.d)") != std::string::npos);

    CreateRequest changed = project.request();
    changed.attributes.put(*changed.type, "content_hash", "0000");
    CHECK(create(scene, changed) ==
          "error: File has changed since the plan: " + (project.folder / "data/my rows.jsonl").string() +
              " has another content than when the plan was made. (dataset.d) [run `fireform plan` again]\n");
    CHECK(scene.http.requests.empty());

    changed.attributes.put(*changed.type, "content_hash", sha256_hex(rows));
    scene.http.reply(200, created).reply(200).reply(200, ready);
    CHECK(create(scene, changed) == done);
}

TEST_CASE("upload: a large file goes to the signed place, with exactly the headers that were signed") {
    const Project project;
    Scene scene(large_files());
    scene.http.reply(200, created)
        .reply(
            200,
            R"({"filenameToSignedUrls": {"my_rows.jsonl": "https://store.test/b/x?X-Goog-Signature=sig-123"}})")
        .reply(200, "")
        .reply(200)
        .reply(200, ready);
    std::uint64_t sent_in_the_end = 0;
    scene.provider->on_upload = [&](const Address&, std::uint64_t sent, std::uint64_t) {
        sent_in_the_end = sent;
    };
    CHECK(create(scene, project.request()) == done);
    CHECK(scene.http.requests[1] ==
          "POST /v1/accounts/acme/datasets/ds-1:getUploadEndpoint "
          R"({"filenameToSize":{"my_rows.jsonl":"33"}})");
    CHECK(scene.http.requests[2].starts_with("PUT https://store.test/b/x?X-Goog-Signature=sig-123 "));
    const HttpHeaders signed_headers{{"Content-Type", "application/octet-stream"},
                                     {"x-goog-content-length-range", "33,33"}};
    CHECK(scene.http.sent[2].headers == signed_headers);
    CHECK(scene.http.sent[2].file->file_size == rows.size());
    CHECK(scene.http.requests[3] == "POST /v1/accounts/acme/datasets/ds-1:validateUpload {}");
    CHECK(scene.http.requests[4] == "GET /v1/accounts/acme/datasets/ds-1");
    CHECK(sent_in_the_end == rows.size());
}

TEST_CASE("upload: a store that fails is asked again, and nothing is validated before the bytes are there") {
    const char* url =
        R"({"filenameToSignedUrls": {"my_rows.jsonl": "https://store.test/x?Signature=sig-123"}})";
    const Project project;
    Scene scene(large_files());
    scene.http.reply(200, created).reply(200, url).lost().reply(503).reply(200).reply(200).reply(200, ready);
    CHECK(create(scene, project.request()) == done);

    Scene refused(large_files());
    refused.http.reply(200, created)
        .reply(200, url)
        .reply(400,
               "<?xml version='1.0'?><Error><Code>MalformedSecurityHeader</Code><Message>bad "
               "header</Message></Error>");
    CHECK(
        create(refused, project.request()) ==
        "accounts/acme/datasets/ds-1 UPLOADING pending\n"
        "error: Request refused: Uploading my rows.jsonl to the dataset \"ds-1\": the service answered 400: "
        "MalformedSecurityHeader: bad header. (dataset.d) [run `fireform apply` again: it replaces the "
        "dataset and "
        "sends the file anew]\n");
    CHECK(refused.http.all_used());
}

TEST_CASE("upload: a dataset that takes no file any more, and a service that names no place") {
    const Project project;
    Scene stuck(large_files());
    stuck.http.reply(200, created).reply(405);
    CHECK(create(stuck, project.request()) ==
          "accounts/acme/datasets/ds-1 UPLOADING pending\n"
          "error: Upload is stuck: Uploading my rows.jsonl to the dataset \"ds-1\": the service "
          "takes no file "
          "for it any more, and it stays UPLOADING. (dataset.d) [run `fireform apply` again: it replaces the "
          "dataset "
          "and sends the file anew]\n");

    for (const char* reply : {"{}", R"({"filenameToSignedUrls": {"other": "https://x"}})", "<html>"}) {
        Scene nowhere(large_files());
        nowhere.http.reply(200, created).reply(200, reply);
        CHECK(create(nowhere, project.request()).find("error: Not the service's own reply: Uploading") !=
              std::string::npos);
    }
}

TEST_CASE("upload: a failed upload hands the dataset back, since it exists") {
    const Project project;
    Scene scene;
    scene.http.reply(200, created).reply(400, R"({"code": 3, "message": "row 1 has no messages"})");
    CHECK(create(scene, project.request()) ==
          "accounts/acme/datasets/ds-1 UPLOADING pending\n"
          "error: Request refused: Uploading my rows.jsonl to the dataset \"ds-1\": the service answered "
          "400: row 1 "
          "has no messages. (dataset.d) [run `fireform apply` again: it replaces the dataset and sends the "
          "file "
          "anew]\n");
}

TEST_CASE("upload: a lost upload is resolved by looking") {
    const Project project;
    Scene arrived;
    arrived.http.reply(200, created).lost().reply(200, ready).reply(200, ready);
    CHECK(create(arrived, project.request()) == done);

    Scene dropped;
    dropped.http.reply(200, created).lost().reply(200, created).reply(200).reply(200, ready);
    CHECK(create(dropped, project.request()) == done);
    CHECK(dropped.requests() == post_dataset + frame(rows) + get_dataset + frame(rows) + get_dataset);

    // Arrived, still being checked: a second file is refused, and that is no failure.
    Scene checking;
    checking.http.reply(200, created)
        .lost()
        .reply(200, created)
        .reply(400, R"({"code": 9, "message": "uploaded already"})")
        .reply(200, created)
        .reply(200, ready);
    CHECK(create(checking, project.request()) == done);

    Scene failed;
    failed.http.reply(200, created)
        .lost()
        .reply(
            200,
            R"({"name": "accounts/acme/datasets/ds-1", "state": "UPLOADING", "status": {"code": "INVALID_ARGUMENT"}})")
        .reply(400, R"({"code": 9, "message": "failed"})")
        .reply(
            200,
            R"({"name": "accounts/acme/datasets/ds-1", "state": "UPLOADING", "status": {"code": "INVALID_ARGUMENT"}})");
    CHECK(create(failed, project.request()).find("error: Not possible in this state: Uploading") !=
          std::string::npos);
}

TEST_CASE("upload: a lost validation is asked for again, and a second refusal is no failure") {
    const char* url = R"({"filenameToSignedUrls": {"my_rows.jsonl": "https://store.test/x"}})";
    const Project project;
    Scene scene(large_files());
    scene.http.reply(200, created)
        .reply(200, url)
        .reply(200)
        .lost()
        .reply(400, R"({"code": 9, "message": "validated already"})")
        .reply(200, created)
        .reply(200, ready);
    CHECK(create(scene, project.request()) == done);

    Scene refused(large_files());
    refused.http.reply(200, created)
        .reply(200, url)
        .reply(200)
        .reply(400, R"({"code": 3, "message": "row 7 is no JSON"})")
        .reply(200, created);
    CHECK(create(refused, project.request()).find("row 7 is no JSON") != std::string::npos);
}

TEST_CASE("upload: a dataset that our lost create made gets its file; one that was there before does not") {
    const Project project;
    Scene ours;
    ours.http.lost()
        .reply(200, R"({"name": "accounts/acme/datasets/ds-1", "state": "UPLOADING", "displayName": "d"})")
        .reply(200)
        .reply(200, ready);
    CHECK(create(ours, project.request()).find("READY ready") != std::string::npos);

    const char* taken = R"({"code": 6, "message": "already exists"})";
    const char* same = R"({"name": "accounts/acme/datasets/ds-1", "state": "READY", "displayName": "d"})";
    Scene complete;
    complete.http.reply(409, taken).reply(200, same);
    CHECK(create(complete, project.request()) ==
          "accounts/acme/datasets/ds-1 READY ready: display_name = \"d\"\n");
    CHECK(complete.http.all_used());

    Scene unfinished;
    unfinished.http.reply(409, taken)
        .reply(200, R"({"name": "accounts/acme/datasets/ds-1", "state": "UPLOADING", "displayName": "d"})");
    CHECK(create(unfinished, project.request()) ==
          "accounts/acme/datasets/ds-1 UPLOADING pending: display_name = \"d\"\n"
          "error: Upload is not complete: The dataset \"ds-1\" exists, and its file was never uploaded to "
          "the end, or "
          "failed its check. (dataset.d) [run `fireform plan` again: it replaces the dataset]\n");
}
