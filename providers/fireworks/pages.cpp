#include "providers/fireworks/pages.hpp"

#include "providers/fireworks/json_codec.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <fmt/core.h>

#include <functional>
#include <unordered_set>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

constexpr std::string_view page_size = "200";    // larger is cut to it silently
constexpr int pages_max = 10000;                 // two million objects
constexpr std::uint64_t bytes_max = 2ull << 30;  // of all pages; an object has some 1.5 KB
constexpr std::chrono::minutes time_max{30};     // with every retry; 10,000 pages of the service take some 15

Diagnostics endless(std::string_view what, std::string_view why) {
    Diagnostics all;
    all.add(problem("List without an end", fmt::format("{}: {}.", what, why),
                    "check that base_url names the Fireworks API"));
    return all;
}

Diagnostics one(Diagnostic diagnostic) {
    Diagnostics all;
    all.add(std::move(diagnostic));
    return all;
}

}  // namespace

Task<Diagnostics> list_pages(Session& session, std::string path, std::string collection,
                             QueryParameters parameters, std::string what, const ObjectSink& take,
                             WhenForbidden forbidden) {
    parameters.insert(parameters.begin(), {"pageSize", std::string(page_size)});
    std::unordered_set<std::size_t> seen;  // hashes: a chance repeat in 10,000 tokens will not happen
    std::string token;
    std::uint64_t bytes = 0;
    const auto started = session.now();
    for (int page = 0; page < pages_max; ++page) {
        QueryParameters all = parameters;
        if (!token.empty()) all.emplace_back("pageToken", token);
        const Reply reply = co_await session.send(get_request(path + query_text(all), what));
        if (reply.status() == 403 && forbidden == WhenForbidden::empty) co_return Diagnostics{};
        if (!reply.success()) co_return one(session.error(what, reply));
        bytes += reply.response->body.size();
        if (bytes > bytes_max)
            co_return endless(what, "the service sent more than 2 GB and names yet another page");
        const ReplyJson body(reply);
        if (body.object() == nullptr) co_return one(session.unexpected(what, reply));
        if (const json::value* list = find_path(*body.object(), collection)) {
            if (!list->is_array()) co_return one(session.unexpected(what, reply));
            for (const json::value& item : list->get_array())
                if (const auto* object = item.if_object()) take(*object);
        }
        token = text_at(*body.object(), "nextPageToken");
        if (token.empty()) co_return Diagnostics{};
        if (!seen.insert(std::hash<std::string>{}(token)).second)
            co_return endless(what, "the service sends the same page token twice");
        if (session.now() - started > time_max)
            co_return endless(what, "after 30 minutes the service names yet another page");
    }
    co_return endless(what, fmt::format("the service sent {} pages and names yet another", pages_max));
}

}  // namespace fireform::fireworks
