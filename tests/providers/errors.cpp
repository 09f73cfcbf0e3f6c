#include "providers/fireworks/errors.hpp"

#include "providers/live.hpp"
#include "schemas/schema.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fireform;
using namespace fireform::fireworks;

namespace {

std::string said(int status, std::string body) {
    const Diagnostic diagnostic =
        refusal("Deleting it", HttpResponse{status, {}, std::move(body)}, Secrets{});
    return diagnostic.summary + " | " + diagnostic.detail + " | " + diagnostic.hint;
}

}  // namespace

TEST_CASE("errors: every refusal has a fixed summary, the service's words and a way out") {
    struct Row {
        int status;
        const char* body;
        const char* text;
    };
    const std::vector<Row> rows{
        {400,
         R"({"code": 3, "message": "accelerator_type must be specified for non-embeddings engines", "details": []})",
         "Request refused | Deleting it: the service answered 400: accelerator_type must be specified for "
         "non-embeddings engines. | correct the attribute that the message names"},
        {400,
         R"({"code": 9, "message": "deployment has received inference requests in the last hour, pass ignore_checks to skip this check"})",
         "Deployment in use | Deleting it: the service answered 400: deployment has received inference "
         "requests in "
         "the last hour, pass ignore_checks to skip this check. | run again with --force to delete it all "
         "the same, "
         "or wait for an hour without requests"},
        {400,
         R"({"code": 9, "message": "deployment has LoRA addons loaded, pass ignore_checks to skip this check"})",
         "Deployment in use | Deleting it: the service answered 400: deployment has LoRA addons loaded, pass "
         "ignore_checks to skip this check. | remove its LoRA addons first, or run again with --force to "
         "delete them "
         "along"},
        {400, R"({"code": 9, "message": "model has active deployments"})",
         "Model in use | Deleting it: the service answered 400: model has active deployments. | remove the "
         "LoRA "
         "addons and deployments of the model first"},
        {400, R"({"code": 9, "message": "job is not running"})",
         "Not possible in this state | Deleting it: the service answered 400: job is not running. | wait "
         "until the "
         "object has settled, then run again"},
        {400, R"({"code": 3, "message": "unknown field \"worldSize\""})",
         "Request refused | Deleting it: the service answered 400: unknown field \"worldSize\". | remove the "
         "attribute that the message names: the service does not know it"},
        {400,
         R"({"code": 3, "message": "bad rows", "details": [{"@type": "x"}, {"reason": "DATASET_INVALID"}]})",
         "Request refused | Deleting it: the service answered 400: bad rows (DATASET_INVALID). | correct the "
         "attribute that the message names"},
        {401,
         R"({"error": {"object": "error", "type": "invalid_request_error", "code": "x", "message": "bad key"}})",
         "API key refused | Deleting it: the service answered 401: bad key. | check FIREWORKS_API_KEY; a key "
         "for "
         "inference only cannot manage resources"},
        {401, R"({"error": "unauthorized"})",
         "API key refused | Deleting it: the service answered 401: unauthorized. | check FIREWORKS_API_KEY; "
         "a key "
         "for inference only cannot manage resources"},
        {402, "",
         "Payment required | Deleting it: the service answered 402. | add a payment method to the Fireworks "
         "account"},
        {403, R"({"code": 7, "message": "annotation keys must start with custom/"})",
         "Permission denied | Deleting it: the service answered 403: annotation keys must start with "
         "custom/. | use "
         "a key that may do this, and check account_id in [provider.fireworks]"},
        {403, R"({"code": 7, "message": "training quota exceeded"})",
         "Quota exceeded | Deleting it: the service answered 403: training quota exceeded. | lower "
         "max_replica_count, free what is not needed, or ask Fireworks for a higher quota"},
        {404, R"({"code": 5, "message": "not found"})",
         "Not found | Deleting it: the service answered 404: not found. | check the name; one of another "
         "account "
         "must be written in full, and what was there when the plan was made may have gone since"},
        {409, R"({"code": 6, "message": "deployment already exists"})",
         "Already exists | Deleting it: the service answered 409: deployment already exists. | import it "
         "with "
         "`fireform import`, or choose another id"},
        {409, R"({"code": 10, "message": "concurrent update"})",
         "Changed by somebody else meanwhile | Deleting it: the service answered 409: concurrent update. | "
         "run again"},
        {412, "account is suspended",
         "Precondition failed | Deleting it: the service answered 412: account is suspended. | check that "
         "the "
         "account is not suspended and may use this"},
        {413, "",
         "Request too large | Deleting it: the service answered 413. | make the file or the value smaller"},
        {429,
         R"({"code": 8, "message": "quota global--h200-count for account acme, in use: 14, quota: 16, requesting: 4"})",
         "Quota exceeded | Deleting it: the service answered 429: quota global--h200-count for account acme, "
         "in use: "
         "14, quota: 16, requesting: 4. | lower max_replica_count, free what is not needed, or ask Fireworks "
         "for a "
         "higher quota"},
        {429, R"({"code": 8, "message": "No capacity for H200 in US_IOWA_1"})",
         "No capacity | Deleting it: the service answered 429: No capacity for H200 in US_IOWA_1. | choose "
         "another "
         "accelerator_type, deployment_shape or region, or try again later"},
        {429, "slow down",
         "Too many requests | Deleting it: the service answered 429: slow down. | run again with a lower "
         "--parallelism"},
        {500, R"({"code": 13, "message": "Internal error occurred"})",
         "Service error | Deleting it: the service answered 500: Internal error occurred. | run again later; "
         "what "
         "was done is recorded"},
        {502, "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>",
         "Not the service's own reply | Deleting it: the service answered 502: a web page titled \"502 Bad "
         "Gateway\". | check base_url, and the proxy between here and there"},
        {403, "\n<html>blocked</html>",
         "Not the service's own reply | Deleting it: the service answered 403: a web page. | check base_url, "
         "and the "
         "proxy between here and there"},
        {400,
         "<?xml version='1.0'?><Error><Code>MalformedSecurityHeader</Code><Message>Your request has a "
         "malformed "
         "header.</Message></Error>",
         "Request refused | Deleting it: the service answered 400: MalformedSecurityHeader: Your request has "
         "a "
         "malformed header. | correct the attribute that the message names"},
        {302, "",
         "Unexpected redirect | Deleting it: the service answered 302. | check base_url: redirects are not "
         "followed, "
         "so that the key stays where it is meant for"},
        {405, "",
         "Request refused | Deleting it: the service answered 405. | check that base_url names the Fireworks "
         "API"},
        {400, "{\"code\": ",
         "Request refused | Deleting it: the service answered 400: {\"code\":. | correct the attribute that "
         "the message names"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        CHECK(said(row.status, row.body) == row.text);
    }
}

TEST_CASE("errors: long and wild texts are cut and cleaned") {
    const std::string text = said(500, std::string(300, 'x'));
    CHECK(text.find(std::string(200, 'x') + "...") != std::string::npos);
    CHECK(text.find(std::string(201, 'x')) == std::string::npos);

    Secrets secrets;
    CHECK(secrets.clean("a\x1b[2Jb\r\nc\x7f") == "a [2Jb  c");
    CHECK(secrets.clean("größe", 3) == "gr...");
    CHECK(secrets.clean("   ") == "");
}

TEST_CASE("errors: a secret is blanked wherever it stands, the longer one first") {
    Secrets secrets;
    secrets.add("abcd");
    secrets.add("abcdef");
    secrets.add("xyz");
    secrets.add("");
    CHECK(secrets.clean("abcdef and abcd, xyz") == "(sensitive) and (sensitive), xyz");
    CHECK(secrets.clean(std::string(198, '.') + "abcdef", 200).find("ab") == std::string::npos);
}

TEST_CASE("errors: a secret is blanked in whatever way it is escaped") {
    struct Row {
        const char* name;
        std::string text;
    };
    Secrets secrets;
    secrets.add(R"(key-"quo\ted"/ & ünd-4711)");
    for (const Row& row : {
             Row{"as it is", R"(key-"quo\ted"/ & ünd-4711)"},
             Row{"JSON", R"(key-\"quo\\ted\"/ & ünd-4711)"},
             Row{"JSON that escapes slashes and what is not ASCII",
                 R"(key-\"quo\\ted\"\/ \u0026 \u00fcnd-4711)"},
             Row{"JSON in JSON", R"(key-\\\"quo\\\\ted\\\"/ & ünd-4711)"},
             Row{"JSON in JSON in JSON", R"(key-\\\\\\\"quo\\\\\\\\ted\\\\\\\"/ & ünd-4711)"},
             Row{"a path", "key-%22quo%5Cted%22%2F%20%26%20%C3%BCnd-4711"},
             Row{"a form", "key-%22quo%5cted%22%2f+%26+%c3%bcnd-4711"},
             Row{"a page", R"(key-&quot;quo\ted&quot;/ &amp; ünd-4711)"},
             Row{"a page by numbers", R"(key-&#34;quo&#x5c;ted&#x22;/ &#38; &#252;nd-4711)"},
             Row{"JSON in a page", R"(key-\&quot;quo\\ted\&quot;/ &amp; ünd-4711)"},
             Row{"a log", R"(key-\x22quo\x5cted\x22/ & ünd-4711)"},
         }) {
        CAPTURE(row.name);
        CHECK(secrets.blank("<" + row.text + "> refused") == "<(sensitive)> refused");
    }
    CHECK(secrets.blank(R"(50% of a\nb & c + d &amp; \u12)") == R"(50% of a\nb & c + d &amp; \u12)");
}

TEST_CASE("errors: of a secret of several lines each one is blanked") {
    Secrets secrets;
    secrets.add("-----BEGIN KEY-----\r\n  MIICone4711\r\nMIICtwo4711\nshort\n-----END KEY-----\n");
    CHECK(secrets.blank("line 2: MIICone4711; MIICtwo, short") == "line 2: (sensitive); MIICtwo, short");
    CHECK(
        secrets.blank(R"(-----BEGIN KEY-----\r\n  MIICone4711\r\nMIICtwo4711\nshort\n-----END KEY-----\n)") ==
        "(sensitive)");
    CHECK(secrets.blank(R"({"v":"MIICtwo4711\n-----END KEY-----"})") ==
          R"x({"v":"(sensitive)\n(sensitive)"})x");

    Secrets account;
    account.add(R"({"id": 7, "private_key": "-----BEGIN KEY-----\nMIICone4711\n-----END KEY-----\n"})");
    CHECK(account.blank("cannot read\nMIICone4711\n") == "cannot read\n(sensitive)\n");
}

TEST_CASE("errors: blanking a large text takes one look per layer") {
    Secrets secrets;
    secrets.add("secret\n4711");
    std::string text;
    std::string expected;
    for (int i = 0; i < 20'000; ++i) {
        text += R"(\\\\\\\\ %25%25%25%25 &amp;amp;amp; secret\n4711 )";
        expected += R"(\\\\\\\\ %25%25%25%25 &amp;amp;amp; (sensitive) )";
    }
    CHECK(secrets.blank(text) == expected);
}

TEST_CASE("errors: a status that repeats a secret is kept without it") {
    Secrets secrets;
    secrets.add("hush-hush");
    LiveObject live;
    live.type = fireworks_catalog().find("dpo_job");
    live.status = "wandb refuses hush-hush\n";
    live.attributes.put(*live.type, "status", Value("wandb refuses hush-hush\n"));
    live.attributes.put(*live.type, "display_name", Value("hush-hush"));
    secrets.blank_status(live);
    CHECK(live.status == "wandb refuses (sensitive)\n");
    CHECK(live.attributes.get(*live.type, "status").text() == "wandb refuses (sensitive)\n");
    CHECK(live.attributes.get(*live.type, "display_name").text() == "hush-hush");
}

TEST_CASE("errors: failures of the connection name the host and the cause") {
    using Kind = HttpFailure::Kind;
    struct Row {
        Kind kind;
        const char* message;
        const char* text;
    };
    const std::vector<Row> rows{
        {Kind::refused, "connection refused by 127.0.0.1:9",
         "Service unreachable: Listing: connection refused by 127.0.0.1:9."},
        {Kind::resolve, "no such host: api.firewrks.ai",
         "Service unreachable: Listing: no such host: api.firewrks.ai."},
        {Kind::tls, "the certificate of api.test has expired",
         "No trusted connection: Listing: the certificate of api.test has expired."},
        {Kind::timeout, "timed out after 60 s: no complete reply from api.test",
         "Service does not answer: Listing: timed out after 60 s: no complete reply from api.test."},
        {Kind::closed, "api.test closed the connection",
         "Connection lost: Listing: api.test closed the connection."},
        {Kind::too_large, "the reply is larger",
         "Not the service's own reply: Listing: the reply is larger."},
        {Kind::malformed, "not HTTP", "Not the service's own reply: Listing: not HTTP."},
        {Kind::file, "cannot read x", "File cannot be sent: Listing: cannot read x."},
    };
    for (const auto& row : rows) {
        const Diagnostic diagnostic =
            unreachable("Listing", HttpFailure{row.kind, row.message, false}, Secrets{});
        CHECK(diagnostic.summary + ": " + diagnostic.detail == row.text);
        CHECK_FALSE(diagnostic.hint.empty());
    }
}
