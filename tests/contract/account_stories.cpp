#include "tests/contract/stories.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <string>

namespace fireform::testing {

void account_story(CheckedEmulator& api) {
    api.ask("GET", "");
    api.ask("GET", "/acme");
    api.ask("GET", "/acme/quotas");
    api.ask("GET", "/acme/quotas/global--h100-count");
    api.ask("PATCH", "/acme/quotas/global--h100-count?updateMask=value", R"({"value": "7"})");
    api.ask("GET", "/acme/pricingPlans");
    api.ask("GET", "/acme/pricingPlans/none", "", 404);
}

void secrets_story(CheckedEmulator& api) {
    api.ask("POST", "/acme/secrets", R"({"name": "accounts/acme/secrets/s", "keyName": "K", "value": "v"})");
    api.ask("GET", "/acme/secrets/s");
    api.ask("PATCH", "/acme/secrets/s?updateMask=value", R"({"keyName": "K", "value": "w"})");
    api.ask("GET", "/acme/secrets");
    api.ask("DELETE", "/acme/secrets/s");
}

void evaluators_story(CheckedEmulator& api) {
    const std::string evaluator =
        R"("evaluator": {"displayName": "x", "description": "y", "criteria": [{"type":
        "CODE_SNIPPETS", "name": "c", "description": "d", "codeSnippets": {"language": "python", "fileContents":
        {"main.py": "pass"}, "entryFile": "main.py", "entryFunc": "evaluate"}}], "requirements": "numpy", "entryPoint":
        "main.py::evaluate", "commitHash": "c", "source": {"type": "TYPE_GITHUB", "githubRepositoryName": "o/r"},
        "defaultDataset": "accounts/acme/datasets/d"}})";
    api.ask("POST", "/acme/evaluators", "{\"evaluatorId\": \"one\", " + evaluator);
    api.ask("POST", "/acme/evaluatorsV2", "{\"evaluatorId\": \"two\", " + evaluator);
    api.wait(std::chrono::seconds(2));
    api.ask("GET", "/acme/evaluators/two");
    api.ask("GET", "/acme/evaluators");
}

/// Every method in the log is one that the description has, or one of those that are missing there.
void audit_story(CheckedEmulator& api) {
    const json::value log = api.ask("GET", "/acme/auditLogs?startTime=2026-01-01T00:00:00Z&pageSize=200");
    for (const json::value& entry : log.at("auditLogs").as_array())
        api.audited.insert(std::string(entry.at("method").as_string()));
}

}  // namespace fireform::testing
