#include "providers/fireworks/pages.hpp"

#include "providers/fireworks/page_chain.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace fireform::fireworks {
namespace json = boost::json;

namespace {

// Up to five pages one chain is as good: from both ends they take four round trips and one request more.
constexpr std::int64_t objects_alone_max = 1000;
constexpr int pages_alone_max = 5;  // where the service does not say how many objects there are

std::string_view name_of(const json::value& item) {
    const json::object* object = item.if_object();
    const json::value* name = object != nullptr ? object->if_contains("name") : nullptr;
    return name != nullptr && name->is_string() ? std::string_view(name->get_string()) : std::string_view();
}

/// Two chains that come towards each other by name. Names are unique, so either order is the other one
/// backwards, whatever its collation: once an object has been in both chains, all that lie before it were in
/// the one and all behind it in the other, however many came or went meanwhile.
class Approach {
 public:
    void rise(const Page& page) { follow(up_, page, down_); }
    void sink(const Page& page) { follow(down_, page, up_); }

    /// Whether everything that came was in order. A service that ignores `orderBy` begins both chains alike.
    [[nodiscard]] bool in_order() const { return in_order_; }
    [[nodiscard]] bool met() const { return common_ > 0; }
    /// Whether as many objects came as the service says there are: the least it said, some may be gone.
    [[nodiscard]] bool complete() const { return total_ && seen() >= *total_; }
    [[nodiscard]] bool short_of_total() const { return total_ && seen() < *total_; }

 private:
    struct Course {
        bool descends;
        std::string last;
        std::unordered_set<std::size_t> names;  // hashes: a chance repeat in a million names will not happen
    };

    void follow(Course& course, const Page& page, const Course& other) {
        if (const std::int64_t total = page.total_size(); total > 0)
            total_ = std::min(total_.value_or(total), total);
        for (const json::value& item : page.objects()) {
            const std::string_view name = name_of(item);
            if (name.empty()) continue;
            const bool begins = course.names.empty();
            // The chain from the end has to begin behind all that the other one has seen.
            const std::string& before = begins && course.descends ? other.last : course.last;
            in_order_ = in_order_ && (course.descends && !begins ? name < before : name > before);
            course.last = name;
            const std::size_t hash = std::hash<std::string_view>{}(name);
            if (course.names.insert(hash).second && other.names.contains(hash)) ++common_;
        }
    }
    [[nodiscard]] std::int64_t seen() const {
        return static_cast<std::int64_t>(up_.names.size() + down_.names.size()) - common_;
    }

    Course up_{.descends = false, .last = {}, .names = {}};
    Course down_{.descends = true, .last = {}, .names = {}};
    std::int64_t common_ = 0;
    std::optional<std::int64_t> total_;
    bool in_order_ = true;
};

QueryParameters ordered(QueryParameters parameters, std::string order) {
    parameters.emplace_back("orderBy", std::move(order));
    return parameters;
}

/// Turns both chains until they have met. True: every object has come. False: only `up` to its end can tell.
Task<Checked<bool>> meet(PageChain& up, PageChain& down, Approach& approach, Delivery& delivery) {
    while (!up.ended() && !down.ended() && approach.in_order()) {
        delivery.add(down);
        std::vector<PageChain*> chains{&up};
        // All seem to have come: one page more shows it, without the other end's help.
        if (!approach.complete()) chains.push_back(&down);
        std::vector<Diagnostics> problems = co_await turn_all(chains, delivery);
        if (problems.front().has_errors()) co_return std::move(problems.front());
        if (problems.back().has_errors()) co_return false;
        if (down.page) approach.sink(*down.page);
        approach.rise(*up.page);
        if (approach.in_order() && approach.met()) co_return !approach.short_of_total();
    }
    co_return false;
}

}  // namespace

Task<Diagnostics> list_pages(Session& session, std::string path, std::string collection,
                             QueryParameters parameters, std::string what, const ObjectSink& take,
                             WhenForbidden forbidden) {
    PagedList list{session, std::move(path), std::move(collection), std::move(what), forbidden};
    PageChain chain(list, std::move(parameters));
    Delivery delivery(take);
    co_return co_await walk(chain, delivery);
}

Task<Diagnostics> list_by_name(Session& session, std::string path, std::string collection,
                               QueryParameters parameters, std::string what, const ObjectSink& take) {
    PagedList list{session, path, collection, what};
    PageChain up(list, ordered(parameters, "name"));
    Delivery delivery(take);
    Approach approach;
    for (int pages = 1; !up.ended(); ++pages) {
        const std::vector<PageChain*> only{&up};
        std::vector<Diagnostics> problems = co_await turn_all(only, delivery);
        if (up.refused() && pages == 1)
            co_return co_await list_pages(session, std::move(path), std::move(collection),
                                          std::move(parameters), std::move(what), take);
        if (problems.front().has_errors()) co_return std::move(problems.front());
        approach.rise(*up.page);
        const bool is_long = up.page->total_size() > objects_alone_max || pages == pages_alone_max;
        if (is_long || !approach.in_order()) break;
    }
    PageChain down(list, ordered(std::move(parameters), "name desc"));
    Checked<bool> whole = co_await meet(up, down, approach, delivery);
    if (whole.diagnostics.has_errors()) co_return std::move(whole.diagnostics);
    delivery.add(down);
    if (!*whole.value) co_return co_await walk(up, delivery);
    delivery.add(up);
    delivery.deliver();
    co_return Diagnostics{};
}

}  // namespace fireform::fireworks
