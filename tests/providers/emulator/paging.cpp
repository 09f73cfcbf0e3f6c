#include "tests/providers/emulator/desk.hpp"

#include <doctest/doctest.h>

using namespace fireform;
using namespace fireform::testing;

namespace {

void add_datasets(Desk& desk, int count) {
    for (int i = 0; i < count; ++i) {
        char id[16];
        std::snprintf(id, sizeof id, "d%03d", i);
        desk.ask("POST datasets {\"datasetId\": \"" + std::string(id) + "\", \"dataset\": {}}");
        desk.wait(std::chrono::seconds(1));
    }
}

}  // namespace

TEST_CASE("paging: 50 to a page unless said, never more than 200, negative ones refused") {
    Desk desk;
    add_datasets(desk, 210);
    CHECK(desk.see("datasets", "datasets.49.name datasets.50.name totalSize") ==
          "accounts/acme/datasets/d049 - 210");
    CHECK(desk.see("datasets?pageSize=0", "datasets.50.name") == "-");
    CHECK(desk.see("datasets?pageSize=1000", "datasets.199.name datasets.200.name") ==
          "accounts/acme/datasets/d199 -");
    CHECK(desk.see("datasets?pageSize=2147483647", "datasets.199.name datasets.200.name") ==
          "accounts/acme/datasets/d199 -");
    CHECK(desk.tell("GET datasets?pageSize=2147483648").starts_with("400"));
    CHECK(desk.tell("GET datasets?pageSize=-1") == "400 page_size must not be negative");
    CHECK(desk.tell("GET datasets?pageSize=many").starts_with("400"));
}

TEST_CASE("paging: pages follow each other without gap or overlap, in the default and in any other order") {
    Desk desk;
    add_datasets(desk, 7);
    for (const std::string order : {"", "&orderBy=name desc", "&orderBy=create_time desc"}) {
        std::string all, token;
        for (int page = 0; page < 10; ++page) {
            const std::string path =
                "datasets?pageSize=3" + order + (token.empty() ? "" : "&pageToken=" + token);
            all += desk.ids(path) + " | ";
            token = desk.see(path, "nextPageToken");
            if (token == "-") break;
        }
        CHECK(all == (order.empty() ? "d000 d001 d002 | d003 d004 d005 | d006 | "
                                    : "d006 d005 d004 | d003 d002 d001 | d000 | "));
    }
}

TEST_CASE("paging: a token is bound to every other parameter") {
    Desk desk;
    add_datasets(desk, 5);
    const std::string token = desk.see("datasets?pageSize=2", "nextPageToken");
    CHECK(desk.ids("datasets?pageSize=2&pageToken=" + token) == "d002 d003");
    CHECK(desk.ids("datasets?pageToken=" + token + "&page_size=2") == "d002 d003");
    CHECK(desk.tell("GET datasets?pageSize=3&pageToken=" + token).starts_with("400 invalid page_token"));
    CHECK(desk.tell("GET datasets?pageSize=2&filter=state=READY&pageToken=" + token).starts_with("400"));
    CHECK(desk.tell("GET models?pageSize=2&pageToken=" + token).starts_with("400"));
    CHECK(desk.tell("GET datasets?pageSize=2&pageToken=bogus").starts_with("400 invalid page_token"));
}

TEST_CASE("paging: totalSize counts what the filter lets through, on every page") {
    Desk desk;
    add_datasets(desk, 30);
    const std::string filter = "datasets?pageSize=4&filter=name>=\"accounts/acme/datasets/d020\"";
    CHECK(desk.see(filter, "totalSize") == "10");
    const std::string next = desk.see(filter, "nextPageToken");
    CHECK(desk.see(filter + "&pageToken=" + next, "totalSize datasets.0.name") ==
          "10 accounts/acme/datasets/d024");
}

TEST_CASE("paging: an object that comes or goes between pages moves nothing else") {
    Desk desk;
    add_datasets(desk, 6);
    const std::string token = desk.see("datasets?pageSize=2", "nextPageToken");
    desk.ask("DELETE datasets/d002");
    desk.ask("POST datasets {\"datasetId\": \"a\", \"dataset\": {}}");
    CHECK(desk.ids("datasets?pageSize=2&pageToken=" + token) == "d003 d004");
}

TEST_CASE("paging: neither does it in the order of names, up or down") {
    Desk desk;
    add_datasets(desk, 6);
    const std::string up = "datasets?pageSize=2&orderBy=name", down = up + " desc";
    const std::string up_token = desk.see(up, "nextPageToken"), down_token = desk.see(down, "nextPageToken");
    desk.ask("DELETE datasets/d001");
    desk.ask("DELETE datasets/d003");
    desk.ask("POST datasets {\"datasetId\": \"a\", \"dataset\": {}}");
    desk.ask("POST datasets {\"datasetId\": \"z\", \"dataset\": {}}");
    CHECK(desk.ids(up + "&pageToken=" + up_token) == "d002 d004");
    CHECK(desk.ids(down + "&pageToken=" + down_token) == "d002 d000");
    CHECK(desk.see(down + "&pageToken=" + down_token, "totalSize") == "6");
}

TEST_CASE("paging: the order of names keeps to the filter and hides what is soft-deleted") {
    Desk desk;
    for (const char* id : {"b", "d", "a", "c"})
        desk.ask("POST deployments?deploymentId=" + std::string(id) + " " + deployment_body());
    desk.wait(std::chrono::seconds(2));
    desk.ask("DELETE deployments/c");
    desk.wait(std::chrono::seconds(2));
    CHECK(desk.ids("deployments?orderBy=name desc") == "d b a");
    CHECK(desk.see("deployments?orderBy=name desc&pageSize=2", "totalSize") == "3");
    CHECK(desk.ids("deployments?orderBy=name desc&showDeleted=true") == "d c b a");
    CHECK(desk.ids("deployments?orderBy=name desc, create_time&showDeleted=true&filter=state=READY") ==
          "d b a");
    CHECK(desk.ids("deployments?orderBy=name asc,create_time desc") == "a b d");
}

TEST_CASE("paging: deployments come in the order of creation, other things by name") {
    Desk desk;
    for (const char* id : {"b", "c", "a"}) {
        desk.ask("POST deployments?deploymentId=" + std::string(id) + " " + deployment_body());
        desk.wait(std::chrono::seconds(1));
    }
    CHECK(desk.ids("deployments") == "b c a");
    CHECK(desk.ids("deployments?orderBy=name") == "a b c");
    CHECK(desk.ids("deployments?orderBy=create_time desc, name") == "a c b");
    CHECK(desk.ids("deployments?orderBy=baseModel,name desc") == "c b a");
    CHECK(desk.tell("GET deployments?orderBy=size") == "400 invalid order_by field \"size\"");
}

TEST_CASE("paging: a read mask leaves only what it names") {
    Desk desk;
    desk.ask("POST deployments?deploymentId=a " + deployment_body(R"("displayName": "x")"));
    CHECK(desk.ask("GET deployments/a?readMask=name,display_name") ==
          R"(200 {"name":"accounts/acme/deployments/a","displayName":"x"})");
    CHECK(desk.ask("GET deployments?readMask=autoscalingPolicy.scaleUpWindow") ==
          R"(200 {"deployments":[{"autoscalingPolicy":{"scaleUpWindow":"30s"}}],"totalSize":1})");
    CHECK(desk.see("deployments/a?readMask=*", "displayName state") == "x CREATING");
    CHECK(desk.tell("GET deployments/a?readMask=size").starts_with("400 invalid field mask path"));
}

TEST_CASE("paging: lists that lag show what was there before") {
    EmulatorOptions options;
    options.list_lag = std::chrono::seconds(3);
    options.ready_after = std::chrono::seconds(1);
    Desk desk(options);
    desk.ask("POST deployments?deploymentId=a " + deployment_body());
    CHECK(desk.ids("deployments") == "");
    CHECK(desk.see("deployments/a", "state") == "CREATING");
    desk.wait(std::chrono::milliseconds(3100));
    CHECK(desk.see("deployments", "deployments.0.state") == "CREATING");
    CHECK(desk.see("deployments/a", "state") == "READY");
    desk.wait(std::chrono::seconds(2));
    CHECK(desk.see("deployments", "deployments.0.state") == "READY");
    desk.ask("DELETE deployments/a?hard=true");
    desk.wait(std::chrono::seconds(2));
    CHECK(desk.tell("GET deployments/a").starts_with("404"));
    CHECK(desk.ids("deployments") == "a");
    desk.wait(std::chrono::seconds(3));
    CHECK(desk.ids("deployments") == "");
    CHECK(desk.ids("models").starts_with("sample-lora"));
}
