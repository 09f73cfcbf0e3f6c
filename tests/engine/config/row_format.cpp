#include "engine/config/row_format.hpp"

#include "engine/config/dataset_file.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fireform {
namespace {

/// What is wrong with the last of the rows, none of the others being wrong.
std::string last(RowUse use, std::initializer_list<const char*> rows) {
    RowFormat format(use);
    std::string problem;
    for (const char* row : rows) {
        CHECK(problem == "");
        problem = format.problem(row);
    }
    return problem;
}

std::string chat(const char* row) {
    return last(RowUse::supervised, {row});
}

constexpr const char* good_chat =
    R"({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]})";
constexpr const char* weighted_chat =
    R"({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], "weight": 0.5})";

}  // namespace

TEST_CASE("row format: the row that a message shows is good") {
    for (const RowUse use : {RowUse::supervised, RowUse::preference, RowUse::rollout, RowUse::scored})
        CHECK(last(use, {sample_row(use).data()}) == "");
    CHECK(last(RowUse::any, {"{}"}) == "");
    CHECK(last(RowUse::supervised, {"[]"}) == "it is no JSON object");
}

TEST_CASE("row format: conversations") {
    CHECK(chat(good_chat) == "");
    CHECK(
        chat(
            R"({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text"}]},
                   {"role": "assistant", "tool_calls": [{}], "content": null}, {"role": "tool", "content": "t"},
                   {"role": "assistant", "content": "b", "weight": 1, "reasoning_content": "r"}],
                   "tools": [{}], "extra": 1})") == "");
    CHECK(chat("{}") == "\"messages\" is missing");
    CHECK(chat(R"({"messages": null})") == "\"messages\" is missing");
    CHECK(chat(R"({"messages": {}})") == "\"messages\" must be a list of messages");
    CHECK(chat(R"({"messages": []})") == "\"messages\" is empty");
    CHECK(chat(R"({"messages": ["a"]})") == "\"messages[0]\" must be an object");
    CHECK(chat(R"({"messages": [{"content": "a"}]})") == "\"messages[0].role\" is missing");
    CHECK(chat(R"({"messages": [{"role": "bot", "content": "a"}]})") ==
          "\"messages[0].role\" must be \"system\", \"user\", \"assistant\" or \"tool\"");
    CHECK(chat(R"({"messages": [{"role": "user"}]})") == "\"messages[0].content\" is missing");
    CHECK(chat(R"({"messages": [{"role": "user", "content": 1}]})") ==
          "\"messages[0].content\" must be a string, or a list of parts");
    CHECK(chat(R"({"messages": [{"role": "assistant", "content": "a", "weight": 0.5}]})") ==
          "\"messages[0].weight\" must be 0 or 1");
    CHECK(chat(R"({"messages": [{"role": "assistant", "content": "a", "reasoning_content": 1}]})") ==
          "\"messages[0].reasoning_content\" must be a string");
    CHECK(chat(R"({"messages": [{"role": "assistant", "content": "a"}], "tools": "t"})") ==
          "\"tools\" must be a list");
    CHECK(chat(R"({"messages": [{"role": "user", "content": "a"}]})") ==
          "\"messages\" has no answer of the assistant to learn from");
    CHECK(chat(R"({"messages": [{"role": "assistant", "content": "a", "weight": 0}]})") ==
          "\"messages\" has no answer of the assistant to learn from");
}

TEST_CASE("row format: prompts with their completions, and no mixture") {
    constexpr const char* pair = R"({"prompt": "a", "completion": "b"})";
    CHECK(last(RowUse::supervised, {pair, pair}) == "");
    CHECK(last(RowUse::supervised, {pair, good_chat}) ==
          "it is no prompt with its completion, as the rows before are");
    CHECK(last(RowUse::supervised, {good_chat, pair}) ==
          "it is a prompt with its completion, and the rows before are conversations");
    CHECK(chat(R"({"prompt": "a"})") == "\"completion\" is missing");
    CHECK(chat(R"({"prompt": "a", "completion": 1})") == "\"completion\" must be a string");
}

TEST_CASE("row format: rows are weighted, all of them or none") {
    CHECK(last(RowUse::supervised, {weighted_chat, weighted_chat}) == "");
    CHECK(last(RowUse::supervised, {weighted_chat, good_chat}) ==
          "it has no \"weight\", and the rows before have one");
    CHECK(last(RowUse::supervised, {good_chat, weighted_chat}) ==
          "it has a \"weight\", and the rows before have none");
    CHECK(chat(R"({"messages": [{"role": "assistant", "content": "a"}], "weight": "much"})") ==
          "\"weight\" must be a number");
}

TEST_CASE("row format: preference pairs") {
    const auto pair = [](const char* row) { return last(RowUse::preference, {row}); };
    CHECK(pair(good_chat) == "\"input\" is missing");
    CHECK(pair(R"({"input": []})") == "\"input\" must be an object");
    CHECK(pair(R"({"input": {}})") == "\"input.messages\" is missing");
    const std::string input = R"({"input": {"messages": [{"role": "user", "content": "a"}]}, )";
    const std::string answer = R"([{"role": "assistant", "content": "b"}])";
    CHECK(pair((input + R"("preferred_output": )" + answer + "}").c_str()) ==
          "\"non_preferred_output\" is missing");
    CHECK(pair((input + R"("preferred_output": "b"})").c_str()) ==
          "\"preferred_output\" must be a list of one message");
    CHECK(pair((input + R"("preferred_output": [{"role": "assistant", "content": "b"},
                {"role": "assistant", "content": "c"}]})")
                   .c_str()) == "\"preferred_output\" must be one message, not 2");
    CHECK(pair((input + R"("preferred_output": [{"role": "user", "content": "b"}]})").c_str()) ==
          "\"preferred_output[0].role\" must be \"assistant\"");
}

TEST_CASE("row format: prompts to answer need no answer") {
    CHECK(last(RowUse::rollout, {R"({"messages": [{"role": "user", "content": "a"}], "ground_truth": 4})"}) ==
          "");
    CHECK(last(RowUse::rollout, {R"({"prompt": "a", "completion": "b"})"}) == "\"messages\" is missing");
}

TEST_CASE("row format: scored samples") {
    const auto scored = [](const char* row) { return last(RowUse::scored, {row}); };
    CHECK(scored(good_chat) == "\"samples\" is missing");
    CHECK(scored(R"({"samples": []})") == "\"samples\" is empty");
    CHECK(scored(R"({"samples": [1]})") == "\"samples[0]\" must be an object");
    CHECK(scored(R"({"samples": [{}]})") == "\"samples[0].messages\" is missing");
    CHECK(scored(R"({"samples": [{"messages": [{"role": "user", "content": "a"}]}]})") ==
          "\"samples[0].evals.score\" is missing");
    CHECK(
        scored(
            R"({"samples": [{"messages": [{"role": "user", "content": "a"}], "evals": {"score": "1"}}]})") ==
        "\"samples[0].evals.score\" must be a number");
}

TEST_CASE("row format: the pieces in which a file is read change nothing") {
    const std::string rows = std::string(good_chat) + "\n\n  " + good_chat + "\n{\"messages\": []}\n[1]\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}, rows.size()}) {
        CAPTURE(piece);
        RowChecker checker({RowUse::supervised, RowUse::rollout});
        for (std::size_t at = 0; at < rows.size(); at += piece)
            checker.feed(std::string_view(rows).substr(at, piece));
        checker.finish();
        REQUIRE(checker.bad_row());
        CHECK(checker.bad_row()->line == 4);
        CHECK(checker.bad_row()->reason == "\"messages\" is empty");
        CHECK(checker.bad_row()->use == RowUse::supervised);
    }
}

}  // namespace fireform
