#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::string chat_row =
    R"({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]})";

void create(Desk& desk, const std::string& more = R"("userUploaded": {})") {
    REQUIRE(desk.tell("POST datasets {\"datasetId\": \"d\", \"dataset\": {" + more + "}}") == "200");
}

HttpResponse upload(Desk& desk, const std::string& content, const std::string& part = "file",
                    const std::string& file = "d.jsonl") {
    HttpRequest request = Desk::request("POST datasets/d:upload");
    request.headers = {{"Authorization", "Bearer key"},
                       {"content-type", "multipart/form-data; boundary=\"xyz\""}};
    request.body = "--xyz\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + file +
                   "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n--xyz--\r\n";
    return desk.send(std::move(request));
}

std::string message(const HttpResponse& response) {
    return std::to_string(response.status) + " " + pick(response.body, "message");
}

/// The url in {"filenameToSignedUrls":{"x":"<url>"}}
std::string first_url(const std::string& reply) {
    const auto start = reply.find("http");
    return reply.substr(start, reply.find('"', start) - start);
}

std::string endpoint(Desk& desk, std::size_t size) {
    HttpRequest request = Desk::request("POST datasets/d:getUploadEndpoint");
    request.body = "{\"filenameToSize\": {\"d x.jsonl\": \"" + std::to_string(size) + "\"}}";
    return first_url(desk.send(std::move(request)).body);
}

}  // namespace

TEST_CASE("datasets: an upload in one piece is validated and then READY") {
    Desk desk;
    create(desk, R"("userUploaded": {}, "displayName": "x")");
    CHECK(desk.see("datasets/d", "state userUploaded displayName createdBy") ==
          "UPLOADING {} x owner@acme.example");
    CHECK(upload(desk, chat_row + "\n\n" + chat_row + "\n").status == 200);
    CHECK(desk.see("datasets/d", "state") == "UPLOADING");
    desk.wait(milliseconds(200));
    CHECK(desk.see("datasets/d", "state exampleCount format averageTurnCount estimatedTokenCount") ==
          "READY 2 CHAT 2 45");
}

TEST_CASE("datasets: the client's example count is kept") {
    Desk desk;
    create(desk, R"("exampleCount": "7", "userUploaded": {})");
    upload(desk, chat_row + "\n");
    desk.wait(seconds(1));
    CHECK(desk.see("datasets/d", "exampleCount") == "7");
}

TEST_CASE("datasets: what is not rows of JSON stays UPLOADING and says why") {
    struct Row {
        std::string content;
        const char* why;
    };
    for (const auto& [content, why] : std::initializer_list<Row>{
             {chat_row + "\nnot json\n", "dataset validation failed: d.jsonl: line 2 is not a JSON object"},
             {"[1]\n", "dataset validation failed: d.jsonl: line 1 is not a JSON object"},
             {"\n\n", "dataset validation failed: d.jsonl: the dataset has no rows"},
             {chat_row + "\n{\"prompt\": \"x\"}\n",
              "dataset validation failed: d.jsonl: line 2: \"messages\" must be a non-empty array"},
             {R"({"messages": [{"role": "robot"}]})",
              "dataset validation failed: d.jsonl: line 1: every message needs a role: system, user, "
              "assistant or tool"},
             {R"({"messages": [{"role": "user"}], "weight": 0.5})"
              "\n" +
                  chat_row,
              "dataset validation failed: d.jsonl: line 2: \"weight\" must be on all rows or on none"},
             {chat_row + "\n" + R"({"messages": [{"role": "user"}], "weight": 0.5})",
              "dataset validation failed: d.jsonl: line 2: \"weight\" must be on all rows or on none"},
             {R"({"messages": [{"role": "user"}], "weight": "1"})",
              "dataset validation failed: d.jsonl: line 1: \"weight\" of a row must be a number"},
             {R"({"messages": [{"role": "user"}, {"role": "assistant", "weight": 0.5}]})",
              "dataset validation failed: d.jsonl: line 1: \"weight\" of a message must be 0 or 1"},
         }) {
        Desk desk;
        create(desk);
        CHECK(upload(desk, content).status == 200);
        desk.wait(seconds(1));
        CHECK(desk.see("datasets/d", "state status.code status.message") ==
              std::string("UPLOADING INVALID_ARGUMENT ") + why);
    }
}

TEST_CASE("datasets: rows and messages may be weighted") {
    Desk desk;
    create(desk);
    upload(desk, R"({"messages": [{"role": "user"}, {"role": "assistant", "weight": 0}], "weight": 0.5})"
                 "\n"
                 R"({"messages": [{"role": "user"}, {"role": "assistant", "weight": 1}], "weight": 2})");
    desk.wait(seconds(1));
    CHECK(desk.see("datasets/d", "state exampleCount") == "READY 2");
}

TEST_CASE("datasets: one that names no source is one of uploaded files") {
    Desk desk;
    create(desk, "");
    CHECK(desk.see("datasets/d", "state userUploaded") == "UPLOADING {}");
    desk.ask(R"(POST datasets {"datasetId": "e", "dataset": {"externalUrl": "gs://x"}})");
    CHECK(desk.see("datasets/e", "userUploaded externalUrl") == "- gs://x");
}

TEST_CASE("datasets: the format is detected, or held against what was declared") {
    Desk desk;
    create(desk);
    upload(desk, R"({"prompt": "a", "completion": "b"})");
    desk.wait(seconds(1));
    CHECK(desk.see("datasets/d", "state format") == "READY COMPLETION");
    Desk rl;
    create(rl, R"("format": "RL")");
    upload(rl, R"({"samples": [{"messages": [{"role": "user"}], "evals": {"score": 0.5}}]})");
    rl.wait(seconds(1));
    CHECK(rl.see("datasets/d", "state") == "READY");
    Desk other;
    create(other, R"("format": "RL")");
    upload(other, chat_row);
    other.wait(seconds(1));
    CHECK(other.see("datasets/d", "state") == "UPLOADING");
    Desk dpo;
    create(dpo);
    upload(dpo, R"({"input": {"messages": []}, "preferred_output": [], "non_preferred_output": []})");
    dpo.wait(seconds(1));
    CHECK(dpo.see("datasets/d", "state format") == "READY -");
}

TEST_CASE("datasets: an upload needs the part \"file\" with a .jsonl name, once, before it is READY") {
    Desk desk;
    create(desk);
    CHECK(message(upload(desk, chat_row, "data")).starts_with("400 multipart/form-data"));
    CHECK(message(upload(desk, chat_row, "file", "d.csv")).starts_with("400 the file name"));
    CHECK(desk.tell("POST datasets/d:upload {}").starts_with("400 multipart/form-data"));
    CHECK(upload(desk, chat_row).status == 200);
    CHECK(message(upload(desk, chat_row)).starts_with("400 dataset"));
    desk.wait(seconds(1));
    CHECK(message(upload(desk, chat_row)).starts_with("400 dataset \"accounts/acme/datasets/d\" is READY"));
    CHECK(desk.tell("POST datasets/none:upload {}").starts_with("404"));
}

TEST_CASE("datasets: a signed url takes the bytes with exactly its headers") {
    Desk desk;
    create(desk);
    const std::string content = chat_row + "\n";
    const std::string url = endpoint(desk, content.size());
    CHECK(url.starts_with("http://emulator/storage/accounts/acme/datasets/d/d%20x.jsonl?X-Goog-Algorithm="));
    const std::string range = std::to_string(content.size()) + "," + std::to_string(content.size());
    const auto put = [&](HttpHeaders headers, const std::string& body) {
        HttpRequest request;
        request.method = "PUT";
        request.url = url;
        request.headers = std::move(headers);
        request.body = body;
        const HttpResponse response = desk.send(std::move(request));
        const auto code = response.body.find("<Code>");
        return code == std::string::npos
                   ? std::to_string(response.status)
                   : std::to_string(response.status) + " " +
                         response.body.substr(code + 6, response.body.find("</Code>") - code - 6);
    };
    const HttpHeaders right{{"Content-Type", "application/octet-stream"},
                            {"x-goog-content-length-range", range}};
    CHECK(put({}, content) == "400 MalformedSecurityHeader");
    CHECK(put({right[0]}, content) == "400 MalformedSecurityHeader");
    CHECK(put({{"Content-Type", "application/json"}, right[1]}, content) == "400 MalformedSecurityHeader");
    CHECK(put({right[0], right[1], {"Authorization", "Bearer key"}}, content) ==
          "400 MalformedSecurityHeader");
    CHECK(put({right[0], right[1], {"x-goog-meta-a", "b"}}, content) == "400 MalformedSecurityHeader");
    CHECK(put({right[0], {"x-goog-content-length-range", "1,2"}}, content) == "400 MalformedSecurityHeader");
    CHECK(put(right, content + "x") == "400 EntityTooLarge");
    CHECK(put(right, "x") == "400 EntityTooSmall");
    // Chunked bodies are accepted and lost.
    CHECK(put({right[0], right[1], {"Transfer-Encoding", "chunked"}}, content) == "200");
    CHECK(put({right[0], right[1], {"User-Agent", "x"}}, content) == "200");
    CHECK(desk.tell("POST datasets/d:validateUpload {}") == "200");
    CHECK(desk.see("datasets/d", "state") == "UPLOADING");
    desk.wait(seconds(1));
    CHECK(desk.see("datasets/d", "state exampleCount") == "READY 1");
    CHECK(desk.tell("POST datasets/d:validateUpload {}") == "200");
    CHECK(desk.tell("POST datasets/d:getUploadEndpoint {\"filenameToSize\": {\"a.jsonl\": 1}}")
              .starts_with("400 dataset"));
}

TEST_CASE("datasets: a signed url is bound to its dataset, file and size") {
    Desk desk;
    create(desk);
    HttpRequest request;
    request.method = "PUT";
    request.url = endpoint(desk, 5);
    request.headers = {{"Content-Type", "application/octet-stream"}, {"x-goog-content-length-range", "5,5"}};
    request.body = "{}   ";
    HttpRequest forged = request;
    forged.url.back() = forged.url.back() == '0' ? '1' : '0';
    CHECK(desk.send(forged).status == 403);
    forged.url = "http://emulator/storage/accounts/acme/datasets/none/x.jsonl?X-Goog-Signature=1";
    CHECK(desk.send(forged).status == 404);
    desk.ask("DELETE datasets/d");
    CHECK(desk.send(request).status == 404);
    create(desk);
    CHECK(desk.send(request).status == 403);
}

TEST_CASE("datasets: validating before the bytes are there wedges it for good") {
    Desk desk;
    create(desk);
    const std::string url = endpoint(desk, 5);
    CHECK(desk.ask("POST datasets/d:validateUpload {}") == "200 {}");
    CHECK(desk.see("datasets/d", "state") == "UPLOADING");
    CHECK(desk.tell("POST datasets/d:getUploadEndpoint {\"filenameToSize\": {\"a.jsonl\": \"1\"}}") ==
          "405 Method Not Allowed");
    CHECK(message(upload(desk, chat_row)).starts_with("400"));
    HttpRequest request;
    request.method = "PUT";
    request.url = url;
    request.headers = {{"Content-Type", "application/octet-stream"}, {"x-goog-content-length-range", "5,5"}};
    request.body = "{}   ";
    CHECK(desk.send(request).status == 200);
    desk.ask("POST datasets/d:validateUpload {}");
    desk.wait(seconds(60));
    CHECK(desk.see("datasets/d", "state") == "UPLOADING");
    CHECK(desk.tell("DELETE datasets/d") == "200");
    create(desk);
    CHECK(upload(desk, chat_row).status == 200);
}

TEST_CASE("datasets: an external one and a derived one are READY soon") {
    Desk desk;
    create(desk, R"("externalUrl": "gs://bucket/x.jsonl")");
    CHECK(desk.see("datasets/d", "state") == "UPLOADING");
    desk.wait(milliseconds(200));
    CHECK(desk.see("datasets/d", "state externalUrl") == "READY gs://bucket/x.jsonl");
    CHECK(desk.see_in(
              R"(POST datasets {"datasetId": "e", "sourceDatasetId": "d", "filter": "x = 1", "dataset": {}})",
              "transformed") == R"({"sourceDatasetId":"d","filter":"x = 1"})");
    desk.wait(milliseconds(200));
    CHECK(desk.see("datasets/e", "state") == "READY");
    CHECK(desk.tell(R"(POST datasets {"datasetId": "f", "sourceDatasetId": "none", "dataset": {}})")
              .starts_with("404"));
    CHECK(
        desk.tell(
                R"(POST datasets {"datasetId": "f", "dataset": {"externalUrl": "gs://x", "userUploaded": {}}})")
            .starts_with("400"));
}

TEST_CASE("datasets: only the display name can be changed") {
    Desk desk;
    create(desk);
    CHECK(desk.see_in("PATCH datasets/d?updateMask=display_name {\"displayName\": \"x\"}",
                      "displayName state") == "x UPLOADING");
    CHECK(desk.tell("PATCH datasets/d?updateMask=format {\"format\": \"CHAT\"}")
              .starts_with("400 field format is immutable"));
    CHECK(
        desk.tell("PATCH datasets/d?updateMask=example_count {\"exampleCount\": \"5\"}").starts_with("400"));
}

TEST_CASE("datasets: what was uploaded can be fetched again") {
    Desk desk;
    create(desk);
    CHECK(desk.tell("GET datasets/d:getDownloadEndpoint").starts_with("400"));
    upload(desk, chat_row + "\n");
    desk.wait(seconds(1));
    HttpRequest fetch;
    fetch.method = "GET";
    fetch.url = first_url(desk.ask("GET datasets/d:getDownloadEndpoint?downloadLineage=false"));
    CHECK(desk.send(fetch).body == chat_row + "\n");
}

TEST_CASE("datasets: splitting makes chunks of at least 200") {
    Desk desk;
    create(desk, R"("externalUrl": "gs://x", "exampleCount": 450)");
    desk.wait(seconds(1));
    CHECK(desk.tell("POST datasets/d:splitDataset {\"chunkSize\": 199}").starts_with("400"));
    CHECK(desk.see_in("POST datasets/d:splitDataset {\"chunkSize\": 200}",
                      "chunksCreated totalExamples chunkDatasetNames.2") ==
          "3 450 accounts/acme/datasets/d-chunk-3");
    CHECK(desk.see("datasets/d-chunk-3", "exampleCount splitted.sourceDatasetId") == "50 d");
}

TEST_CASE("datasets: a fault may leave an upload stuck") {
    EmulatorOptions options;
    emulator::FaultRule stuck;
    stuck.operation = "POST datasets:upload";
    stuck.kind = emulator::FaultKind::upload_stuck;
    stuck.times = 1;
    options.faults.push_back(stuck);
    Desk desk(options);
    create(desk);
    CHECK(upload(desk, chat_row).status == 200);
    desk.wait(seconds(3600));
    CHECK(desk.see("datasets/d", "state status") == "UPLOADING {}");
}

TEST_CASE("datasets: an injected failure is one of the validation") {
    EmulatorOptions options;
    emulator::FaultRule fails;
    fails.operation = "POST datasets";
    fails.kind = emulator::FaultKind::fail_state;
    fails.message = "no trainable example is left";
    options.faults.push_back(fails);
    Desk desk(options);
    create(desk);
    CHECK(upload(desk, chat_row).status == 200);
    desk.wait(seconds(1));
    CHECK(desk.see("datasets/d", "state status.code status.message") ==
          "UPLOADING INVALID_ARGUMENT dataset validation failed: no trainable example is left");
}

TEST_CASE("datasets: a source that is named in the dataset itself must be there too") {
    Desk desk;
    CHECK(
        desk.tell(
            R"(POST datasets {"datasetId": "d", "dataset": {"transformed": {"sourceDatasetId": "none"}}})") ==
        "404 \"accounts/acme/datasets/none\" does not exist or you do not have access to it");
    create(desk, R"("externalUrl": "gs://x", "exampleCount": 450, "format": "CHAT")");
    desk.wait(seconds(1));
    CHECK(
        desk.see_in(
            R"(POST datasets {"datasetId": "e", "dataset": {"transformed": {"sourceDatasetId": "d", "filter": "x > 1"}}})",
            "exampleCount format transformed.sourceDatasetId transformed.filter "
            "transformed.originalFormat") == "450 CHAT d x > 1 CHAT");
}
