#include "providers/fireworks/page_chain.hpp"

#include "providers/fireworks/gather.hpp"
#include "providers/fireworks/json_codec.hpp"

#include <fmt/core.h>

#include <functional>
#include <utility>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

constexpr std::string_view page_size = "200";    // larger is cut to it silently
constexpr int pages_max = 10000;                 // two million objects
constexpr std::uint64_t bytes_max = 2ull << 30;  // of all pages; an object has some 1.5 KB
constexpr std::chrono::minutes time_max{30};     // with every retry; 10,000 pages of the service take some 15

Diagnostics one(Diagnostic diagnostic) {
    Diagnostics all;
    all.add(std::move(diagnostic));
    return all;
}

Diagnostics endless(std::string_view what, std::string_view why) {
    return one(problem("List without an end", fmt::format("{}: {}.", what, why),
                       "check that base_url names the Fireworks API"));
}

Task<Diagnostics> hand_over(Delivery& delivery) {
    delivery.deliver();
    co_return Diagnostics{};
}

}  // namespace

Page::Page(const Reply& reply, std::string_view collection) : body_(reply) {
    static const json::array none;
    if (body_.object() == nullptr) return;
    const json::value* list = find_path(*body_.object(), collection);
    objects_ = list != nullptr ? list->if_array() : &none;
    good_ = objects_ != nullptr;
}

std::string Page::next_token() const {
    return text_at(*body_.object(), "nextPageToken");
}

std::int64_t Page::total_size() const {
    return integer_at(*body_.object(), "totalSize");
}

PageChain::PageChain(PagedList& list, QueryParameters parameters)
    : list_(list), parameters_(std::move(parameters)) {
    parameters_.insert(parameters_.begin(), {"pageSize", std::string(page_size)});
}

Task<Diagnostics> PageChain::turn() {
    Session& session = list_.session;
    const std::string& what = list_.what;
    page = nullptr;
    if (list_.pages++ >= pages_max)
        co_return endless(what, fmt::format("the service sent {} pages and names yet another", pages_max));
    QueryParameters all = parameters_;
    if (!token_.empty()) all.emplace_back("pageToken", token_);
    const Reply reply = co_await session.send(get_request(list_.path + query_text(all), what));
    if (reply.status() == 403 && list_.forbidden == WhenForbidden::empty) {
        ended_ = forbidden_ = true;
        co_return Diagnostics{};
    }
    refused_ = reply.status() == 400;
    if (!reply.success()) co_return one(session.error(what, reply));
    list_.bytes += reply.response->body.size();
    if (list_.bytes > bytes_max)
        co_return endless(what, "the service sent more than 2 GB and names yet another page");
    auto come = std::make_unique<Page>(reply, list_.collection);
    if (!come->good()) co_return one(session.unexpected(what, reply));
    token_ = come->next_token();
    ended_ = token_.empty();
    page = std::move(come);
    if (ended_) co_return Diagnostics{};
    if (!tokens_.insert(std::hash<std::string>{}(token_)).second)
        co_return endless(what, "the service sends the same page token twice");
    if (session.now() - list_.started > time_max)
        co_return endless(what, "after 30 minutes the service names yet another page");
    co_return Diagnostics{};
}

void Delivery::add(PageChain& chain) {
    if (chain.page) pages_.push_back(std::move(chain.page));
}

void Delivery::deliver() {
    for (const auto& page : pages_)
        for (const json::value& item : page->objects())
            if (const auto* object = item.if_object()) take_(*object);
    pages_.clear();
}

Task<std::vector<Diagnostics>> turn_all(std::vector<PageChain*> chains, Delivery& delivery) {
    std::vector<Task<Diagnostics>> tasks;
    for (PageChain* chain : chains) {
        delivery.add(*chain);
        tasks.push_back(chain->turn());
    }
    tasks.push_back(hand_over(delivery));
    std::vector<Diagnostics> found = co_await gather(std::move(tasks));
    found.pop_back();
    co_return found;
}

Task<Diagnostics> walk(PageChain& chain, Delivery& delivery) {
    const std::vector<PageChain*> only{&chain};
    while (!chain.ended()) {
        std::vector<Diagnostics> problems = co_await turn_all(only, delivery);
        if (problems.front().has_errors()) co_return std::move(problems.front());
    }
    delivery.add(chain);
    delivery.deliver();
    co_return Diagnostics{};
}

}  // namespace fireform::fireworks
