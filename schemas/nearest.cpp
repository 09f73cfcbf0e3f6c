// nearest() of diagnostic.hpp: "did you mean".
#include "schemas/diagnostic.hpp"

#include <algorithm>

namespace fireform {
namespace {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string
/// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_up(b.size() + 1);
    std::vector<std::size_t> up(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        two_up.swap(up);
        up.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = up[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({up[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two_up[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    // A third of the letters: beyond that the guess is more often wrong than helpful. One letter has no
    // neighbours.
    if (word.size() < 2) return {};
    std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    std::string_view best;
    bool found = false;
    for (const std::string_view candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t shorter = std::min(word.size(), candidate.size());
        if (candidate.size() < 2 || longer - shorter > limit) continue;
        const std::size_t edits = distance(word, candidate);
        if (edits > limit || (found && edits == limit)) continue;
        limit = edits;
        best = candidate;
        found = true;
    }
    return std::string(best);
}

}  // namespace fireform
