// RowChecker of dataset_file.hpp: Boost.JSON's parser without a document, so that a row costs no memory
// unless somebody wants to know what is in it (row_format.hpp).
#include "engine/config/dataset_file.hpp"
#include "engine/config/row_format.hpp"

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>

namespace fireform {
namespace {

namespace json = boost::json;

/// Takes every event and keeps none.
struct Silent {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t, json::error_code&) { return true; }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_key(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    bool on_double(double, json::string_view, json::error_code&) { return true; }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

constexpr std::size_t depth_max = 64;

std::string_view not_an_object(char first) {
    if (first == '[') return "a row must be a JSON object, this one is a list";
    if (first == '"') return "a row must be a JSON object, this one is a string";
    if (first == '\xEF') return "the file begins with a byte order mark, or the row with a foreign letter";
    return "a row must be a JSON object and begin with {";
}

json::parse_options options() {
    json::parse_options options;
    options.max_depth = depth_max;
    return options;
}

}  // namespace

struct RowChecker::State {
    json::basic_parser<Silent> parser{options()};
    std::uint64_t line = 1;
    std::uint64_t column = 1;  ///< of the next byte
    bool started = false;      ///< the line has something on it
    std::optional<BadRow> bad;
    std::vector<RowFormat> formats;
    std::string text;  ///< of the line so far, for the formats

    void feed_line_part(std::string_view part) {
        const bool from_start = !started;
        if (from_start) {
            const auto blank = std::min(part.find_first_not_of(" \t\r"), part.size());
            column += blank;
            part.remove_prefix(blank);
            if (part.empty()) return;
            if (part.front() != '{') return refuse(column, std::string(not_an_object(part.front())));
            started = true;
            parser.reset();
        }
        if (column + part.size() > dataset_row_size_max)
            return refuse(0, fmt::format("a row is longer than {} MB", dataset_row_size_max >> 20));
        json::error_code error;
        const std::size_t used = parser.write_some(true, part.data(), part.size(), error);
        // The parser does not say where. A row in more than one piece is too long to read it again.
        if (error) return refuse(from_start ? column + first_wrong(part) : 0, message(error));
        // What follows the object: white space, or too much.
        const auto rest = part.substr(used).find_first_not_of(" \t\r");
        if (rest != std::string_view::npos)
            return refuse(column + used + rest, "text behind the JSON object");
        column += part.size();
        if (!formats.empty()) text += part;
    }

    std::size_t first_wrong(std::string_view row) {
        json::error_code error;
        parser.reset();
        std::size_t at = 0;
        while (at < row.size() && (parser.write_some(true, row.data() + at, 1, error), !error))
            ++at;
        return at;
    }

    void end_line() {
        if (started) {
            json::error_code error;
            parser.write_some(false, "", 0, error);
            if (error) return refuse(column, "the line ends inside the JSON object");
            for (RowFormat& format : formats)
                if (std::string reason = format.problem(text); !reason.empty()) {
                    bad = BadRow{line, 0, std::move(reason), format.use()};
                    return;
                }
        }
        text.clear();
        started = false;
        ++line;
        column = 1;
    }

    void refuse(std::uint64_t at, std::string reason) {
        bad = BadRow{line, at, std::move(reason), RowUse::any};
    }

    static std::string message(const json::error_code& error) {
        if (error == json::error::too_deep) return fmt::format("nested more than {} deep", depth_max);
        return error.message();
    }
};

RowChecker::RowChecker(const std::vector<RowUse>& uses) : state_(std::make_unique<State>()) {
    for (const RowUse use : uses)
        state_->formats.emplace_back(use);
}

RowChecker::~RowChecker() = default;

void RowChecker::feed(std::string_view bytes) {
    while (!bytes.empty() && !state_->bad) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        state_->feed_line_part(bytes.substr(0, end));
        if (end == bytes.size()) return;
        if (!state_->bad) state_->end_line();
        bytes.remove_prefix(end + 1);
    }
}

void RowChecker::finish() {
    if (!state_->bad && state_->started) state_->end_line();
}

const std::optional<RowChecker::BadRow>& RowChecker::bad_row() const {
    return state_->bad;
}

}  // namespace fireform
