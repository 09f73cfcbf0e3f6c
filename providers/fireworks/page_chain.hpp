// Pages one after the other, each named by the one before (domain brief 8.6). Which chains a list is read by
// is the business of pages.hpp. Only for .cpp files of this folder.
#pragma once

#include "providers/fireworks/pages.hpp"
#include "providers/fireworks/reply_json.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace fireform::fireworks {

/// What all chains of one list have in common, and may come to together.
struct PagedList {
    Session& session;
    std::string path;
    std::string collection;
    std::string what;
    WhenForbidden forbidden = WhenForbidden::error;
    std::chrono::nanoseconds started = session.now();
    int pages = 0;
    std::uint64_t bytes = 0;
};

/// One page: an array of objects, and what stands beside it.
class Page {
 public:
    Page(const Reply& reply, std::string_view collection);

    /// A reply that can be used: the array may be absent, and is nothing else than an array.
    [[nodiscard]] bool good() const { return good_; }
    /// REQUIRES: good().
    [[nodiscard]] const boost::json::array& objects() const { return *objects_; }
    [[nodiscard]] std::string next_token() const;
    /// 0: the service does not say.
    [[nodiscard]] std::int64_t total_size() const;

 private:
    ReplyJson body_;
    const boost::json::array* objects_ = nullptr;
    bool good_ = false;
};

class PageChain {
 public:
    /// `parameters` are the same for each page; pageSize is added.
    PageChain(PagedList& list, QueryParameters parameters);

    /// Reads the next page. Errors: it cannot be had, it is no page, the chain does not end.
    /// REQUIRES: not ended().
    [[nodiscard]] Task<Diagnostics> turn();

    /// The page that the last turn brought; null: none. Whoever takes it keeps it.
    std::unique_ptr<Page> page;
    [[nodiscard]] bool ended() const { return ended_; }
    /// The service does not take such parameters.
    [[nodiscard]] bool refused() const { return refused_; }
    /// The key lacks the right, which the list takes for an end (WhenForbidden::empty).
    [[nodiscard]] bool forbidden() const { return forbidden_; }

 private:
    PagedList& list_;
    QueryParameters parameters_;
    std::string token_;
    std::unordered_set<std::size_t> tokens_;  // hashes: a chance repeat in 10,000 tokens will not happen
    bool ended_ = false;
    bool refused_ = false;
    bool forbidden_ = false;
};

/// Pages that came, whose objects are taken while the next ones are on their way.
class Delivery {
 public:
    explicit Delivery(const ObjectSink& take) : take_(take) {}

    /// The page of the chain, if it has one.
    void add(PageChain& chain);
    void deliver();

 private:
    const ObjectSink& take_;
    std::vector<std::unique_ptr<Page>> pages_;
};

/// The next page of each chain, asked for side by side, the objects of the pages before are delivered
/// meanwhile. What came of each chain, in their order.
[[nodiscard]] Task<std::vector<Diagnostics>> turn_all(std::vector<PageChain*> chains, Delivery& delivery);

/// The chain to its end, everything delivered.
[[nodiscard]] Task<Diagnostics> walk(PageChain& chain, Delivery& delivery);

}  // namespace fireform::fireworks
