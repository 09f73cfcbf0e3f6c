#include "providers/http/url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fireform;

namespace {

std::string parts_of(std::string_view url) {
    const auto parts = parse_url(url);
    return parts ? parts->origin() + " " + parts->authority() + " " + parts->target : "not a url";
}

}  // namespace

TEST_CASE("url: origin, host header and target") {
    struct Row {
        const char* url;
        const char* parts;
    };
    const std::vector<Row> rows{
        {"https://api.fireworks.ai/v1/accounts?pageSize=2",
         "https://api.fireworks.ai:443 api.fireworks.ai /v1/accounts?pageSize=2"},
        {"https://api.fireworks.ai", "https://api.fireworks.ai:443 api.fireworks.ai /"},
        {"HTTP://localhost:80/", "http://localhost:80 localhost /"},
        {"http://127.0.0.1:4711/x", "http://127.0.0.1:4711 127.0.0.1:4711 /x"},
        {"http://[::1]:4711/x", "http://[::1]:4711 [::1]:4711 /x"},
        {"https://storage.example/b/f%20g?X-Goog-Signature=ab%2Fc&x=",
         "https://storage.example:443 storage.example /b/f%20g?X-Goog-Signature=ab%2Fc&x="},
        {"http://10.0.0.1.example.com/x", "not a url"},  // nor the address 10.0.0.1
        {"https://127.0.0.1.example.com:8443?a=1", "not a url"},
        {"ftp://host/x", "not a url"},
        {"https:///x", "not a url"},
        {"https://user:secret@host/x", "not a url"},
        {"https://host:99999/x", "not a url"},
        {"https://host:0/x", "not a url"},
        {"https://host:0008443/x", "https://host:8443 host:8443 /x"},
        {"https://host/a b", "not a url"},
        {"https://[::1]x/v1", "not a url"},
        {"https://[::1]08:/v1", "not a url"},
        {"/v1/accounts", "not a url"},
        {"", "not a url"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.url);
        CHECK(parts_of(row.url) == row.parts);
    }
}

TEST_CASE("url: what is this machine") {
    for (const char* host : {"localhost", "127.0.0.1", "127.8.9.10", "::1"})
        CHECK(is_loopback(host));
    for (const char* host : {"127.example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1",
                             "0.0.0.0", "::", "::ffff:10.0.0.1", "2130706433", "127.1", ""})
        CHECK_FALSE(is_loopback(host));
}

TEST_CASE("url: values are encoded for a query, readable where they may be") {
    CHECK(query_text({}) == "");
    CHECK(query_text({{"updateMask", "max_replica_count,autoscaling_policy"}, {"hard", "true"}}) ==
          "?updateMask=max_replica_count,autoscaling_policy&hard=true");
    CHECK(query_text({{"filter", R"(model="accounts/acme/models/s&x=1 +#%")"}}) ==
          "?filter=model%3D%22accounts/acme/models/s%26x%3D1%20%2B%23%25%22");
    CHECK(encode_query_value("größe\n") == "gr%C3%B6%C3%9Fe%0A");
    CHECK(encode_path_segment("a/b:c?d") == "a%2Fb%3Ac%3Fd");
}
