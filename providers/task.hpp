// Task<T>: our alias of asio::awaitable. Whoever makes one awaits it or gives it to a TaskGroup
// (engine/apply/task_group.hpp).
#pragma once

#include <boost/asio/awaitable.hpp>

namespace fireform {

namespace asio = boost::asio;
template <class T>
using Task = asio::awaitable<T>;

}  // namespace fireform
