#include "providers/fireworks/secrets.hpp"

#include "providers/fireworks/unescaped.hpp"
#include "providers/live.hpp"
#include "schemas/schema.hpp"

#include <algorithm>
#include <compare>

namespace fireform::fireworks {
namespace {

constexpr std::size_t secret_min = 4;
constexpr std::size_t line_min = 8;
constexpr std::string_view cover = "(sensitive)";

void add_texts(Secrets& secrets, const Value& value) {
    if (const auto* text = value.string()) secrets.add(*text);
    if (const auto* list = value.list())
        for (const Value& item : *list)
            add_texts(secrets, item);
    if (const auto* map = value.map())
        for (const auto& [key, item] : *map)
            add_texts(secrets, item);
}

/// `size` or a little less, so that no UTF-8 sequence is cut.
std::size_t whole_characters(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text.size();
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0u) == 0x80u)
        --size;
    return size;
}

/// The lines of a text that has several, without the blanks around them; a text of one line has none.
std::vector<std::string_view> lines_of(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    std::vector<std::string_view> out;
    if (text.find('\n') == std::string_view::npos) return out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t first = line.find_first_not_of(blanks);
        if (first != std::string_view::npos)
            out.push_back(line.substr(first, line.find_last_not_of(blanks) - first + 1));
    }
    return out;
}

/// Bytes of a text, the first and the one behind the last.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    auto operator<=>(const Span&) const = default;
};

/// What overlaps is one secret, or a part of it.
std::string covered(std::string_view text, std::vector<Span> spans) {
    std::ranges::sort(spans);
    std::string out;
    std::size_t done = 0;
    for (const Span& span : spans) {
        if (span.begin >= done) {
            out += text.substr(done, span.begin - done);
            out += cover;
        }
        done = std::max(done, span.end);
    }
    return out += text.substr(done);
}

}  // namespace

void Secrets::remember(std::string_view text) {
    if (text.size() < secret_min || std::ranges::find(texts_, text) != texts_.end()) return;
    texts_.emplace_back(text);
}

void Secrets::add(std::string_view text) {
    if (text.size() < secret_min) return;
    // A secret may itself look escaped, as a private key inside JSON does: both it and what it means count.
    Unescaped form(text);
    do {
        remember(form.text());
        for (const std::string_view line : lines_of(form.text()))
            if (line.size() >= line_min) remember(line);
    } while (form.undo());
}

void Secrets::add(const ResourceType& type, const Attributes& attributes) {
    for (const auto& [index, value] : attributes)
        if (type.attributes[index].sensitive) add_texts(*this, value);
}

std::string Secrets::blank(std::string text) const {
    if (texts_.empty()) return text;
    std::vector<Span> found;
    Unescaped form(text);
    do {
        for (const std::string& secret : texts_)
            for (std::size_t at = 0; (at = form.text().find(secret, at)) != std::string_view::npos;
                 at += secret.size())
                found.push_back({form.origin(at), form.origin(at + secret.size())});
    } while (form.undo());
    if (found.empty()) return text;
    return covered(text, std::move(found));
}

void Secrets::blank_status(LiveObject& live) const {
    live.status = blank(std::move(live.status));
    const std::size_t index = live.type->index_of("status");
    if (index == ResourceType::npos) return;
    if (const std::string* text = live.attributes.at(index).string())
        live.attributes.set(index, Value(blank(*text)));
}

std::string Secrets::clean(std::string_view text, std::size_t bytes_max) const {
    std::string out = blank(std::string(text));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 127) c = ' ';
    const auto first = out.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    out = out.substr(first, out.find_last_not_of(' ') - first + 1);
    if (const std::size_t size = whole_characters(out, bytes_max); size < out.size())
        out = out.substr(0, size) + "...";
    return out;
}

}  // namespace fireform::fireworks
