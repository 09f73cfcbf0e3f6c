#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/session.hpp"
#include "tests/providers/scene.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>

using namespace fireform;

namespace {

/// A page on its way out.
struct Sheet {
    int status = 200;
    std::vector<std::string> ids;
    std::string token;
    std::int64_t total = 0;  ///< 0: not told
};

/// A service with many datasets in pages of 200 that start behind the last name of the page before.
class Shelf final : public HttpClient {
 public:
    explicit Shelf(int count) {
        for (int i = 0; i < count; ++i)
            ids.insert(id(i));
    }
    static std::string id(int number) { return fmt::format("d{:06}", number); }

    std::set<std::string> ids;
    std::size_t page_size = 200;
    bool orders = true;                                               ///< false: `orderBy` is ignored
    std::function<void(int request)> meanwhile;                       ///< what others do before the request
    std::function<void(const std::string& order, Sheet& page)> bend;  ///< what is wrong with the service
    std::map<std::string, int> requests;                              ///< by the order that they ask for
    int total = 0;

    [[nodiscard]] Task<HttpResult> send(HttpRequest request) override {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        HttpResult result;
        result.response = HttpResponse{200, {}, R"({"name": "accounts/acme"})"};
        if (request.url.find("/datasets") == std::string::npos) co_return result;
        if (meanwhile) meanwhile(total);
        const std::string order = parameter(request.url, "orderBy=");
        ++requests[order];
        ++total;
        Sheet page = sheet(orders && order == "name%20desc", parameter(request.url, "pageToken="));
        if (bend) bend(order, page);
        result.response->status = page.status;
        result.response->body = page.status == 200 ? text(page) : R"({"code": 3, "message": "no"})";
        co_return result;
    }

 private:
    static std::string parameter(const std::string& url, const std::string& name) {
        const auto at = url.find(name);
        if (at == std::string::npos) return {};
        const auto start = at + name.size();
        return url.substr(start, url.find('&', start) - start);
    }

    [[nodiscard]] Sheet sheet(bool descends, const std::string& token) const {
        std::vector<std::string> all(ids.begin(), ids.end());
        if (descends) std::ranges::reverse(all);
        const auto behind = [&](const std::string& each) {
            return token.empty() || (descends ? each < token : each > token);
        };
        std::erase_if(all, [&](const std::string& each) { return !behind(each); });
        Sheet out;
        out.total = static_cast<std::int64_t>(ids.size());
        if (all.size() > page_size) {
            all.resize(page_size);
            out.token = all.back();
        }
        out.ids = std::move(all);
        return out;
    }

    static std::string text(const Sheet& page) {
        std::string out = "{\"datasets\": [";
        for (std::size_t i = 0; i < page.ids.size(); ++i)
            out += fmt::format(R"({}{{"name": "accounts/acme/datasets/{}", "state": "READY"}})",
                               i == 0 ? "" : ",", page.ids[i]);
        out += "]";
        if (!page.token.empty()) out += fmt::format(R"(, "nextPageToken": "{}")", page.token);
        if (page.total > 0) out += fmt::format(R"(, "totalSize": {})", page.total);
        return out + "}";
    }
};

/// The ids that were listed, or the first words of what went wrong.
struct Listed {
    std::vector<std::string> ids;
    std::string problem;

    /// Sorted, each once, and all that `wanted` has.
    [[nodiscard]] bool holds(const std::set<std::string>& wanted) const {
        return problem.empty() && std::ranges::is_sorted(ids) &&
               std::ranges::adjacent_find(ids) == ids.end() && std::ranges::includes(ids, wanted);
    }
};

Listed list(Shelf& shelf) {
    ManualClock clock;
    const auto provider = make_fireworks_provider(Scene::usual_settings(), shelf, clock);
    const auto found = run(provider->list(type_named("dataset")));
    Listed out;
    if (found.value)
        for (const LiveObject& object : *found.value)
            out.ids.push_back(object.id);
    out.problem = text(found.diagnostics).substr(0, 26);
    return out;
}

std::string counts(const Shelf& shelf) {
    std::string out;
    for (const auto& [order, count] : shelf.requests)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", order.empty() ? "unordered" : order, count);
    return out;
}

int pages(int objects) {
    return std::max(1, (objects + 199) / 200);
}

}  // namespace

TEST_CASE("long list: up to 1,000 objects are one chain, as many requests as there are pages") {
    for (const int count : {0, 1, 199, 200, 201, 400, 401, 999, 1000}) {
        CAPTURE(count);
        Shelf shelf(count);
        CHECK(list(shelf).ids == std::vector<std::string>(shelf.ids.begin(), shelf.ids.end()));
        CHECK(counts(shelf) == fmt::format("name {}", pages(count)));
    }
}

TEST_CASE("long list: more are read from both ends, in as many requests as there are pages or one more") {
    for (const int count : {1001, 1199, 1200, 1201, 1399, 1400, 1401, 1599, 1600, 1999, 2000, 2001, 4321}) {
        CAPTURE(count);
        Shelf shelf(count);
        CHECK(list(shelf).ids == std::vector<std::string>(shelf.ids.begin(), shelf.ids.end()));
        CAPTURE(counts(shelf));
        CHECK(shelf.total - pages(count) >= 0);
        CHECK(shelf.total - pages(count) <= 1);
        CHECK(shelf.requests["name"] <= pages(count) / 2 + 2);
    }
    Shelf shelf(10000);
    CHECK(list(shelf).ids.size() == 10000);
    CHECK(counts(shelf) == "name 26, name%20desc 25");
}

TEST_CASE("long list: without a totalSize the other end is asked after five pages") {
    for (const int count : {1000, 1001, 1200, 1400, 2000, 3000, 3001}) {
        CAPTURE(count);
        Shelf shelf(count);
        shelf.bend = [](const std::string&, Sheet& page) { page.total = 0; };
        CHECK(list(shelf).ids.size() == shelf.ids.size());
        CAPTURE(counts(shelf));
        CHECK(shelf.total <= pages(count) + 2);
        CHECK((shelf.requests["name%20desc"] > 0) == (count > 1000));
    }
}

TEST_CASE("long list: an orderBy that is ignored costs one request, and nothing is lost") {
    for (const std::size_t page_size : {std::size_t{200}, std::size_t{50}, std::size_t{2}, std::size_t{1}}) {
        CAPTURE(page_size);
        Shelf shelf(1300);
        shelf.page_size = page_size;
        shelf.orders = false;
        CHECK(list(shelf).ids.size() == 1300);
        CHECK(shelf.requests["name%20desc"] == 1);
        CHECK(shelf.total == static_cast<int>((1300 + page_size - 1) / page_size) + 1);
    }
}

TEST_CASE("long list: where no order is kept, there is no other end") {
    Shelf shelf(2000);
    shelf.bend = [](const std::string&, Sheet& page) { std::ranges::reverse(page.ids); };
    CHECK(list(shelf).holds(shelf.ids));
    CHECK(counts(shelf) == "name 10");
}

TEST_CASE("long list: a refused orderBy is left out") {
    Shelf shelf(2000);
    shelf.bend = [](const std::string& order, Sheet& page) {
        if (!order.empty()) page.status = 400;
    };
    CHECK(list(shelf).holds(shelf.ids));
    CHECK(counts(shelf) == "unordered 10, name 1");

    Shelf upwards_only(2000);
    upwards_only.bend = [](const std::string& order, Sheet& page) {
        if (order != "name") page.status = 400;
    };
    CHECK(list(upwards_only).holds(upwards_only.ids));
    CHECK(counts(upwards_only) == "name 10, name%20desc 1");
}

TEST_CASE("long list: whatever the other end does, the list is whole") {
    const auto odd = [](std::function<void(int number, Sheet& page)> what) {
        Shelf shelf(2000);
        int number = 0;
        shelf.bend = [&](const std::string& order, Sheet& page) {
            if (order == "name%20desc") what(number++, page);
        };
        const Listed listed = list(shelf);
        CAPTURE(counts(shelf));
        CHECK(listed.holds(shelf.ids));
        CHECK(shelf.requests["name"] == 10);
    };
    SUBCASE("it is empty") {
        odd([](int, Sheet& page) { page = Sheet{}; });
    }
    SUBCASE("it ends too early") {
        odd([](int number, Sheet& page) {
            if (number == 1) page.token.clear();
        });
    }
    SUBCASE("each page is turned round by itself") {
        odd([](int, Sheet& page) { std::ranges::reverse(page.ids); });
    }
    SUBCASE("it turns back after two pages") {
        odd([](int number, Sheet& page) {
            if (number >= 2) page.ids = {Shelf::id(1999), Shelf::id(1998)};
        });
    }
    SUBCASE("it skips a page") {
        odd([](int number, Sheet& page) {
            if (number == 0) page.token = Shelf::id(1500);
        });
    }
    SUBCASE("it leaves objects out") {
        odd([](int, Sheet& page) { page.ids.pop_back(); });
    }
    SUBCASE("it repeats a token") {
        odd([](int number, Sheet& page) {
            if (number > 0) page.token = Shelf::id(1700);
        });
    }
    SUBCASE("its pages overlap") {
        odd([](int number, Sheet& page) {
            if (number == 1) page.ids.insert(page.ids.begin(), Shelf::id(1800));
        });
    }
    SUBCASE("it is forbidden") {
        odd([](int, Sheet& page) { page.status = 403; });
    }
    SUBCASE("it always fails") {
        odd([](int, Sheet& page) { page.status = 500; });
    }
}

TEST_CASE("long list: pages that overlap lead back to one chain") {
    Shelf shelf(2000);
    shelf.bend = [](const std::string& order, Sheet& page) {
        if (order == "name" && page.ids.front() == Shelf::id(400)) page.ids.front() = Shelf::id(399);
    };
    const Listed listed = list(shelf);
    std::set<std::string> wanted = shelf.ids;
    wanted.erase(Shelf::id(400));  // this service shows it nowhere
    CHECK(listed.holds(wanted));
    CHECK(shelf.requests["name"] == 10);
}

TEST_CASE("long list: a totalSize that is wrong loses nothing") {
    for (const std::int64_t told : {1, 999, 1001, 1100, 1999, 2001, 5000, 2000000000}) {
        CAPTURE(told);
        Shelf shelf(2000);
        shelf.bend = [told](const std::string&, Sheet& page) { page.total = told; };
        CHECK(list(shelf).holds(shelf.ids));
        CAPTURE(counts(shelf));
        CHECK(shelf.requests["name"] <= 10);
        CHECK((told <= 2000 || shelf.requests["name"] == 10));
    }
}

TEST_CASE("long list: a repeated token of the chain that must end is an error") {
    Shelf shelf(2000);
    shelf.bend = [](const std::string& order, Sheet& page) {
        if (order == "name") page.token = Shelf::id(199);
    };
    CHECK(list(shelf).problem == "error: List without an end");
}

TEST_CASE("long list: what is made between two pages hides nothing that was there") {
    for (int moment = 0; moment < 14; ++moment) {
        for (const char* made : {"a", "d000500x", "d001199x", "d001200x", "d002000x", "z"}) {
            CAPTURE(moment);
            CAPTURE(made);
            Shelf shelf(2400);
            const std::set<std::string> before = shelf.ids;
            shelf.meanwhile = [&](int request) {
                if (request == moment) shelf.ids.insert(made);
            };
            CHECK(list(shelf).holds(before));
            CHECK(shelf.total <= 13);
        }
    }
}

TEST_CASE("long list: what goes between two pages takes nothing along") {
    for (int moment = 0; moment < 14; ++moment) {
        for (const int first : {0, 199, 200, 1100, 1199, 1200, 1399, 2399}) {
            CAPTURE(moment);
            CAPTURE(first);
            Shelf shelf(2400);
            std::set<std::string> staying = shelf.ids;
            for (int number = first; number < std::min(first + 3, 2400); ++number)
                staying.erase(Shelf::id(number));
            shelf.meanwhile = [&](int request) {
                if (request == moment) shelf.ids = staying;
            };
            CHECK(list(shelf).holds(staying));
        }
    }
}

TEST_CASE("long list: all of the middle may go while the ends are read") {
    Shelf shelf(2400);
    std::set<std::string> staying;
    for (const int number : {0, 1, 250, 2200, 2399})
        staying.insert(Shelf::id(number));
    shelf.meanwhile = [&](int request) {
        if (request == 2) shelf.ids = staying;
    };
    CHECK(list(shelf).holds(staying));
}

TEST_CASE("pages: the next page is asked for before the objects of the last one are taken") {
    FakeHttp http;
    ManualClock clock;
    http.reply(200, R"({"quotas": [{"name": "a"}, {"name": "b"}], "nextPageToken": "t"})")
        .reply(200, R"({"quotas": [{"name": "c"}], "nextPageToken": "u"})")
        .reply(200, R"({"quotas": [{"name": "d"}]})");
    fireworks::Session session(Scene::usual_settings(), http, clock);
    std::string order;
    const fireworks::ObjectSink take = [&](const boost::json::object& object) {
        order += fmt::format("{}{} ", std::string(object.at("name").as_string()), http.requests.size());
    };
    const Diagnostics problems = run(
        fireworks::list_pages(session, "/v1/accounts/acme/quotas", "quotas", {}, "Listing the quotas", take));
    CHECK(problems.empty());
    CHECK(order == "a2 b2 c3 d3 ");
}
