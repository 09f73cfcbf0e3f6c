#include "engine/cli/readable.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/epoll.h>

namespace fireform::cli {

Task<void> readable(int file) {
    // Asio makes what it waits for non-blocking, and a terminal shares that flag with stdout and the shell.
    // So it waits for a set that has `file` in it: that can be read from when `file` can.
    asio::posix::stream_descriptor set(co_await asio::this_coro::executor, ::epoll_create1(EPOLL_CLOEXEC));
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    if (::epoll_ctl(set.native_handle(), EPOLL_CTL_ADD, file, &wanted) != 0) co_return;
    co_await set.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
}

}  // namespace fireform::cli
