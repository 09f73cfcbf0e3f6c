#include "engine/config/dependency_cycles.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fireform {
namespace {

constexpr std::size_t loops_max = 10;
constexpr std::size_t shown_max = 50;  ///< resources of one loop

enum class Color : char { untouched, on_path, done };

class Search {
 public:
    Search(const std::vector<ReadResource>& resources, Diagnostics& diagnostics)
        : resources_(resources),
          diagnostics_(diagnostics),
          colors_(resources.size(), Color::untouched),
          next_edge_(resources.size(), 0) {}

    void run() {
        for (std::size_t start = 0; start < resources_.size(); ++start)
            if (colors_[start] == Color::untouched) follow(start);
    }

 private:
    /// Depth first, with a path of its own: a chain may be longer than the stack is deep.
    void follow(std::size_t start) {
        enter(start);
        while (!path_.empty() && loops_ < loops_max) {
            const std::size_t here = path_.back();
            const auto& edges = resources_[here].edges;
            if (next_edge_[here] == edges.size()) {
                colors_[here] = Color::done;
                path_.pop_back();
                continue;
            }
            const std::size_t target = index_of(edges[next_edge_[here]++].to);
            if (target == resources_.size() || colors_[target] == Color::done) continue;
            if (colors_[target] == Color::untouched)
                enter(target);
            else
                report(target);
        }
    }

    void enter(std::size_t index) {
        colors_[index] = Color::on_path;
        path_.push_back(index);
    }

    /// The number of resources: there is none of that address.
    [[nodiscard]] std::size_t index_of(const Address& address) const {
        const auto key = [](const ReadResource& resource) -> const Address& {
            return resource.config.address;
        };
        const auto found = std::ranges::lower_bound(resources_, address, {}, key);
        return found != resources_.end() && key(*found) == address
                   ? static_cast<std::size_t>(found - resources_.begin())
                   : resources_.size();
    }

    void report(std::size_t target) {
        ++loops_;
        std::vector<std::size_t> loop(std::ranges::find(path_, target), path_.end());
        // From its first address, so that the message does not depend on where the search began.
        std::ranges::rotate(loop, std::ranges::min_element(loop));
        const ReadResource& first = resources_[loop.front()];
        const Address& second = resources_[loop[loop.size() > 1 ? 1 : 0]].config.address;
        const auto edge = std::ranges::find(first.edges, second, &Edge::to);
        std::string text;
        for (std::size_t i = 0; i < loop.size() && i < shown_max; ++i)
            text += to_text(resources_[loop[i]].config.address) + " -> ";
        if (loop.size() > shown_max) text += fmt::format("({} more) -> ", loop.size() - shown_max);
        text += to_text(first.config.address);
        diagnostics_.add({Severity::error, "Dependency cycle",
                          fmt::format("None of these can be made first: {}.", text), first.config.address,
                          edge->range, "remove one of the references"});
    }

    const std::vector<ReadResource>& resources_;
    Diagnostics& diagnostics_;
    std::vector<Color> colors_;
    std::vector<std::size_t> next_edge_;
    std::vector<std::size_t> path_;
    std::size_t loops_ = 0;
};

}  // namespace

void check_cycles(const std::vector<ReadResource>& resources, Diagnostics& diagnostics) {
    Search(resources, diagnostics).run();
}

}  // namespace fireform
