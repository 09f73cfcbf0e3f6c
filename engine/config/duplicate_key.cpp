#include "engine/config/duplicate_key.hpp"

#include "engine/config/line_columns.hpp"
#include "engine/config/toml_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fireform {
namespace {

using Path = std::vector<std::string>;

/// A statement as it stands on its line: "[deployment.chat]" or "model".
struct Statement {
    bool header = false;
    Path path;
    SourceRange range;
};

/// The segments of a dotted key; empty: not a key.
Path split_key(std::string_view key) {
    Path path;
    const auto parsed = parse_toml("", fmt::format("{} = 0", key));
    if (!parsed.value) return path;
    const TomlNode* node = &*parsed.value;
    while (const auto* members = node->table()) {
        if (members->size() != 1) return {};
        path.push_back(members->front().key);
        node = &members->front().value;
    }
    return path;
}

std::optional<Statement> statement_on(std::string_view line, const std::string& file, std::uint32_t number) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    Statement statement;
    statement.header = line[begin] == '[';
    const auto inside = statement.header ? line.find_first_not_of("[ \t", begin) : begin;
    if (inside == std::string_view::npos) return std::nullopt;
    // A quoted key may hold the very character that ends a bare one: the shortest text that is a key wins.
    constexpr int tries_max = 20;
    auto end = line.find(statement.header ? ']' : '=', inside);
    for (int tries = 0; tries < tries_max && end != std::string_view::npos;
         ++tries, end = line.find(line[end], end + 1)) {
        statement.path = split_key(line.substr(inside, end - inside));
        if (statement.path.empty()) continue;
        auto last = statement.header ? end + 1 : line.find_last_not_of(" \t", end - 1) + 1;
        if (statement.header && line.substr(last).starts_with(']')) ++last;
        statement.range = {file, number, static_cast<std::uint32_t>(begin + 1),
                           static_cast<std::uint32_t>(last + 1)};
        return statement;
    }
    return std::nullopt;
}

/// The table that the last header of the text opened, and its path.
struct OpenTable {
    const TomlNode* node;
    Path path;
};

class LastHeader {
 public:
    LastHeader(const TomlNode& root, std::string_view text) : text_(text), columns_(text), last_{&root, {}} {
        visit(root);
    }
    [[nodiscard]] OpenTable last() const { return last_; }

 private:
    void visit(const TomlNode& node) {
        if (const auto* array = node.array())
            for (const TomlNode& item : *array)
                visit(item);
        const auto* members = node.table();
        if (!members) return;
        const bool has_header = !path_.empty() && starts_with_bracket(node.place);
        // Not before, so that of a header's own table and the ones it implies the innermost wins.
        if (has_header && !node.place.before(last_place_)) {
            last_ = {&node, path_};
            last_place_ = node.place;
        }
        for (const TomlMember& member : *members) {
            path_.push_back(member.key);
            visit(member.value);
            path_.pop_back();
        }
    }
    [[nodiscard]] bool starts_with_bracket(const TomlPlace& place) const {
        return text_.substr(columns_.offset(place.line, place.column)).starts_with('[');
    }

    std::string_view text_;
    LineColumns columns_;
    OpenTable last_;
    TomlPlace last_place_;
    Path path_;
};

}  // namespace

Diagnostic defined_twice(std::string_view name, const SourceRange& second, const SourceRange& first) {
    return {Severity::error,
            "Defined twice",
            fmt::format("\"{}\" is defined at {}:{} already.", name, first.file, first.line),
            std::nullopt,
            second,
            "keep one of the two"};
}

std::optional<Diagnostic> duplicate_key_error(const std::string& file, std::string_view text,
                                              std::string_view description, const SourceRange& range) {
    if (description.find("cannot redefine existing") == std::string_view::npos) return std::nullopt;
    const LineColumns columns(text);
    const auto statement = statement_on(columns.line(range.line), file, range.line);
    const auto above_text = text.substr(0, columns.offset(range.line, 1));
    const auto above = parse_toml(file, above_text);
    if (!statement || !above.value) return std::nullopt;

    OpenTable table{&*above.value, {}};
    if (!statement->header) table = LastHeader(*above.value, above_text).last();
    Path name = table.path;
    const TomlMember* first = nullptr;
    const TomlNode* node = table.node;
    for (const std::string& segment : statement->path) {
        if (const auto* array = node->array(); array && !array->empty()) node = &array->back();
        const TomlMember* member = node->find(segment);
        if (!member) break;
        first = member;
        node = &member->value;
        name.push_back(segment);
    }
    if (!first) return std::nullopt;
    const TomlPlace& place = first->value.table() ? first->value.place : first->key_place;
    return defined_twice(fmt::format("{}", fmt::join(name, ".")), statement->range,
                         source_range(file, place));
}

}  // namespace fireform
