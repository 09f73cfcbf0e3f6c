// A page that stands alone: one file, opened from disk, that asks no network and runs nothing but its own
// script (page.js, named by its hash in the page's Content-Security-Policy). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fireform {

/// One line as text of an element or value of an attribute.
[[nodiscard]] std::string html_text(std::string_view text);

/// What the page shows in turn; without the script, one below the other.
struct PageView {
    std::string id;     ///< a word of ours: "changes", "graph"
    std::string title;  ///< plain text
    std::string body;   ///< HTML
};

struct Page {
    std::string kind;             ///< plain text, faint above the headline: "fireform plan"
    std::string title;            ///< plain text, the headline
    std::string facts;            ///< HTML under it; "" none
    std::vector<PageView> views;  ///< the first is seen first
};
[[nodiscard]] std::string html_page(const Page& page);

/// What a row of a list can be filtered by, with a button each.
struct PageChip {
    std::string word;   ///< a word of ours, `data-kind` of the rows
    std::string label;  ///< plain text
    std::size_t count = 0;
};
/// The field and the buttons that filter `rows`: HTML, elements of class "row".
[[nodiscard]] std::string html_list(const std::vector<PageChip>& chips, std::string_view rows);

}  // namespace fireform
