#include "providers/emulator/fault_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

namespace fireform::emulator {
namespace {

using Plain = std::variant<std::string, double>;

constexpr std::array<std::string_view, 8> keys{"operation", "match",  "after",   "times",
                                               "kind",      "status", "message", "delay"};
constexpr double delay_max = 24 * 3600;  ///< seconds

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_rest(std::string_view text) {
    text = trimmed(text);
    return text.empty() || text.front() == '#';
}

/// A quoted string with what stands behind it on the line.
std::optional<std::string> read_string(std::string_view text) {
    const char quote = text.front();
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        char c = text[i];
        if (c == quote) return is_rest(text.substr(i + 1)) ? std::optional(out) : std::nullopt;
        if (c == '\\' && quote == '"') {
            if (++i == text.size()) return std::nullopt;
            c = text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
            if (c == text[i] && c != '"' && c != '\\') return std::nullopt;
        }
        out += c;
    }
    return std::nullopt;
}

std::optional<Plain> read_plain(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return std::nullopt;
    if (text.front() == '"' || text.front() == '\'') {
        auto string = read_string(text);
        return string ? std::optional<Plain>(std::move(*string)) : std::nullopt;
    }
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || !is_rest(text.substr(static_cast<std::size_t>(end - text.data()))))
        return std::nullopt;
    return Plain(number);
}

/// "1.5s", "200ms", "2m", "1h"; a number counts seconds.
std::optional<std::chrono::milliseconds> read_delay(const Plain& value) {
    double seconds = 0;
    if (const double* number = std::get_if<double>(&value)) {
        seconds = *number;
    } else {
        const std::string& text = std::get<std::string>(value);
        double amount = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), amount);
        const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
        const double factor = unit == "ms"  ? 0.001
                              : unit == "s" ? 1
                              : unit == "m" ? 60
                              : unit == "h" ? 3600
                                            : 0;
        if (failure != std::errc() || factor == 0) return std::nullopt;
        seconds = amount * factor;
    }
    if (!(seconds >= 0) || seconds > delay_max) return std::nullopt;
    return std::chrono::milliseconds(std::llround(seconds * 1000));
}

class FaultReader {
 public:
    explicit FaultReader(const std::string& file) : file_(file) {}

    Checked<std::vector<FaultRule>> read(std::string_view text) {
        for (line_ = 1; !text.empty(); ++line_) {
            const auto end = std::min(text.find('\n'), text.size());
            read_line(trimmed(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        finish();
        Checked<std::vector<FaultRule>> out(std::move(problems_));
        if (!out.diagnostics.has_errors()) out.value = std::move(rules_);
        return out;
    }

 private:
    void problem(std::string detail, std::string hint) {
        problems_.add({.summary = "Invalid faults file",
                       .detail = std::move(detail),
                       .range = SourceRange{file_, line_, 1, 0},
                       .hint = std::move(hint)});
    }

    void read_line(std::string_view line) {
        if (line.empty() || line.front() == '#') return;
        if (line.front() == '[') {
            finish();
            open_ = line.starts_with("[[fault]]") && is_rest(line.substr(9));
            has_kind_ = false;
            if (open_) {
                rules_.emplace_back();
            } else {
                problem("Only [[fault]] tables can stand here.", "[[fault]]");
            }
            return;
        }
        const auto equals = line.find('=');
        const std::string key(trimmed(line.substr(0, equals)));
        const auto value =
            equals == std::string_view::npos ? std::nullopt : read_plain(line.substr(equals + 1));
        if (!value)
            return problem("A key with a string or a number is expected: " + std::string(line),
                           "status = 503");
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            const auto meant = nearest(key, {keys.begin(), keys.end()});
            return problem("A fault has no \"" + key + "\".",
                           meant.empty() ? "operation, match, after, times, kind, status, message, delay"
                                         : "did you mean " + meant + "?");
        }
        if (!open_) return problem("\"" + key + "\" stands before the first table.", "[[fault]]");
        set(rules_.back(), key, *value);
    }

    void set(FaultRule& rule, const std::string& key, const Plain& value) {
        const std::string* text = std::get_if<std::string>(&value);
        const double* number = std::get_if<double>(&value);
        const auto whole = [&](double low, double high) {
            return number != nullptr && *number == std::floor(*number) && *number >= low && *number <= high;
        };
        bool good = true;
        if (key == "delay") {
            const auto delay = read_delay(value);
            good = delay.has_value();
            rule.delay = delay.value_or(std::chrono::milliseconds{0});
        } else if (key == "after" || key == "times") {
            good = whole(0, 1e9);
            if (good) (key == "after" ? rule.after : rule.times) = static_cast<int>(*number);
        } else if (key == "status") {
            good = whole(400, 599);
            if (good) rule.status = static_cast<int>(*number);
        } else if (text == nullptr) {
            good = false;
        } else if (key == "kind") {
            const auto kind = fault_kind(*text);
            has_kind_ = good = kind.has_value();
            rule.kind = kind.value_or(FaultKind::status);
        } else {
            (key == "operation" ? rule.operation : key == "match" ? rule.match : rule.message) = *text;
        }
        if (!good) problem("The value of \"" + key + "\" is not one that it can have.", hint_of(key));
    }

    static std::string hint_of(const std::string& key) {
        if (key == "kind")
            return "status, drop_before, drop_after, truncate, stall, lag, fail_state, upload_stuck or "
                   "route_404";
        if (key == "delay") return "delay = \"2s\"";
        if (key == "status") return "a number from 400 to 599";
        return key == "after" || key == "times" ? "a whole number" : "a string in quotes";
    }

    void finish() {
        if (open_ && !has_kind_) problem("This fault has no \"kind\".", "kind = \"status\"");
    }

    const std::string& file_;
    std::uint32_t line_ = 1;
    std::vector<FaultRule> rules_;
    Diagnostics problems_;
    bool open_ = false;
    bool has_kind_ = false;
};

}  // namespace

Checked<std::vector<FaultRule>> read_faults(const std::string& file, std::string_view text) {
    return FaultReader(file).read(text);
}

}  // namespace fireform::emulator
