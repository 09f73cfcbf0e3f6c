#include "engine/config/secrets.hpp"

#include "engine/config/line_columns.hpp"

#include <algorithm>

namespace fireform {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Whether what stands between braces is names only, without a text that is written out.
bool is_plain_reference(const std::string& text, std::size_t begin, std::size_t end) {
    return std::string_view(text).substr(begin, end - begin).find_first_of("(\"'") == std::string_view::npos;
}

/// Leaves quotes, white space and whole references.
void cover(std::string& text, std::size_t begin, std::size_t end) {
    std::size_t close = text.find('}', begin);  // the first at or behind `at`
    for (std::size_t at = begin; at < end; ++at) {
        if (close < at) close = text.find('}', at);
        if (text.compare(at, 3, "$${") == 0) {
            text.replace(at, 2, "**");  // a literal "${", not a reference
            at += 1;
            continue;
        }
        if (close < end && text.compare(at, 2, "${") == 0 && is_plain_reference(text, at, close))
            at = close;
        else if (text[at] != '"' && text[at] != '\'' && !is_space(text[at]))
            text[at] = '*';
    }
}

/// "api_key" of "wandb.api_key" and of "\"api_key\"".
std::string_view last_part(std::string_view key) {
    while (!key.empty() && (is_space(key.back()) || key.back() == '"' || key.back() == '\''))
        key.remove_suffix(1);
    const auto start = key.find_last_of(".\"' \t{,");
    return start == std::string_view::npos ? key : key.substr(start + 1);
}

}  // namespace

void collect_secrets(const Value& value, std::vector<std::string>& secrets) {
    if (const auto* text = value.string(); text && !text->empty()) secrets.push_back(*text);
    if (const auto* list = value.list())
        for (const Value& item : *list)
            collect_secrets(item, secrets);
    if (const auto* map = value.map())
        for (const auto& [key, item] : *map)
            collect_secrets(item, secrets);
}

void cover_secrets(Sources& sources, const std::vector<SecretPlace>& places) {
    std::map<std::string_view, std::vector<TomlPlace>> by_file;
    for (const SecretPlace& secret : places)
        by_file[secret.place.file ? *secret.place.file : secret.file].push_back(secret.place);
    for (const auto& [file, secret_places] : by_file) {
        const auto found = sources.find(file);
        if (found == sources.end()) continue;
        std::string covered = found->second;
        const LineColumns columns(found->second);
        for (const TomlPlace& place : secret_places)
            cover(covered, columns.offset(place.line, place.column),
                  columns.offset(place.line_end, place.column_end));
        found->second = std::move(covered);
    }
}

std::set<std::string, std::less<>> secret_keys(const Catalog& catalog) {
    std::set<std::string, std::less<>> keys{"api_key", "passphrase", "previous_passphrase"};
    for (const ResourceType* type : catalog)
        for (const Attribute& attribute : type->attributes)
            if (attribute.sensitive) keys.emplace(last_part(attribute.name));
    return keys;
}

std::string cover_lines(std::string_view text, const std::set<std::string, std::less<>>& keys) {
    std::string covered(text);
    bool output = false;  // its `value` is for everybody, and not that of a secret
    for (std::size_t line = 0; line < covered.size();) {
        const auto end = std::min(covered.find('\n', line), covered.size());
        const auto words = std::string_view(covered).substr(line, end - line);
        if (words.starts_with('[')) output = words.starts_with("[outputs");
        if (output) {
            line = end + 1;
            continue;
        }
        for (auto equals = covered.find('=', line); equals < end; equals = covered.find('=', equals + 1))
            if (keys.contains(last_part(std::string_view(covered).substr(line, equals - line)))) {
                cover(covered, equals + 1, end);
                break;
            }
        line = end + 1;
    }
    return covered;
}

}  // namespace fireform
