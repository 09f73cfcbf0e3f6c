#include "providers/emulator/dataset_rows.hpp"

#include "providers/emulator/body.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace fireform::emulator {
namespace {

constexpr std::int64_t rows_max = 3'000'000;  // brief 6.3

std::string_view format_of(const json::object& row) {
    if (row.contains("samples")) return "RL";
    if (row.contains("messages")) return "CHAT";
    if (row.contains("prompt") && row.contains("completion")) return "COMPLETION";
    return {};
}

bool is_role(const json::value& value) {
    static constexpr std::array<std::string_view, 4> roles{"system", "user", "assistant", "tool"};
    return value.is_string() &&
           std::find(roles.begin(), roles.end(), std::string_view(value.get_string())) != roles.end();
}

/// What is wrong with a conversation; "" nothing.
std::string check_messages(const json::object& holder, RowReport& report) {
    const json::value* messages = holder.if_contains("messages");
    if (messages == nullptr || !messages->is_array() || messages->get_array().empty())
        return "\"messages\" must be a non-empty array";
    for (const json::value& message : messages->get_array()) {
        const json::object* one = message.if_object();
        const json::value* role = one == nullptr ? nullptr : one->if_contains("role");
        if (role == nullptr || !is_role(*role))
            return "every message needs a role: system, user, assistant or tool";
        if (one->contains("reasoning_content")) report.thinking = true;
    }
    report.turns += static_cast<double>(messages->get_array().size());
    return {};
}

bool is_preference(const json::object& row) {
    RowReport unused;
    if (!check_messages(message_of(row, "input"), unused).empty()) return false;
    const auto is_answer = [&](std::string_view field) {
        const json::value* output = row.if_contains(field);
        const json::array* messages = output == nullptr ? nullptr : output->if_array();
        if (messages == nullptr || messages->size() != 1 || !messages->front().is_object()) return false;
        return text_of(messages->front().get_object(), "role") == "assistant";
    };
    return is_answer("preferred_output") && is_answer("non_preferred_output");
}

std::string check_row(const json::object& row, std::string_view format, RowReport& report) {
    if (format == "CHAT") return check_messages(row, report);
    if (format == "COMPLETION") {
        for (const std::string_view field : {"prompt", "completion"})
            if (const json::value* value = row.if_contains(field); value == nullptr || !value->is_string())
                return "\"" + std::string(field) + "\" must be a string";
    }
    if (format == "RL") {
        const json::value* samples = row.if_contains("samples");
        if (samples == nullptr || !samples->is_array() || samples->get_array().empty())
            return "\"samples\" must be a non-empty array";
        for (const json::value& sample : samples->get_array()) {
            if (!sample.is_object()) return "every sample must be an object";
            if (auto problem = check_messages(sample.get_object(), report); !problem.empty()) return problem;
            const json::object& evals = message_of(sample.get_object(), "evals");
            if (const json::value* score = evals.if_contains("score");
                score == nullptr || !score->is_number())
                return "every sample needs evals.score, a number";
        }
    }
    return {};
}

/// Weights of a chat row and of its messages; `weighted`: the first row has one.
std::string check_weights(const json::object& row, bool weighted) {
    const json::value* weight = row.if_contains("weight");
    if (weight != nullptr && !weight->is_number()) return "\"weight\" of a row must be a number";
    if ((weight != nullptr) != weighted) return "\"weight\" must be on all rows or on none";
    for (const json::value& message : row.at("messages").get_array())
        if (const json::value* one = message.get_object().if_contains("weight"))
            if (!one->is_number() || (one->to_number<double>() != 0 && one->to_number<double>() != 1))
                return "\"weight\" of a message must be 0 or 1";
    return {};
}

}  // namespace

RowReport scan_rows(std::string_view content, std::string_view declared) {
    RowReport report;
    if (declared != "FORMAT_UNSPECIFIED") report.format = declared;
    std::int64_t line_number = 0;
    bool weighted = false;
    while (!content.empty() && report.problem.empty()) {
        const auto end = std::min(content.find('\n'), content.size());
        const std::string_view line = content.substr(0, end);
        content.remove_prefix(std::min(end + 1, content.size()));
        ++line_number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        ++report.rows;
        boost::system::error_code failure;
        const json::value row = json::parse(json::string_view(line.data(), line.size()), failure);
        if (failure || !row.is_object()) {
            report.problem = "line " + std::to_string(line_number) + " is not a JSON object";
            break;
        }
        if (report.rows == 1 && report.format.empty()) report.format = format_of(row.get_object());
        if (report.format.empty())
            report.preference = (report.rows == 1 || report.preference) && is_preference(row.get_object());
        if (const auto problem = check_row(row.get_object(), report.format, report); !problem.empty())
            report.problem = "line " + std::to_string(line_number) + ": " + problem;
        if (report.format != "CHAT" || !report.problem.empty()) continue;
        if (report.rows == 1) weighted = row.get_object().contains("weight");
        if (const auto problem = check_weights(row.get_object(), weighted); !problem.empty())
            report.problem = "line " + std::to_string(line_number) + ": " + problem;
    }
    if (report.problem.empty() && report.rows == 0) report.problem = "the dataset has no rows";
    if (report.problem.empty() && report.rows > rows_max)
        report.problem = "the dataset has more than 3000000 rows";
    return report;
}

}  // namespace fireform::emulator
