// Requests side by side, awaited together. Only for .cpp files of this folder.
#pragma once

#include "providers/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace fireform::fireworks {

/// The results in the order of the tasks, when all have ended; the first exception then. Cancelled, they are
/// cancelled and still awaited.
template <class T>
Task<std::vector<T>> gather(std::vector<Task<T>> tasks) {
    const auto executor = co_await asio::this_coro::executor;
    using Operation = decltype(asio::co_spawn(executor, std::declval<Task<T>>(), asio::deferred));
    std::vector<Operation> operations;
    for (Task<T>& task : tasks)
        operations.push_back(asio::co_spawn(executor, std::move(task), asio::deferred));
    if (operations.empty()) co_return std::vector<T>{};
    auto group = asio::experimental::make_parallel_group(std::move(operations));
    auto [order, failures, results] =
        co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
    co_return std::move(results);
}

}  // namespace fireform::fireworks
