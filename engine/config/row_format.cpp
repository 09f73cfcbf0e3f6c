#include "engine/config/row_format.hpp"

#include "engine/config/wording.hpp"

#include <fmt/format.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace fireform {
namespace {

namespace json = boost::json;
using Problem = std::string;  // "" nothing

constexpr std::array<std::string_view, 4> roles{"system", "user", "assistant", "tool"};
constexpr std::size_t depth_max = 64;  // as row_checker.cpp allows

/// Null: not there, or null.
const json::value* member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

std::string path(std::string_view where, std::string_view name) {
    return where.empty() ? std::string(name) : fmt::format("{}.{}", where, name);
}

Problem missing(const std::string& name) {
    return fmt::format("\"{}\" is missing", name);
}

Problem check_list(const json::value* value, const std::string& name, std::string_view of) {
    if (!value) return missing(name);
    const json::array* list = value->if_array();
    if (!list) return fmt::format("\"{}\" must be a list of {}", name, of);
    return list->empty() ? fmt::format("\"{}\" is empty", name) : Problem();
}

Problem check_role(const json::object& message, const std::string& name) {
    const json::value* role = member(message, "role");
    if (!role) return missing(name + ".role");
    const json::string* word = role->if_string();
    if (word && std::ranges::find(roles, std::string_view(*word)) != roles.end()) return {};
    return fmt::format("\"{}.role\" must be {}", name,
                       any_of_text(std::vector<std::string_view>(roles.begin(), roles.end()), true));
}

Problem check_content(const json::object& message, const std::string& name) {
    const json::value* content = member(message, "content");
    if (!content) return member(message, "tool_calls") ? Problem() : missing(name + ".content");
    return content->is_string() || content->is_array()
               ? Problem()
               : fmt::format("\"{}.content\" must be a string, or a list of parts", name);
}

Problem check_weight(const json::object& message, const std::string& name) {
    const json::value* weight = member(message, "weight");
    if (!weight) return {};
    const bool good =
        weight->is_number() && (weight->to_number<double>() == 0 || weight->to_number<double>() == 1);
    return good ? Problem() : fmt::format("\"{}.weight\" must be 0 or 1", name);
}

Problem check_message(const json::value& value, const std::string& name) {
    const json::object* message = value.if_object();
    if (!message) return fmt::format("\"{}\" must be an object", name);
    for (const auto check : {check_role, check_content, check_weight})
        if (Problem problem = check(*message, name); !problem.empty()) return problem;
    const json::value* thoughts = member(*message, "reasoning_content");
    if (thoughts && !thoughts->is_string())
        return fmt::format("\"{}.reasoning_content\" must be a string", name);
    return {};
}

bool is_answer(const json::object& message) {
    return message.at("role").get_string() == "assistant";
}

/// The member "messages" of `holder`, and its tools.
Problem check_messages(const json::object& holder, std::string_view where) {
    const std::string name = path(where, "messages");
    const json::value* messages = member(holder, "messages");
    if (Problem problem = check_list(messages, name, "messages"); !problem.empty()) return problem;
    std::size_t at = 0;
    for (const json::value& message : messages->get_array())
        if (Problem problem = check_message(message, fmt::format("{}[{}]", name, at++)); !problem.empty())
            return problem;
    const json::value* tools = member(holder, "tools");
    if (tools && !tools->is_array()) return fmt::format("\"{}\" must be a list", path(where, "tools"));
    return {};
}

/// An answer with weight 0 is read and not learned from.
Problem check_something_to_learn(const json::object& row) {
    const auto teaches = [](const json::value& value) {
        const json::object& message = value.get_object();
        const json::value* weight = member(message, "weight");
        return is_answer(message) && (!weight || weight->to_number<double>() != 0);
    };
    return std::ranges::any_of(row.at("messages").get_array(), teaches)
               ? Problem()
               : Problem("\"messages\" has no answer of the assistant to learn from");
}

Problem check_completion(const json::object& row) {
    for (const char* name : {"prompt", "completion"}) {
        const json::value* text = member(row, name);
        if (!text) return missing(name);
        if (!text->is_string()) return fmt::format("\"{}\" must be a string", name);
    }
    return {};
}

Problem check_preference(const json::object& row) {
    const json::value* input = member(row, "input");
    if (!input) return missing("input");
    if (!input->is_object()) return "\"input\" must be an object";
    if (Problem problem = check_messages(input->get_object(), "input"); !problem.empty()) return problem;
    for (const std::string name : {"preferred_output", "non_preferred_output"}) {
        const json::value* output = member(row, name);
        if (Problem problem = check_list(output, name, "one message"); !problem.empty()) return problem;
        if (output->get_array().size() != 1)
            return fmt::format("\"{}\" must be one message, not {}", name, output->get_array().size());
        const json::value& message = output->get_array().front();
        if (Problem problem = check_message(message, name + "[0]"); !problem.empty()) return problem;
        if (!is_answer(message.get_object()))
            return fmt::format("\"{}[0].role\" must be \"assistant\"", name);
    }
    return {};
}

Problem check_samples(const json::object& row) {
    const json::value* samples = member(row, "samples");
    if (Problem problem = check_list(samples, "samples", "samples"); !problem.empty()) return problem;
    std::size_t at = 0;
    for (const json::value& value : samples->get_array()) {
        const std::string name = fmt::format("samples[{}]", at++);
        const json::object* sample = value.if_object();
        if (!sample) return fmt::format("\"{}\" must be an object", name);
        if (Problem problem = check_messages(*sample, name); !problem.empty()) return problem;
        const json::value* evals = member(*sample, "evals");
        const json::value* score =
            evals && evals->is_object() ? member(evals->get_object(), "score") : nullptr;
        if (!score) return missing(name + ".evals.score");
        if (!score->is_number()) return fmt::format("\"{}.evals.score\" must be a number", name);
    }
    return {};
}

Problem check_supervised(const json::object& row, std::optional<bool>& completions,
                         std::optional<bool>& weighted) {
    const bool completion =
        !row.contains("messages") && (row.contains("prompt") || row.contains("completion"));
    if (completions.value_or(completion) != completion)
        return completion ? "it is a prompt with its completion, and the rows before are conversations"
                          : "it is no prompt with its completion, as the rows before are";
    completions = completion;
    if (completion) return check_completion(row);
    if (Problem problem = check_messages(row, ""); !problem.empty()) return problem;
    const json::value* weight = member(row, "weight");
    if (weight && !weight->is_number()) return "\"weight\" must be a number";
    const bool has_weight = weight != nullptr;
    if (weighted.value_or(has_weight) != has_weight)
        return has_weight ? "it has a \"weight\", and the rows before have none"
                          : "it has no \"weight\", and the rows before have one";
    weighted = has_weight;
    return check_something_to_learn(row);
}

}  // namespace

std::string RowFormat::problem(std::string_view text) {
    std::array<unsigned char, 16384> memory;
    json::monotonic_resource resource(memory.data(), memory.size());
    json::parse_options options;
    options.max_depth = depth_max;
    json::error_code error;
    const json::value value =
        json::parse(json::string_view(text.data(), text.size()), error, &resource, options);
    const json::object* row = error ? nullptr : value.if_object();
    if (!row) return "it is no JSON object";
    switch (use_) {
        case RowUse::any:
            return {};
        case RowUse::supervised:
            return check_supervised(*row, completions_, weighted_);
        case RowUse::preference:
            return check_preference(*row);
        case RowUse::rollout:
            return check_messages(*row, "");
        case RowUse::scored:
            return check_samples(*row);
    }
    return {};
}

std::string_view sample_row(RowUse use) {
    switch (use) {
        case RowUse::any:
            break;
        case RowUse::supervised:
            return R"({"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]})";
        case RowUse::preference:
            return R"({"input": {"messages": [{"role": "user", "content": "..."}]}, )"
                   R"("preferred_output": [{"role": "assistant", "content": "..."}], )"
                   R"("non_preferred_output": [{"role": "assistant", "content": "..."}]})";
        case RowUse::rollout:
            return R"({"messages": [{"role": "user", "content": "..."}]})";
        case RowUse::scored:
            return R"({"samples": [{"messages": [{"role": "user", "content": "..."}, )"
                   R"({"role": "assistant", "content": "..."}], "evals": {"score": 0.5}}]})";
    }
    return "{}";
}

}  // namespace fireform
