// Questions to the provider about many resources of a plan: a few at once, all of them answered or thrown
// away before the asker goes on. Used by dry_runs.cpp and estimates.cpp.
#pragma once

#include "engine/apply/task_group.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace fireform {

inline constexpr std::size_t questions_at_once_max = 16;

/// Answers in the order in which they came. `next` hands out the questions one by one, nothing at their end.
/// What a question threw is thrown when all have ended; no other is started then.
template <class Answer>
Task<std::vector<Answer>> side_by_side(asio::any_io_executor executor,
                                       std::function<std::optional<Task<Answer>>()> next) {
    TaskGroup<Answer> asked(executor);
    std::vector<Answer> answers;
    std::exception_ptr broken;
    bool more = true;
    while (more || asked.in_flight() > 0) {
        if (more && asked.in_flight() < questions_at_once_max) {
            std::optional<Task<Answer>> question = broken ? std::nullopt : next();
            more = question.has_value();
            if (question) asked.start(std::move(*question));
            continue;
        }
        const std::size_t running = asked.in_flight();
        try {
            answers.push_back(co_await asked.next());
        } catch (...) {
            if (asked.in_flight() == running) throw;  // cancelled ourselves: there is no waiting any more
            if (!broken) broken = std::current_exception();
        }
    }
    if (broken) std::rethrow_exception(broken);
    co_return answers;
}

}  // namespace fireform
