#include "engine/render/html.hpp"

#include "engine/render/page_assets.hpp"
#include "engine/render/text.hpp"
#include "schemas/base64.hpp"
#include "schemas/hash.hpp"

#include <fmt/format.h>

namespace fireform {
namespace {

/// How a Content-Security-Policy names the one style or script that may be there.
std::string source_of(std::string_view text) {
    return fmt::format("'sha256-{}'", to_base64(sha256(text)));
}

std::string policy() {
    return fmt::format("default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
                       source_of(page_css), source_of(page_js));
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char letter : printable(text)) {
        switch (letter) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += letter;
        }
    }
    return out;
}

std::string html_page(const Page& page) {
    std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy());
    out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    out += "<meta name=\"color-scheme\" content=\"light dark\">\n";
    out += fmt::format("<title>{}: {}</title>\n<style>{}</style>\n</head>\n<body>\n", html_text(page.kind),
                       html_text(page.title), page_css);
    out += fmt::format("<header>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n{}</header>\n", html_text(page.kind),
                       html_text(page.title), page.facts);
    if (page.views.size() > 1) {
        out += "<nav>";
        for (const PageView& view : page.views)
            out += fmt::format("<button type=\"button\" data-view=\"{}\">{}</button>", view.id,
                               html_text(view.title));
        out +=
            "<span class=\"keys\"><kbd>/</kbd> filter <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open "
            "<kbd>g</kbd> other view</span></nav>\n";
    }
    out += "<main>\n";
    for (const PageView& view : page.views)
        out += fmt::format("<section id=\"{}\" aria-label=\"{}\">\n{}</section>\n", view.id,
                           html_text(view.title), view.body);
    return out + fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", page_js);
}

std::string html_list(const std::vector<PageChip>& chips, std::string_view rows) {
    std::string out =
        "<div class=\"tools\"><input type=\"search\" placeholder=\"Filter\" aria-label=\"Filter\" "
        "autocomplete=\"off\" spellcheck=\"false\">";
    for (const PageChip& chip : chips)
        out += fmt::format(
            "<button type=\"button\" class=\"chip {0}\" data-kind=\"{0}\" aria-pressed=\"false\">{1} "
            "<b>{2}</b></button>",
            chip.word, html_text(chip.label), chip.count);
    out += "<output></output></div>\n<div class=\"list\">\n";
    out += rows;
    return out + "<p class=\"nothing\" hidden>Nothing is like this.</p>\n</div>\n";
}

}  // namespace fireform
