// Drives coroutines in tests: run(task) on an io_context of its own, until the task has ended.
#pragma once

#include "providers/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fireform {

/// The result of `task`, or its exception. Stops `io` then, so that servers of a test need no farewell.
template <class T>
T run(asio::io_context& io, Task<T> task) {
    std::optional<T> result;
    std::exception_ptr failure;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T value) {
        failure = std::move(thrown);
        if (!failure) result.emplace(std::move(value));
        io.stop();
    });
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::runtime_error("the task waits for something that never comes");
    return std::move(*result);
}

inline void run(asio::io_context& io, Task<void> task) {
    bool ended = false;
    std::exception_ptr failure;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) {
        failure = std::move(thrown);
        ended = true;
        io.stop();
    });
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
    if (!ended) throw std::runtime_error("the task waits for something that never comes");
}

template <class T>
T run(Task<T> task) {
    asio::io_context io(1);
    return run(io, std::move(task));
}

}  // namespace fireform
