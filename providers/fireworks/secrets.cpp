#include "providers/fireworks/secrets.hpp"

#include "providers/live.hpp"
#include "schemas/schema.hpp"

#include <algorithm>

namespace fireform::fireworks {
namespace {

constexpr std::size_t secret_min = 4;

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

}  // namespace

void Secrets::add(std::string text) {
    if (text.size() < secret_min || std::ranges::find(texts_, text) != texts_.end()) return;
    texts_.push_back(std::move(text));
    std::ranges::sort(texts_, std::ranges::greater{}, &std::string::size);
}

void Secrets::add(const ResourceType& type, const Attributes& attributes) {
    for (const auto& [index, value] : attributes)
        if (type.attributes[index].sensitive) add_texts(*this, value);
}

std::string Secrets::blank(std::string text) const {
    constexpr std::string_view cover = "(sensitive)";
    for (const std::string& secret : texts_)
        for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += cover.size())
            text.replace(at, secret.size(), cover);
    return text;
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
